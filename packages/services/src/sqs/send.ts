import { createHash } from 'node:crypto';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { ARRIVALS } from './arrivals.ts';
import { sealContent } from './contents.ts';
import type { MessageKeys, OpenLock } from './encryption.ts';
import {
  deduplicationIdMissing,
  delayInvalid,
  delayOnFifo,
  groupIdMissingInBatch,
  idInvalid,
  messageTooLong,
  missingParameter,
  notForStandard,
  systemAttributeUnknown,
} from './errors.ts';
import {
  attributesMd5,
  checkedAttribute,
  checkedAttributes,
  md5,
  requireCharacters,
  sizeOf,
} from './message-attributes.ts';
import { type Draft, numberOf, type Queue, sequenceNumber } from './model.ts';
import type { Positions } from './positions.ts';
import { fifo, type Sent } from './repositories/fifo.ts';
import { messages } from './repositories/messages.ts';

export interface SendDeps {
  readonly ids: Ids;
  readonly positions: Positions;
  readonly messageKeys: MessageKeys;
  readonly vault: Vault;
}

const MOST_DELAY_SECONDS = 900;
const DEDUPLICATION_MILLISECONDS = 5 * 60 * 1000;
const ID = /^[!-~]{1,128}$/;
const TRACE_HEADER = 'AWSTraceHeader';

type Sending = Omit<SendMessageBatchRequestEntry, 'Id'>;

const traceHeaderOf = (given: Sending['MessageSystemAttributes']): string | undefined => {
  for (const name of Object.keys(given ?? {}))
    if (name !== TRACE_HEADER) throw systemAttributeUnknown(name);
  const header = given?.[TRACE_HEADER];
  return header === undefined ? undefined : checkedAttribute(TRACE_HEADER, header, 'system').value;
};

/** The message of a request, as far as it can be checked without its queue. */
export const draftOf = (input: Sending): Draft => {
  const body = input.MessageBody ?? '';
  if (body === '') throw missingParameter('MessageBody');
  requireCharacters(body);
  return {
    body,
    attributes: checkedAttributes(input.MessageAttributes),
    traceHeader: traceHeaderOf(input.MessageSystemAttributes),
    delaySeconds: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
  };
};

/** Bytes of a draft that count towards the limits of message and batch. */
export const draftSize = ({ body, attributes }: Pick<Draft, 'attributes' | 'body'>): number =>
  Buffer.byteLength(body) + sizeOf(attributes);

const requireId = (parameter: string, value: string | undefined): void => {
  if (value !== undefined && !ID.test(value)) throw idInvalid(parameter, value.slice(0, 256));
};

/** What a FIFO queue cannot do without. AWS names a missing group otherwise in a batch, which then fails as a whole. */
export const requireFifoIds = (
  queue: Queue,
  given: Pick<Sending, 'MessageDeduplicationId' | 'MessageGroupId'>,
  inBatch: boolean,
): void => {
  if (!queue.fifo) return;
  if (given.MessageGroupId === undefined || given.MessageGroupId === '')
    throw inBatch ? groupIdMissingInBatch() : missingParameter('MessageGroupId');
  const contentBased = queue.attributes.get('ContentBasedDeduplication') === 'true';
  if (!contentBased && (given.MessageDeduplicationId ?? '') === '') throw deduplicationIdMissing();
};

/** Throws unless the queue takes the message. */
export const requireFitting = (queue: Queue, draft: Draft): void => {
  const { delaySeconds: delay } = draft;
  if (delay !== undefined && queue.fifo && delay !== 0) throw delayOnFifo(delay);
  if (delay !== undefined && (!Number.isInteger(delay) || delay < 0 || delay > MOST_DELAY_SECONDS))
    throw delayInvalid(delay);
  if (!queue.fifo && draft.deduplicationId !== undefined)
    throw notForStandard('MessageDeduplicationId', draft.deduplicationId.slice(0, 256));
  requireId('MessageGroupId', draft.groupId);
  requireId('MessageDeduplicationId', draft.deduplicationId);
  const most = numberOf(queue, 'MaximumMessageSize');
  if (draftSize(draft) > most) throw messageTooLong(most);
};

const deduplicationIdOf = (draft: Draft): string =>
  draft.deduplicationId ?? createHash('sha256').update(draft.body).digest('hex');

/** Takes the message's place in a FIFO queue, or finds the message that took it within five minutes. */
const takePlace = async (
  tx: Tx,
  queue: Queue,
  draft: Draft,
  messageId: string,
  now: number,
): Promise<Sent & { readonly isNew: boolean }> => {
  const key = {
    queueId: queue.id,
    scope:
      queue.attributes.get('DeduplicationScope') === 'messageGroup' ? (draft.groupId ?? '') : '',
    deduplicationId: deduplicationIdOf(draft),
  };
  const earlier = await fifo.findSent(tx, key, now);
  if (earlier !== undefined) return { ...earlier, isNew: false };
  const sent = { messageId, position: await fifo.nextPosition(tx, queue.id) };
  if (!(await fifo.noteSent(tx, key, sent, now, now + DEDUPLICATION_MILLISECONDS)))
    throw new Error(`the deduplication id of ${messageId} was free and is not`);
  return { ...sent, isNew: true };
};

/** Stores a message that fits its queue; a duplicate is answered as the first was. */
export const sendTo = async (
  tx: Tx,
  { ids, positions, vault }: SendDeps,
  queue: Queue,
  draft: Draft,
  senderId: string,
  now: Date,
  open?: OpenLock,
): Promise<Sent> => {
  const at = now.getTime();
  const id = ids.uuid();
  const { messageId, position, isNew } = queue.fifo
    ? await takePlace(tx, queue, draft, id, at)
    : { messageId: id, position: positions.next(now), isNew: true };
  if (!isNew) return { messageId, position };
  const delay = draft.delaySeconds ?? numberOf(queue, 'DelaySeconds');
  await messages.insert(tx, queue.id, {
    id: messageId,
    position,
    contentId: messageId,
    content: sealContent(vault, messageId, draft, open),
    senderId,
    groupId: draft.groupId,
    deduplicationId: queue.fifo ? deduplicationIdOf(draft) : undefined,
    sentAt: at,
    visibleAt: at + (queue.fifo ? numberOf(queue, 'DelaySeconds') : delay) * 1000,
    receipt: undefined,
    receivedAt: undefined,
    firstReceivedAt: undefined,
    receiveCount: 0,
    deadLetterSource: undefined,
  });
  tx.notify(ARRIVALS, queue.id);
  return { messageId, position };
};

/** What the sender hears, with the digests that SDKs compare. */
export const sentAnswer = (queue: Queue, draft: Draft, { messageId, position }: Sent) => ({
  MessageId: messageId,
  MD5OfMessageBody: md5(draft.body),
  MD5OfMessageAttributes: attributesMd5(draft.attributes),
  MD5OfMessageSystemAttributes:
    draft.traceHeader === undefined
      ? undefined
      : attributesMd5(new Map([[TRACE_HEADER, { type: 'String', value: draft.traceHeader }]])),
  SequenceNumber: queue.fifo ? sequenceNumber(position) : undefined,
});
