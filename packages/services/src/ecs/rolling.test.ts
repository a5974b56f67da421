import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { providersFor } from './launch-rules.ts';
import type { Service, Task, TaskStatus } from './model.ts';
import { rollingSteps } from './rolling.ts';

const PRIMARY = 'ecs-svc/2';

const serviceOf = (desiredCount: number, minimum: number, maximum: number): Service => ({
  cluster: 'web',
  name: 'api',
  status: 'ACTIVE',
  schedulingStrategy: 'REPLICA',
  desiredCount,
  createdBy: '',
  createdAt: 0,
  details: {
    options: {
      deploymentConfiguration: { minimumHealthyPercent: minimum, maximumPercent: maximum },
    },
    template: {},
    controller: 'ECS',
    deployments: [],
    events: [],
    request: '',
  },
});

const taskOf = (id: string, startedBy: string, lastStatus: TaskStatus): Task => ({
  cluster: 'web',
  id,
  lastStatus,
  desiredStatus: 'RUNNING',
  launchType: 'FARGATE',
  family: 'job',
  startedBy,
  service: 'api',
  containerInstance: undefined,
  cpu: 0,
  memory: 0,
  version: 1,
  protectedUntil: undefined,
  times: { createdAt: 0 },
  details: {
    taskDefinition: '',
    awsvpc: true,
    group: '',
    overrides: {},
    containers: [],
    attachments: [],
    attributes: [],
    inferenceAccelerators: [],
    availabilityZone: '',
    enableExecuteCommand: false,
    hostPorts: [],
  },
});

/** Takes steps until nothing is left to do; every started task runs by the next look. */
const rollOut = (service: Service, before: readonly Task[]) => {
  let live = [...before];
  let lowest = live.length;
  let highest = live.length;
  for (let look = 0; look < 200; look += 1) {
    const steps = rollingSteps(service, PRIMARY, live, [], 0);
    const settled = live.every(({ lastStatus }) => lastStatus === 'RUNNING');
    if (settled && steps.start === 0 && steps.stop.length === 0) return { live, lowest, highest };
    live = live
      .filter((task) => !steps.stop.includes(task))
      .map((task) => ({ ...task, lastStatus: 'RUNNING' as const }));
    lowest = Math.min(lowest, live.length);
    for (let index = 0; index < steps.start; index += 1)
      live.push(taskOf(`${look}-${index}`, PRIMARY, 'PENDING'));
    highest = Math.max(highest, live.length);
  }
  throw new Error('the rollout does not end');
};

test('a rollout ends with the desired tasks of the new deployment, within its percents', () => {
  assert(
    property(
      integer({ min: 1, max: 40 }),
      integer({ min: 0, max: 100 }),
      integer({ min: 101, max: 300 }),
      (desired, minimum, maximum) => {
        const old = Array.from({ length: desired }, (_, at) =>
          taskOf(`old-${at}`, 'ecs-svc/1', 'RUNNING'),
        );

        const { live, lowest, highest } = rollOut(serviceOf(desired, minimum, maximum), old);

        expect(live).toHaveLength(desired);
        expect(live.every(({ startedBy }) => startedBy === PRIMARY)).toBe(true);
        expect(lowest).toBeGreaterThanOrEqual(Math.ceil((desired * minimum) / 100));
        // With no room above the desired count and none below, one more task is what lets the rollout move.
        expect(highest).toBeLessThanOrEqual(
          Math.max(Math.floor((desired * maximum) / 100), desired + 1),
        );
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

test('a strategy keeps its bases and, beyond them, its weights', () => {
  const strategy = [
    { capacityProvider: 'a', base: 3, weight: 1 },
    { capacityProvider: 'b', weight: 2 },
    { capacityProvider: 'c', weight: 0 },
  ];

  const chosen = providersFor(strategy, new Map([['a', 1]]), 14);

  const count = (name: string): number => chosen.filter((item) => item === name).length;
  expect(chosen.slice(0, 2)).toEqual(['a', 'a']);
  expect([count('a'), count('b'), count('c')]).toEqual([2 + 4, 8, 0]);
});
