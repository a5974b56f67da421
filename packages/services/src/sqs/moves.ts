import type { Clock, Ids } from '@gatehouse/core';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { ARRIVALS } from './arrivals.ts';
import { taskHandleInvalid } from './errors.ts';
import { type Message, numberOf, type Queue } from './model.ts';
import { queueOfArn, queueRef } from './names.ts';
import type { Positions } from './positions.ts';
import { momentOf } from './receive.ts';
import { fifo } from './repositories/fifo.ts';
import { messages } from './repositories/messages.ts';
import { type MoveTask, moveTasks } from './repositories/move-tasks.ts';
import { queues } from './repositories/queues.ts';

/** The kind of work that moves messages; its key is the task's id. */
export const MOVE = 'sqs.move';

const LONGEST_HANDLE = 4096;
// Other writes get their turn in between.
const MOVED_AT_ONCE = 100;
const NO_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue';
const NO_SOURCE = 'CouldNotDetermineMessageSource';

export const taskHandle = (taskId: string, sourceArn: string): string =>
  Buffer.from(JSON.stringify({ taskId, sourceArn })).toString('base64');

const parsed = (handle: string): unknown => {
  try {
    return JSON.parse(Buffer.from(handle, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Throws for what cannot be a handle; whether its task exists is another question. */
export const openTaskHandle = (
  handle: string,
): { readonly taskId: string; readonly sourceArn: string } => {
  const value = handle.length > LONGEST_HANDLE ? undefined : parsed(handle);
  if (value !== null && typeof value === 'object' && 'taskId' in value && 'sourceArn' in value) {
    const { taskId, sourceArn } = value;
    if (typeof taskId === 'string' && typeof sourceArn === 'string' && !taskId.includes('\0'))
      return { taskId, sourceArn };
  }
  throw taskHandleInvalid();
};

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly positions: Positions;
}

/** Where a message of this task goes, or why it cannot go on. */
const destinationOf = async (
  tx: Tx,
  { destinationArn }: MoveTask,
  { deadLetterSource }: Message,
): Promise<Queue | string> => {
  const arn = destinationArn ?? deadLetterSource;
  if (arn === undefined) return NO_SOURCE;
  const ref = queueOfArn(arn);
  const queue = ref === undefined ? undefined : await queues.find(tx, ref);
  return queue ?? NO_QUEUE;
};

/** A moved message is a new one: it has another id and is sent now (SQS Developer Guide, "dead-letter queue redrive"). */
const moveOne = async (
  tx: Tx,
  { ids, positions }: Deps,
  source: Queue,
  target: Queue,
  message: Message,
  now: Date,
): Promise<boolean> => {
  const moved = await messages.move(tx, momentOf(source, now), message.id, {
    id: ids.uuid(),
    queueId: target.id,
    position: target.fifo ? await fifo.nextPosition(tx, target.id) : positions.next(now),
    sentAt: now.getTime(),
    visibleAt: now.getTime() + numberOf(target, 'DelaySeconds') * 1000,
    deadLetterSource: undefined,
  });
  tx.notify(ARRIVALS, target.id);
  return moved;
};

/** Moves some; answers when to go on, or undefined when the task has come to its end. */
const moveSome = async (tx: Tx, deps: Deps, id: string, now: Date): Promise<Date | undefined> => {
  const task = await moveTasks.find(tx, id);
  if (task?.status !== 'RUNNING') return undefined;
  const source = await queues.find(tx, queueRef(task, task.source));
  if (source === undefined) {
    await moveTasks.settle(tx, id, 'RUNNING', 'FAILED', NO_QUEUE);
    return undefined;
  }
  const limit = task.perSecond ?? MOVED_AT_ONCE;
  const found = await messages.visibleAfter(tx, momentOf(source, now), task.lastPosition, limit);
  let moved = 0;
  for (const message of found) {
    const target = await destinationOf(tx, task, message);
    if (typeof target === 'string') {
      await moveTasks.progress(tx, id, moved, task.lastPosition);
      await moveTasks.settle(tx, id, 'RUNNING', 'FAILED', target);
      return undefined;
    }
    if (await moveOne(tx, deps, source, target, message, now)) moved += 1;
  }
  await moveTasks.progress(tx, id, moved, found.at(-1)?.position ?? task.lastPosition);
  if (found.length === limit)
    return new Date(now.getTime() + (task.perSecond === undefined ? 0 : 1000));
  await moveTasks.settle(tx, id, 'RUNNING', 'COMPLETED');
  return undefined;
};

/** Does a move task bit by bit, no faster than it may. */
export const moveMessages =
  (deps: Deps): WorkHandler =>
  async (store: Store, { key }) => {
    await store.write(async (tx) => {
      const next = await moveSome(tx, deps, key, deps.clock.now());
      if (next !== undefined) await scheduleWork(tx, { kind: MOVE, key, payload: '', dueAt: next });
    });
  };
