import { createHash, type Hash } from 'node:crypto';
import type { Clock } from '@gatehouse/core';
import type { Detection, Memory } from '../detect.ts';
import { createActorReader } from '../events/actor-cache.ts';
import { isProblem, readTrailEvent } from '../events/read-trail-event.ts';
import type { JsonObject, TrailEvent } from '../model.ts';
import { decode } from '../reading/decode.ts';
import {
  type Part,
  type Progressed,
  readCheckpoint,
  removeCheckpoint,
  restoreParts,
  writeCheckpoint,
} from './checkpoint.ts';
import { filesIn, type Found, type LogFile } from './files.ts';
import { inTimeOrder } from './in-time-order.ts';
import { type Opened, openFile } from './open-file.ts';
import { readDecoded, readWhole, type RecordSink } from './read-records.ts';
import { createSeenIds } from './seen-ids.ts';
import { createTally, type FileProblem, type Tally, type Totals } from './tally.ts';

export interface ScanFilter {
  /** Events before and from this time on are left out; milliseconds since 1970. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Empty: all. */
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
}

export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly events: number;
}

export interface ScanSettings {
  /** Files and folders, with absolute paths, in this order. */
  readonly inputs: readonly string[];
  /** Read instead of files: standard input. */
  readonly stream?: AsyncIterable<Uint8Array>;
  readonly detection: Detection;
  /** Detectors that remember: their memory is part of the state that a scan is taken up from. */
  readonly memories: readonly Memory[];
  readonly filter: ScanFilter;
  readonly clock: Clock;
  /** Where to note how far the scan has come; the fingerprint stands for all settings that decide what is found. */
  readonly state?: { readonly path: string; readonly fingerprint: string };
  readonly onProgress?: (progress: Progress) => void;
  /** A scan that was stopped is taken up again. */
  readonly onResume?: (progressed: Progressed) => void;
}

export interface Scanned {
  readonly totals: Totals;
  readonly problems: readonly FileProblem[];
  readonly unlisted: ReadonlyMap<string, number>;
  /** More events than ids are remembered: those that came again much later were counted again. */
  readonly forgotIds: boolean;
  readonly resumed: boolean;
}

const AHEAD_FILES = 3;
/** Their records stay in memory for as long. */
const EVENTS_AT_ONCE = 1024;
const FIRST_CHECKPOINT_MS = 2000;
const CHECKPOINT_SHARE = 20;
const PROGRESS_MS = 100;

interface Waiting {
  readonly file: LogFile;
  readonly opened: Promise<Opened>;
}

const hashOf = (hash: Hash): string => hash.copy().digest('hex');

const addTo = (hash: Hash, { name, bytes, modifiedMs }: LogFile): void => {
  hash.update(JSON.stringify([name, bytes, modifiedMs]));
};

const isWanted = ({ since, until, accounts, regions }: ScanFilter, event: TrailEvent): boolean =>
  (since === undefined || event.at >= since) &&
  (until === undefined || event.at < until) &&
  (accounts.size === 0 || accounts.has(event.account)) &&
  (regions.size === 0 || regions.has(event.region));

/** One scan's state while it runs. */
interface Run {
  readonly settings: ScanSettings;
  readonly tally: Tally;
  readonly parts: readonly Part[];
  readonly hash: Hash;
  readonly sinkFor: (file: string) => RecordSink;
  readonly forgotIds: () => boolean;
  /** Read and not yet looked at. */
  readonly waiting: TrailEvent[];
  /** Files begun. */
  begun: number;
  /** Records of the file that is being read; undefined between files. */
  inFile: number | undefined;
  /** Records of it that an earlier run has done. */
  skip: number;
  nextCheckpoint: number;
  nextProgress: number;
}

const createRun = (settings: ScanSettings): Run => {
  const { detection, filter, clock, memories } = settings;
  const tally = createTally(clock.now().getTime());
  const ids = createSeenIds();
  const actorOf = createActorReader();
  const take = (record: JsonObject, file: string): void => {
    run.inFile = (run.inFile ?? 0) + 1;
    if (run.skip > 0) {
      run.skip -= 1;
      return;
    }
    tally.totals.records += 1;
    const event = readTrailEvent(record, actorOf);
    if (isProblem(event)) {
      if (event.problem === 'digest') tally.totals.digests += 1;
      else tally.problem(file, event.problem, 0, event.detail);
      return;
    }
    tally.event(event, file);
    if (ids.seen(event.id)) tally.totals.duplicates += 1;
    else if (isWanted(filter, event)) {
      if (run.waiting.push(event) >= EVENTS_AT_ONCE) takeWaiting(run);
    } else tally.totals.outside += 1;
  };
  const run: Run = {
    settings,
    tally,
    parts: [
      { name: 'ids', state: () => ids.state(), restore: (states) => ids.restore(states as never) },
      {
        name: 'alerts',
        state: () => detection.alerts.state(),
        restore: (states) => detection.alerts.restore(states as never, detection.rules),
      },
      ...memories,
    ],
    hash: createHash('sha256'),
    forgotIds: () => ids.forgot,
    sinkFor: (file) => ({
      record: (record) => take(record, file),
      problem: (kind, offset, detail) => {
        if (run.skip === 0) tally.problem(file, kind, offset, detail);
      },
      pause: () => pause(run),
    }),
    waiting: [],
    begun: 0,
    inFile: undefined,
    skip: 0,
    nextProgress: 0,
    nextCheckpoint: clock.now().getTime() + FIRST_CHECKPOINT_MS,
  };
  return run;
};

/** Before what was found is written down or told. */
const takeWaiting = ({ settings, waiting }: Run): void => {
  settings.detection.takeAll(waiting);
  waiting.length = 0;
};

const progress = ({ settings, tally, begun }: Run): void =>
  settings.onProgress?.({ files: begun, bytes: tally.totals.bytes, events: tally.totals.events });

/** Between two pieces of work: tells how far it is, and notes it when that is due. */
const pause = async (run: Run): Promise<void> => {
  const { settings, tally, parts } = run;
  const now = settings.clock.now().getTime();
  if (now >= run.nextProgress) {
    run.nextProgress = now + PROGRESS_MS;
    progress(run);
  }
  if (settings.state === undefined || now < run.nextCheckpoint || run.skip > 0) return;
  const { path, fingerprint } = settings.state;
  takeWaiting(run);
  const cursor = { files: run.begun, hash: hashOf(run.hash), records: run.inFile };
  const progressed = { cursor, totals: tally.totals, problems: tally.problems() };
  await writeCheckpoint(path, fingerprint, progressed, parts);
  const after = settings.clock.now().getTime();
  run.nextCheckpoint = after + Math.max(FIRST_CHECKPOINT_MS, (after - now) * CHECKPOINT_SHARE);
};

const readOne = async (run: Run, { file, opened }: Waiting, skip: number): Promise<void> => {
  const { tally } = run;
  run.begun += 1;
  run.inFile = 0;
  run.skip = skip;
  addTo(run.hash, file);
  if (skip === 0) tally.totals.files += 1;
  const before = tally.totals.events;
  const content = await opened;
  const sink = run.sinkFor(file.name);
  if ('problem' in content) tally.problem(file.name, 'unreadable', 0, content.problem);
  else if ('whole' in content) await readWhole(content.whole, sink);
  else await readDecoded(content.decoded, sink);
  // A record that was done before the stop is not there any more: the file was cut. Nothing of what follows is skipped.
  run.skip = 0;
  if (tally.totals.events > before && skip === 0) tally.totals.filesWithEvents += 1;
  run.inFile = undefined;
  await pause(run);
};

const readFiles = async (run: Run, from: Progressed | undefined): Promise<void> => {
  const { settings, tally } = run;
  const cursor = from?.cursor ?? { files: 0, hash: '', records: undefined };
  const finished = cursor.records === undefined ? cursor.files : cursor.files - 1;
  const onRead = (bytes: number): void => {
    tally.totals.bytes += bytes;
  };
  const ahead: Waiting[] = [];
  let skip = cursor.records ?? 0;
  const readFirst = async (): Promise<void> => {
    const first = ahead.shift();
    if (first === undefined) return;
    await readOne(run, first, skip);
    skip = 0;
  };
  for await (const found of inTimeOrder(filesIn(settings.inputs))) {
    if (!('file' in found)) {
      tellFound(tally, found);
      continue;
    }
    if (run.begun + ahead.length < finished) {
      run.begun += 1;
      addTo(run.hash, found.file);
      continue;
    }
    ahead.push({ file: found.file, opened: openFile(found.file, onRead) });
    if (ahead.length >= AHEAD_FILES) await readFirst();
  }
  while (ahead.length > 0) await readFirst();
};

const tellFound = (tally: Tally, found: Exclude<Found, { readonly file: LogFile }>): void =>
  tally.fileProblem(found.name, found.problem, found.detail);

/** Whether the files that were done are there as they were. */
const isUnchanged = async (inputs: readonly string[], { cursor }: Progressed): Promise<boolean> => {
  const hash = createHash('sha256');
  let count = 0;
  for await (const found of inTimeOrder(filesIn(inputs))) {
    if (!('file' in found)) continue;
    if (count === cursor.files) break;
    addTo(hash, found.file);
    count += 1;
  }
  return count === cursor.files && hashOf(hash) === cursor.hash;
};

const takeUp = async (run: Run): Promise<Progressed | undefined> => {
  const { state, inputs, onResume } = run.settings;
  if (state === undefined) return undefined;
  const found = await readCheckpoint(state.path, state.fingerprint);
  if (found === undefined || !(await isUnchanged(inputs, found))) return undefined;
  await restoreParts(state.path, run.parts);
  run.tally.restore(found.totals, found.problems);
  onResume?.(found);
  return found;
};

const readStream = async (run: Run, stream: AsyncIterable<Uint8Array>): Promise<void> => {
  const { totals } = run.tally;
  totals.files = 1;
  run.inFile = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      totals.bytes += chunk.length;
      yield chunk;
    }
  }
  const sink = run.sinkFor('(stdin)');
  const decoded = await decode(counted()).catch((error: unknown) => String(error));
  if (typeof decoded === 'string') sink.problem('broken', 0, decoded);
  else await readDecoded(decoded, sink);
  if (totals.events > 0) totals.filesWithEvents = 1;
};

/**
 * Reads all that is there and gives every event to detection, once. What cannot be read is told, file by file, and nothing is thrown
 * for it. Memory does not depend on how much there is.
 */
export const scan = async (settings: ScanSettings): Promise<Scanned> => {
  const run = createRun(settings);
  const from = settings.stream === undefined ? await takeUp(run) : undefined;
  if (settings.stream === undefined) await readFiles(run, from);
  else await readStream(run, settings.stream);
  takeWaiting(run);
  progress(run);
  if (settings.state !== undefined) await removeCheckpoint(settings.state.path);
  return {
    totals: run.tally.totals,
    problems: run.tally.problems(),
    unlisted: run.tally.unlisted(),
    forgotIds: run.forgotIds(),
    resumed: from !== undefined,
  };
};
