import type {
  CancelMessageMoveTaskRequest,
  CancelMessageMoveTaskResult,
  ListMessageMoveTasksRequest,
  ListMessageMoveTasksResult,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskRequest,
  StartMessageMoveTaskResult,
} from '@aws-sdk/client-sqs';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { authorizeQueue } from '../access.ts';
import type { SqsDeps } from '../deps.ts';
import {
  arnInvalid,
  missingParameter,
  notDeadLetterQueue,
  otherType,
  outOfRange,
  sameQueues,
  sourceMissing,
  taskMissing,
  taskRunning,
} from '../errors.ts';
import type { Queue, QueueRef } from '../model.ts';
import { MOVE, openTaskHandle, taskHandle } from '../moves.ts';
import { queueOfArn, queueRef } from '../names.ts';
import { momentOf } from '../receive.ts';
import { messages } from '../repositories/messages.ts';
import { type MoveTask, moveTasks } from '../repositories/move-tasks.ts';
import { queues } from '../repositories/queues.ts';

const MOST_PER_SECOND = 500;
const MOST_RESULTS = 10;
const MOST_SOURCES = 1000;
// What it takes to move messages: SQS Developer Guide, "Learn how to configure a dead-letter queue redrive".
const FROM_SOURCE = [
  'sqs:StartMessageMoveTask',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];

const refOf = (
  call: Call,
  parameter: 'DestinationArn' | 'SourceArn',
  arn: string | undefined,
): QueueRef => {
  if (arn === undefined || arn === '') throw missingParameter(parameter);
  const ref = queueOfArn(arn);
  if (ref === undefined) throw arnInvalid(parameter);
  // A queue of another Region is not to be found here.
  return ref.region === call.region ? ref : { ...ref, name: '' };
};

const permittedOf = async (
  call: Call,
  actions: readonly string[],
  parameter: 'DestinationArn' | 'SourceArn',
  ref: QueueRef,
): Promise<Queue> => {
  const queue = await queues.find(call.tx, ref);
  for (const action of actions) await authorizeQueue(call, action, ref, queue);
  if (queue === undefined) throw sourceMissing(parameter);
  return queue;
};

const requireDestination = async (call: Call, source: Queue, arn: string): Promise<void> => {
  const ref = refOf(call, 'DestinationArn', arn);
  if (ref.arn === source.arn) throw sameQueues();
  const queue = await permittedOf(call, ['sqs:SendMessage'], 'DestinationArn', ref);
  if (queue.fifo !== source.fifo) throw otherType();
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask = ({ ids }: Pick<SqsDeps, 'ids'>) =>
  writes<StartMessageMoveTaskRequest, StartMessageMoveTaskResult>({}, async (input, call) => {
    const { tx, now } = call;
    const ref = refOf(call, 'SourceArn', input.SourceArn);
    const source = await permittedOf(call, FROM_SOURCE, 'SourceArn', ref);
    const perSecond = input.MaxNumberOfMessagesPerSecond;
    if (
      perSecond !== undefined &&
      !(Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= MOST_PER_SECOND)
    )
      throw outOfRange('MaxNumberOfMessagesPerSecond', perSecond, 1, MOST_PER_SECOND);
    const sources = await queues.sourceNames(tx, source, '', MOST_SOURCES);
    if (sources.length === 0) throw notDeadLetterQueue();
    if (input.DestinationArn === undefined)
      for (const name of sources)
        await permittedOf(call, ['sqs:SendMessage'], 'DestinationArn', queueRef(source, name));
    else await requireDestination(call, source, input.DestinationArn);
    call.touch({ type: 'AWS::SQS::Queue', name: source.name, arn: source.arn });

    const task: MoveTask = {
      id: ids.uuid(),
      account: source.account,
      region: source.region,
      source: source.name,
      destinationArn: input.DestinationArn,
      perSecond,
      status: 'RUNNING',
      moved: 0,
      toMove: (await messages.counts(tx, momentOf(source, now))).visible,
      failure: undefined,
      lastPosition: 0,
      startedAt: now.getTime(),
    };
    if (!(await moveTasks.insert(tx, task))) throw taskRunning();
    await scheduleWork(tx, { kind: MOVE, key: task.id, payload: '', dueAt: now });
    return { TaskHandle: taskHandle(task.id, source.arn) };
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask = () =>
  writes<CancelMessageMoveTaskRequest, CancelMessageMoveTaskResult>({}, async (input, call) => {
    const { tx } = call;
    const { taskId, sourceArn } = openTaskHandle(input.TaskHandle ?? '');
    const ref = refOf(call, 'SourceArn', sourceArn);
    const source = await permittedOf(call, ['sqs:CancelMessageMoveTask'], 'SourceArn', ref);
    const task = await moveTasks.find(tx, taskId);
    const isItsOwn =
      task?.account === source.account &&
      task.region === source.region &&
      task.source === source.name;
    if (task === undefined || !isItsOwn) throw taskMissing();
    if (!(await moveTasks.settle(tx, task.id, 'RUNNING', 'CANCELLED'))) throw taskMissing();
    call.touch({ type: 'AWS::SQS::Queue', name: source.name, arn: source.arn });
    return { ApproximateNumberOfMessagesMoved: task.moved };
  });

const shown = (task: MoveTask, sourceArn: string): ListMessageMoveTasksResultEntry => ({
  // Only what runs can be cancelled.
  TaskHandle: task.status === 'RUNNING' ? taskHandle(task.id, sourceArn) : undefined,
  Status: task.status,
  SourceArn: sourceArn,
  DestinationArn: task.destinationArn,
  MaxNumberOfMessagesPerSecond: task.perSecond,
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.failure,
  StartedTimestamp: task.startedAt,
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks = () =>
  reads<ListMessageMoveTasksRequest, ListMessageMoveTasksResult>({}, async (input, call) => {
    const ref = refOf(call, 'SourceArn', input.SourceArn);
    const source = await permittedOf(call, ['sqs:ListMessageMoveTasks'], 'SourceArn', ref);
    const most = input.MaxResults ?? 1;
    if (!Number.isInteger(most) || most < 1 || most > MOST_RESULTS)
      throw outOfRange('MaxResults', most, 1, MOST_RESULTS);
    const found = await moveTasks.list(call.tx, source, most);
    return { Results: found.map((task) => shown(task, source.arn)) };
  });
