import type { TrailEvent } from '../model.ts';

/** What a scan read and what became of it. */
export interface Totals {
  files: number;
  /** Files with at least one event. */
  filesWithEvents: number;
  bytes: number;
  records: number;
  events: number;
  /** Seen before by their id, and left out. */
  duplicates: number;
  /** Left out since other times, accounts or Regions were asked for. */
  outside: number;
  insights: number;
  digests: number;
  /** Events of a time before CloudTrail or after now. */
  strangeTimes: number;
  /** Of the other events. */
  firstAt: number | undefined;
  lastAt: number | undefined;
}

export const noTotals = (): Totals => ({
  files: 0,
  filesWithEvents: 0,
  bytes: 0,
  records: 0,
  events: 0,
  duplicates: 0,
  outside: 0,
  insights: 0,
  digests: 0,
  strangeTimes: 0,
  firstAt: undefined,
  lastAt: undefined,
});

/** Something in a file that was not read, or not as it stands. */
export interface FileProblem {
  readonly file: string;
  readonly kind: string;
  readonly detail: string;
  count: number;
  /** Of the first one, in the text of the file after decompression. */
  readonly offset: number;
}

export interface Tally {
  readonly totals: Totals;
  event(event: TrailEvent, file: string): void;
  problem(file: string, kind: string, offset: number, detail: string): void;
  /** Of a file itself: the same however often it is met. */
  fileProblem(file: string, kind: string, detail: string): void;
  problems(): readonly FileProblem[];
  /** Problems that are not listed, by kind. */
  unlisted(): ReadonlyMap<string, number>;
  restore(totals: Totals, problems: readonly FileProblem[]): void;
}

const MOST_PROBLEMS = 2000;
const DAY_MS = 86_400_000;
// CloudTrail began in November 2013.
const EARLIEST = Date.UTC(2013, 0, 1);

export const createTally = (now: number): Tally => {
  const totals = noTotals();
  const problems = new Map<string, FileProblem>();
  const unlisted = new Map<string, number>();
  const latest = now + DAY_MS;

  const problem = (file: string, kind: string, offset: number, detail: string): void => {
    const key = `${file}\n${kind}\n${detail}`;
    const known = problems.get(key);
    if (known !== undefined) known.count += 1;
    else if (problems.size < MOST_PROBLEMS)
      problems.set(key, { file, kind, detail, count: 1, offset });
    else unlisted.set(kind, (unlisted.get(kind) ?? 0) + 1);
  };

  return {
    totals,
    event: ({ at, category }, file) => {
      totals.events += 1;
      if (category === 'Insight') totals.insights += 1;
      if (at < EARLIEST || at > latest) {
        totals.strangeTimes += 1;
        const year = new Date(at).getUTCFullYear();
        problem(file, 'strange-time', 0, `events of the year ${year}`);
        return;
      }
      if (totals.firstAt === undefined || at < totals.firstAt) totals.firstAt = at;
      if (totals.lastAt === undefined || at > totals.lastAt) totals.lastAt = at;
    },
    problem,
    fileProblem: (file, kind, detail) => {
      const key = `${file}\n${kind}\n${detail}`;
      if (!problems.has(key)) problem(file, kind, 0, detail);
    },
    problems: () => [...problems.values()],
    unlisted: () => unlisted,
    restore: (saved, listed) => {
      Object.assign(totals, saved);
      for (const one of listed) problems.set(`${one.file}\n${one.kind}\n${one.detail}`, { ...one });
    },
  };
};
