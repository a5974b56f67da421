import type {
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageRequest,
} from '@aws-sdk/client-sqs';
import { type Call, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { ARRIVALS } from '../arrivals.ts';
import { eachEntry, requireBatch } from '../batches.ts';
import { missingParameter, receiptExpired } from '../errors.ts';
import type { Queue } from '../model.ts';
import { openReceiptHandle } from '../receipts.ts';
import { momentOf } from '../receive.ts';
import { messages } from '../repositories/messages.ts';

/**
 * A message that is gone is deleted already, and in a standard queue an old handle does nothing. A FIFO queue refuses a
 * handle whose time is over: its message may be with somebody else.
 */
const remove = async ({ tx, now }: Call, queue: Queue, handle: string): Promise<void> => {
  if (handle === '') throw missingParameter('ReceiptHandle');
  const key = openReceiptHandle(queue.id, handle);
  const moment = momentOf(queue, now);
  if (queue.fifo) {
    const message = await messages.find(tx, moment, key.id);
    if (message === undefined) return;
    if (message.receipt !== key.receipt || message.visibleAt <= moment.now)
      throw receiptExpired(handle);
    // What comes behind it in its group can be received now.
    tx.notify(ARRIVALS, queue.id);
  }
  await messages.remove(tx, queue.id, key);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage = () =>
  writes<DeleteMessageRequest, object>({ event: { data: true } }, async (input, call) => {
    const queue = await permittedQueueOfUrl(call, 'sqs:DeleteMessage', input.QueueUrl);
    await remove(call, queue, input.ReceiptHandle ?? '');
    return {};
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch = () =>
  writes<DeleteMessageBatchRequest, DeleteMessageBatchResult>(
    { event: { data: true } },
    async (input, call) => {
      const entries = input.Entries ?? [];
      const queue = await permittedQueueOfUrl(call, 'sqs:DeleteMessage', input.QueueUrl);
      requireBatch(entries, 'DeleteMessageBatchRequestEntry');
      return eachEntry(entries, async ({ ReceiptHandle = '' }, Id) => {
        await remove(call, queue, ReceiptHandle);
        return { Id };
      });
    },
  );
