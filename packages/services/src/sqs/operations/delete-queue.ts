import type { DeleteQueueRequest } from '@aws-sdk/client-sqs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { ARRIVALS } from '../arrivals.ts';
import { queueDoesNotExist } from '../errors.ts';
import { fifo } from '../repositories/fifo.ts';
import { messages } from '../repositories/messages.ts';
import { moveTasks } from '../repositories/move-tasks.ts';
import { queues } from '../repositories/queues.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export const deleteQueue = () =>
  writes<DeleteQueueRequest, object>({}, async (input, call) => {
    const { tx } = call;
    const queue = await permittedQueueOfUrl(call, 'sqs:DeleteQueue', input.QueueUrl);
    if (!(await queues.remove(tx, queue, call.now))) throw queueDoesNotExist();
    await messages.removeAll(tx, queue.id);
    await fifo.forgetQueue(tx, queue.id);
    await moveTasks.forget(tx, queue);
    await tagStore.removeAll(tx, queue.arn);
    // Those who wait at the queue hear that it is gone.
    tx.notify(ARRIVALS, queue.id);
    return {};
  });
