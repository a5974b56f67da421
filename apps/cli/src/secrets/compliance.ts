import type { Parameters, Report, Row, Rule, Synced } from '@gatehouse/compliance';
import {
  type Arguments,
  type Command,
  type ExitCode,
  FAILED,
  NO,
  type Option,
  YES,
} from '../command.ts';
import { UsageError } from '../errors.ts';
import {
  CREDENTIALS_TEXT,
  noPositionals,
  numberOf,
  printJson,
  progress,
  progressDone,
} from '../kms/place.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import {
  accountsOf,
  hopOf,
  ORGANIZATION_OPTION,
  placesOf,
  roleOf,
  type Tools,
  withClients,
} from './accounts.ts';

const STYLES: Readonly<Record<Row['status'], Style>> = {
  failed: 'red',
  unknown: 'yellow',
  passed: 'green',
  'not-applicable': 'dim',
};
const WIDTH = 14;
const MOST_DAYS = 3650;
const MOST_READERS = 100_000;
const REGION = /^[a-z]{2}(-[a-z]+){1,3}-\d$/;

const regionsOf = (given: Arguments, option: string): readonly string[] => {
  const regions = given.many(option);
  for (const region of regions)
    if (!REGION.test(region)) throw new UsageError(`--${option} is a Region; not "${region}"`);
  return regions;
};

const rulesOf = (given: Arguments, known: readonly Rule[]): readonly Rule[] => {
  const named = given.many('rule');
  if (named.length === 0) return known;
  return named.map((name) => {
    const found = known.find((rule) => rule === name);
    if (found === undefined)
      throw new UsageError(`--rule is one of ${known.join(', ')}; not "${name}"`);
    return found;
  });
};

const parametersOf = async (given: Arguments): Promise<Parameters> => {
  const { DEFAULT_PARAMETERS: usual, RULES } = await import('@gatehouse/compliance');
  return {
    rules: rulesOf(given, RULES),
    maxAgeDays: numberOf(given, 'max-age', usual.maxAgeDays, [1, MOST_DAYS]),
    unusedDays: numberOf(given, 'unused', usual.unusedDays, [1, MOST_DAYS]),
    mostReaders: numberOf(given, 'most-readers', usual.mostReaders, [0, MOST_READERS]),
    trustedAccounts: accountsOf(given, 'trusted-account'),
    replicaRegions: regionsOf(given, 'replica-region'),
    pciTag: given.one('pci-tag'),
  };
};

const showRow = (row: Row, terminal: Terminal): void => {
  const label = styled(terminal, STYLES[row.status], row.status.padEnd(WIDTH));
  const severity = row.status === 'failed' ? ` ${row.severity}` : '';
  const also = [row.control, ...row.requirements].filter((one) => one !== undefined).join(', ');
  terminal.out(
    `  ${label}  ${row.rule}${severity}${also === '' ? '' : styled(terminal, 'dim', ` (${also})`)}\n`,
  );
  terminal.out(`  ${' '.repeat(WIDTH)}  ${printable(row.text)}\n`);
};

const isShown =
  (given: Arguments) =>
  ({ status }: Row): boolean =>
    given.flag('all') || status === 'failed' || status === 'unknown';

const showReport = (report: Report, rows: readonly Row[], terminal: Terminal): void => {
  for (const [arn, of] of Map.groupBy(rows, (row) => row.arn)) {
    const [first] = of;
    const place = first === undefined ? '' : ` (${first.region}, account ${first.account})`;
    terminal.out(`${styled(terminal, 'bold', printable(first?.secret ?? arn))}${place}\n`);
    for (const row of of) showRow(row, terminal);
  }
  for (const { name, region } of report.excluded)
    terminal.err(
      `not judged, because it is scheduled for deletion: ${printable(name)} (${region})\n`,
    );
  for (const { what, because } of report.unread)
    terminal.err(printable(`not read: ${what}: ${because}`).concat('\n'));
};

const showCounts = (report: Report, all: readonly Row[], terminal: Terminal): void => {
  const count = (status: Row['status']): number =>
    all.filter((row) => row.status === status).length;
  terminal.err(
    `${counted(report.secrets.length, 'secret', 'secrets')}: ${count('failed')} failed, ${count('unknown')} unknown, ${count('passed')} passed, ${count('not-applicable')} not applicable\n`,
  );
};

const showSynced = ({ failed, ...counts }: Synced, terminal: Terminal): void => {
  terminal.err(
    `findings: ${counts.opened} opened, ${counts.updated} updated, ${counts.archived} archived, ${counts.unchanged} unchanged\n`,
  );
  for (const { what, because } of failed)
    terminal.err(printable(`not imported: ${what}: ${because}`).concat('\n'));
};

const importFindings = async (
  given: Arguments,
  report: Report,
  { clients }: Tools,
): Promise<Synced> => {
  const { syncFindings } = await import('@gatehouse/compliance');
  const { Arn = '' } = await clients.sts().getCallerIdentity({});
  return syncFindings(report, ({ account, region }) =>
    clients.securityHub({ region, hop: hopOf(given, account, Arn) }),
  );
};

const codeOf = (rows: readonly Row[], report: Report, synced: Synced | undefined): ExitCode => {
  if (rows.some(({ status }) => status === 'failed')) return NO;
  const isDoubtful = rows.some(({ status }) => status === 'unknown') || report.places.length === 0;
  return isDoubtful || (synced?.failed.length ?? 0) > 0 ? FAILED : YES;
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  noPositionals(given);
  if (given.flag('json') && given.flag('csv')) throw new UsageError('either --json or --csv');
  roleOf(given);
  const regions = regionsOf(given, 'region');
  const parameters = await parametersOf(given);
  const { csvOf, rowsOf, scan, summaryOf } = await import('@gatehouse/compliance');
  // The Region of the clients is for what has none; the first that is asked about does.
  const home = {
    ...given,
    one: (name: string) => (name === 'region' ? regions[0] : given.one(name)),
  };
  return withClients(home, terminal, async (tools) => {
    const report = await scan(await placesOf(given, tools), {
      now: terminal.clock.now(),
      parameters,
      regions: regions.length === 0 ? undefined : regions,
      onProgress: progress(terminal),
    });
    progressDone(terminal);
    const rows = rowsOf(report);
    const shown = rows.filter(isShown(given));
    const synced = given.flag('import') ? await importFindings(given, report, tools) : undefined;
    if (given.flag('json')) await printJson(terminal, { ...summaryOf(report), synced });
    else if (given.flag('csv')) terminal.out(csvOf(rows));
    else showReport(report, shown, terminal);
    showCounts(report, rows, terminal);
    if (synced !== undefined) showSynced(synced, terminal);
    return codeOf(rows, report, synced);
  });
};

const OPTIONS: Readonly<Record<string, Option>> = {
  'max-age': { value: 'DAYS', help: 'a value that is older fails; default 90' },
  unused: { value: 'DAYS', help: 'a secret that nobody read for so long fails; default 90' },
  'most-readers': { value: 'N', help: 'a secret that more can read fails; default 20' },
  'trusted-account': { value: 'ACCOUNT', many: true, help: 'another account that may read' },
  'replica-region': { value: 'REGION', many: true, help: 'where every secret must be too' },
  'pci-tag': { value: 'KEY[=VALUE]', help: 'PCI DSS is about secrets with this tag; default: all' },
  rule: { value: 'RULE', many: true, help: 'only this rule; default: all' },
  region: { value: 'REGION', many: true, help: 'only there; default: all Regions' },
  account: { value: 'ACCOUNT', many: true, help: 'these accounts, through --role' },
  organization: { help: 'all accounts of the organization, through --role' },
  role: { value: 'NAME', help: 'the role of each other account' },
  import: { help: 'bring the findings of Security Hub to what is found' },
  all: { help: 'also what passes and what does not apply' },
  csv: { help: 'answer in CSV, everything' },
};

export const secretsCompliance: Command = {
  name: 'secrets compliance',
  summary: 'Secrets that are old, do not rotate, fail, lie idle or are open to too many',
  usage: '[options]',
  options: { ...OPTIONS, ...ORGANIZATION_OPTION },
  details: `
Rules: old-value (SecretsManager.4), no-rotation (SecretsManager.1), late-rotation (SecretsManager.2), unused
(SecretsManager.3), too-many-readers, managed-key-shared, no-replica and pci-dss-90-days (PCI DSS v4.0.1, 8.3.9 and 8.6.3).
Values are never read. Secrets that are scheduled for deletion are not judged. Exit code 0: everything that applies passes; 1:
something fails; 3: nothing fails for certain, but something could not be read or imported.${CREDENTIALS_TEXT}`,
  run,
};
