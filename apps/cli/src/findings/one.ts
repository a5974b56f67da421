import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';
import { type Command, NO, YES } from '../command.ts';
import { Failure, UsageError } from '../errors.ts';
import { printable, type Terminal } from '../terminal.ts';
import { counted, tableOf, timeInWords } from '../words.ts';
import { STATUSES } from './filters.ts';
import { asked, placeOf, REGION_OPTION } from './hub.ts';

/** Findings of these ids, of whichever product. */
const byIds = async (
  hub: SecurityHub,
  ids: readonly string[],
): Promise<readonly AwsSecurityFinding[]> => {
  const { Findings: found = [] } = await hub.getFindings({
    Filters: { Id: ids.map((id) => ({ Value: id, Comparison: 'EQUALS' })) },
    MaxResults: 100,
  });
  return found;
};

const facts = (finding: AwsSecurityFinding): readonly (readonly [string, string])[] => [
  ['Title', finding.Title ?? ''],
  ['Severity', finding.Severity?.Label ?? ''],
  ['Status', `${finding.Workflow?.Status ?? ''}, ${finding.RecordState ?? ''}`],
  ['Account', `${finding.AwsAccountId} ${finding.Region ?? ''}`],
  ['Product', finding.ProductName ?? finding.ProductArn ?? ''],
  ['Types', (finding.Types ?? []).join(', ')],
  ['First seen', timeInWords(finding.FirstObservedAt ?? finding.CreatedAt ?? '')],
  ['Updated', timeInWords(finding.UpdatedAt ?? '')],
  ...(finding.Resources ?? []).map(({ Type: type = '', Id: id = '' }): [string, string] => [
    'Resource',
    `${type} ${id}`,
  ]),
  ...(finding.Note === undefined
    ? []
    : [['Note', `${finding.Note.Text} (${finding.Note.UpdatedBy})`] as const]),
];

const historyOf = async (hub: SecurityHub, finding: AwsSecurityFinding) => {
  const { Records: records = [] } = await hub.getFindingHistory({
    FindingIdentifier: { Id: finding.Id, ProductArn: finding.ProductArn },
  });
  return records;
};

const describe = async (
  hub: SecurityHub,
  finding: AwsSecurityFinding,
  terminal: Terminal,
): Promise<void> => {
  terminal.out(tableOf(facts(finding).map(([name, value]) => [name, value])));
  terminal.out(`\n${printable(finding.Description ?? '')}\n`);
  const records = await historyOf(hub, finding);
  if (records.length === 0) return;
  terminal.out('\nHistory\n');
  for (const { UpdateTime: at, UpdateSource: source, Updates: updates = [] } of records)
    for (const { UpdatedField: field = '', OldValue: old = '', NewValue: now = '' } of updates)
      terminal.out(
        `  ${timeInWords(at?.toISOString() ?? '')}  ${printable(`${field}: ${old} -> ${now}`)}  (${printable(source?.Identity ?? source?.Type ?? '')})\n`,
      );
};

export const showFinding: Command = {
  name: 'findings show',
  summary: 'One finding with its history',
  usage: 'ID [options]',
  options: REGION_OPTION,
  run: async (given, terminal) => {
    const [id, ...more] = given.positionals;
    if (id === undefined || more.length > 0) throw new UsageError('name one finding by its id');
    const { clients } = await placeOf(given, terminal);
    const hub = clients.securityHub();
    const found = await asked(byIds(hub, [id]));
    if (found.length === 0) throw new Failure(`There is no finding ${printable(id)}.`);
    for (const finding of found)
      if (given.flag('json')) {
        const History = await asked(historyOf(hub, finding));
        terminal.out(`${JSON.stringify({ ...finding, History })}\n`);
      } else await asked(describe(hub, finding, terminal));
    clients.close();
    return YES;
  },
};

const MOST_IDS = 20;

export const setFindings: Command = {
  name: 'findings set',
  summary: 'Set the workflow status of findings, with a note',
  usage: 'STATUS ID... [options]',
  options: {
    note: { value: 'TEXT', help: 'why; for whoever reads the finding' },
    by: { value: 'NAME', help: 'who says so; default: the identity of the credentials' },
    ...REGION_OPTION,
  },
  details: `
STATUS is NEW, NOTIFIED, RESOLVED or SUPPRESSED. Exit code 1 when Security Hub did not take it for some of them.`,
  run: async (given, terminal) => {
    const [spelled = '', ...ids] = given.positionals;
    const status = STATUSES.find((one) => one === spelled.toUpperCase());
    if (status === undefined) throw new UsageError(`the status is one of ${STATUSES.join(', ')}`);
    if (ids.length === 0 || ids.length > MOST_IDS)
      throw new UsageError(`name 1 to ${MOST_IDS} findings by their ids`);
    const note = given.one('note');
    const { clients } = await placeOf(given, terminal);
    const by = given.one('by') ?? (await asked(clients.sts().getCallerIdentity({}))).Arn ?? '';
    const found = await asked(byIds(clients.securityHub(), ids));
    if (found.length === 0) throw new Failure('None of these findings is there.');
    const { UnprocessedFindings: failed = [] } = await asked(
      clients.securityHub().batchUpdateFindings({
        FindingIdentifiers: found.map(({ Id, ProductArn }) => ({ Id, ProductArn })),
        Workflow: { Status: status },
        ...(note === undefined ? {} : { Note: { Text: note, UpdatedBy: by } }),
      }),
    );
    clients.close();
    const missing = ids.filter((id) => !found.some(({ Id }) => Id === id));
    if (given.flag('json'))
      terminal.out(
        `${JSON.stringify({ updated: found.length - failed.length, failed, missing })}\n`,
      );
    else {
      terminal.out(`${counted(found.length - failed.length, 'finding', 'findings')} ${status}\n`);
      for (const { FindingIdentifier: of, ErrorCode: code, ErrorMessage: message } of failed)
        terminal.err(printable(`${of?.Id}: ${code}: ${message}`).concat('\n'));
      for (const id of missing) terminal.err(`${printable(id)}: there is no such finding\n`);
    }
    return failed.length + missing.length === 0 ? YES : NO;
  },
};
