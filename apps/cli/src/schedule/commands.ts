import { type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { tableOf, timeInWords, timeOf } from '../words.ts';
import { expressionOf, OPTIONS, type Read, type Run } from './expression.ts';

const SHOWN = 5;
const MOST = 1000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const since = (after: string | undefined, { clock }: Terminal): Date =>
  after === undefined ? clock.now() : new Date(timeOf('after', after));

const runsOf = (read: Read, after: Date, count: number): readonly Run[] => {
  const found: Run[] = [];
  for (
    let run = read.next(after);
    run !== undefined && found.length < count;
    run = read.next(run.opensAt)
  )
    found.push(run);
  return found;
};

const inJson = ({ opensAt, closesAt }: Run): object => ({
  opensAt: opensAt.toISOString(),
  ...(closesAt === undefined ? {} : { closesAt: closesAt.toISOString() }),
});

const row = ({ opensAt, closesAt }: Run): readonly string[] => [
  WEEKDAYS[opensAt.getUTCDay()] ?? '',
  timeInWords(opensAt.toISOString()),
  ...(closesAt === undefined ? [] : ['to', timeInWords(closesAt.toISOString())]),
];

/** Says the runs; exit code 1 when there is none. */
const tell = (runs: readonly Run[], terminal: Terminal): number => {
  terminal.out(runs.length === 0 ? 'never\n' : tableOf(runs.map(row)));
  return runs.length === 0 ? NO : YES;
};

const DETAILS = `
Nothing is asked of a server: the same engine decides that rotates secrets and runs rules in the embedded cloud. All times are
UTC. Exit code 1 when the expression is valid and never runs, 2 when it is not valid; the reason is said.`;

export const scheduleExplain: Command = {
  name: 'schedule explain',
  summary: 'What a rate() or cron() expression says, and its next runs',
  usage: "'EXPRESSION' [options]",
  options: OPTIONS,
  details: DETAILS,
  run: async (given, terminal) => {
    const after = since(given.one('after'), terminal);
    const read = expressionOf(given, after);
    const runs = runsOf(read, after, SHOWN);
    const { expression, dialect, words } = read;
    if (given.flag('json')) {
      terminal.out(
        `${JSON.stringify({ expression, for: dialect, ...(words === undefined ? {} : { words }), next: runs.map(inJson) })}\n`,
      );
      return runs.length === 0 ? NO : YES;
    }
    if (words !== undefined) terminal.out(`${words}\n`);
    return tell(runs, terminal);
  },
};

export const scheduleNext: Command = {
  name: 'schedule next',
  summary: 'The next runs of a rate() or cron() expression',
  usage: "'EXPRESSION' [options]",
  options: { ...OPTIONS, count: { value: 'N', help: `how many, 1 to ${MOST}; default ${SHOWN}` } },
  details: DETAILS,
  run: async (given, terminal) => {
    const text = given.one('count') ?? String(SHOWN);
    const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (count < 1 || count > MOST)
      throw new UsageError(`--count is a number from 1 to ${MOST}; not "${text}"`);
    const after = since(given.one('after'), terminal);
    const runs = runsOf(expressionOf(given, after), after, count);
    if (!given.flag('json')) return tell(runs, terminal);
    for (const run of runs) terminal.out(`${JSON.stringify(inJson(run))}\n`);
    return runs.length === 0 ? NO : YES;
  },
};
