import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  ListLogGroupsRequest,
  ListLogGroupsResponse,
  LogGroup,
  LogGroupClass,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Call, reads } from '@gatehouse/service-kit';
import type { LogsParts } from '../deps.ts';
import { prefixOrPattern } from '../errors.ts';
import type { Group } from '../model.ts';
import { everyGroup, groupOfRequest } from '../names.ts';
import { DEFAULT_LIMIT, LIMIT, openToken, rowPage } from '../paging.ts';
import { groups } from '../repositories/groups.ts';

type Deps = Pick<LogsParts, 'pages'>;

// The column holds what CreateLogGroup has checked against the model's values.
const classOf = (group: Group): LogGroupClass => group.class as LogGroupClass;

const described = async ({ tx }: Call, found: readonly Group[]): Promise<readonly LogGroup[]> => {
  const ids = found.map(({ id }) => id);
  const bytes = await groups.storedBytes(tx, ids);
  const filters = await groups.metricFilters(tx, ids);
  return found.map((group) => ({
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: filters.get(group.id) ?? 0,
    arn: `${group.arn}:*`,
    storedBytes: bytes.get(group.id) ?? 0,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: classOf(group),
    logGroupArn: group.arn,
    deletionProtectionEnabled: group.deletionProtected,
  }));
};

const CLASSES = { oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups = ({ pages }: Deps) =>
  reads<DescribeLogGroupsRequest, DescribeLogGroupsResponse>(
    {
      limits: {
        accountIdentifiers: { maxLength: 20 },
        logGroupNamePrefix: { minLength: 1, maxLength: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' },
        logGroupNamePattern: { maxLength: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
        logGroupIdentifiers: { minLength: 1, maxLength: 50 },
        'logGroupIdentifiers[]': { minLength: 1, maxLength: 2048 },
        logGroupClass: CLASSES,
        nextToken: { minLength: 1 },
        limit: LIMIT,
      },
      partial: 'There are no linked accounts.',
    },
    async (input, call) => {
      await call.authorize('logs:DescribeLogGroups', everyGroup(call));
      if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined)
        throw prefixOrPattern();
      if (input.logGroupIdentifiers !== undefined) {
        const named = await Promise.all(
          input.logGroupIdentifiers.map((logGroupIdentifier) =>
            groups.find(call.tx, groupOfRequest(call, { logGroupIdentifier })),
          ),
        );
        const own = named.filter((group) => group?.account === call.account);
        return {
          logGroups: [
            ...(await described(
              call,
              own.flatMap((group) => group ?? []),
            )),
          ],
        };
      }
      const query = {
        prefix: input.logGroupNamePrefix,
        part: input.logGroupNamePattern,
        class: input.logGroupClass,
      };
      const { rows, nextToken } = await rowPage(
        pages,
        { operation: 'DescribeLogGroups', account: call.account, region: call.region, ...query },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        (after, limit) =>
          groups.list(call.tx, call, { ...query, after: String(after?.[0] ?? ''), limit }),
        ({ name }) => [name],
      );
      return { logGroups: [...(await described(call, rows))], nextToken };
    },
  );

// So many groups are looked at for one page, however few of them have such a name.
const LOOKED_AT = 1000;

/** `^prod|error`: names that begin with the one or hold the other. */
const nameTest = (pattern: string | undefined): ((name: string) => boolean) => {
  if (pattern === undefined) return () => true;
  const parts = pattern.split('|');
  return (name) =>
    parts.some((part) =>
      part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part),
    );
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html */
export const listLogGroups = ({ pages }: Deps) =>
  reads<ListLogGroupsRequest, ListLogGroupsResponse>(
    {
      limits: {
        logGroupNamePattern: {
          minLength: 3,
          maxLength: 129,
          pattern: '(\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}',
        },
        accountIdentifiers: { maxLength: 20 },
        logGroupClass: CLASSES,
        nextToken: { minLength: 1 },
        limit: { minValue: 1, maxValue: 1000 },
      },
      partial: 'There are no linked accounts, data sources, field indexes or filters by tag.',
    },
    async (input, call) => {
      await call.authorize('logs:ListLogGroups', everyGroup(call));
      const { logGroupNamePattern: pattern, logGroupClass, limit: most = DEFAULT_LIMIT } = input;
      const passes = nameTest(pattern);
      const question = {
        operation: 'ListLogGroups',
        account: call.account,
        region: call.region,
        pattern,
        logGroupClass,
      };
      const [start = ''] = openToken(pages, question, input.nextToken) ?? [];
      const seen = await groups.list(call.tx, call, {
        class: logGroupClass,
        after: String(start),
        limit: LOOKED_AT + 1,
      });
      const found = seen.slice(0, LOOKED_AT).filter(({ name }) => passes(name));
      const page = found.slice(0, most);
      // A page that is not full goes on behind the last that was looked at.
      const last = found.length > most ? page.at(-1) : seen[LOOKED_AT - 1];
      const more = found.length > most || seen.length > LOOKED_AT;
      return {
        logGroups: summaries(page),
        nextToken: more && last !== undefined ? pages.seal(question, [last.name]) : undefined,
      };
    },
  );

const summaries = (found: readonly Group[]) =>
  found.map((group) => ({
    logGroupName: group.name,
    logGroupArn: group.arn,
    logGroupClass: classOf(group),
  }));
