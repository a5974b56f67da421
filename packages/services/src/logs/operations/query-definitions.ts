import { createHash } from 'node:crypto';
import type {
  DeleteQueryDefinitionRequest,
  DeleteQueryDefinitionResponse,
  DescribeQueryDefinitionsRequest,
  DescribeQueryDefinitionsResponse,
  PutQueryDefinitionRequest,
  PutQueryDefinitionResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { reads, writes } from '@gatehouse/service-kit';
import type { LogsParts } from '../deps.ts';
import { definitionMissing, limitExceeded } from '../errors.ts';
import { rowPage } from '../paging.ts';
import type { QueryDefinition } from '../queries/model.ts';
import { queryDefinitions } from '../repositories/query-definitions.ts';
import { QUERY_ID, requireLanguage } from './queries.ts';

const MOST_DEFINITIONS = 1000;
const MOST_LISTED = 1000;
const NAME = { minLength: 1, maxLength: 255 };
const LANGUAGES = { oneOf: ['CWLI', 'SQL', 'PPL'] };

/** The same token names the same definition: a repeated request makes no second one. */
const idOfToken = (account: string, region: string, token: string): string => {
  const hex = createHash('sha256').update(`${account} ${region} ${token}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
export const putQueryDefinition = ({ ids }: Pick<LogsParts, 'ids'>) =>
  writes<PutQueryDefinitionRequest, PutQueryDefinitionResponse>(
    {
      limits: {
        queryLanguage: LANGUAGES,
        name: NAME,
        queryDefinitionId: QUERY_ID,
        logGroupNames: { maxLength: 50 },
        'logGroupNames[]': { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        queryString: { minLength: 1, maxLength: 10_000 },
        clientToken: { minLength: 36, maxLength: 128 },
        parameters: { maxLength: 20 },
        'parameters[].name': { minLength: 1, maxLength: 50 },
        'parameters[].defaultValue': { maxLength: 1000 },
        'parameters[].description': { maxLength: 1000 },
      },
    },
    async (input, call) => {
      await call.authorize('logs:PutQueryDefinition', '*');
      requireLanguage(input.queryLanguage);
      const { queryDefinitionId: given, clientToken: token } = input;
      const fresh = token === undefined ? ids.uuid() : idOfToken(call.account, call.region, token);
      const definition: QueryDefinition = {
        account: call.account,
        region: call.region,
        id: given ?? fresh,
        name: input.name ?? '',
        text: input.queryString ?? '',
        groups: input.logGroupNames ?? [],
        parameters: (input.parameters ?? []).map(({ name = '', defaultValue, description }) => ({
          name,
          defaultValue,
          description,
        })),
        updatedAt: call.now.getTime(),
      };
      if (given !== undefined) {
        if (!(await queryDefinitions.update(call.tx, definition))) throw definitionMissing();
      } else {
        if ((await queryDefinitions.count(call.tx, call)) >= MOST_DEFINITIONS)
          throw limitExceeded();
        await queryDefinitions.insert(call.tx, definition);
      }
      return { queryDefinitionId: definition.id };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html */
export const describeQueryDefinitions = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeQueryDefinitionsRequest, DescribeQueryDefinitionsResponse>(
    {
      limits: {
        queryLanguage: LANGUAGES,
        queryDefinitionNamePrefix: NAME,
        maxResults: { minValue: 1, maxValue: MOST_LISTED },
        nextToken: { minLength: 1 },
      },
    },
    async (input, call) => {
      await call.authorize('logs:DescribeQueryDefinitions', '*');
      const { queryDefinitionNamePrefix: prefix = '', queryLanguage } = input;
      if (queryLanguage !== undefined && queryLanguage !== 'CWLI') return { queryDefinitions: [] };
      const { rows, nextToken } = await rowPage(
        pages,
        {
          operation: 'DescribeQueryDefinitions',
          account: call.account,
          region: call.region,
          prefix,
        },
        { token: input.nextToken, limit: input.maxResults ?? MOST_LISTED },
        ([name = '', id = ''] = [], limit) =>
          queryDefinitions.list(call.tx, call, prefix, [String(name), String(id)], limit),
        ({ name, id }) => [name, id],
      );
      return {
        queryDefinitions: rows.map(({ id, name, text, groups, parameters, updatedAt }) => ({
          queryLanguage: 'CWLI',
          queryDefinitionId: id,
          name,
          queryString: text,
          lastModified: updatedAt,
          logGroupNames: [...groups],
          ...(parameters.length === 0 ? {} : { parameters: [...parameters] }),
        })),
        nextToken,
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html */
export const deleteQueryDefinition = () =>
  writes<DeleteQueryDefinitionRequest, DeleteQueryDefinitionResponse>(
    { limits: { queryDefinitionId: QUERY_ID } },
    async ({ queryDefinitionId = '' }, call) => {
      await call.authorize('logs:DeleteQueryDefinition', '*');
      if (!(await queryDefinitions.remove(call.tx, call, queryDefinitionId)))
        throw definitionMissing();
      return { success: true };
    },
  );
