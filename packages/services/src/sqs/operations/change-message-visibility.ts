import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  ChangeMessageVisibilityRequest,
} from '@aws-sdk/client-sqs';
import { type Call, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { ARRIVALS } from '../arrivals.ts';
import { eachEntry, requireBatch } from '../batches.ts';
import { missingParameter, notInFlight, visibilityInvalid, visibilityTooLong } from '../errors.ts';
import type { Queue } from '../model.ts';
import { openReceiptHandle } from '../receipts.ts';
import { momentOf } from '../receive.ts';
import { messages } from '../repositories/messages.ts';

const MOST_SECONDS = 43_200;

interface Change {
  readonly ReceiptHandle?: string | undefined;
  readonly VisibilityTimeout?: number | undefined;
}

const hide = async ({ tx, now }: Call, queue: Queue, change: Change): Promise<void> => {
  const { ReceiptHandle: handle = '', VisibilityTimeout: seconds } = change;
  if (handle === '') throw missingParameter('ReceiptHandle');
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MOST_SECONDS)
    throw visibilityInvalid(seconds);
  const key = openReceiptHandle(queue.id, handle);
  const moment = momentOf(queue, now);
  const message = await messages.find(tx, moment, key.id);
  if (message?.receipt !== key.receipt) throw notInFlight(handle);
  const visibleAt = moment.now + seconds * 1000;
  if (visibleAt > (message.receivedAt ?? moment.now) + MOST_SECONDS * 1000)
    throw visibilityTooLong(seconds);
  if (!(await messages.hide(tx, moment, key, visibleAt))) throw notInFlight(handle);
  // Who waits must look again, now or when this message can be seen.
  tx.notify(ARRIVALS, queue.id);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility = () =>
  writes<ChangeMessageVisibilityRequest, object>({ event: { data: true } }, async (input, call) => {
    const queue = await permittedQueueOfUrl(call, 'sqs:ChangeMessageVisibility', input.QueueUrl);
    await hide(call, queue, input);
    return {};
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch = () =>
  writes<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult>(
    { event: { data: true } },
    async (input, call) => {
      const entries = input.Entries ?? [];
      const queue = await permittedQueueOfUrl(call, 'sqs:ChangeMessageVisibility', input.QueueUrl);
      requireBatch(entries, 'ChangeMessageVisibilityBatchRequestEntry');
      return eachEntry(entries, async (entry, Id) => {
        await hide(call, queue, entry);
        return { Id };
      });
    },
  );
