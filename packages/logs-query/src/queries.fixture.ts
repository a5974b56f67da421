import { compileQuery, type QueryRun, type ResultRow, type RunSettings } from './index.ts';

export const NOW = new Date('2026-03-02T10:00:00Z');

export interface Outcome {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly run: QueryRun;
}

export const recordsOf = (run: QueryRun, messages: readonly string[]): void => {
  for (const [at, message] of messages.entries()) {
    if (run.isDone) return;
    run.take({
      at: NOW.getTime() - at * 60_000,
      ingestedAt: NOW.getTime(),
      message,
      stream: `s${at % 2}`,
      log: '111122223333:g',
      pointer: () => `p${at}`,
    });
  }
};

export const objects = (rows: readonly ResultRow[]): readonly Readonly<Record<string, string>>[] =>
  rows.map((row) => Object.fromEntries(row.filter(([name]) => name !== '@ptr')));

/** Runs a query over messages, the newest first and a minute apart. */
export const ask = (
  text: string,
  messages: readonly (string | object)[],
  settings: Partial<RunSettings> = {},
): Outcome => {
  const compiled = compileQuery(text);
  if ('problem' in compiled) throw new Error(`${text}: ${compiled.problem.message}`);
  const run = compiled.start({ now: NOW, ...settings });
  recordsOf(
    run,
    messages.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
  );
  return { rows: objects(run.end()), run };
};
