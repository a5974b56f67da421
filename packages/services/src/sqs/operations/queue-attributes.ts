import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { reads, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { permittedQueueOfUrl } from '../access.ts';
import { changedAttributes, checkedChanges, requireKnown } from '../attributes.ts';
import { requireDeadLetterTarget } from '../dead-letters.ts';
import { missingParameter } from '../errors.ts';
import type { Queue } from '../model.ts';
import { momentOf } from '../receive.ts';
import { messages } from '../repositories/messages.ts';
import { queues } from '../repositories/queues.ts';

const seconds = (date: Date): string => String(Math.floor(date.getTime() / 1000));

const allAttributes = async (
  tx: Tx,
  queue: Queue,
  now: Date,
): Promise<ReadonlyMap<string, string>> => {
  const { visible, inFlight, delayed } = await messages.counts(tx, momentOf(queue, now));
  return new Map([
    ['QueueArn', queue.arn],
    ['ApproximateNumberOfMessages', String(visible)],
    ['ApproximateNumberOfMessagesNotVisible', String(inFlight)],
    ['ApproximateNumberOfMessagesDelayed', String(delayed)],
    ['CreatedTimestamp', seconds(queue.createdAt)],
    ['LastModifiedTimestamp', seconds(queue.modifiedAt)],
    ...queue.attributes,
  ]);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes = () =>
  reads<GetQueueAttributesRequest, GetQueueAttributesResult>({}, async (input, call) => {
    const names = input.AttributeNames ?? [];
    const queue = await permittedQueueOfUrl(call, 'sqs:GetQueueAttributes', input.QueueUrl);
    requireKnown(names);
    const wanted: ReadonlySet<string> = new Set(names);
    if (wanted.size === 0) return {};
    const all = await allAttributes(call.tx, queue, call.now);
    return {
      Attributes: Object.fromEntries(
        [...all].filter(([name]) => wanted.has('All') || wanted.has(name)),
      ),
    };
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const setQueueAttributes = () =>
  writes<SetQueueAttributesRequest, object>({}, async (input, call) => {
    const { tx } = call;
    const given = input.Attributes ?? {};
    const queue = await permittedQueueOfUrl(call, 'sqs:SetQueueAttributes', input.QueueUrl);
    if (Object.keys(given).length === 0) throw missingParameter('Attribute.Name');
    const changes = checkedChanges(given, queue.fifo);
    const attributes = changedAttributes(queue.attributes, changes, queue.fifo);
    const redrive = changes.get('RedrivePolicy');
    if (redrive !== undefined) await requireDeadLetterTarget(tx, queue, queue.fifo, redrive);
    await queues.update(tx, queue, attributes, call.now);
    return {};
  });
