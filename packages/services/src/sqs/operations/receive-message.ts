import type {
  Message as ShownMessage,
  MessageSystemAttributeName,
  ReceiveMessageRequest,
  ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import { type Call, coordinates } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import type { Arrivals, Wait } from '../arrivals.ts';
import { type Content, openContent } from '../contents.ts';
import type { SqsDeps } from '../deps.ts';
import type { Lock, MessageKeys } from '../encryption.ts';
import {
  idInvalid,
  notForStandard,
  outOfRange,
  queueDoesNotExist,
  unknownAttribute,
  visibilityInvalid,
  waitInvalid,
} from '../errors.ts';
import { attributesMd5, chosenAttributes, md5, shownAttributes } from '../message-attributes.ts';
import { numberOf, type Queue, sequenceNumber } from '../model.ts';
import { receiptHandle } from '../receipts.ts';
import { momentOf, type Received, receiveFrom, type ReceiveOrder } from '../receive.ts';
import { messages } from '../repositories/messages.ts';
import { queues } from '../repositories/queues.ts';

type Deps = Pick<SqsDeps, 'clock' | 'ids' | 'store' | 'vault'> & {
  readonly arrivals: Arrivals;
  readonly messageKeys: MessageKeys;
};

const MOST_MESSAGES = 10;
const MOST_VISIBILITY_SECONDS = 43_200;
const MOST_WAIT_SECONDS = 20;
const ATTEMPT_ID = /^[!-~]{1,128}$/;
// Less than this is not worth a pause: it would only look again at the same.
const SHORTEST_PAUSE_MILLISECONDS = 10;

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

interface Order extends ReceiveOrder {
  readonly waitSeconds: number;
}

const orderOf = (input: ReceiveMessageRequest, queue: Queue): Order => {
  const most = input.MaxNumberOfMessages ?? 1;
  if (!isWithin(most, 1, MOST_MESSAGES))
    throw outOfRange('MaxNumberOfMessages', most, 1, MOST_MESSAGES);
  const waitSeconds = input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  if (!isWithin(waitSeconds, 0, MOST_WAIT_SECONDS)) throw waitInvalid(waitSeconds);
  const visibilitySeconds = input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout');
  if (!isWithin(visibilitySeconds, 0, MOST_VISIBILITY_SECONDS))
    throw visibilityInvalid(visibilitySeconds);
  const attemptId = input.ReceiveRequestAttemptId;
  if (attemptId !== undefined && !queue.fifo)
    throw notForStandard('ReceiveRequestAttemptId', attemptId.slice(0, 256));
  if (attemptId !== undefined && !ATTEMPT_ID.test(attemptId))
    throw idInvalid('ReceiveRequestAttemptId', attemptId.slice(0, 256));
  return { most, waitSeconds, visibilitySeconds, attemptId };
};

type Shown = Received & Content;

const SYSTEM_ATTRIBUTES: Readonly<
  Record<Exclude<MessageSystemAttributeName, 'All'>, (message: Shown) => unknown>
> = {
  SenderId: ({ senderId }) => senderId,
  SentTimestamp: ({ sentAt }) => sentAt,
  ApproximateReceiveCount: ({ receiveCount }) => receiveCount,
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => firstReceivedAt,
  SequenceNumber: ({ deduplicationId, position }) =>
    deduplicationId === undefined ? undefined : sequenceNumber(position),
  MessageDeduplicationId: ({ deduplicationId }) => deduplicationId,
  MessageGroupId: ({ groupId }) => groupId,
  AWSTraceHeader: ({ traceHeader }) => traceHeader,
  DeadLetterQueueSourceArn: ({ deadLetterSource }) => deadLetterSource,
};

const systemNames = (input: ReceiveMessageRequest): ReadonlySet<string> => {
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  for (const name of names)
    if (name !== 'All' && !Object.hasOwn(SYSTEM_ATTRIBUTES, name)) throw unknownAttribute(name);
  return new Set(names);
};

const systemAttributes = (
  message: Shown,
  names: ReadonlySet<string>,
): ShownMessage['Attributes'] => {
  const shown = Object.entries(SYSTEM_ATTRIBUTES)
    .filter(([name]) => names.has('All') || names.has(name))
    .map(([name, read]) => [name, read(message)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
};

const show = (
  queue: Queue,
  message: Shown,
  names: ReadonlySet<string>,
  attributeNames: readonly string[],
): ShownMessage => {
  const chosen = chosenAttributes(message.attributes, attributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue.id, message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: systemAttributes(message, names),
    MD5OfMessageAttributes: attributesMd5(chosen),
    MessageAttributes: chosen.size === 0 ? undefined : shownAttributes(chosen),
  };
};

/** One look at the queue. A read goes before: it is far cheaper than a write that finds nothing. */
const look = async (
  { store, ids, clock }: Deps,
  id: string,
  order: ReceiveOrder,
): Promise<readonly Received[]> => {
  const isWorthwhile = await store.read(async (tx) => {
    const queue = await queues.findById(tx, id);
    if (queue === undefined) throw queueDoesNotExist();
    return (
      order.attemptId !== undefined || (await messages.anyVisible(tx, momentOf(queue, clock.now())))
    );
  });
  if (!isWorthwhile) return [];
  return store.write(async (tx) => {
    const queue = await queues.findById(tx, id);
    if (queue === undefined) throw queueDoesNotExist();
    return receiveFrom(tx, { store, ids }, queue, order, clock.now());
  });
};

/** Their contents; when KMS does not open one for the caller they are all as if they had not been received. */
const openAll = async (
  { clock, messageKeys, store, vault }: Deps,
  call: Call,
  queue: Queue,
  received: readonly Received[],
): Promise<readonly Shown[]> => {
  const shown: Shown[] = [];
  const dataKeys = new Map<string, Uint8Array>();
  const keyFor = async (lock: Lock): Promise<Uint8Array> => {
    const name = `${lock.queueArn} ${lock.dataKey}`;
    const key = dataKeys.get(name) ?? (await messageKeys.forReceiving(call, queue, lock));
    dataKeys.set(name, key);
    return key;
  };
  try {
    for (const message of received) {
      const found = openContent(vault, message.contentId, message.content);
      const content = 'lock' in found ? found.open(await keyFor(found.lock)) : found;
      shown.push({ ...message, ...content });
    }
    return shown;
  } catch (error) {
    const moment = momentOf(queue, clock.now());
    await store.write(async (tx) => {
      for (const message of received) await messages.giveBack(tx, moment, message);
    });
    throw error;
  }
};

/** Milliseconds until the next hidden message can be seen. */
const untilNext = ({ store, clock }: Deps, id: string): Promise<number | undefined> =>
  store.read(async (tx) => {
    const queue = await queues.findById(tx, id);
    if (queue === undefined) return undefined;
    const moment = momentOf(queue, clock.now());
    const next = await messages.nextVisibleAt(tx, moment);
    return next === undefined
      ? undefined
      : Math.max(next - moment.now, SHORTEST_PAUSE_MILLISECONDS);
  });

const lookUntil = async (
  deps: Deps,
  wait: Wait,
  id: string,
  order: ReceiveOrder,
): Promise<readonly Received[]> => {
  for (;;) {
    const received = await look(deps, id, order);
    if (received.length > 0 || wait.isOver()) return received;
    await wait.next(await untilNext(deps, id));
  }
};

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 *
 * It may wait for 20 seconds, so it is no transaction: each look at the queue is one of its own.
 */
export const receiveMessage = (deps: Deps) =>
  coordinates<ReceiveMessageRequest, ReceiveMessageResult>(
    { event: { data: true, readOnly: true, response: 'omit' } },
    async (input, call) => {
      const queue = await permittedQueueOfUrl(call, 'sqs:ReceiveMessage', input.QueueUrl);
      const { waitSeconds, ...order } = orderOf(input, queue);
      const names = systemNames(input);
      const wait = deps.arrivals.open(queue.id, waitSeconds * 1000);
      try {
        const received =
          waitSeconds === 0
            ? await look(deps, queue.id, order)
            : await lookUntil(deps, wait, queue.id, order);
        if (received.length === 0) return {};
        const attributeNames = input.MessageAttributeNames ?? [];
        return {
          Messages: (await openAll(deps, call, queue, received)).map((message) =>
            show(queue, message, names, attributeNames),
          ),
        };
      } finally {
        wait.close();
      }
    },
  );
