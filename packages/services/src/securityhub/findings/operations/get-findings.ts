import type { GetFindingsRequest, GetFindingsResponse } from '@aws-sdk/client-securityhub';
import { type PageTokens, reads } from '@gatehouse/service-kit';
import { tokenInvalid } from '../../errors.ts';
import type { Hubs } from '../../ports.ts';
import type { QueryEngine } from '../../query/engine.ts';
import { requireFilters } from '../../query/filters.ts';
import { isSortable } from '../../query/order.ts';
import { permittedView } from '../access.ts';
import { sortInvalid } from '../errors.ts';

interface Deps {
  readonly hubs: Pick<Hubs, 'isEnabled' | 'visibility'>;
  readonly engine: QueryEngine;
  readonly pages: PageTokens;
}

const MOST_ATTRIBUTES = 10;
const MOST_RESULTS = 100;
const MOST_SORT_FIELDS = 5;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
export const getFindings = ({ hubs, engine, pages }: Deps) =>
  reads<GetFindingsRequest, GetFindingsResponse>(
    {
      limits: {
        MaxResults: { minValue: 1, maxValue: MOST_RESULTS },
        SortCriteria: { maxLength: MOST_SORT_FIELDS },
        'SortCriteria[].SortOrder': { oneOf: ['asc', 'desc'] },
      },
    },
    async (input, call) => {
      const visible = await permittedView(call, hubs, 'securityhub:GetFindings');
      const { Filters: filters = {}, SortCriteria: sort = [] } = input;
      requireFilters(filters, MOST_ATTRIBUTES);
      for (const { Field = '' } of sort) if (!isSortable(Field)) throw sortInvalid(Field);
      const question = {
        operation: 'GetFindings',
        account: call.account,
        region: call.region,
        filters,
        sort,
      };
      // An empty token is what clients send for the first page.
      const token = input.NextToken === '' ? undefined : input.NextToken;
      const after = token === undefined ? undefined : pages.open(question, token);
      if (token !== undefined && after === undefined) throw tokenInvalid();

      const limit = input.MaxResults ?? MOST_RESULTS;
      const { found, next } = await engine.page(
        call.tx,
        { visible, filters, sort, page: { after, limit } },
        call.now,
      );
      return {
        Findings: found.map(({ finding }) => finding),
        ...(next === undefined ? {} : { NextToken: pages.seal(question, next) }),
      };
    },
  );
