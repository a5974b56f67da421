import type { Clock } from '@gatehouse/core';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly interactive?: boolean;
  readonly isPerson?: boolean;
  readonly answer?: string;
  readonly colour?: boolean;
  readonly clock?: Clock;
  /** Told what is written to standard error, as it is written. */
  readonly onError?: (text: string) => void;
}

const MARCH: Clock = { now: () => new Date('2026-03-01T12:00:00Z') };

/** Runs a command in this process, over a terminal that keeps what is written. */
export const gatehouse = async (
  args: readonly string[],
  {
    input = '',
    environment = {},
    folder = '/',
    interactive = false,
    isPerson = false,
    answer = '',
    colour = false,
    clock = MARCH,
    onError = () => {},
  }: Surroundings = {},
): Promise<Answered> => {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      onError(text);
    },
    input: async () => input,
    ask: async () => answer,
    interactive,
    isPerson,
    colour,
    environment,
    folder,
    clock,
  };
  const code = await run(args, terminal);
  return { code, out, err };
};
