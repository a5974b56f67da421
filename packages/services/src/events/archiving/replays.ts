import type { Clock, Log } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { Replay } from '../model.ts';
import { type ArchivedEvent, archivedEvents, archiveKey } from '../repositories/archived-events.ts';
import { archives } from '../repositories/archives.ts';
import { replays } from '../repositories/replays.ts';
import type { Admission, Arrival } from '../routing/admission.ts';
import { replayed } from '../routing/envelope.ts';
import { parsePath, textAt } from '../routing/json-text.ts';

export const REPLAY = 'events.replay';

const REPLAYED_AT_ONCE = 200;

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  readonly admission: Admission;
}

/** In the transaction that makes or cancels the replay. */
export const planReplay = (tx: Tx, replay: Replay, now: Date): Promise<void> =>
  scheduleWork(tx, { kind: REPLAY, key: replay.arn, payload: '', dueAt: now });

const SOURCE = parsePath('$.source') ?? [];

const arrivalOf = (replay: Replay, event: ArchivedEvent): Arrival => {
  const text = replayed(event.text, replay.name);
  return {
    busArn: replay.destinationArn,
    source: JSON.parse(textAt(event.text, SOURCE) ?? '""') as string,
    time: event.time,
    subject: () => text,
    text: () => text,
    sizeBytes: () => Buffer.byteLength(text),
    forwarded: event.forwarded,
    replay: { ruleArns: replay.ruleArns },
  };
};

const finish = async (
  tx: Tx,
  replay: Replay,
  state: 'COMPLETED' | 'CANCELLED' | 'FAILED',
  endedAt: Date,
  stateReason?: string,
): Promise<false> => {
  const { lastReplayedAt } = replay;
  await replays.progress(tx, replay.arn, replay.state, {
    state,
    stateReason,
    lastReplayedAt,
    endedAt,
  });
  await archivedEvents.forgetPosition(tx, replay.arn);
  return false;
};

/** Sends the next events of a replay; false when it has ended. */
const replaySome = async (deps: Deps, tx: Tx, arn: string): Promise<boolean> => {
  const now = deps.clock.now();
  const replay = await replays.find(tx, arn);
  if (replay === undefined) return false;
  if (replay.state === 'CANCELLING') return finish(tx, replay, 'CANCELLED', now);
  if (replay.state !== 'STARTING' && replay.state !== 'RUNNING') return false;
  const archive = await archives.find(tx, replay.archiveArn);
  if (archive === undefined)
    return finish(tx, replay, 'FAILED', now, `Archive ${replay.archiveArn} does not exist.`);
  const position = (await archivedEvents.position(tx, arn)) ?? {
    time: replay.eventsFrom.getTime(),
    id: 0,
  };
  const events = await archivedEvents.after(tx, deps.vault, archiveKey(archive), {
    position,
    to: replay.eventsTo.getTime(),
    limit: REPLAYED_AT_ONCE,
  });
  const last = events.at(-1);
  if (last === undefined) return finish(tx, replay, 'COMPLETED', now);
  await deps.admission.admit(
    tx,
    events.map((event) => arrivalOf(replay, event)),
  );
  await archivedEvents.setPosition(tx, arn, { time: last.time.getTime(), id: last.id });
  await replays.progress(tx, arn, replay.state, {
    state: 'RUNNING',
    stateReason: undefined,
    lastReplayedAt: last.time,
    endedAt: undefined,
  });
  return true;
};

/** Sends a replay's events, piece by piece with its progress: after a restart it goes on where it stood. */
export const runReplay =
  (deps: Deps): WorkHandler =>
  async (store: Store, { key }) => {
    while (await store.write((tx) => replaySome(deps, tx, key)));
  };
