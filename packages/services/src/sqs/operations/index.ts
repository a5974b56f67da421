import type { OperationDefinition } from '@gatehouse/service-kit';
import type { Arrivals } from '../arrivals.ts';
import type { SqsDeps } from '../deps.ts';
import type { MessageKeys } from '../encryption.ts';
import type { Positions } from '../positions.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
} from './change-message-visibility.ts';
import { createQueue } from './create-queue.ts';
import { deleteMessage, deleteMessageBatch } from './delete-message.ts';
import { deleteQueue } from './delete-queue.ts';
import { getQueueUrl } from './get-queue-url.ts';
import { listDeadLetterSourceQueues, listQueues } from './list-queues.ts';
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  startMessageMoveTask,
} from './message-move-tasks.ts';
import { addPermission, removePermission } from './permissions.ts';
import { purgeQueue } from './purge-queue.ts';
import { getQueueAttributes, setQueueAttributes } from './queue-attributes.ts';
import { receiveMessage } from './receive-message.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';
import { listQueueTags, tagQueue, untagQueue } from './tags.ts';

type Deps = SqsDeps & {
  readonly arrivals: Arrivals;
  readonly positions: Positions;
  readonly messageKeys: MessageKeys;
};

export const operations = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  AddPermission: addPermission(),
  CancelMessageMoveTask: cancelMessageMoveTask(),
  ChangeMessageVisibility: changeMessageVisibility(),
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(),
  CreateQueue: createQueue(deps),
  DeleteMessage: deleteMessage(),
  DeleteMessageBatch: deleteMessageBatch(),
  DeleteQueue: deleteQueue(),
  GetQueueAttributes: getQueueAttributes(),
  GetQueueUrl: getQueueUrl(deps),
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues(deps),
  ListMessageMoveTasks: listMessageMoveTasks(),
  ListQueueTags: listQueueTags(),
  ListQueues: listQueues(deps),
  PurgeQueue: purgeQueue(deps),
  ReceiveMessage: receiveMessage(deps),
  RemovePermission: removePermission(),
  SendMessage: sendMessage(deps),
  SendMessageBatch: sendMessageBatch(deps),
  SetQueueAttributes: setQueueAttributes(),
  StartMessageMoveTask: startMessageMoveTask(deps),
  TagQueue: tagQueue(),
  UntagQueue: untagQueue(),
});
