import type { ListMembersResponse, Member } from '@aws-sdk/client-securityhub';
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { Page } from '../../../shared/page.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { SEVERITIES } from '../shared/fields.ts';
import { type Condition, filtersOf, OPEN } from '../shared/filter.ts';
import { countFindings } from '../shared/findings-api.ts';
import { findingsPath } from '../shared/paths.ts';

interface Place {
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly counts: ReadonlyMap<string, number>;
}

interface Overview {
  readonly places: readonly Place[];
  readonly total: number;
  readonly moreAccounts: boolean;
}

type Severities = readonly { readonly Label: string; readonly Count: number }[];

const openAt = ({ account, region }: Place, severity?: string): readonly Condition[] => [
  ...OPEN,
  { field: 'AwsAccountId', operator: '=', value: account },
  { field: 'Region', operator: '=', value: region },
  ...(severity === undefined ? [] : [{ field: 'SeverityLabel', operator: '=', value: severity }]),
];

const sum = ({ counts }: Place): number =>
  [...counts.values()].reduce((total, count) => total + count, 0);

const columns: readonly Column<Place>[] = [
  {
    id: 'account',
    header: 'Account',
    isRowHeader: true,
    cell: ({ account }) => <PageLink to={`/organizations/accounts/${account}`}>{account}</PageLink>,
    text: ({ account }) => account,
  },
  { id: 'region', header: 'Region', cell: ({ region }) => region, text: ({ region }) => region },
  { id: 'state', header: 'Security Hub', cell: ({ state }) => state, text: ({ state }) => state },
  ...SEVERITIES.map((severity): Column<Place> => ({
    id: severity,
    header: inWords(severity),
    cell: (place) => {
      const count = place.counts.get(severity) ?? 0;
      return count === 0 ? (
        '0'
      ) : (
        <PageLink to={findingsPath(openAt(place, severity))}>{count}</PageLink>
      );
    },
    text: ({ counts }) => counts.get(severity) ?? 0,
  })),
  {
    id: 'all',
    header: 'All open',
    cell: (place) =>
      sum(place) === 0 ? '0' : <PageLink to={findingsPath(openAt(place))}>{sum(place)}</PageLink>,
    text: sum,
  },
];

const loadMembers = (aws: Aws, signal: AbortSignal): Promise<readonly Json<Member>[]> =>
  allOf(
    pagesOf<ListMembersResponse, Json<Member>>(
      aws,
      {
        service: 'securityhub',
        operation: 'ListMembers',
        input: { OnlyAssociated: false },
        count: 50,
      },
      ({ Members }) => Members,
    ),
    signal,
  );

const loadOverview = async (aws: Aws, own: string, signal: AbortSignal): Promise<Overview> => {
  const [counts, members] = await Promise.all([
    countFindings(aws, { Filters: filtersOf(OPEN), ByPlace: true }, signal),
    loadMembers(aws, signal),
  ]);
  const states = new Map(
    members.map(({ AccountId = '', MemberStatus }) => [AccountId, inWords(MemberStatus)]),
  );
  const placeOf = (account: string, region: string, severities: Severities): Place => ({
    account,
    region,
    state: account === own ? 'This account' : (states.get(account) ?? '–'),
    counts: new Map(severities.map(({ Label, Count }) => [Label, Count])),
  });
  const seen = (counts.Places ?? []).map(({ AwsAccountId, Region, Severities: severities }) =>
    placeOf(AwsAccountId, Region, severities),
  );
  const quiet = [own, ...states.keys()]
    .filter((account) => !seen.some((place) => place.account === account))
    .map((account) => placeOf(account, aws.region, []));
  return {
    places: [...seen, ...quiet],
    total: counts.Count,
    moreAccounts: counts.MoreAccounts === true,
  };
};

const versionOf = (places: readonly Place[]): string =>
  JSON.stringify(places.map(({ counts, ...place }) => [place, [...counts]]));

/** Every member × Region with findings; members without any are told for this Region. */
export const Component = () => {
  const aws = useAwsClient();
  const own = useAccount();
  const found = useLoad(`places ${aws.region}`, (signal) => loadOverview(aws, own, signal));
  useWatch(found.reload);
  return (
    <Page
      title="Accounts and Regions"
      description="Open findings of every account and Region that this session sees, by severity."
    >
      <FailureOr of={found}>
        {({ places, total, moreAccounts }) => (
          <SpaceBetween size="l">
            {moreAccounts ? (
              <Alert type="info">The accounts with the most open findings are shown.</Alert>
            ) : null}
            <AwsTable
              title="Open findings"
              description={`${total} in all.`}
              columns={columns}
              loadKey={`places ${versionOf(places)}`}
              load={() => Promise.resolve({ items: places })}
              idOf={({ account, region }) => `${account} ${region}`}
              empty="No accounts"
              filterLabel="Filter accounts and Regions"
            />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
