import type {
  SendMessageBatchRequest,
  SendMessageBatchResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import { type Call, userId, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { eachEntry, requireBatch } from '../batches.ts';
import { batchTooLong } from '../errors.ts';
import { checkedAttributes } from '../message-attributes.ts';
import {
  draftOf,
  draftSize,
  requireFifoIds,
  requireFitting,
  type SendDeps,
  sendTo,
  sentAnswer,
} from '../send.ts';

const MOST_BATCH_BYTES = 1_048_576;

/** What a receiver reads as SenderId; someone unsigned is known by his address alone. */
const senderOf = ({ principal, sourceIp }: Call): string =>
  principal.kind === 'anonymous' ? sourceIp : (userId(principal) ?? principalName(principal));

const principalName = (principal: Call['principal']): string =>
  principal.kind === 'service' ? principal.name : principal.kind;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage = (deps: SendDeps) =>
  writes<SendMessageRequest, SendMessageResult>(
    { event: { data: true }, redact: ['MessageBody', 'MessageAttributes'] },
    async (input, call) => {
      const queue = await permittedQueueOfUrl(call, 'sqs:SendMessage', input.QueueUrl);
      requireFifoIds(queue, input, false);
      const draft = draftOf(input);
      requireFitting(queue, draft);
      const open = await deps.messageKeys.forSending(call, queue);
      const sent = await sendTo(call.tx, deps, queue, draft, senderOf(call), call.now, open);
      return sentAnswer(queue, draft, sent);
    },
  );

const requireBatchSize = (entries: NonNullable<SendMessageBatchRequest['Entries']>): void => {
  let bytes = 0;
  for (const { MessageBody = '', MessageAttributes } of entries)
    bytes += draftSize({ body: MessageBody, attributes: sizedAttributes(MessageAttributes) });
  if (bytes > MOST_BATCH_BYTES) throw batchTooLong(bytes, MOST_BATCH_BYTES);
};

/** For the size alone: attributes that are wrong count nothing here, their entry fails later. */
const sizedAttributes = (
  given: Parameters<typeof checkedAttributes>[0],
): ReturnType<typeof checkedAttributes> => {
  try {
    return checkedAttributes(given);
  } catch {
    return new Map();
  }
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch = (deps: SendDeps) =>
  writes<SendMessageBatchRequest, SendMessageBatchResult>(
    {
      event: { data: true },
      redact: ['Entries[].MessageBody', 'Entries[].MessageAttributes'],
    },
    async (input, call) => {
      const entries = input.Entries ?? [];
      const queue = await permittedQueueOfUrl(call, 'sqs:SendMessage', input.QueueUrl);
      requireBatch(entries, 'SendMessageBatchRequestEntry');
      for (const entry of entries) requireFifoIds(queue, entry, true);
      requireBatchSize(entries);
      const open = await deps.messageKeys.forSending(call, queue);
      return eachEntry(entries, async (entry, Id) => {
        const draft = draftOf(entry);
        requireFitting(queue, draft);
        const sent = await sendTo(call.tx, deps, queue, draft, senderOf(call), call.now, open);
        return { Id, ...sentAnswer(queue, draft, sent) };
      });
    },
  );
