import type {
  DescribeTasksResponse,
  ListTasksResponse,
  RegisterContainerInstanceResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn, NETWORK } from './ecs.fixture.ts';
import { INSTANCE, ON_INSTANCES, servicesFixture } from './services.fixture.ts';
test('the desired count is reached as time passes, and told in events', async () => {
  const { ecs, create, describe, messages, pass } = await servicesFixture();
  const service = await create({ desiredCount: 2 });

  await pass(1);
  const starting = await describe();
  await pass(15);
  const steady = await describe();

  expect(starting).toMatchObject({ pendingCount: 2, runningCount: 0 });
  expect(steady).toMatchObject({
    pendingCount: 0,
    runningCount: 2,
    deployments: [{ rolloutState: 'COMPLETED', runningCount: 2 }],
  });
  const id = service.deployments?.[0]?.id;
  expect(await messages()).toEqual([
    '(service api) has reached a steady state.',
    `(service api) (deployment ${id}) deployment completed.`,
    expect.stringMatching(
      /^\(service api\) has started 2 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/,
    ),
  ]);
  const { taskArns } = await ecs<ListTasksResponse>('ListTasks', {
    cluster: 'web',
    serviceName: 'api',
  });
  const { tasks } = await ecs<DescribeTasksResponse>('DescribeTasks', {
    cluster: 'web',
    tasks: taskArns,
  });
  expect(tasks).toMatchObject([
    { startedBy: id, group: 'service:api' },
    { startedBy: id, group: 'service:api' },
  ]);
});

test('a stopped task is replaced', async () => {
  const { ecs, create, describe, pass } = await servicesFixture();
  await create({ desiredCount: 1 });
  await pass(15);
  const { taskArns } = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });

  await ecs('StopTask', { cluster: 'web', task: taskArns?.[0] });
  await pass(40);

  const after = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });
  expect(await describe()).toMatchObject({ runningCount: 1, pendingCount: 0 });
  expect(after.taskArns).toHaveLength(1);
  expect(after.taskArns).not.toEqual(taskArns);
});

test('a change of the desired count is no new deployment', async () => {
  const { create, update, describe, pass } = await servicesFixture();
  const service = await create({ desiredCount: 3 });
  await pass(15);

  await update({ desiredCount: 1 });
  await pass(40);

  const after = await describe();
  expect(after).toMatchObject({ desiredCount: 1, runningCount: 1 });
  expect(after.deployments?.map(({ id }) => id)).toEqual(service.deployments?.map(({ id }) => id));
});

test('a new revision replaces the old one without going below the desired count', async () => {
  const { create, update, register, describe, pass } = await servicesFixture();
  await create({ desiredCount: 2 });
  await pass(15);
  await register();

  const updated = await update({ taskDefinition: 'job' });
  const running: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    await pass(1);
    running.push((await describe()).runningCount ?? 0);
  }

  expect(updated?.deployments).toMatchObject([
    {
      status: 'PRIMARY',
      taskDefinition: arn('task-definition/job:2'),
      rolloutState: 'IN_PROGRESS',
    },
    { status: 'ACTIVE', taskDefinition: arn('task-definition/job:1') },
  ]);
  expect(Math.min(...running)).toBe(2);
  expect(Math.max(...running)).toBe(4);
  expect(await describe()).toMatchObject({
    taskDefinition: arn('task-definition/job:2'),
    runningCount: 2,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  });
});

test('forceNewDeployment replaces every task of the same revision', async () => {
  const { ecs, create, update, pass } = await servicesFixture();
  await create({ desiredCount: 1 });
  await pass(15);
  const before = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });

  await update({ forceNewDeployment: true });
  await pass(60);

  const after = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });
  expect(after.taskArns).toHaveLength(1);
  expect(after.taskArns).not.toEqual(before.taskArns);
});

test('a protected task is not scaled in until its protection ends', async () => {
  const { ecs, create, update, describe, pass, clock } = await servicesFixture();
  await create({ desiredCount: 2 });
  await pass(15);
  const { taskArns } = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });

  const answer = await ecs('UpdateTaskProtection', {
    cluster: 'web',
    tasks: taskArns,
    protectionEnabled: true,
    expiresInMinutes: 10,
  });
  await update({ desiredCount: 0 });
  await pass(30);
  const kept = await describe();
  clock.advance({ minutes: 10 });
  await pass(40);

  expect(answer).toMatchObject({
    protectedTasks: [
      { protectionEnabled: true, expirationDate: expect.any(Date) },
      { protectionEnabled: true },
    ],
  });
  expect(kept.runningCount).toBe(2);
  expect((await describe()).runningCount).toBe(0);
});

test('only tasks of a service can be protected', async () => {
  const { ecs } = await servicesFixture();
  const { tasks } = await ecs<DescribeTasksResponse>('RunTask', {
    cluster: 'web',
    taskDefinition: 'job',
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
  });
  const taskArn = tasks?.[0]?.taskArn;

  const answer = await ecs('GetTaskProtection', { cluster: 'web', tasks: [taskArn, 'none'] });

  expect(answer).toEqual({
    protectedTasks: [],
    failures: [
      { arn: taskArn, reason: 'TASK_NOT_VALID' },
      { arn: arn('task/web/none'), reason: 'MISSING' },
    ],
  });
  await expect(
    ecs('UpdateTaskProtection', {
      cluster: 'web',
      tasks: [taskArn],
      protectionEnabled: true,
      expiresInMinutes: 2881,
    }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.for([
  [
    'SERVICE',
    [
      { key: 'aws:ecs:clusterName', value: 'web' },
      { key: 'aws:ecs:serviceName', value: 'api' },
      { key: 'from', value: 'service' },
    ],
  ],
  [
    'TASK_DEFINITION',
    [
      { key: 'aws:ecs:clusterName', value: 'web' },
      { key: 'aws:ecs:serviceName', value: 'api' },
      { key: 'from', value: 'definition' },
    ],
  ],
  [
    'NONE',
    [
      { key: 'aws:ecs:clusterName', value: 'web' },
      { key: 'aws:ecs:serviceName', value: 'api' },
    ],
  ],
] as const)('tags are propagated from %s', async ([propagateTags, tags]) => {
  const { ecs, create, pass } = await servicesFixture();
  await create({
    desiredCount: 1,
    propagateTags,
    enableECSManagedTags: true,
    tags: [{ key: 'from', value: 'service' }],
  });

  await pass(1);

  const { taskArns } = await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' });
  const described = await ecs<DescribeTasksResponse>('DescribeTasks', {
    cluster: 'web',
    tasks: taskArns,
    include: ['TAGS'],
  });
  expect(described.tasks?.[0]?.tags).toEqual(tags);
});

test('without container instance the event says why, once, and the tasks start when one comes', async () => {
  const { ecs, create, describe, messages, pass } = await servicesFixture();
  await create({ ...ON_INSTANCES, desiredCount: 1 });

  await pass(130);
  const before = await messages();
  await ecs('RegisterContainerInstance', INSTANCE);
  await pass(15);

  expect(before).toEqual([
    '(service api) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.',
  ]);
  expect(await describe()).toMatchObject({ runningCount: 1 });
});

test('a daemon runs once on every active container instance', async () => {
  const { ecs, create, describe, pass } = await servicesFixture();
  const first = await ecs<RegisterContainerInstanceResponse>('RegisterContainerInstance', INSTANCE);
  await create({ ...ON_INSTANCES, schedulingStrategy: 'DAEMON' });
  await pass(15);
  const one = await describe();

  await ecs('RegisterContainerInstance', INSTANCE);
  await pass(15);
  const two = await describe();
  await ecs('UpdateContainerInstancesState', {
    cluster: 'web',
    containerInstances: [first.containerInstance?.containerInstanceArn],
    status: 'DRAINING',
  });
  await pass(40);

  expect(one).toMatchObject({
    desiredCount: 1,
    runningCount: 1,
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
  });
  expect(two).toMatchObject({ desiredCount: 2, runningCount: 2 });
  expect(await describe()).toMatchObject({ desiredCount: 1, runningCount: 1 });
});
