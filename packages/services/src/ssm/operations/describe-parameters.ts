import type { DescribeParametersRequest, DescribeParametersResult } from '@aws-sdk/client-ssm';
import {
  type Call,
  cutPage,
  type Position,
  reads,
  resourceTagKeys,
  tagStore,
} from '@gatehouse/service-kit';
import { sharingOptions } from '../access.ts';
import { filtersTwice, nextToken } from '../errors.ts';
import {
  asksForTags,
  type CheckedFilter,
  checkedFilters,
  FILTERS,
  olderFilters,
  passes,
  rangeFor,
} from '../filters.ts';
import { list } from '../list.ts';
import type { Parameter } from '../model.ts';
import type { SsmParts } from '../parts.ts';
import { parameters } from '../repositories/parameters.ts';
import { described } from '../views.ts';

const MOST = 10;
const LIMITS = {
  MaxResults: { minValue: 1, maxValue: 50 },
  NextToken: { maxLength: 4096 },
  ...FILTERS,
} as const;

interface Page {
  readonly found: readonly Parameter[];
  readonly next: string | undefined;
}

interface Asked {
  readonly filters: readonly CheckedFilter[];
  readonly after: string | undefined;
  readonly limit: number;
}

const own = async (call: Call, { filters, after, limit }: Asked): Promise<Page> => {
  const { account, region, tx } = call;
  const scope = { account, region };
  const { found, next } = await list(tx, {
    scope,
    range: rangeFor(filters),
    filters,
    after,
    limit,
  });
  return { found: found.map(({ parameter }) => parameter), next };
};

const isShared = async (call: Call, parameter: Parameter, filters: Asked['filters']) => {
  const tags = await tagStore.of(call.tx, parameter.arn);
  const { allowed } = await call.decide(
    'ssm:DescribeParameters',
    parameter.arn,
    resourceTagKeys('ssm', tags),
    sharingOptions(parameter, parameter),
  );
  return allowed && passes(filters, parameter, asksForTags(filters) ? tags : new Map());
};

/** Those of other accounts whose own policies let the caller see them. A page may hold fewer than were asked for. */
const shared = async (call: Call, { filters, after, limit }: Asked): Promise<Page> => {
  const { account, region, tx } = call;
  const rows = await parameters.shared(tx, { account, region }, { after, limit: limit + 1 });
  const { page, last } = cutPage(rows, limit);
  const found: Parameter[] = [];
  for (const parameter of page) if (await isShared(call, parameter, filters)) found.push(parameter);
  return { found, next: last?.id };
};

const afterOf = (position: Position | undefined): string | undefined =>
  position === undefined ? undefined : String(position[0]);

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const describeParameters = (parts: SsmParts) =>
  reads<DescribeParametersRequest, DescribeParametersResult>(
    {
      limits: LIMITS,
      partial: 'parameters shared through Resource Access Manager',
    },
    async (input, call) => {
      const { account, region, partition } = call;
      const { Filters: older = [], ParameterFilters: given = [], NextToken: token } = input;
      const wantsShared = input.Shared === true;
      await call.authorize('ssm:DescribeParameters', `arn:${partition}:ssm:${region}:${account}:*`);
      if (older.length > 0 && given.length > 0) throw filtersTwice();
      const filters = older.length > 0 ? olderFilters(older) : checkedFilters(given);
      const asking = ['DescribeParameters', account, region, wantsShared, filters];
      const opened = token === undefined ? undefined : parts.pages.open(asking, token);
      if (token !== undefined && opened === undefined) throw nextToken();
      const asked = { filters, after: afterOf(opened), limit: input.MaxResults ?? MOST };
      const { found, next } = await (wantsShared ? shared(call, asked) : own(call, asked));
      return {
        Parameters: found.map((parameter) =>
          // One that is shared is named by its ARN, which is the only name that reaches it from here.
          wantsShared ? { ...described(parameter), Name: parameter.arn } : described(parameter),
        ),
        NextToken: next === undefined ? undefined : parts.pages.seal(asking, [next]),
      };
    },
  );
