import type {
  DescribeQueriesRequest,
  DescribeQueriesResponse,
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
  StopQueryRequest,
  StopQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { compileQuery } from '@gatehouse/logs-query';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { authorizeGroup } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import {
  languageUnknown,
  malformedQuery,
  oneGroupParameter,
  outsideGroups,
  queriedGroupMissing,
  queryEnded,
  queryMissing,
  timesReversed,
  tooManyGroups,
  tooManyQueries,
} from '../errors.ts';
import { type Group, type GroupRef, oldestKept } from '../model.ts';
import { everyGroup, GROUP_NAME, groupOfRequest, groupRef } from '../names.ts';
import { openToken, rowPage } from '../paging.ts';
import { type LogQuery, MOST_AT_ONCE, MOST_GROUPS, QUERY, sourceText } from '../queries/model.ts';
import { groups } from '../repositories/groups.ts';
import { queries } from '../repositories/queries.ts';

const MOST_ROWS = 10_000;
const MOST_LISTED = 1000;
/** Times before 1973 in milliseconds are meant as seconds. */
const LEAST_MILLISECONDS = 100_000_000_000;
const LANGUAGE = 'CWLI';
const STATUSES = [
  'Scheduled',
  'Running',
  'Complete',
  'Failed',
  'Cancelled',
  'Timeout',
  'Unknown',
] as const;
const LANGUAGES = { oneOf: ['CWLI', 'SQL', 'PPL'] };

export const QUERY_ID = { maxLength: 256 };

export const requireLanguage = (language: string | undefined): void => {
  if (language !== undefined && language !== LANGUAGE) throw languageUnknown(language);
};

/** The groups that a request names, each once. */
const namedGroups = (call: Call, input: StartQueryRequest): readonly GroupRef[] => {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input;
  const given = [
    logGroupName === undefined ? undefined : [logGroupName],
    logGroupNames,
    logGroupIdentifiers,
  ].filter((list) => list !== undefined);
  const [names = []] = given;
  if (given.length !== 1 || names.length === 0) throw oneGroupParameter();
  if (names.length > MOST_GROUPS) throw tooManyGroups(MOST_GROUPS);
  const refs = names.map((logGroupIdentifier) => groupOfRequest(call, { logGroupIdentifier }));
  return [...new Map(refs.map((ref) => [ref.arn, ref])).values()];
};

/** Whoever may query one group and not the other queries none; nobody hears of groups that he may not query. */
const queriedGroups = async (
  call: Call,
  refs: readonly GroupRef[],
  groupKeys: LogsParts['groupKeys'],
): Promise<readonly Group[]> => {
  for (const ref of refs) await authorizeGroup(call, 'logs:StartQuery', ref);
  const found: Group[] = [];
  for (const ref of refs) {
    const group = await groups.find(call.tx, ref);
    if (group === undefined) throw queriedGroupMissing(ref.name, ref.account);
    call.touch({ type: 'AWS::Logs::LogGroup', name: group.name, arn: group.arn });
    await groupKeys.requireOpen(call, group);
    found.push(group);
  }
  return found;
};

/** CloudWatch Logs takes seconds and milliseconds; a second counts whole. */
const spanOf = ({ startTime = 0, endTime = 0 }: StartQueryRequest) => ({
  from: startTime < LEAST_MILLISECONDS ? startTime * 1000 : startTime,
  until: endTime < LEAST_MILLISECONDS ? endTime * 1000 + 999 : endTime,
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export const startQuery = ({ groupKeys, ids }: Pick<LogsParts, 'groupKeys' | 'ids'>) =>
  writes<StartQueryRequest, StartQueryResponse>(
    {
      limits: {
        queryLanguage: LANGUAGES,
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        'logGroupNames[]': { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        'logGroupIdentifiers[]': { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        startTime: { minValue: 0 },
        endTime: { minValue: 0 },
        queryString: { maxLength: 10_000 },
        limit: { minValue: 1, maxValue: 100_000 },
      },
      event: { readOnly: true },
      partial:
        'Logs Insights QL only, without SOURCE, join, lookup, subqueries, unnest, anomaly, diff, filterIndex and unmask; groups of the account itself.',
    },
    async (input, call) => {
      const refs = namedGroups(call, input);
      const found = await queriedGroups(call, refs, groupKeys);
      requireLanguage(input.queryLanguage);
      const { queryString: text = '', limit } = input;
      const compiled = compileQuery(text);
      if ('problem' in compiled) throw malformedQuery(compiled.problem);
      const span = spanOf(input);
      if (span.from > span.until) throw timesReversed();
      const first = Math.min(
        ...found.map((group) => Math.max(group.createdAt, oldestKept(group, call.now))),
      );
      if (span.until < first) throw outsideGroups(span.from, span.until);
      if ((await queries.open(call.tx, call)) >= MOST_AT_ONCE) throw tooManyQueries(MOST_AT_ONCE);
      const query: LogQuery = {
        account: call.account,
        region: call.region,
        id: ids.uuid(),
        text,
        status: 'Scheduled',
        groups: found.map(({ id, name }) => ({ id, name })),
        ...span,
        limit,
        createdAt: call.now.getTime(),
        startedAt: undefined,
        matched: 0,
        scanned: 0,
        bytes: 0,
        rows: 0,
      };
      await queries.insert(call.tx, query);
      await scheduleWork(call.tx, { kind: QUERY, key: query.id, payload: '', dueAt: call.now });
      return { queryId: query.id };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html */
export const getQueryResults = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<GetQueryResultsRequest, GetQueryResultsResponse>(
    {
      limits: {
        queryId: QUERY_ID,
        nextToken: { minLength: 1 },
        maxItems: { minValue: 1, maxValue: MOST_ROWS },
      },
    },
    async ({ queryId = '', nextToken, maxItems = MOST_ROWS }, call) => {
      const query = await queries.find(call.tx, call, queryId);
      if (query === undefined) {
        await call.authorize('logs:GetQueryResults', everyGroup(call));
        throw queryMissing();
      }
      for (const { name } of query.groups)
        await authorizeGroup(call, 'logs:GetQueryResults', groupRef(call, name));
      const question = { operation: 'GetQueryResults', query: query.id };
      const [from = 0] = openToken(pages, question, nextToken) ?? [];
      const first = Number(from);
      const rows = await queries.rows(call.tx, query.id, first, maxItems);
      const end = first + rows.length;
      return {
        queryLanguage: LANGUAGE,
        results: rows.map((row) => row.map(([field, value]) => ({ field, value }))),
        statistics: {
          recordsMatched: query.matched,
          recordsScanned: query.scanned,
          estimatedRecordsSkipped: 0,
          bytesScanned: query.bytes,
          estimatedBytesSkipped: 0,
          logGroupsScanned: query.groups.length,
          resultCount: query.rows,
        },
        status: query.status,
        nextToken: end < query.rows && rows.length > 0 ? pages.seal(question, [end]) : undefined,
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html */
export const stopQuery = () =>
  writes<StopQueryRequest, StopQueryResponse>(
    { limits: { queryId: QUERY_ID }, event: { readOnly: true } },
    async ({ queryId = '' }, call) => {
      await call.authorize('logs:StopQuery', '*');
      const query = await queries.find(call.tx, call, queryId);
      if (query === undefined) throw queryMissing();
      if (!(await queries.stop(call.tx, query.id, 'Cancelled'))) throw queryEnded(query.status);
      return { success: true };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html */
export const describeQueries = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeQueriesRequest, DescribeQueriesResponse>(
    {
      limits: {
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        status: { oneOf: STATUSES },
        maxResults: { minValue: 1, maxValue: MOST_LISTED },
        nextToken: { minLength: 1 },
        queryLanguage: LANGUAGES,
      },
    },
    async ({ logGroupName: group, status, maxResults, nextToken: token, queryLanguage }, call) => {
      await call.authorize('logs:DescribeQueries', '*');
      if (queryLanguage !== undefined && queryLanguage !== LANGUAGE) return { queries: [] };
      const { rows, nextToken } = await rowPage(
        pages,
        {
          operation: 'DescribeQueries',
          account: call.account,
          region: call.region,
          group: group ?? '',
          status: status ?? '',
        },
        { token, limit: maxResults ?? MOST_LISTED },
        (after, limit) =>
          queries.list(call.tx, call, {
            group,
            status,
            after: after === undefined ? undefined : [Number(after[0]), String(after[1])],
            limit,
          }),
        ({ createdAt, id }) => [createdAt, id],
      );
      return {
        queries: rows.map((query) => ({
          queryLanguage: LANGUAGE,
          queryId: query.id,
          queryString: sourceText(query),
          status: query.status,
          createTime: query.createdAt,
          logGroupName: query.groups[0]?.name,
        })),
        nextToken,
      };
    },
  );
