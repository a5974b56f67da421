import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { scheduleWorkOnce, type WorkHandler } from '@gatehouse/store';
import { placeOfAlert } from '../findings/sender.ts';
import { DAY_MS, forgetOld, repeating } from './housekeeping.ts';
import { followHub } from './hub.ts';
import type { LiveDeps, LiveDetection } from './model.ts';
import { createLeading, type Leading } from './pipeline/leading.ts';
import { createLine, type Line, SEND } from './pipeline/line.ts';
import { isLogFile, readLogFile } from './sources/log-files.ts';
import { logGroupSource } from './sources/log-group.ts';
import { readMessage } from './sources/messages.ts';
import { queueSource, type Source } from './sources/queue.ts';
import { SETTINGS } from './store/settings.ts';

const TICK = 'detection.tick';
const FORGET = 'detection.forget';
const MINUTE_MS = 60_000;

/** Reads what a queue's messages say, and all the log files that they name. */
const takeMessages = async (
  deps: LiveDeps,
  { intake }: Line,
  texts: readonly string[],
): Promise<void> => {
  const { clients, settings } = deps;
  const read = texts.map(readMessage);
  const records = read.flatMap((one) => one.records);
  const unreadable = read.reduce((sum, one) => sum + one.unreadable, 0);
  if (records.length > 0 || unreadable > 0) await intake.take({ records, unreadable });
  await followHub(
    deps,
    read.flatMap(({ findings }) => findings),
  );
  const files = { clients, hopOf: settings.bucketHopOf, region: settings.region };
  for (const notice of read.flatMap(({ objects }) => objects))
    if (isLogFile(notice)) await readLogFile(files, notice, intake.take);
};

const queueOf = (deps: LiveDeps, line: Line): readonly Source[] => {
  const { clients, settings } = deps;
  const { queueUrl, region } = settings;
  if (queueUrl === undefined) return [];
  return [
    queueSource({
      ...deps,
      sqs: clients.sqs({ region }),
      queueUrl,
      take: (texts) => takeMessages(deps, line, texts),
    }),
  ];
};

const logGroupOf = (deps: LiveDeps, line: Line): readonly Source[] => {
  const { logGroup } = deps.settings;
  if (logGroup === undefined) return [];
  const { name, region, hop } = logGroup;
  const logs = async (): Promise<CloudWatchLogs> => {
    const { CloudWatchLogs: Client } = await import('@aws-sdk/client-cloudwatch-logs');
    return deps.clients.of(Client, { region, hop });
  };
  return [logGroupSource({ ...deps, logs, group: name, take: line.intake.take })];
};

/** Settings that somebody changes, on whatever node, are put in force soon after. */
const followSettings = ({ store, log }: LiveDeps, leading: Leading, line: Line): (() => void) => {
  let isPlanned = false;
  return store.onNotify(SETTINGS, () => {
    if (isPlanned || !leading.isLeading()) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      line
        .renew()
        .catch((error: unknown) =>
          log.error('changed settings could not be put in force', { cause: String(error) }),
        );
    });
  });
};

const workOf = (deps: LiveDeps, line: Line, leading: Leading): LiveDetection['work'] =>
  new Map<string, WorkHandler>([
    [SEND, () => line.send()],
    [
      TICK,
      repeating(deps, TICK, MINUTE_MS, async () => {
        if (leading.isLeading()) await line.tick();
      }),
    ],
    [FORGET, repeating(deps, FORGET, DAY_MS, () => forgetOld(deps))],
  ]);

/** Detection over a stream of events: rules, behaviour, insights and traps, alerts and what is told of them. */
export const createLiveDetection = (deps: LiveDeps): LiveDetection => {
  const { settings } = deps;
  const holder = deps.ids.uuid();
  const line = createLine(deps, holder);
  const sources = [...queueOf(deps, line), ...logGroupOf(deps, line)];
  const leading = createLeading({
    ...deps,
    holder,
    begin: async () => {
      await line.open();
      for (const source of sources) source.start();
    },
    end: async () => {
      await Promise.all(sources.map((source) => source.stop()));
      await line.settle();
      line.close();
    },
  });
  let unhear: (() => void) | undefined;

  return {
    settings,
    work: workOf(deps, line, leading),
    prepare: async (tx, now) => {
      for (const kind of [SEND, TICK, FORGET])
        await scheduleWorkOnce(tx, { kind, key: 'all', payload: '', dueAt: now });
    },
    start: async () => {
      unhear = followSettings(deps, leading, line);
      await leading.start();
    },
    drain: async () => {
      let total = 0;
      for (const source of leading.isLeading() ? sources : []) total += await source.drain();
      await line.settle();
      return total;
    },
    stop: async () => {
      unhear?.();
      await leading.stop();
      await line.settle();
    },
    processor: () => (leading.isLeading() ? line.processor() : undefined),
    sources: () => sources,
    tell: () => line.tell(),
    place: (alert) => placeOfAlert(alert, settings),
  };
};
