import { allNext, reasonOf, type Unread } from '@gatehouse/access';
import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';
import type { Judgement, ReadPlace, Report, SecretReport } from '../model.ts';
import { findingId, GENERATOR, outlived, toFinding } from './to-finding.ts';

/** What became of a report in Security Hub. */
export interface Synced {
  /** New, or failing again. */
  readonly opened: number;
  readonly updated: number;
  /** Passed now, or their secret is gone. */
  readonly archived: number;
  /** Failing as before, and told recently. */
  readonly unchanged: number;
  readonly failed: readonly Unread[];
}

export type Hub = Pick<SecurityHub, 'getFindings' | 'batchImportFindings'>;
export type HubOf = (place: ReadPlace) => Hub;

const HOUR_MILLISECONDS = 3_600_000;
// Security Hub deletes what nobody updates for 90 days; once a day shows that somebody still looks.
const TOLD_AGAIN_MILLISECONDS = 20 * HOUR_MILLISECONDS;
const BATCH = 100;
const PAGE = 100;

type Page = { readonly Findings?: AwsSecurityFinding[]; readonly NextToken?: string };

const activeFindings = (hub: Hub, { account, region }: ReadPlace) =>
  allNext<Page, AwsSecurityFinding>(
    async (token) => {
      const { Findings = [], NextToken } = await hub.getFindings({
        Filters: {
          GeneratorId: [{ Value: GENERATOR, Comparison: 'PREFIX' }],
          AwsAccountId: [{ Value: account, Comparison: 'EQUALS' }],
          Region: [{ Value: region, Comparison: 'EQUALS' }],
          RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }],
        },
        MaxResults: PAGE,
        ...token,
      });
      return { Findings, ...(NextToken === undefined ? {} : { NextToken }) };
    },
    ({ Findings }) => Findings,
  );

/** What a person would see differ; times do not count. */
const gist = ({ Compliance, Severity, Description, Title, ProductFields }: AwsSecurityFinding) =>
  JSON.stringify([
    Compliance?.Status,
    Severity?.Label,
    Title,
    Description,
    Object.entries(ProductFields ?? {})
      .filter(([key]) => key.startsWith('gatehouse/'))
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ]);

const isFresh = ({ LastObservedAt = '' }: AwsSecurityFinding, now: Date): boolean =>
  now.getTime() - Date.parse(LastObservedAt) < TOLD_AGAIN_MILLISECONDS;

interface Change {
  readonly kind: 'opened' | 'updated' | 'archived';
  readonly finding: AwsSecurityFinding;
}

interface Planned {
  readonly changes: readonly Change[];
  readonly unchanged: number;
}

type Told = Judgement & { readonly status: 'failed' | 'passed' };

const isTold = (judgement: Judgement): judgement is Told =>
  judgement.status === 'failed' || judgement.status === 'passed';

const changeFor = (
  { secret }: SecretReport,
  judgement: Told,
  known: AwsSecurityFinding | undefined,
  now: Date,
): Change | 'unchanged' | undefined => {
  // What has passed and never failed is nobody's finding.
  if (known === undefined && judgement.status === 'passed') return undefined;
  const finding = toFinding(secret, judgement, { now, firstAt: known?.CreatedAt });
  if (judgement.status === 'passed') return { kind: 'archived', finding };
  if (known === undefined) return { kind: 'opened', finding };
  return gist(known) === gist(finding) && isFresh(known, now)
    ? 'unchanged'
    : { kind: 'updated', finding };
};

/** What must change of a place's active findings so that they say what the report says. */
export const plan = (
  reports: readonly SecretReport[],
  active: readonly AwsSecurityFinding[],
  { at, parameters }: Pick<Report, 'at' | 'parameters'>,
): Planned => {
  const known = new Map(active.map((finding) => [finding.Id ?? '', finding]));
  const changes: Change[] = [];
  let unchanged = 0;
  for (const report of reports)
    for (const judgement of report.judgements) {
      const id = findingId(judgement.rule, report.secret);
      const found = known.get(id);
      // Where nobody knows, what was known before stands.
      if (judgement.status !== 'not-applicable') known.delete(id);
      const change = isTold(judgement) ? changeFor(report, judgement, found, at) : undefined;
      if (change === 'unchanged') unchanged += 1;
      else if (change !== undefined) changes.push(change);
    }
  const asked = new Set(parameters.rules.map((rule) => `${GENERATOR}${rule}`));
  for (const finding of known.values())
    if (asked.has(finding.GeneratorId ?? ''))
      changes.push({ kind: 'archived', finding: outlived(finding, at) });
  return { changes, unchanged };
};

const importAll = async (
  hub: Hub,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, string>> => {
  const failed = new Map<string, string>();
  for (let from = 0; from < changes.length; from += BATCH) {
    const { FailedFindings = [] } = await hub.batchImportFindings({
      Findings: changes.slice(from, from + BATCH).map(({ finding }) => finding),
    });
    for (const { Id = '', ErrorCode, ErrorMessage } of FailedFindings)
      failed.set(Id, `${ErrorCode ?? ''}: ${ErrorMessage ?? ''}`);
  }
  return failed;
};

const syncPlace = async (hub: Hub, place: ReadPlace, report: Report): Promise<Synced> => {
  const reports = report.secrets.filter(
    ({ secret }) => secret.account === place.account && secret.region === place.region,
  );
  const { changes, unchanged } = plan(reports, await activeFindings(hub, place), report);
  const failed = await importAll(hub, changes);
  const count = (kind: Change['kind']): number =>
    changes.filter((change) => change.kind === kind && !failed.has(change.finding.Id ?? '')).length;
  return {
    opened: count('opened'),
    updated: count('updated'),
    archived: count('archived'),
    unchanged,
    failed: [...failed].map(([id, because]) => ({ what: `finding ${id}`, because })),
  };
};

/** Where Security Hub is off and nothing is wrong, nobody misses it. */
const isNeeded = ({ account, region }: ReadPlace, { secrets }: Report): boolean =>
  secrets.some(
    ({ secret, judgements }) =>
      secret.account === account &&
      secret.region === region &&
      judgements.some(({ status }) => status === 'failed'),
  );

/**
 * Brings the findings of Security Hub to what a report says, account by account and Region by Region: new ones are opened,
 * those that hold are updated, those that are mended pass and are archived. What people made of a finding stays.
 */
export const syncFindings = async (report: Report, hubOf: HubOf): Promise<Synced> => {
  const parts: Synced[] = [];
  const failed: Unread[] = [];
  for (const place of report.places) {
    try {
      parts.push(await syncPlace(hubOf(place), place, report));
    } catch (error) {
      if (isNeeded(place, report))
        failed.push({
          what: `Security Hub of account ${place.account} in ${place.region}`,
          because: reasonOf(error),
        });
    }
  }
  const sum = (kind: 'opened' | 'updated' | 'archived' | 'unchanged'): number =>
    parts.reduce((total, one) => total + one[kind], 0);
  return {
    opened: sum('opened'),
    updated: sum('updated'),
    archived: sum('archived'),
    unchanged: sum('unchanged'),
    failed: [...failed, ...parts.flatMap((one) => one.failed)],
  };
};
