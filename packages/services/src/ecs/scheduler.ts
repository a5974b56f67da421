import { type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { type Scope, taskSetArn } from './arns.ts';
import { completed, primaryOf, saidLast, withEvent } from './deployments.ts';
import type { Service, Task, TaskSet } from './model.ts';
import { containerInstances } from './repositories/container-instances.ts';
import { services } from './repositories/services.ts';
import { taskSets } from './repositories/task-sets.ts';
import { tasks } from './repositories/tasks.ts';
import { rollingSteps, type Steps } from './rolling.ts';
import { serviceTasks } from './service-tasks.ts';
import { computedDesiredCount, serviceArn } from './services.ts';
import { stop } from './task-moves.ts';
import { later, nameIn, payloadOf } from './work.ts';

type SchedulerDeps = Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids'>;

const TRY_AGAIN_SECONDS = 60;

/** One look at a service: what it has, and what this look has changed. */
interface Look {
  readonly tx: Tx;
  readonly scope: Scope;
  readonly deps: SchedulerDeps;
  readonly now: Date;
  readonly live: readonly Task[];
}

interface Outcome {
  readonly service: Service;
  /** More is to be done than this look could do. */
  readonly again: boolean;
  /** Tasks found no place, or are protected: time may help. */
  readonly unplaced: boolean;
}

const SCHEDULER = {
  code: 'ServiceSchedulerInitiated',
  reason: 'Scaling activity initiated by deployment',
} as const;

const names = (some: readonly Task[]): string => some.map(({ id }) => `(task ${id})`).join(' ');

const stopAll = async (look: Look, service: Service, some: readonly Task[]): Promise<Service> => {
  if (some.length === 0) return service;
  const { tx, scope, deps, now } = look;
  for (const task of some) {
    const reason = `${SCHEDULER.reason} ${task.startedBy ?? ''}`.trim();
    await stop(tx, scope, deps, task, { code: SCHEDULER.code, reason }, now);
  }
  const text = `has stopped ${some.length} running tasks: ${names(some)}.`;
  return withEvent(deps.ids, service, text, now);
};

/** Carries out the steps for tasks of one deployment or task set. */
const take = async (
  look: Look,
  service: Service,
  starter: Parameters<typeof serviceTasks>[3],
  steps: Steps,
): Promise<Outcome> => {
  const { tx, scope, deps, now } = look;
  const after = await stopAll(look, service, steps.stop);
  if (steps.start === 0 && (steps.daemons ?? []).length === 0)
    return { service: after, again: steps.more, unplaced: steps.waiting === true };
  const { started, problem } = await serviceTasks(tx, scope, deps, starter, steps, after, now);
  let at = after;
  if (started.length > 0)
    at = withEvent(deps.ids, at, `has started ${started.length} tasks: ${names(started)}.`, now);
  if (problem !== undefined && !saidLast(at, problem)) at = withEvent(deps.ids, at, problem, now);
  return {
    service: at,
    again: steps.more && problem === undefined,
    unplaced: problem !== undefined,
  };
};

const settled = (look: Look, service: Service): Service => {
  const { live, deps, now } = look;
  const primary = primaryOf(service);
  if (primary === undefined) return service;
  const counted = live.filter(({ startedBy }) => startedBy === primary.id);
  const running = counted.filter(
    ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
  );
  const kept = service.details.deployments.filter(
    ({ id, status }) => status === 'PRIMARY' || live.some(({ startedBy }) => startedBy === id),
  );
  const steady =
    kept.length === 1 &&
    running.length === service.desiredCount &&
    running.length === counted.length;
  const deployments = kept.map((item) =>
    steady && item.rolloutState === 'IN_PROGRESS' ? completed(item, now) : item,
  );
  const at: Service = { ...service, details: { ...service.details, deployments } };
  if (!steady) return at;
  const reached = 'has reached a steady state.';
  const finished = `(deployment ${primary.id}) deployment completed.`;
  const told = primary.rolloutState === 'IN_PROGRESS' ? withEvent(deps.ids, at, finished, now) : at;
  return saidLast(told, reached) ? told : withEvent(deps.ids, told, reached, now);
};

const convergeRolling = async (look: Look, service: Service): Promise<Outcome> => {
  const primary = primaryOf(service);
  if (primary === undefined) return { service, again: false, unplaced: false };
  const daemon = service.schedulingStrategy === 'DAEMON';
  const instances = daemon
    ? (await containerInstances.all(look.tx, look.scope, service.cluster)).filter(
        ({ status }) => status === 'ACTIVE',
      )
    : [];
  const sized = daemon ? { ...service, desiredCount: instances.length } : service;
  const steps = rollingSteps(sized, primary.id, look.live, instances, look.now.getTime());
  const outcome = await take(look, sized, primary, steps);
  return { ...outcome, service: settled(look, outcome.service) };
};

const convergeTaskSet = async (
  look: Look,
  service: Service,
  taskSet: TaskSet,
): Promise<Outcome> => {
  const { tx, scope, live, now } = look;
  const wanted = { ...service, desiredCount: computedDesiredCount(service, taskSet) };
  const own = live.filter(({ startedBy }) => startedBy === taskSet.id);
  if (taskSet.status === 'DRAINING' && own.length === 0) {
    await taskSets.delete(tx, scope, taskSet);
    await tagStore.removeAll(tx, taskSetArn(scope, taskSet.cluster, taskSet.service, taskSet.id));
    return { service, again: false, unplaced: false };
  }
  const steps = rollingSteps(wanted, taskSet.id, own, [], now.getTime());
  return take(look, service, { ...taskSet.details, id: taskSet.id }, steps);
};

const converge = async (look: Look, service: Service): Promise<Outcome> => {
  if (service.details.controller === 'ECS') return convergeRolling(look, service);
  let outcome: Outcome = { service, again: false, unplaced: false };
  for (const taskSet of await taskSets.ofService(
    look.tx,
    look.scope,
    service.cluster,
    service.name,
  )) {
    const next = await convergeTaskSet(look, outcome.service, taskSet);
    outcome = {
      service: next.service,
      again: outcome.again || next.again,
      unplaced: outcome.unplaced || next.unplaced,
    };
  }
  return outcome;
};

/** A service that is being deleted: its tasks stop, and when none is left it is INACTIVE. */
const drain = async (look: Look, service: Service): Promise<Outcome> => {
  const { tx, scope, live } = look;
  const wanted = live.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const stopped = await stopAll(look, service, wanted);
  if ((await tasks.ofService(tx, scope, service.cluster, service.name)).length > 0)
    return { service: stopped, again: false, unplaced: false };
  await tagStore.removeAll(tx, serviceArn(scope, service));
  return {
    service: {
      ...stopped,
      status: 'INACTIVE',
      details: { ...stopped.details, deployments: [] },
    },
    again: false,
    unplaced: false,
  };
};

/** The due work of a service: brings its tasks nearer to what it should have. */
export const convergeService =
  (deps: SchedulerDeps): WorkHandler =>
  async (store, work) => {
    const scope = payloadOf(work);
    await store.write(async (tx) => {
      const cluster = nameIn(scope, 'cluster');
      const service = await services.find(tx, scope, cluster, nameIn(scope, 'service'));
      if (service === undefined || service.status === 'INACTIVE') return;
      const live = await tasks.ofService(tx, scope, cluster, service.name);
      const look: Look = { tx, scope, deps, now: deps.clock.now(), live };
      const outcome =
        service.status === 'ACTIVE' ? await converge(look, service) : await drain(look, service);
      await services.save(tx, scope, outcome.service);
      if (!outcome.again && !outcome.unplaced) return;
      const dueAt = later(look.now, outcome.again ? 0 : TRY_AGAIN_SECONDS);
      await scheduleWork(tx, { kind: work.kind, key: work.key, payload: work.payload, dueAt });
    });
  };
