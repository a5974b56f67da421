import type { Place as History, Resolution, ScanStep } from '@gatehouse/resolver';
import { type Arguments, type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { counted, durationOf } from '../words.ts';
import { asked, placeOf, type Place, REGION_OPTION } from './hub.ts';

const ACCOUNT = /^\d{12}$/;
const DAY_SECONDS = 24 * 3600;
// The event history goes no further back.
const LONGEST_SECONDS = 90 * DAY_SECONDS;

const accountsOf = async (given: Arguments, { clients }: Place): Promise<readonly string[]> => {
  const named = given.many('account');
  for (const account of named)
    if (!ACCOUNT.test(account)) throw new UsageError(`"${account}" is no account id`);
  if (named.length > 0) return named;
  return [(await asked(clients.sts().getCallerIdentity({}))).Account ?? ''];
};

const historiesOf = async (given: Arguments, place: Place): Promise<readonly History[]> => {
  const role = given.one('role');
  const own = (await asked(place.clients.sts().getCallerIdentity({}))).Account ?? '';
  const regions = given.many('event-region');
  const accounts = await accountsOf(given, place);
  for (const account of accounts)
    if (account !== own && role === undefined)
      throw new UsageError(`--role is needed to read the event history of ${account}`);
  return accounts.flatMap((account) =>
    (regions.length === 0 ? [place.region] : regions).map((region) => ({
      account,
      region,
      ...(account === own ? {} : { roleArn: `arn:aws:iam::${account}:role/${role}` }),
    })),
  );
};

const tellResolution = ({ deletion, outcomes }: Resolution, terminal: Terminal): void => {
  const { type, label, account, at, cause } = deletion;
  terminal.out(
    printable(
      `${at.toISOString()}  ${account}  ${type} ${label}  (${cause.action}${cause.by === undefined ? '' : ` by ${cause.by}`})`,
    ).concat('\n'),
  );
  for (const { finding, outcome, error } of outcomes)
    terminal.out(
      `  ${styled(terminal, outcome === 'failed' ? 'red' : 'green', outcome)}  ${printable(`${finding.title}  ${finding.id}${error === undefined ? '' : `  ${error}`}`)}\n`,
    );
};

const tell = (step: ScanStep, terminal: Terminal): void => {
  switch (step.kind) {
    case 'place':
      terminal.err(
        `${step.place.account} ${step.place.region}: ${counted(step.events, 'change', 'changes')}, ${counted(step.deletions, 'deletion', 'deletions')}\n`,
      );
      break;
    case 'unreadable-place':
      terminal.err(
        printable(`${step.place.account} ${step.place.region}: ${step.problem}`).concat('\n'),
      );
      break;
    case 'resolution':
      if (step.resolution.outcomes.length > 0) tellResolution(step.resolution, terminal);
      break;
    default:
      step satisfies never;
  }
};

interface Totals {
  resolved: number;
  failed: number;
  unreadable: number;
}

const count = (totals: Totals, step: ScanStep): void => {
  if (step.kind === 'unreadable-place') totals.unreadable += 1;
  if (step.kind !== 'resolution') return;
  for (const { outcome } of step.resolution.outcomes)
    if (outcome === 'failed') totals.failed += 1;
    else if (outcome !== 'later-resource') totals.resolved += 1;
};

export const resolverScan: Command = {
  name: 'resolver scan',
  summary: 'Resolve findings of resources that were deleted, from the event history',
  usage: '[options]',
  options: {
    since: { value: 'TIME', help: 'how far back, 12h or 7d; default 1d, at most 90d' },
    account: { value: 'ID', many: true, help: 'whose history; default: that of the credentials' },
    role: { value: 'NAME', help: 'role of other accounts by which their history is read' },
    'event-region': { value: 'REGION', many: true, help: 'whose history; default: --region' },
    'dry-run': { help: 'find, and change nothing' },
    ...REGION_OPTION,
  },
  details: `
Reads CloudTrail's event history for deletions and sets the open findings about what is gone to RESOLVED, as the resolver does that
runs beside the server. Use it for what was deleted before there was one. Needs cloudtrail:LookupEvents, securityhub:GetFindings and
securityhub:BatchUpdateFindings. Exit code 1 when some findings could not be resolved or a history not be read.`,
  run: async (given, terminal) => {
    const seconds = durationOf('since', given.one('since') ?? '1d');
    if (seconds > LONGEST_SECONDS) throw new UsageError('--since is at most 90d');
    const place = await placeOf(given, terminal);
    const to = terminal.clock.now();
    const { scan } = await import('@gatehouse/resolver');
    const steps = scan({
      ...place,
      places: await historiesOf(given, place),
      from: new Date(to.getTime() - seconds * 1000),
      to,
      dryRun: given.flag('dry-run'),
    });
    const totals: Totals = { resolved: 0, failed: 0, unreadable: 0 };
    const walk = async (): Promise<void> => {
      for await (const step of steps) {
        count(totals, step);
        if (given.flag('json')) terminal.out(`${JSON.stringify(step)}\n`);
        else tell(step, terminal);
      }
    };
    await asked(walk());
    place.clients.close();
    const verb = given.flag('dry-run') ? 'would be resolved' : 'resolved';
    terminal.err(`${counted(totals.resolved, 'finding', 'findings')} ${verb}\n`);
    return totals.failed + totals.unreadable === 0 ? YES : NO;
  },
};
