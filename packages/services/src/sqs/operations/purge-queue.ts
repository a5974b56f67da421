import type { PurgeQueueRequest } from '@aws-sdk/client-sqs';
import { writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import type { SqsDeps } from '../deps.ts';
import { purgeInProgress } from '../errors.ts';
import { messages } from '../repositories/messages.ts';
import { queues } from '../repositories/queues.ts';

const BETWEEN_PURGES_MILLISECONDS = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue = ({ acceptsLooseInput }: Pick<SqsDeps, 'acceptsLooseInput'>) =>
  writes<PurgeQueueRequest, object>({}, async (input, call) => {
    const { tx, now } = call;
    const queue = await permittedQueueOfUrl(call, 'sqs:PurgeQueue', input.QueueUrl);
    const before = now.getTime() - (acceptsLooseInput === true ? 0 : BETWEEN_PURGES_MILLISECONDS);
    if (!(await queues.notePurge(tx, queue, now, before))) throw purgeInProgress(queue.name);
    await messages.removeAll(tx, queue.id);
    return {};
  });
