import type { Ids } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { ARRIVALS } from './arrivals.ts';
import { tooManyInFlight } from './errors.ts';
import { expiryOf, type Message, type Queue } from './model.ts';
import { redrivePolicyOf } from './redrive.ts';
import { fifo, type Handed } from './repositories/fifo.ts';
import { messages, type Moment } from './repositories/messages.ts';
import { queues } from './repositories/queues.ts';

export interface ReceiveDeps {
  readonly store: Pick<Store, 'dialect'>;
  readonly ids: Ids;
}

export interface ReceiveOrder {
  readonly most: number;
  readonly visibilitySeconds: number;
  /** ReceiveRequestAttemptId of FIFO queues. */
  readonly attemptId: string | undefined;
}

/** A message with the receipt that this receive gave it. */
export type Received = Message & { readonly receipt: string };

const MOST_IN_FLIGHT = 120_000;
const ATTEMPT_MILLISECONDS = 5 * 60 * 1000;
// Messages that go to the dead-letter queue make room for others; a receive looks again only so often.
const MOST_ROUNDS = 10;

export const momentOf = (queue: Queue, now: Date): Moment => ({
  queueId: queue.id,
  now: now.getTime(),
  expiry: expiryOf(queue, now),
});

interface DeadLetters {
  readonly target: Queue;
  readonly maxReceiveCount: number;
}

/** Where messages go that were received too often; without a target they stay. */
const deadLettersOf = async (tx: Tx, queue: Queue): Promise<DeadLetters | undefined> => {
  const policy = redrivePolicyOf(queue);
  const target = policy === undefined ? undefined : await queues.find(tx, policy.target);
  return policy === undefined || target === undefined || target.fifo !== queue.fifo
    ? undefined
    : { target, maxReceiveCount: policy.maxReceiveCount };
};

/** SQS Developer Guide, "Using dead-letter queues": a standard queue keeps the time of sending, a FIFO queue renews it. */
const moveToDeadLetters = async (
  tx: Tx,
  moment: Moment,
  queue: Queue,
  { target }: DeadLetters,
  message: Message,
): Promise<void> => {
  const position = target.fifo ? await fifo.nextPosition(tx, target.id) : message.position;
  await messages.move(tx, moment, message.id, {
    id: message.id,
    queueId: target.id,
    position,
    sentAt: target.fifo ? moment.now : message.sentAt,
    visibleAt: moment.now,
    deadLetterSource: queue.arn,
  });
  tx.notify(ARRIVALS, target.id);
};

/** The messages of an earlier receive with the same attempt id, hidden anew, when nothing has happened to any of them. */
const repeatedAttempt = async (
  tx: Tx,
  moment: Moment,
  { attemptId, visibilitySeconds }: ReceiveOrder,
): Promise<readonly Received[] | undefined> => {
  if (attemptId === undefined) return undefined;
  const handed = await fifo.findAttempt(tx, moment.queueId, attemptId, moment.now);
  if (handed === undefined) return undefined;
  const found: Received[] = [];
  for (const { id, receipt, visibleAt } of handed) {
    const message = await messages.find(tx, moment, id);
    if (message?.receipt !== receipt || message.visibleAt !== visibleAt || visibleAt <= moment.now)
      return undefined;
    found.push({ ...message, receipt });
  }
  const visibleAt = moment.now + visibilitySeconds * 1000;
  for (const message of found) await messages.hide(tx, moment, message, visibleAt);
  await noteAttempt(tx, moment, attemptId, found, visibleAt);
  return found;
};

const noteAttempt = async (
  tx: Tx,
  { queueId, now }: Moment,
  attemptId: string,
  received: readonly Received[],
  visibleAt: number,
): Promise<void> => {
  const handed: Handed[] = received.map(({ id, receipt }) => ({ id, receipt, visibleAt }));
  await fifo.noteAttempt(tx, queueId, attemptId, handed, now + ATTEMPT_MILLISECONDS);
};

const take = async (
  tx: Tx,
  ids: Ids,
  { queueId, now }: Moment,
  message: Message,
  visibleAt: number,
): Promise<Received | undefined> => {
  const receipt = ids.hex(32);
  if (!(await messages.take(tx, queueId, message.id, { receipt, now, visibleAt })))
    return undefined;
  return {
    ...message,
    receipt,
    visibleAt,
    receivedAt: now,
    firstReceivedAt: message.firstReceivedAt ?? now,
    receiveCount: message.receiveCount + 1,
  };
};

/** Hands out what can be seen; what was received too often goes to the dead-letter queue instead. */
const collect = async (
  tx: Tx,
  { store, ids }: ReceiveDeps,
  queue: Queue,
  moment: Moment,
  { most, visibilitySeconds }: ReceiveOrder,
): Promise<readonly Received[]> => {
  const deadLetters = await deadLettersOf(tx, queue);
  const visibleAt = moment.now + visibilitySeconds * 1000;
  const received = new Map<string, Received>();
  for (let round = 0; round < MOST_ROUNDS && received.size < most; round += 1) {
    const found = queue.fifo
      ? await messages.fifoCandidates(tx, moment, most)
      : await messages.candidates(tx, store, moment, most);
    let moved = 0;
    for (const message of found) {
      // With a visibility timeout of 0 it can be seen again at once, but by the next receive.
      if (received.has(message.id) || received.size === most) continue;
      if (deadLetters !== undefined && message.receiveCount >= deadLetters.maxReceiveCount) {
        await moveToDeadLetters(tx, moment, queue, deadLetters, message);
        moved += 1;
        continue;
      }
      const taken = await take(tx, ids, moment, message, visibleAt);
      if (taken !== undefined) received.set(message.id, taken);
    }
    if (moved === 0) break;
  }
  return [...received.values()];
};

/** One look at a queue, in a transaction that writes. */
export const receiveFrom = async (
  tx: Tx,
  deps: ReceiveDeps,
  queue: Queue,
  order: ReceiveOrder,
  now: Date,
): Promise<readonly Received[]> => {
  const moment = momentOf(queue, now);
  const repeated = await repeatedAttempt(tx, moment, order);
  if (repeated !== undefined) return repeated;
  if ((await messages.inFlight(tx, moment, MOST_IN_FLIGHT)) >= MOST_IN_FLIGHT) {
    if (queue.fifo) return [];
    throw tooManyInFlight();
  }
  const received = await collect(tx, deps, queue, moment, order);
  if (order.attemptId !== undefined && received.length > 0)
    await noteAttempt(
      tx,
      moment,
      order.attemptId,
      received,
      moment.now + order.visibilitySeconds * 1000,
    );
  return received;
};
