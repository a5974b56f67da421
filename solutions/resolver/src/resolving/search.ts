import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';
import type { Deletion, ResourceName } from '../deletions/deletion.ts';

type Query = NonNullable<Parameters<SecurityHub['getFindings']>[0]>;
type Filters = NonNullable<Query['Filters']>;

const PAGE = 100;
// AWS takes twenty values of one attribute.
const MOST_VALUES = 20;

const OPEN: Filters['WorkflowStatus'] = [
  { Value: 'NEW', Comparison: 'EQUALS' },
  { Value: 'NOTIFIED', Comparison: 'EQUALS' },
];

const equal = (ids: readonly string[]): Filters['ResourceId'] =>
  ids.slice(0, MOST_VALUES).map((id) => ({ Value: id, Comparison: 'EQUALS' as const }));

const idsOf = (names: readonly ResourceName[], kind: 'exact' | 'named'): readonly string[] =>
  names.flatMap((name) => (name.kind === kind ? [name.id] : []));

/** One query for each way in which findings may name the resource: attributes are joined by AND, so they cannot share one. */
export const queriesFor = ({ names, account, region, type }: Deletion): readonly Filters[] => {
  const base: Filters = {
    AwsAccountId: [{ Value: account, Comparison: 'EQUALS' }],
    WorkflowStatus: OPEN,
  };
  const exact = idsOf(names, 'exact');
  const named = idsOf(names, 'named');
  return [
    ...(exact.length === 0 ? [] : [{ ...base, ResourceId: equal(exact) }]),
    ...names.flatMap((name) =>
      name.kind === 'pattern'
        ? [{ ...base, ResourceId: [{ Value: name.parts[0] ?? '', Comparison: 'PREFIX' as const }] }]
        : [],
    ),
    ...(named.length === 0
      ? []
      : [
          {
            ...base,
            ResourceId: equal(named),
            ResourceType: [{ Value: type, Comparison: 'EQUALS' as const }],
            // A bare name says nothing of where it is.
            ...(region === undefined
              ? {}
              : { Region: [{ Value: region, Comparison: 'EQUALS' as const }] }),
          },
        ]),
  ];
};

/** For findings of other accounts that have one of these Ids, open or not. */
export const othersQueries = (account: string, ids: readonly string[]): readonly Filters[] => {
  const queries: Filters[] = [];
  for (let from = 0; from < ids.length; from += MOST_VALUES)
    queries.push({
      Id: equal(ids.slice(from, from + MOST_VALUES)),
      AwsAccountId: [{ Value: account, Comparison: 'NOT_EQUALS' }],
    });
  return queries;
};

/** All findings that a query finds, page after page. */
export async function* allFindings(
  hub: SecurityHub,
  filters: Filters,
  sort: NonNullable<Query['SortCriteria']> = [],
): AsyncIterable<AwsSecurityFinding> {
  let token: string | undefined;
  do {
    const { Findings: found = [], NextToken: next } = await hub.getFindings({
      Filters: filters,
      MaxResults: PAGE,
      ...(sort.length === 0 ? {} : { SortCriteria: sort }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    yield* found;
    token = next;
  } while (token !== undefined);
}

/** Open findings that were updated since, oldest first. */
export const updatedFindings = (
  hub: SecurityHub,
  from: Date,
  to: Date,
): AsyncIterable<AwsSecurityFinding> =>
  allFindings(
    hub,
    {
      WorkflowStatus: OPEN,
      UpdatedAt: [{ Start: from.toISOString(), End: to.toISOString() }],
    },
    [{ Field: 'UpdatedAt', SortOrder: 'asc' }],
  );
