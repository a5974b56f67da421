import { parseArgs } from 'node:util';
import { messageOf, UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** 0: yes, or done. 1: no, denied, or findings. 2: the command is wrong. 3: something could not be reached or done. */
export type ExitCode = number;

export const YES = 0;
export const NO = 1;
export const WRONG_USAGE = 2;
export const FAILED = 3;

export interface Option {
  /** What stands for the value in the help, `FILE`; none: a flag. */
  readonly value?: string;
  /** May be repeated. */
  readonly many?: true;
  readonly help: string;
}

export interface Command {
  /** `policy validate` */
  readonly name: string;
  readonly summary: string;
  /** What follows the name: `FILE...` */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Whatever a person must know beyond the options. */
  readonly details?: string;
  /** Takes every argument as it is; `--help` still is ours. */
  readonly passesOn?: true;
  readonly run: (given: Arguments, terminal: Terminal) => Promise<ExitCode>;
}

/** What was written behind the command's name. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly one: (name: string) => string | undefined;
  readonly many: (name: string) => readonly string[];
  /** The value of an option that the command cannot do without; UsageError. */
  readonly required: (name: string) => string;
  /** One of the values that the option takes; UsageError for others. */
  readonly choice: <Choice extends string>(
    name: string,
    choices: readonly Choice[],
    otherwise: Choice,
  ) => Choice;
}

export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  json: { help: 'answer in JSON' },
  help: { help: 'this text' },
};

/** @throws UsageError */
export const readArguments = (command: Command, args: readonly string[]): Arguments => {
  if (command.passesOn) return passedOn(args);
  const options = Object.fromEntries(
    Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, { value, many }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: many === true,
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return named(new Map(Object.entries(values)), positionals);
  } catch (error) {
    // parseArgs explains itself in several sentences; the first says what is wrong.
    throw new UsageError(messageOf(error).split('. ')[0] ?? '', { cause: error });
  }
};

const passedOn = (args: readonly string[]): Arguments =>
  named(new Map(args.some(isHelp) ? [['help', true]] : []), args);

export const isHelp = (text: string): boolean => text === '--help' || text === '-h';

const named = (values: ReadonlyMap<string, unknown>, positionals: readonly string[]): Arguments => {
  const one = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    positionals,
    flag: (name) => values.get(name) === true,
    one,
    many: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value.map(String) : [];
    },
    required: (name) => {
      const value = one(name);
      if (value === undefined || value === '') throw new UsageError(`--${name} is needed`);
      return value;
    },
    choice: (name, choices, otherwise) => {
      const value = one(name);
      if (value === undefined) return otherwise;
      const found = choices.find((choice) => choice === value);
      if (found === undefined)
        throw new UsageError(`--${name} is one of ${choices.join(', ')}; not "${value}"`);
      return found;
    },
  };
};
