import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { queueDoesNotExist } from './errors.ts';
import type { Queue, QueueRef } from './model.ts';
import { queueOfUrl } from './names.ts';
import { queues } from './repositories/queues.ts';

/**
 * Actions that a queue's policy can allow to another account (SQS Developer Guide, "Limitations of Amazon SQS custom
 * policies"): the others are for the owner's account.
 */
const ACROSS_ACCOUNTS = new Set([
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ListDeadLetterSourceQueues',
  'sqs:PurgeQueue',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
]);

export const queuePolicy = ({ arn, attributes }: Queue): NamedPolicy | undefined => {
  const text = attributes.get('Policy');
  return text === undefined ? undefined : { id: arn, policy: compilePolicy(text, 'resource') };
};

const policyFor = (
  call: Call,
  action: string,
  queue: Queue | undefined,
): NamedPolicy | undefined => {
  if (queue === undefined) return undefined;
  return queue.account === call.account || ACROSS_ACCOUNTS.has(action)
    ? queuePolicy(queue)
    : undefined;
};

/** Throws unless the caller's policies and the queue's own let him do it; `queue` is undefined when there is none. */
export const authorizeQueue = async (
  call: Call,
  action: string,
  { arn, account }: QueueRef,
  queue: Queue | undefined,
  keys: ConditionKeys = {},
): Promise<Tags> => {
  const tags: Tags = queue === undefined ? new Map() : await tagStore.of(call.tx, arn);
  await call.authorize(
    action,
    arn,
    { ...resourceTagKeys(undefined, tags), ...keys },
    { resourceAccount: account, resourcePolicy: policyFor(call, action, queue) },
  );
  return tags;
};

/** The queue that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedQueue = async (
  call: Call,
  action: string,
  ref: QueueRef,
  keys: ConditionKeys = {},
): Promise<Queue> => {
  const queue = await queues.find(call.tx, ref);
  call.touch({ type: 'AWS::SQS::Queue', name: ref.name, arn: ref.arn });
  await authorizeQueue(call, action, ref, queue, keys);
  if (queue === undefined) throw queueDoesNotExist();
  if (queue.account !== call.account) call.alsoRecordIn(queue.account);
  return queue;
};

export const permittedQueueOfUrl = (
  call: Call,
  action: string,
  url: string | undefined,
  keys: ConditionKeys = {},
): Promise<Queue> => permittedQueue(call, action, queueOfUrl(call.region, url), keys);
