import { type ServiceDeps, tagStore, type Tags } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { memberArn, type Scope } from './arns.ts';
import type { Task } from './model.ts';
import { tasks } from './repositories/tasks.ts';
import { tagOwner } from './tags.ts';
import { moved, nextStatus, stopping } from './task-states.ts';
import { later, nameIn, payloadOf, workKey } from './work.ts';

export type MoveDeps = Pick<ServiceDeps, 'delaySeconds'>;

// ECS Developer Guide: stopped tasks are shown for at least one hour.
const FORGET_AFTER_SECONDS = 3600;

const schedule = (tx: Tx, scope: Scope, { cluster, id }: Task, dueAt: Date): Promise<void> =>
  scheduleWork(tx, { kind: 'ecs.task', ...workKey(scope, { cluster, id }), dueAt });

/** Has the scheduler look at a service in this or a later moment. */
export const scheduleService = (
  tx: Tx,
  scope: Scope,
  service: { readonly cluster: string; readonly name: string },
  dueAt: Date,
): Promise<void> =>
  scheduleWork(tx, {
    kind: 'ecs.service',
    ...workKey(scope, { cluster: service.cluster, service: service.name }),
    dueAt,
  });

const movedToEnd = (task: Task, now: Date): Task => {
  const next = nextStatus(task);
  return next === undefined ? task : movedToEnd(moved(task, next, now), now);
};

/** Says when the task moves next. A delay of nothing moves it here and now, as far as it goes. */
const settle = async (
  tx: Tx,
  scope: Scope,
  { delaySeconds }: MoveDeps,
  task: Task,
  now: Date,
): Promise<Task> => {
  const at = delaySeconds === 0 ? movedToEnd(task, now) : task;
  if (at !== task) await tasks.save(tx, scope, at);
  if (nextStatus(at) !== undefined) await schedule(tx, scope, at, later(now, delaySeconds));
  if (at.lastStatus === 'STOPPED') await schedule(tx, scope, at, later(now, FORGET_AFTER_SECONDS));
  return at;
};

/** Stores a new task, with its tags, and sets it going. */
export const launch = async (
  tx: Tx,
  scope: Scope,
  deps: MoveDeps,
  task: Task,
  tags: Tags,
  now: Date,
): Promise<Task> => {
  await tasks.insert(tx, scope, task);
  const arn = memberArn(scope, 'task', task.cluster, task.id);
  await tagStore.put(tx, tagOwner(scope, 'task', arn), tags);
  const settled = await settle(tx, scope, deps, task, now);
  if (settled !== task && task.service !== undefined)
    await scheduleService(tx, scope, { cluster: task.cluster, name: task.service }, now);
  return settled;
};

/** Wishes a task to stop; the task as it is afterwards. */
export const stop = async (
  tx: Tx,
  scope: Scope,
  deps: MoveDeps,
  task: Task,
  why: Parameters<typeof stopping>[1],
  now: Date,
): Promise<Task> => {
  const wished = stopping(task, why, now);
  if (wished === task) return task;
  await tasks.save(tx, scope, wished);
  const settled = await settle(tx, scope, deps, wished, now);
  if (task.service !== undefined)
    await scheduleService(tx, scope, { cluster: task.cluster, name: task.service }, now);
  return settled;
};

const forget = async (tx: Tx, scope: Scope, task: Task): Promise<void> => {
  await tasks.delete(tx, scope, task.cluster, task.id);
  await tagStore.removeAll(tx, memberArn(scope, 'task', task.cluster, task.id));
};

/** The due work of a task: its next move, or the end of what is kept of it. */
export const moveTask =
  ({ clock, delaySeconds }: Pick<ServiceDeps, 'clock' | 'delaySeconds'>): WorkHandler =>
  async (store, work) => {
    const payload = payloadOf(work);
    await store.write(async (tx) => {
      const now = clock.now();
      const task = await tasks.find(tx, payload, nameIn(payload, 'cluster'), nameIn(payload, 'id'));
      if (task === undefined) return;
      const next = nextStatus(task);
      if (next === undefined) {
        if (task.lastStatus === 'STOPPED') await forget(tx, payload, task);
        return;
      }
      const at = moved(task, next, now);
      await tasks.save(tx, payload, at);
      await settle(tx, payload, { delaySeconds }, at, now);
      const settled = next === 'RUNNING' || next === 'STOPPED';
      if (settled && task.service !== undefined)
        await scheduleService(tx, payload, { cluster: task.cluster, name: task.service }, now);
    });
  };
