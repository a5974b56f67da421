import type { ListTasksResponse } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, CONTAINER, NETWORK } from '../ecs.fixture.ts';
import { ON_INSTANCES, TAGGED, tasksFixture } from '../tasks.fixture.ts';
test('tags of the task definition go to the task only when asked, under those of the request', async () => {
  const { runOne, describe } = await tasksFixture();

  const plain = await runOne();
  const propagated = await runOne({
    propagateTags: 'TASK_DEFINITION',
    enableECSManagedTags: true,
    tags: [{ key: 'own', value: '1' }],
  });

  expect((await describe(plain, ['TAGS'])).tags).toEqual([]);
  expect((await describe(propagated, ['TAGS'])).tags).toEqual([
    { key: 'aws:ecs:clusterName', value: 'web' },
    ...TAGGED,
    { key: 'own', value: '1' },
  ]);
  expect((await describe(propagated)).tags).toEqual([]);
});

test('the same client token starts nothing new, and no other request', async () => {
  const { ecs, run } = await tasksFixture();

  const first = await run({ clientToken: 'once' });
  const second = await run({ clientToken: 'once' });
  const other = run({ clientToken: 'once', count: 2 });

  expect(second.tasks?.map(({ taskArn }) => taskArn)).toEqual(
    first.tasks?.map(({ taskArn }) => taskArn),
  );
  await expect(other).rejects.toMatchObject({
    name: 'ConflictException',
    members: { resourceIds: first.tasks?.map(({ taskArn }) => taskArn) },
  });
  expect((await ecs<ListTasksResponse>('ListTasks', { cluster: 'web' })).taskArns).toHaveLength(1);
});

test.for([
  ['an unknown cluster', { cluster: 'none' }, 'ClusterNotFoundException', 'Cluster not found.'],
  [
    'an unknown task definition',
    { taskDefinition: 'none' },
    'ClientException',
    'TaskDefinition not found.',
  ],
  [
    'a launch type that is none',
    { launchType: 'Fargate' },
    'InvalidParameterException',
    'launch type should be one of [EC2,FARGATE,EXTERNAL]',
  ],
  [
    'no network configuration',
    { networkConfiguration: undefined },
    'InvalidParameterException',
    "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
  ],
  [
    'no subnets',
    { networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
    'InvalidParameterException',
    'subnets can not be empty.',
  ],
  [
    'a network configuration for bridge',
    { taskDefinition: 'box' },
    'InvalidParameterException',
    'Network Configuration is not valid for the given networkMode of this task definition.',
  ],
  [
    'a launch type that the task definition has not',
    { launchType: 'EXTERNAL' },
    'InvalidParameterException',
    'Task definition does not support launch_type EXTERNAL.',
  ],
  [
    'launch type and strategy',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    'InvalidParameterException',
    'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
  ],
  [
    'a provider that the cluster has not',
    { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    'InvalidParameterException',
    undefined,
  ],
  ['11 tasks', { count: 11 }, 'InvalidParameterException', undefined],
  ['no task', { count: 0 }, 'InvalidParameterException', undefined],
  ['tags of a service', { propagateTags: 'SERVICE' }, 'InvalidParameterException', undefined],
  [
    'an override of no container',
    { overrides: { containerOverrides: [{ name: 'nobody' }] } },
    'InvalidParameterException',
    'Override for container named nobody is not a container in the TaskDefinition.',
  ],
  [
    'overrides that are too long',
    { overrides: { containerOverrides: [{ name: 'web', command: ['x'.repeat(9000)] }] } },
    'InvalidParameterException',
    'Container Overrides length must be at most 8192',
  ],
  [
    'a startedBy that is too long',
    { startedBy: 'x'.repeat(129) },
    'InvalidParameterException',
    undefined,
  ],
  ['a client token with a space', { clientToken: 'a b' }, 'InvalidParameterException', undefined],
] as const)('RunTask with %s is refused', async ([, change, name, message]) => {
  const { ecs, run } = await tasksFixture();

  await expect(run(change)).rejects.toMatchObject({
    name,
    ...(message === undefined ? {} : { message }),
  });
  expect(await ecs('ListTasks', { cluster: 'web' })).toMatchObject({ taskArns: [] });
});

test('an inactive task definition runs no new task', async () => {
  const { ecs, run } = await tasksFixture();
  await ecs('DeregisterTaskDefinition', { taskDefinition: 'job:1' });

  await expect(run({ taskDefinition: 'job:1' })).rejects.toMatchObject({
    message: 'TaskDefinition is inactive',
  });
  await expect(run()).rejects.toMatchObject({ message: 'TaskDefinition not found.' });
});

test('a strategy shares tasks by base and weight', async () => {
  const { ecs, run } = await tasksFixture();
  await ecs('PutClusterCapacityProviders', {
    cluster: 'web',
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [
      { capacityProvider: 'FARGATE', base: 2, weight: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 3 },
    ],
  });

  const { tasks } = await run({ launchType: undefined, count: 10 });

  const spot = tasks?.filter(({ capacityProviderName }) => capacityProviderName === 'FARGATE_SPOT');
  expect(tasks).toHaveLength(10);
  expect(spot).toHaveLength(6);
});

test('a task for EC2 needs a container instance', async () => {
  const { run } = await tasksFixture();

  await expect(run(ON_INSTANCES)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'No Container Instances were found in your cluster.',
  });
});

test.for([
  [{ cpu: 5000, memory: 100 }, 'RESOURCE:CPU'],
  [{ cpu: 100, memory: 50_000 }, 'RESOURCE:MEMORY'],
] as const)('a task that is too large, %o, fails with %s', async ([size, reason]) => {
  const { ecs, run, instance } = await tasksFixture();
  const target = await instance();
  await ecs('RegisterTaskDefinition', {
    family: 'large',
    containerDefinitions: [{ ...CONTAINER, ...size }],
  });

  const answer = await run({ ...ON_INSTANCES, taskDefinition: 'large' });

  expect(answer).toMatchObject({ tasks: [], failures: [{ arn: target, reason }] });
});

test.for([
  [{ type: 'memberOf', expression: 'attribute:ecs.instance-type == t3.large' }, 1],
  [{ type: 'memberOf', expression: 'attribute:ecs.instance-type =~ m5.*' }, 0],
  [{ type: 'memberOf', expression: 'attribute:disk exists' }, 0],
  [{ type: 'distinctInstance' }, 1],
] as const)('under the constraint %o it starts %i of 2', async ([constraint, count]) => {
  const { ecs, run, instance } = await tasksFixture();
  await instance();
  await ecs('RegisterTaskDefinition', { family: 'free', containerDefinitions: [CONTAINER] });

  const { tasks } = await run({
    ...ON_INSTANCES,
    taskDefinition: 'free',
    count: constraint.type === 'distinctInstance' ? 2 : 1,
    placementConstraints: [constraint],
  });

  expect(tasks).toHaveLength(count);
});

test('RunTask is asked of the task definition, with the cluster and the size as keys', async () => {
  const { ecs, roleWith } = await tasksFixture();
  const may = (Condition: object) =>
    roleWith(
      'runner',
      {},
      {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'ecs:RunTask',
          Resource: arn('task-definition/job:*'),
          Condition,
        },
      },
    );
  const run = (Condition: object, input: object = {}) =>
    ecs(
      'RunTask',
      {
        cluster: 'web',
        taskDefinition: 'job',
        launchType: 'FARGATE',
        networkConfiguration: NETWORK,
        ...input,
      },
      { as: may(Condition) },
    );
  const cluster = { ArnEquals: { 'ecs:cluster': arn('cluster/web') } };

  await run(cluster);
  await run({ NumericLessThanEquals: { 'ecs:task-cpu': '256' } });
  await run({ StringEquals: { 'aws:ResourceTag/k': 'v', 'ecs:ResourceTag/k': 'v' } });
  await run({ StringEquals: { 'ecs:enable-execute-command': 'false' } });
  const denied = { name: 'AccessDeniedException' };
  await expect(run(cluster, { cluster: 'other' })).rejects.toMatchObject(denied);
  await expect(
    run({ NumericLessThanEquals: { 'ecs:task-cpu': '256' } }, { overrides: { cpu: '512' } }),
  ).rejects.toMatchObject(denied);
  await expect(
    run(
      { StringEquals: { 'ecs:enable-execute-command': 'false' } },
      { enableExecuteCommand: true },
    ),
  ).rejects.toMatchObject(denied);
});

test('overridden roles need iam:PassRole', async () => {
  const { ecs, roleWith } = await tasksFixture();
  const runner = roleWith(
    'runner',
    {},
    {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'ecs:*', Resource: '*' },
    },
  );

  const refused = ecs(
    'RunTask',
    {
      cluster: 'web',
      taskDefinition: 'job',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      overrides: { taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/powerful` },
    },
    { as: runner },
  );

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('iam:PassRole'),
  });
});

test('the audit record of RunTask names the cluster and the task, and hides what the container is told', async () => {
  const fixture = await tasksFixture();
  await fixture.events();

  const task = await fixture.runOne({
    overrides: {
      containerOverrides: [{ name: 'web', environment: [{ name: 'TOKEN', value: 'hunter2' }] }],
    },
  });

  const [entry] = await fixture.events();
  expect(entry?.record).toMatchObject({
    eventName: 'RunTask',
    eventSource: 'ecs.amazonaws.com',
    readOnly: false,
  });
  expect(entry?.resources).toEqual([
    { type: 'AWS::ECS::Cluster', name: 'web' },
    { type: 'AWS::ECS::Task', name: task.taskArn?.split('/').at(-1) },
  ]);
  expect(JSON.stringify(entry)).not.toContain('hunter2');
});
