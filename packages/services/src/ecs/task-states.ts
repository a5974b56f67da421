import type { Task, TaskStatus, TaskTimes } from './model.ts';

/** Where a task goes from where it is; undefined when it stays until somebody stops it. */
export const nextStatus = ({
  lastStatus,
  desiredStatus,
  details,
}: Task): TaskStatus | undefined => {
  const ending = details.awsvpc ? 'DEPROVISIONING' : 'STOPPED';
  const stop = desiredStatus === 'STOPPED';
  switch (lastStatus) {
    case 'PROVISIONING':
      return stop ? ending : 'PENDING';
    case 'PENDING':
    case 'ACTIVATING':
      return stop ? ending : 'RUNNING';
    case 'RUNNING':
      return stop ? 'DEACTIVATING' : undefined;
    case 'DEACTIVATING':
      return 'STOPPING';
    case 'STOPPING':
      return ending;
    case 'DEPROVISIONING':
      return 'STOPPED';
    case 'STOPPED':
      return undefined;
    default:
      return lastStatus satisfies never;
  }
};

const timesAt = (status: TaskStatus, times: TaskTimes, now: number): TaskTimes => {
  switch (status) {
    case 'PENDING':
      return { ...times, connectivityAt: now, pullStartedAt: now };
    case 'RUNNING':
      return {
        ...times,
        connectivityAt: times.connectivityAt ?? now,
        pullStartedAt: times.pullStartedAt ?? now,
        pullStoppedAt: now,
        startedAt: now,
      };
    case 'DEACTIVATING':
    case 'STOPPING':
      return { ...times, stoppingAt: times.stoppingAt ?? now };
    case 'DEPROVISIONING':
      return { ...times, executionStoppedAt: now };
    case 'STOPPED':
      return {
        ...times,
        stoppingAt: times.stoppingAt ?? now,
        executionStoppedAt: times.executionStoppedAt ?? now,
        stoppedAt: now,
      };
    default:
      return times;
  }
};

export const moved = (task: Task, status: TaskStatus, now: Date): Task => ({
  ...task,
  lastStatus: status,
  version: task.version + 1,
  times: timesAt(status, task.times, now.getTime()),
});

/** The task with the wish to stop it; one that is stopping keeps its first reason. */
export const stopping = (
  task: Task,
  {
    code,
    reason,
  }: { readonly code: NonNullable<Task['details']['stopCode']>; readonly reason: string },
  now: Date,
): Task =>
  task.desiredStatus === 'STOPPED'
    ? task
    : {
        ...task,
        desiredStatus: 'STOPPED',
        version: task.version + 1,
        details: { ...task.details, stopCode: code, stoppedReason: reason },
        times: { ...task.times, stoppingAt: now.getTime() },
      };
