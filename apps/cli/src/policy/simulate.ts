import { type Arguments, type Command, type ExitCode, NO, WRONG_USAGE, YES } from '../command.ts';
import { messageOf, UsageError } from '../errors.ts';
import { readText } from '../files.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { rawCases, type RawCase } from './read-cases.ts';
import { asGiven, type PolicySource, simulateCase, type SimulatedCase } from './simulate-case.ts';

const exitCode = (answers: readonly SimulatedCase[]): ExitCode => {
  if (answers.some(({ error, ok }) => error !== undefined && ok !== true)) return WRONG_USAGE;
  return answers.some(({ ok }) => ok === false) ? NO : YES;
};

const PROGRESS_EVERY = 250;

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const [file, ...others] = given.positionals;
  if (file === undefined || others.length > 0) throw new UsageError('expected one FILE, or -');
  const source = given.flag('live') ? await liveSource(given, terminal) : asGiven;
  const raws = casesIn(file, await readText(file, terminal));
  const answers: SimulatedCase[] = [];
  for (const raw of raws) {
    const answer = await simulateCase(raw, source);
    answers.push(answer);
    if (given.flag('json')) terminal.out(`${JSON.stringify(answer)}\n`);
    if (terminal.interactive && answers.length % PROGRESS_EVERY === 0)
      terminal.err(`${answers.length} of ${raws.length}\r`);
  }
  if (!given.flag('json')) terminal.out(table(answers, terminal));
  terminal.err(`${summary(answers)}\n`);
  return exitCode(answers);
};

const casesIn = (file: string, text: string): readonly RawCase[] => {
  try {
    return rawCases(text);
  } catch (error) {
    throw new UsageError(`${file}: ${messageOf(error)}`, { cause: error });
  }
};

const liveSource = async (given: Arguments, terminal: Terminal): Promise<PolicySource> => {
  const { liveCases } = await import('../live/live-cases.ts');
  return liveCases(given, terminal);
};

const summary = (answers: readonly SimulatedCase[]): string => {
  const count = (test: (answer: SimulatedCase) => boolean): number => answers.filter(test).length;
  const faulty = count(({ error }) => error !== undefined);
  return [
    `${answers.length} ${answers.length === 1 ? 'case' : 'cases'}: ${count(({ allowed }) => allowed)} allowed, ${count(({ allowed }) => !allowed)} refused`,
    ...(answers.some(({ ok }) => ok !== undefined)
      ? [`${count(({ ok }) => ok === true)} as expected, ${count(({ ok }) => ok === false)} not`]
      : []),
    ...(faulty > 0 ? [`${faulty} faulty`] : []),
  ].join('; ');
};

const table = (answers: readonly SimulatedCase[], terminal: Terminal): string => {
  const rows = answers.map((answer) => ({
    answer,
    verdict: answer.allowed ? 'allowed' : 'denied',
    why: answer.allowed
      ? ''
      : [answer.because, answer.layer, answer.targetId].filter(Boolean).join(' '),
  }));
  const width = Math.max(0, ...rows.map(({ why }) => why.length));
  return rows
    .map(({ answer, verdict, why }) => {
      const mark = answer.ok === undefined ? '' : answer.ok ? 'ok    ' : 'WRONG ';
      const line = `${styled(terminal, answer.ok === false ? 'red' : 'green', mark)}${styled(terminal, answer.allowed ? 'green' : 'yellow', verdict.padEnd(7))}  ${why.padEnd(width)}  ${printable(answer.name)}`;
      return answer.error === undefined
        ? `${line}\n`
        : `${line}\n      ${printable(answer.error)}\n`;
    })
    .join('');
};

export const simulate: Command = {
  name: 'policy simulate',
  summary: 'Decide many requests at once, and compare with what is expected',
  usage: 'FILE [options]',
  options: {
    live: { help: "take each principal's policies from the running cloud, over the AWS API" },
    'org-profile': {
      value: 'NAME',
      help: 'with --live: the profile that reads the organization; default: the same credentials',
    },
  },
  details: `
FILE (or -) holds cases as a JSON array or as JSON lines:

  {"name": "...",
   "request": {"action": "ecs:RunTask", "resource": "arn:...", "principal": "arn:...", "context": {"aws:RequestTag/owner": "ana"}},
   "policies": {"identity": [...], "resource": {...}, "boundary": {...}, "session": [...], "scps": [...], "rcps": [...]},
   "expect": {"allowed": false, "because": "no-allow", "layer": "identity"}}

docs/cli.md says what else is understood. --json answers one line for each case: {name, allowed, because, layer, by, ok}.
Exit code 1 when an expectation fails, 2 when a case or one of its policies cannot be read.`,
  run,
};
