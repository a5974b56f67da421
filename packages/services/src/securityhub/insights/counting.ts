import type { AwsSecurityFindingFilters } from '@aws-sdk/client-securityhub';
import { type Call, reads } from '@gatehouse/service-kit';
import { permittedView } from '../findings/access.ts';
import type { Findings, Hubs, VisibleAccount } from '../ports.ts';

interface Deps {
  readonly hubs: Hubs;
  readonly findings: Findings;
}

interface CountFindingsRequest {
  readonly Filters?: AwsSecurityFindingFilters;
  /** Also by account, Region and severity. */
  readonly ByPlace?: boolean;
}

interface PlaceCount {
  readonly AwsAccountId: string;
  readonly Region: string;
  readonly Severities: readonly { readonly Label: string; readonly Count: number }[];
}

interface CountFindingsResponse {
  readonly Count: number;
  readonly Places?: readonly PlaceCount[];
  /** Accounts with findings that are not in `Places`. */
  readonly MoreAccounts?: boolean;
}

// Each place is a question of its own to what is in memory.
const MOST_ACCOUNTS = 50;
const MOST_REGIONS = 40;
const SEVERITIES = 5;

type Counted = readonly { readonly value: string; readonly count: number }[];

const placesOf = async (
  { findings }: Pick<Deps, 'findings'>,
  { tx, now }: Call,
  visible: readonly VisibleAccount[],
  filters: AwsSecurityFindingFilters,
): Promise<Pick<CountFindingsResponse, 'Places' | 'MoreAccounts'>> => {
  const by = (attribute: string, limit: number, seen = visible): Promise<Counted> =>
    findings.groupBy(tx, { visible: seen, filters }, attribute, now, limit);
  const accounts = await by('AwsAccountId', MOST_ACCOUNTS + 1);
  const places: PlaceCount[] = [];
  for (const { value: account } of accounts.slice(0, MOST_ACCOUNTS)) {
    const own = visible.filter((seen) => seen.account === account);
    for (const { value: region } of await by('Region', MOST_REGIONS, own)) {
      const there = await by('SeverityLabel', SEVERITIES, [{ account, regions: [region] }]);
      places.push({
        AwsAccountId: account,
        Region: region,
        Severities: there.map(({ value, count }) => ({ Label: value, Count: count })),
      });
    }
  }
  return { Places: places, MoreAccounts: accounts.length > MOST_ACCOUNTS };
};

/** How many findings the caller sees that the filters find: what GetFindings would page through. */
export const countFindings = (deps: Deps) =>
  reads<CountFindingsRequest, CountFindingsResponse>({}, async (input, call) => {
    const visible = await permittedView(call, deps.hubs, 'securityhub:GetFindings');
    const { Filters: filters = {}, ByPlace: byPlace = false } = input;
    deps.findings.requireFilters(filters);
    return {
      Count: await deps.findings.count(call.tx, { visible, filters }, call.now),
      ...(byPlace ? await placesOf(deps, call, visible, filters) : {}),
    };
  });
