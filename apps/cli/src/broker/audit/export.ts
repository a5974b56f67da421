import { YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { brokerCommand } from '../broker-command.ts';
import { FILTER_OPTIONS, filtersOf } from '../requests/list.ts';
import { print, saveAs } from './save.ts';

const FORMATS = ['csv', 'json', 'ocsf'] as const;

export const auditExport = brokerCommand({
  name: 'audit export',
  summary: 'Requests with their decisions and sessions, as CSV, JSON or OCSF events',
  usage: '[options]',
  options: {
    format: { value: 'FORMAT', help: 'csv (default), json or ocsf (a line for each event)' },
    ...FILTER_OPTIONS,
    out: { value: 'FILE', help: 'default: standard output' },
  },
  run: async (given, { terminal, broker }) => {
    if (given.positionals.length > 0) throw new UsageError('name the file with --out');
    const out = given.one('out');
    const isAnswer = given.flag('json') && out === undefined;
    const format = given.choice('format', FORMATS, isAnswer ? 'json' : 'csv');
    const body = await broker.stream('GET /v1/audit/export', { ...filtersOf(given), format });
    if (out === undefined) {
      await print(body, terminal);
      return YES;
    }
    const bytes = await saveAs(out, body, terminal);
    if (given.flag('json')) terminal.out(`${JSON.stringify({ file: out, format, bytes })}\n`);
    else terminal.err(`${out}: ${bytes} bytes\n`);
    return YES;
  },
});
