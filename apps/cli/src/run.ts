import {
  type Command,
  type ExitCode,
  FAILED,
  isHelp,
  readArguments,
  WRONG_USAGE,
  YES,
} from './command.ts';
import { COMMANDS } from './commands.ts';
import { Failure, messageOf, UsageError } from './errors.ts';
import { commandHelp, overview } from './help.ts';
import type { Terminal } from './terminal.ts';

interface Found {
  readonly command: Command;
  readonly rest: readonly string[];
}

const find = (args: readonly string[]): Found | undefined => {
  for (const length of [3, 2, 1]) {
    const name = args.slice(0, length).join(' ');
    const command = COMMANDS.find((one) => one.name === name);
    if (command !== undefined) return { command, rest: args.slice(length) };
  }
  return undefined;
};

/** Does what the arguments say; whatever happens, answers an exit code. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  const [first] = args;
  if (first === undefined || first === 'help' || isHelp(first))
    return help(args.slice(1), terminal);
  if (first === '--version') return run(['version', ...args.slice(1)], terminal);
  const found = find(args);
  if (found === undefined) return unknown(args, terminal);
  try {
    const given = readArguments(found.command, found.rest);
    if (!given.flag('help')) return await found.command.run(given, terminal);
    terminal.out(commandHelp(found.command));
    return YES;
  } catch (error) {
    return refuse(error, found.command, terminal);
  }
};

const refuse = (error: unknown, command: Command, { err }: Terminal): ExitCode => {
  if (error instanceof UsageError) {
    err(`gatehouse ${command.name}: ${error.message}\nTry "gatehouse ${command.name} --help".\n`);
    return WRONG_USAGE;
  }
  // What failed outside is explained by its message; anything else is our own fault, and its stack says where.
  const text =
    error instanceof Failure || !(error instanceof Error)
      ? messageOf(error)
      : (error.stack ?? error.message);
  err(`gatehouse ${command.name}: ${text}\n`);
  return FAILED;
};

const help = (args: readonly string[], terminal: Terminal): ExitCode => {
  const found = find(args);
  if (found !== undefined) {
    terminal.out(commandHelp(found.command));
    return YES;
  }
  const group = of(args);
  if (group.length === 0) return unknown(args, terminal);
  terminal.out(overview(group));
  return YES;
};

/** The commands of a group, `broker policy`; all of them without a word. */
const of = (words: readonly string[]): readonly Command[] => {
  const group = words.join(' ');
  return COMMANDS.filter(
    ({ name }) => group === '' || name === group || name.startsWith(`${group} `),
  );
};

/** As many of the words as name a group. */
const groupIn = (args: readonly string[]): readonly string[] =>
  [2, 1].map((length) => args.slice(0, length)).find((words) => of(words).length > 0) ?? [];

const unknown = (args: readonly string[], terminal: Terminal): ExitCode => {
  const words = groupIn(args);
  const next = args[words.length];
  if (words.length > 0 && (next === undefined || isHelp(next))) {
    if (next !== undefined) terminal.out(overview(of(words)));
    else terminal.err(overview(of(words)));
    return next === undefined ? WRONG_USAGE : YES;
  }
  const name = args.slice(0, words.length + 1).join(' ');
  terminal.err(`gatehouse: there is no command "${name}"\nTry "gatehouse help".\n`);
  return WRONG_USAGE;
};
