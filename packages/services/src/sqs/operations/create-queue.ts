import type { CreateQueueRequest, CreateQueueResult } from '@aws-sdk/client-sqs';
import { canonicalJson } from '@gatehouse/core';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { authorizeQueue } from '../access.ts';
import { changedAttributes, type Changes, checkedChanges } from '../attributes.ts';
import { requireDeadLetterTarget } from '../dead-letters.ts';
import type { SqsDeps } from '../deps.ts';
import { queueDeletedRecently, queueNameExists } from '../errors.ts';
import type { Queue } from '../model.ts';
import { queueRef, queueUrl, requireQueueName } from '../names.ts';
import { queues } from '../repositories/queues.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

type Deps = Pick<SqsDeps, 'acceptsLooseInput' | 'baseUrl' | 'ids'>;

const NAME_STAYS_TAKEN_MILLISECONDS = 60_000;
const DOCUMENTS = new Set(['Policy', 'RedriveAllowPolicy', 'RedrivePolicy']);

type Asked = Readonly<Record<string, string | undefined>>;

/** AWS knows the attribute FifoQueue for FIFO queues only; other emulators take `false` for the others. */
const askedAttributes = (given: Asked = {}, acceptsLooseInput: boolean): Asked => {
  const { FifoQueue, ...rest } = given;
  return acceptsLooseInput && FifoQueue?.toLowerCase() === 'false' ? rest : given;
};

const comparable = (name: string, value: string | undefined): string => {
  if (value === undefined) return '';
  if (!DOCUMENTS.has(name)) return value;
  const document: unknown = JSON.parse(value);
  return canonicalJson(document);
};

/** What a request says about a queue that is there must be so already; what it does not say does not matter. */
const requireSame = (changes: Changes, { attributes }: Queue): void => {
  for (const [name, value] of changes)
    if (comparable(name, value) !== comparable(name, attributes.get(name)))
      throw queueNameExists(name);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const createQueue = ({ acceptsLooseInput, baseUrl, ids }: Deps) =>
  writes<CreateQueueRequest, CreateQueueResult>({}, async (input, call) => {
    const { tx, now } = call;
    const given = askedAttributes(input.Attributes, acceptsLooseInput === true);
    const fifo = given['FifoQueue']?.toLowerCase() === 'true';
    const name = input.QueueName ?? '';
    requireQueueName(name, fifo);
    const ref = queueRef(call, name);
    const tags = requestTags(input.tags);
    const present = await queues.find(tx, ref);
    await authorizeQueue(call, 'sqs:CreateQueue', ref, present, requestTagKeys(tags));
    if (tags.size > 0)
      await authorizeQueue(call, 'sqs:TagQueue', ref, present, requestTagKeys(tags));
    const changes = checkedChanges(given, fifo);
    requireRoom(name, tags);
    call.touch({ type: 'AWS::SQS::Queue', name, arn: ref.arn });

    const QueueUrl = queueUrl(baseUrl(), ref);
    if (present !== undefined) {
      requireSame(changes, present);
      return { QueueUrl };
    }
    const since = now.getTime() - NAME_STAYS_TAKEN_MILLISECONDS;
    if (acceptsLooseInput !== true && (await queues.deletedAfter(tx, ref, since)))
      throw queueDeletedRecently();
    const attributes = changedAttributes(undefined, changes, fifo);
    const redrive = attributes.get('RedrivePolicy');
    if (redrive !== undefined) await requireDeadLetterTarget(tx, ref, fifo, redrive);
    const queue: Queue = {
      ...ref,
      id: ids.uuid(),
      fifo,
      attributes,
      createdAt: now,
      modifiedAt: now,
    };
    if (!(await queues.insert(tx, queue)))
      throw new Error(`${ref.arn} was not there and cannot be made`);
    await tagStore.put(tx, tagOwner(ref), tags);
    return { QueueUrl };
  });
