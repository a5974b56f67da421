import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { type Clock, systemClock } from '@gatehouse/core';
import { Failure, UsageError } from './errors.ts';

/** What a command has of the outside: a test gives it another one. */
export interface Terminal {
  /** Answers: standard output. */
  readonly out: (text: string) => void;
  /** Resolves when what was written to `out` has gone on, for answers that are longer than memory. */
  readonly drained?: () => Promise<void>;
  /** Progress, hints and errors: standard error. */
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Standard input as it comes, of any length. */
  readonly inputBytes?: () => AsyncIterable<Uint8Array>;
  /** Asks the person; only when `interactive`. */
  readonly ask: (question: string) => Promise<string>;
  readonly interactive: boolean;
  /** Whether standard output is read by a person. */
  readonly isPerson: boolean;
  /** Whether standard error is read by a person, who sees a line that is written over. */
  readonly showsProgress?: boolean;
  readonly colour: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where file names are relative to. */
  readonly folder: string;
  readonly clock: Clock;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** The text in a colour, when somebody sees colours. */
export const styled = ({ colour }: Pick<Terminal, 'colour'>, style: Style, text: string): string =>
  colour ? styleText(style, text, { validateStream: false }) : text;

// Names, tags and policies are foreign text: what would move a terminal's cursor is shown, not done.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

/** The text on one line and without effect on the terminal. */
export const printable = (text: string): string =>
  text.replaceAll(CONTROL, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** https://no-color.org: any value but the empty one. */
export const wantsColour = (
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean =>
  isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';

const MAX_INPUT_BYTES = 64 * 1024 * 1024;

const readAll = async (): Promise<string> => {
  if (process.stdin.isTTY)
    throw new UsageError('standard input is a terminal: pipe a file into it');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_INPUT_BYTES) throw new Failure('standard input is longer than 64 MiB');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const bytesOfInput = (): AsyncIterable<Uint8Array> => {
  if (process.stdin.isTTY)
    throw new UsageError('standard input is a terminal: pipe a file into it');
  return process.stdin;
};

const ask = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
};

const drained = async (): Promise<void> => {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
};

export const processTerminal = (): Terminal => ({
  out: (text) => process.stdout.write(text),
  drained,
  err: (text) => process.stderr.write(text),
  input: readAll,
  inputBytes: bytesOfInput,
  ask,
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  isPerson: process.stdout.isTTY,
  showsProgress: process.stderr.isTTY,
  colour: wantsColour(process.stdout.isTTY, process.env),
  environment: process.env,
  folder: process.cwd(),
  clock: systemClock,
});
