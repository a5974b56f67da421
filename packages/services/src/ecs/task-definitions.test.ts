import type {
  DeleteTaskDefinitionsResponse,
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionFamiliesResponse,
  ListTaskDefinitionsResponse,
  RegisterTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, CONTAINER, ecsFixture } from './ecs.fixture.ts';

const register = { family: 'job', containerDefinitions: [CONTAINER] };

test('each registration is the next revision, complete with defaults', async () => {
  const { ecs, admin, clock } = await ecsFixture();

  await ecs('RegisterTaskDefinition', register);
  const { taskDefinition } = await ecs<RegisterTaskDefinitionResponse>(
    'RegisterTaskDefinition',
    register,
  );

  expect(taskDefinition).toMatchObject({
    taskDefinitionArn: arn('task-definition/job:2'),
    family: 'job',
    revision: 2,
    status: 'ACTIVE',
    networkMode: 'bridge',
    volumes: [],
    placementConstraints: [],
    compatibilities: ['EC2'],
    registeredBy: admin.arn,
    registeredAt: clock.now(),
    containerDefinitions: [
      {
        ...CONTAINER,
        portMappings: [],
        essential: true,
        environment: [],
        mountPoints: [],
        volumesFrom: [],
      },
    ],
  });
});

test.for([
  [
    'no name',
    { containerDefinitions: [{ image: 'x', memory: 1 }] },
    'Container.name should not be null or empty.',
  ],
  [
    'no image',
    { containerDefinitions: [{ name: 'x', memory: 1 }] },
    'Container.image should not be null or empty.',
  ],
  [
    'no memory',
    { containerDefinitions: [{ name: 'x', image: 'x' }] },
    "Invalid setting for container 'x'. At least one of 'memory' or 'memoryReservation' must be specified.",
  ],
  [
    'more than 64 KiB',
    { containerDefinitions: [{ ...CONTAINER, command: ['x'.repeat(66_000)] }] },
    expect.stringMatching(/^Actual length: '66\d{3}'. Max allowed length is '65536' bytes.$/),
  ],
  ['no container', { containerDefinitions: [] }, undefined],
  ['a container name twice', { containerDefinitions: [CONTAINER, CONTAINER] }, undefined],
  [
    'no essential container',
    { containerDefinitions: [{ ...CONTAINER, essential: false }] },
    undefined,
  ],
  [
    'less memory than reserved',
    { containerDefinitions: [{ ...CONTAINER, memoryReservation: 1024 }] },
    undefined,
  ],
  ['a family with a dot', { family: 'a.b' }, undefined],
  ['a size that is none', { cpu: 'many' }, undefined],
  ['a memory in vCPU', { memory: '1 vCPU' }, undefined],
  [
    'Fargate and pidMode host',
    { requiresCompatibilities: ['FARGATE'], pidMode: 'host' },
    "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
  ],
  [
    'Fargate and network mode bridge',
    { requiresCompatibilities: ['FARGATE'], networkMode: 'bridge' },
    "Fargate only supports network mode 'awsvpc'.",
  ],
  [
    'a size that Fargate has not',
    { requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '4096' },
    'No Fargate configuration exists for given values.',
  ],
  [
    'other host ports in awsvpc',
    {
      networkMode: 'awsvpc',
      containerDefinitions: [
        { ...CONTAINER, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
      ],
    },
    'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
  ],
] as const)('a task definition with %s is refused', async ([, change, message]) => {
  const { ecs } = await ecsFixture();

  const refused = ecs('RegisterTaskDefinition', { ...register, ...change });

  await expect(refused).rejects.toMatchObject({
    name: 'ClientException',
    ...(message === undefined ? {} : { message }),
  });
  expect(await ecs('ListTaskDefinitions', {})).toMatchObject({ taskDefinitionArns: [] });
});

const sized = { ...register, requiresCompatibilities: ['FARGATE'] };

test.for([
  ['256', '.5 GB', '256', '512'],
  ['.25 vCPU', '512', '256', '512'],
  ['0.25 vCPU', '0.5 GB', '256', '512'],
  ['1 vCPU', '2GB', '1024', '2048'],
  ['4096', '30720', '4096', '30720'],
] as const)(
  'the size %s and %s is %s CPU units and %s MiB',
  async ([cpu, memory, units, mebibytes]) => {
    const { ecs } = await ecsFixture();

    const { taskDefinition } = await ecs<RegisterTaskDefinitionResponse>('RegisterTaskDefinition', {
      ...sized,
      cpu,
      memory,
    });

    expect(taskDefinition).toMatchObject({ cpu: units, memory: mebibytes });
  },
);

test.for([
  ['.', '512'],
  ['1.5', '512'],
  ['256', 'much'],
  ['1 GB', '512'],
] as const)('the size %s CPU and %s memory is none', async ([cpu, memory]) => {
  const { ecs } = await ecsFixture();

  await expect(ecs('RegisterTaskDefinition', { ...sized, cpu, memory })).rejects.toMatchObject({
    name: 'ClientException',
  });
});

test('a family alone is its latest active revision', async () => {
  const { ecs } = await ecsFixture();
  for (const _ of [1, 2, 3]) await ecs('RegisterTaskDefinition', register);
  await ecs('DeregisterTaskDefinition', { taskDefinition: 'job:3' });

  const describe = async (taskDefinition: string) =>
    (await ecs<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', { taskDefinition }))
      .taskDefinition;

  expect(await describe('job')).toMatchObject({ revision: 2, status: 'ACTIVE' });
  expect(await describe('job:3')).toMatchObject({
    status: 'INACTIVE',
    deregisteredAt: expect.any(Date),
  });
  expect(await describe(arn('task-definition/job:1'))).toMatchObject({ revision: 1 });
});

test.for([
  ['DescribeTaskDefinition', 'job', 'Unable to describe task definition.'],
  ['DescribeTaskDefinition', 'job:7', 'Unable to describe task definition.'],
  [
    'DescribeTaskDefinition',
    `arn:aws:ecs:us-east-1:999999999999:task-definition/job:1`,
    'Unable to describe task definition.',
  ],
  ['DeregisterTaskDefinition', 'job', 'Revision is missing.'],
  ['DeregisterTaskDefinition', 'job:foo', 'Invalid revision number. Number: foo'],
  ['DeregisterTaskDefinition', 'job:1', 'Unable to describe task definition.'],
] as const)('%s of %s answers %s', async ([operation, taskDefinition, message]) => {
  const { ecs } = await ecsFixture();

  await expect(ecs(operation, { taskDefinition })).rejects.toMatchObject({
    name: 'ClientException',
    message,
  });
});

test('tags come with the description only where asked for', async () => {
  const { ecs } = await ecsFixture();
  const tags = [{ key: 'k', value: 'v' }];
  const registered = await ecs<RegisterTaskDefinitionResponse>('RegisterTaskDefinition', {
    ...register,
    tags,
  });

  const plain = await ecs<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', {
    taskDefinition: 'job',
  });
  const full = await ecs<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', {
    taskDefinition: 'job',
    include: ['TAGS'],
  });

  expect(registered.tags).toEqual(tags);
  expect(plain.tags).toBeUndefined();
  expect(full.tags).toEqual(tags);
});

test('task definitions are listed by family and revision, either way, in pages', async () => {
  const { ecs } = await ecsFixture();
  for (const family of ['b', 'a', 'b'])
    await ecs('RegisterTaskDefinition', { ...register, family });
  const list = (input: object) => ecs<ListTaskDefinitionsResponse>('ListTaskDefinitions', input);

  const first = await list({ maxResults: 2 });
  const second = await list({ maxResults: 2, nextToken: first.nextToken });
  const reversed = await list({ sort: 'DESC' });

  const all = ['a:1', 'b:1', 'b:2'].map((name) => arn(`task-definition/${name}`));
  expect([...(first.taskDefinitionArns ?? []), ...(second.taskDefinitionArns ?? [])]).toEqual(all);
  expect(reversed.taskDefinitionArns).toEqual(all.toReversed());
  expect(await list({ familyPrefix: 'b' })).toMatchObject({ taskDefinitionArns: all.slice(1) });
  await expect(list({ status: 'GONE' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await expect(list({ sort: 'UP' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('families are listed by prefix and by whether one revision is active', async () => {
  const { ecs } = await ecsFixture();
  for (const family of ['api', 'app_1', 'app-2'])
    await ecs('RegisterTaskDefinition', { ...register, family });
  await ecs('DeregisterTaskDefinition', { taskDefinition: 'api:1' });
  const families = async (input: object) =>
    (await ecs<ListTaskDefinitionFamiliesResponse>('ListTaskDefinitionFamilies', input)).families;

  expect(await families({})).toEqual(['api', 'app-2', 'app_1']);
  expect(await families({ familyPrefix: 'app_' })).toEqual(['app_1']);
  expect(await families({ status: 'ACTIVE' })).toEqual(['app-2', 'app_1']);
  expect(await families({ status: 'INACTIVE' })).toEqual(['api']);
});

test('only inactive revisions are deleted, and their number is not given again', async () => {
  const { ecs, pass } = await ecsFixture();
  await ecs('RegisterTaskDefinition', register);
  await ecs('RegisterTaskDefinition', register);
  await ecs('DeregisterTaskDefinition', { taskDefinition: 'job:2' });

  const answer = await ecs<DeleteTaskDefinitionsResponse>('DeleteTaskDefinitions', {
    taskDefinitions: ['job:2', 'job:1', 'job:9', 'job'],
  });
  const during = await ecs<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', {
    taskDefinition: 'job:2',
  });
  await pass(5);

  expect(answer.taskDefinitions).toMatchObject([{ revision: 2, status: 'DELETE_IN_PROGRESS' }]);
  expect(answer.failures).toEqual([
    {
      arn: 'job:1',
      reason:
        'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
    },
    {
      arn: 'job:9',
      reason:
        'The specified task definition does not exist. Specify a valid account, family, revision and try again.',
    },
    {
      arn: 'job',
      reason:
        'The specified task definition identifier is invalid. Specify a valid name or ARN and try again.',
    },
  ]);
  expect(during.taskDefinition).toMatchObject({ status: 'DELETE_IN_PROGRESS' });
  await expect(ecs('DescribeTaskDefinition', { taskDefinition: 'job:2' })).rejects.toMatchObject({
    name: 'ClientException',
  });
  const next = await ecs<RegisterTaskDefinitionResponse>('RegisterTaskDefinition', register);
  expect(next.taskDefinition?.revision).toBe(3);
});

test('what containers are started with is not in the audit record', async () => {
  const fixture = await ecsFixture();
  const secret = {
    ...CONTAINER,
    environment: [{ name: 'TOKEN', value: 'hunter2' }],
    command: ['--key=hunter2'],
  };

  await fixture.ecs('RegisterTaskDefinition', { ...register, containerDefinitions: [secret] });

  const recorded = JSON.stringify(await fixture.events());
  expect(recorded).toContain('RegisterTaskDefinition');
  expect(recorded).not.toContain('hunter2');
});

test('roles need iam:PassRole for ECS tasks', async () => {
  const { ecs, roleWith } = await ecsFixture();
  const passes = (service: string) =>
    roleWith(
      'registrar',
      {},
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'ecs:*', Resource: '*' },
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: `arn:aws:iam::${ACCOUNT}:role/task`,
            Condition: { StringEquals: { 'iam:PassedToService': service } },
          },
        ],
      },
    );
  const input = { ...register, taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/task` };

  await ecs('RegisterTaskDefinition', input, { as: passes('ecs-tasks.amazonaws.com') });
  const refused = ecs('RegisterTaskDefinition', input, { as: passes('ecs.amazonaws.com') });

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/task`),
  });
});
