import { AwsError, type Clock } from '@gatehouse/core';
import {
  type OrganizationPort,
  permitsService,
  type QueuePort,
  type QueueSend,
  serviceKeyCalls,
  type OperationCall,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { queuePolicy } from './access.ts';
import type { OpenLock } from './encryption.ts';
import type { Queue } from './model.ts';
import { queueOfArn } from './names.ts';
import { queues } from './repositories/queues.ts';
import { draftOf, requireFifoIds, requireFitting, type SendDeps, sendTo } from './send.ts';

interface Deps extends SendDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly organizations: OrganizationPort;
  readonly call: OperationCall;
  /** Decisions are off: what a queue's policy says does not count. */
  readonly acceptsLooseInput?: boolean | undefined;
}

const permits = (deps: Deps, queue: Queue, { source }: QueueSend): Promise<boolean> =>
  permitsService(
    deps,
    'sqs:SendMessage',
    { arn: queue.arn, account: queue.account, region: queue.region, policy: queuePolicy(queue) },
    source,
  );

/** A data key that the queue's KMS key gives the service; a key that does not let it refuses the message. */
const openFor = async (
  deps: Deps,
  queue: Queue,
  message: QueueSend,
): Promise<OpenLock | 'refused' | undefined> => {
  if (!queue.attributes.has('KmsMasterKeyId')) return undefined;
  if (deps.acceptsLooseInput !== true && !(await permits(deps, queue, message))) return 'refused';
  const { source } = message;
  const calls = serviceKeyCalls(deps.call, source, queue.region);
  try {
    return await deps.messageKeys.forService(calls, (run) => deps.store.read(run), queue);
  } catch (error) {
    if (error instanceof AwsError) return 'refused';
    throw error;
  }
};

export const createQueuePort = (deps: Deps): QueuePort => ({
  send: async (message) => {
    const ref = queueOfArn(message.queueArn);
    if (ref === undefined) return 'missing';
    const attempt = {
      MessageBody: message.body,
      MessageAttributes: { ...message.messageAttributes },
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
    };
    const seen = await deps.store.read((tx) => queues.find(tx, ref));
    if (seen === undefined) return 'missing';
    const open = await openFor(deps, seen, message);
    if (open === 'refused') return open;
    return deps.store.write(async (tx) => {
      const queue = await queues.find(tx, ref);
      if (queue?.id !== seen.id) return 'missing';
      if (deps.acceptsLooseInput !== true && !(await permits(deps, queue, message)))
        return 'refused';
      try {
        requireFifoIds(queue, attempt, false);
        const draft = draftOf(attempt);
        requireFitting(queue, draft);
        await sendTo(tx, deps, queue, draft, message.source.service, deps.clock.now(), open);
        return 'sent';
      } catch (error) {
        // The checks come before anything is written.
        if (error instanceof AwsError) return 'refused';
        throw error;
      }
    });
  },
});
