import { scheduleWork, type Store, type WorkHandler } from '@gatehouse/store';
import { DELIVER } from '../append.ts';
import type { LogsDeps } from '../deps.ts';
import type { Group, SubscriptionFilter } from '../model.ts';
import { type Delivery, deliveries } from '../repositories/deliveries.ts';
import { subscriptions } from '../repositories/filters.ts';
import { groups } from '../repositories/groups.ts';
import { targetFunction } from './destination.ts';
import { invokeFor } from './invoke.ts';
import { dataMessage } from './payload.ts';

type Deps = Pick<LogsDeps, 'functions' | 'clock' | 'log'>;

const AT_ONCE = 64;
// What does not shrink when it is packed still fits into an invocation: base64 adds a third.
const MOST_CHARACTERS = 700_000;
// CloudWatch Logs User Guide, "Subscriptions concepts": retried for up to 24 hours, then dropped.
const GIVEN_UP_MILLISECONDS = 24 * 60 * 60 * 1000;
const PAUSE_MILLISECONDS = 30_000;

interface Part {
  readonly stream: string;
  readonly events: readonly unknown[];
  readonly ids: readonly string[];
}

const eventsOf = ({ events }: Delivery): readonly unknown[] => JSON.parse(events) as unknown[];

/** The next deliveries of one stream as one message, as far as they fit; one that is too large is cut. */
const nextParts = (waiting: readonly Delivery[]): readonly Part[] => {
  const [first] = waiting;
  if (first === undefined) return [];
  if (first.events.length > MOST_CHARACTERS) return cut(first);
  const together: Delivery[] = [];
  let size = 0;
  for (const delivery of waiting) {
    size += delivery.events.length;
    if (delivery.stream !== first.stream || size > MOST_CHARACTERS) break;
    together.push(delivery);
  }
  const ids = together.map(({ id }) => id);
  return [{ stream: first.stream, events: together.flatMap(eventsOf), ids }];
};

const cut = (delivery: Delivery): readonly Part[] => {
  const parts: unknown[][] = [[]];
  let size = 0;
  for (const event of eventsOf(delivery)) {
    const length = JSON.stringify(event).length;
    if (size > 0 && size + length > MOST_CHARACTERS) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(event);
    size += length;
  }
  // It is done when its last part is: a failure before that repeats all of them.
  return parts.map((events, at) => ({
    stream: delivery.stream,
    events,
    ids: at === parts.length - 1 ? [delivery.id] : [],
  }));
};

const send = async (
  deps: Deps,
  store: Store,
  filter: SubscriptionFilter,
  group: Group,
  { stream, events, ids }: Part,
): Promise<boolean> => {
  const functionArn = await store.read((tx) => targetFunction(tx, filter.destinationArn));
  if (functionArn === undefined) return false;
  const payload = dataMessage(group, stream, filter.name, events);
  if ((await invokeFor(deps, group, functionArn, payload)) !== 'sent') return false;
  await store.write((tx) => deliveries.remove(tx, filter.id, ids));
  return true;
};

/** Tries again later; what is a day old is dropped. */
const putOff = async (
  { clock, log }: Deps,
  store: Store,
  filter: SubscriptionFilter,
  waiting: readonly Delivery[],
): Promise<void> => {
  const now = clock.now();
  const old = waiting.filter(({ createdAt }) => now.getTime() - createdAt >= GIVEN_UP_MILLISECONDS);
  if (old.length > 0)
    log.warn('log events were not delivered for a day and are dropped', {
      destination: filter.destinationArn,
      batches: old.length,
    });
  await store.write(async (tx) => {
    await deliveries.remove(
      tx,
      filter.id,
      old.map(({ id }) => id),
    );
    await scheduleWork(tx, {
      kind: DELIVER,
      key: filter.id,
      payload: '',
      dueAt: new Date(now.getTime() + (old.length > 0 ? 0 : PAUSE_MILLISECONDS)),
    });
  });
};

/** Sends what matched a subscription filter, in order, until nothing is left. What fails is repeated for a day. */
export const deliver =
  (deps: Deps): WorkHandler =>
  async (store, { key }) => {
    for (;;) {
      const found = await store.read(async (tx) => {
        const filter = await subscriptions.findById(tx, key);
        const group = filter === undefined ? undefined : await groups.findById(tx, filter.groupId);
        return filter === undefined || group === undefined ? undefined : { filter, group };
      });
      if (found === undefined) return;
      const { filter, group } = found;
      const waiting = await store.read((tx) => deliveries.oldest(tx, key, AT_ONCE));
      for (const part of nextParts(waiting)) {
        if (await attempt(deps, () => send(deps, store, filter, group, part))) continue;
        await putOff(deps, store, filter, waiting);
        return;
      }
      if (waiting.length === 0) return;
    }
  };

/** What may pass rejects: it is tried again as what is refused is, for the policy may be mended. */
const attempt = async ({ log }: Deps, work: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await work();
  } catch (error) {
    log.warn('log events could not be delivered and will be repeated', {
      cause: error instanceof Error ? error.name : 'unknown',
    });
    return false;
  }
};
