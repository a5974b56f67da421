import type { ContainerInstance, Service, Task } from './model.ts';

/** What one look at a service does. */
export interface Steps {
  readonly stop: readonly Task[];
  readonly start: number;
  /** Container instances that lack their daemon. */
  readonly daemons?: readonly string[];
  /** Tasks that should go are under protection: look again some time. */
  readonly waiting?: boolean;
  /** Another look is needed at once. */
  readonly more: boolean;
}

// A look is one transaction, so it starts and stops no more than this.
const MOST_PER_LOOK = 20;

const isRunning = ({ lastStatus }: Task): boolean => lastStatus === 'RUNNING';

/** First those that do not run yet, then the youngest; tasks under protection last of all and only when it has ended. */
const expendable = (some: readonly Task[], now: number): Task[] =>
  some
    .filter(({ protectedUntil }) => protectedUntil === undefined || protectedUntil <= now)
    .toSorted(
      (left, right) =>
        Number(isRunning(left)) - Number(isRunning(right)) ||
        right.times.createdAt - left.times.createdAt,
    );

const percentOf = (service: Service): { readonly lowest: number; readonly highest: number } => {
  const given = service.details.options.deploymentConfiguration;
  const daemon = service.schedulingStrategy === 'DAEMON';
  return {
    lowest: given?.minimumHealthyPercent ?? (daemon ? 0 : 100),
    highest: given?.maximumPercent ?? (daemon ? 100 : 200),
  };
};

const daemonSteps = (
  primary: string,
  wanted: readonly Task[],
  instances: readonly ContainerInstance[],
): Steps => {
  const active = new Set(instances.map(({ id }) => id));
  const own = wanted.filter(({ startedBy }) => startedBy === primary);
  const covered = new Set(own.map(({ containerInstance }) => containerInstance));
  const replaced = wanted.filter(
    ({ startedBy, containerInstance }) =>
      startedBy !== primary || !active.has(containerInstance ?? ''),
  );
  const missing = [...active].filter((id) => !covered.has(id));
  return {
    stop: replaced.slice(0, MOST_PER_LOOK),
    start: 0,
    daemons: missing.slice(0, MOST_PER_LOOK),
    more: replaced.length > MOST_PER_LOOK || missing.length > MOST_PER_LOOK,
  };
};

/**
 * The next steps of a rolling update: tasks of `primary` are added as far as the maximum percent allows and others
 * taken away as far as the minimum healthy percent allows (API reference, DeploymentConfiguration: the maximum is
 * rounded down, the minimum up).
 */
export const rollingSteps = (
  service: Service,
  primary: string,
  live: readonly Task[],
  instances: readonly ContainerInstance[],
  now: number,
): Steps => {
  const wanted = live.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  if (service.schedulingStrategy === 'DAEMON') return daemonSteps(primary, wanted, instances);
  const desired = service.desiredCount;
  const own = wanted.filter(({ startedBy }) => startedBy === primary);
  const others = wanted.filter(({ startedBy }) => startedBy !== primary);
  const { lowest, highest } = percentOf(service);
  const least = Math.ceil((desired * lowest) / 100);
  // With room neither above nor below the desired count nothing could ever be replaced: one task more is allowed.
  const most = Math.max(
    Math.floor((desired * highest) / 100),
    least >= desired ? desired + 1 : desired,
  );

  const surplus = expendable(own, now).slice(0, Math.max(0, own.length - desired));
  const healthy = wanted.filter(isRunning).length - surplus.filter(isRunning).length;
  const ready = own.filter(isRunning).length >= desired;
  const idle = others.filter((task) => !isRunning(task));
  const spare = Math.max(0, healthy - least);
  const busy = expendable(others.filter(isRunning), now).slice(0, ready ? others.length : spare);
  const stop = [...surplus, ...idle, ...busy];

  const missing = Math.max(0, desired - own.length);
  const room = Math.max(
    0,
    (others.length === 0 ? Math.max(most, desired) : most) - wanted.length + stop.length,
  );
  const start = Math.min(missing, room, MOST_PER_LOOK);
  return {
    stop: stop.slice(0, MOST_PER_LOOK),
    start,
    waiting:
      own.length - desired > surplus.length || (ready && busy.length + idle.length < others.length),
    more: stop.length > MOST_PER_LOOK || Math.min(missing, room) > MOST_PER_LOOK,
  };
};
