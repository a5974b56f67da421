import type {
  DeleteServiceResponse,
  DescribeServicesResponse,
  ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ACCOUNT, arn } from '../ecs.fixture.ts';
import { ON_INSTANCES, SERVICE, servicesFixture } from '../services.fixture.ts';

const creates = (Condition: object) => ({
  Effect: 'Allow',
  Action: 'ecs:CreateService',
  Resource: arn('service/web/*'),
  Condition,
});

test('a new service has one deployment in progress and no tasks yet', async () => {
  const { create, admin } = await servicesFixture();

  const service = await create({ desiredCount: 2 });

  expect(service).toMatchObject({
    serviceArn: arn('service/web/api'),
    clusterArn: arn('cluster/web'),
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 0,
    pendingCount: 0,
    launchType: 'FARGATE',
    taskDefinition: arn('task-definition/job:1'),
    deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    createdBy: admin.arn,
    loadBalancers: [],
    events: [],
    propagateTags: 'NONE',
    deployments: [
      {
        id: expect.stringMatching(/^ecs-svc\/\d{19}$/),
        status: 'PRIMARY',
        desiredCount: 2,
        rolloutState: 'IN_PROGRESS',
        taskDefinition: arn('task-definition/job:1'),
      },
    ],
  });
});

test.for([
  ['an unknown cluster', { cluster: 'none' }, 'ClusterNotFoundException'],
  ['an unknown task definition', { taskDefinition: 'none' }, 'ClientException'],
  ['no task definition', { taskDefinition: undefined }, 'InvalidParameterException'],
  ['a launch type that is none', { launchType: 'SOMETHING' }, 'ClientException'],
  ['a negative count', { desiredCount: -1 }, 'InvalidParameterException'],
  ['5001 tasks', { desiredCount: 5001 }, 'InvalidParameterException'],
  ['a name with a slash', { serviceName: 'a/b' }, 'InvalidParameterException'],
  ['no network', { networkConfiguration: undefined }, 'InvalidParameterException'],
  ['a daemon on Fargate', { schedulingStrategy: 'DAEMON' }, 'InvalidParameterException'],
  [
    'a controller that is none',
    { deploymentController: { type: 'ME' } },
    'InvalidParameterException',
  ],
  ['a strategy that is none', { schedulingStrategy: 'ME' }, 'InvalidParameterException'],
  ['tags from nowhere', { propagateTags: 'ME' }, 'InvalidParameterException'],
] as const)('a service with %s is refused', async ([, change, name]) => {
  const { ecs, create } = await servicesFixture();

  await expect(create(change)).rejects.toMatchObject({ name });
  expect(await ecs('ListServices', { cluster: 'web' })).toMatchObject({ serviceArns: [] });
});

test('the same creation answers with the service, another of the name is not idempotent', async () => {
  const { create } = await servicesFixture();
  await create({ desiredCount: 1 });

  const again = await create({ desiredCount: 1 });

  expect(again.serviceArn).toBe(arn('service/web/api'));
  await expect(create({ desiredCount: 2 })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Creation of service was not idempotent.',
  });
});

test('a service above 0 is deleted by force only, drains, and can then be made anew', async () => {
  const { ecs, create, describe, pass } = await servicesFixture();
  await create({ desiredCount: 1, tags: [{ key: 'k', value: 'v' }] });
  await pass(15);
  const remove = (input: object = {}) =>
    ecs<DeleteServiceResponse>('DeleteService', { cluster: 'web', service: 'api', ...input });

  await expect(remove()).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'The service cannot be stopped while it is scaled above 0.',
  });
  const { service } = await remove({ force: true });
  const draining = create({ desiredCount: 1 });

  expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
  await expect(draining).rejects.toMatchObject({
    message: 'Unable to Start a service that is still Draining.',
  });
  await pass(40);
  expect(await describe(['TAGS'])).toMatchObject({ status: 'INACTIVE', deployments: [], tags: [] });
  expect(await ecs('ListServices', { cluster: 'web' })).toMatchObject({ serviceArns: [] });
  await expect(remove()).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  await expect(ecs('UpdateService', { cluster: 'web', service: 'api' })).rejects.toMatchObject({
    name: 'ServiceNotActiveException',
  });
  expect(await create()).toMatchObject({ status: 'ACTIVE' });
});

test('DescribeServices answers in the order asked, with what is missing', async () => {
  const { ecs, create } = await servicesFixture();
  await create({ tags: [{ key: 'k', value: 'v' }] });

  const answer = await ecs<DescribeServicesResponse>('DescribeServices', {
    cluster: arn('cluster/web'),
    services: ['api', 'none', arn('service/web/api'), arn('service/other')],
    include: ['TAGS'],
  });

  expect(answer.services).toMatchObject([
    { tags: [{ key: 'k', value: 'v' }] },
    { serviceName: 'api' },
  ]);
  expect(answer.failures).toEqual([
    { arn: arn('service/none'), reason: 'MISSING' },
    { arn: arn('service/other'), reason: 'MISSING' },
  ]);
  await expect(ecs('DescribeServices', { cluster: 'none', services: ['x'] })).rejects.toMatchObject(
    { name: 'ClusterNotFoundException' },
  );
  await expect(ecs('DescribeServices', { cluster: 'web', services: [] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('services are listed by launch type, strategy and namespace, in pages', async () => {
  const { ecs, create } = await servicesFixture();
  await create({ serviceName: 'a' });
  await create({ serviceName: 'b', ...ON_INSTANCES, schedulingStrategy: 'DAEMON' });
  await create({
    serviceName: 'c',
    serviceConnectConfiguration: { enabled: true, namespace: 'mesh' },
  });
  const list = (input: object) =>
    ecs<ListServicesResponse>('ListServices', { cluster: 'web', ...input });

  const first = await list({ maxResults: 2 });
  const second = await list({ maxResults: 2, nextToken: first.nextToken });

  expect(first.serviceArns).toEqual([arn('service/web/a'), arn('service/web/b')]);
  expect(second).toEqual({ serviceArns: [arn('service/web/c')], nextToken: undefined });
  expect(await list({ launchType: 'EC2' })).toMatchObject({ serviceArns: [arn('service/web/b')] });
  expect(await list({ schedulingStrategy: 'DAEMON' })).toMatchObject({
    serviceArns: [arn('service/web/b')],
  });
  expect(await ecs('ListServicesByNamespace', { namespace: 'mesh' })).toMatchObject({
    serviceArns: [arn('service/web/c')],
  });
  await expect(list({ cluster: 'none' })).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

test('CreateService is asked with the task definition, the subnets and the roles it passes', async () => {
  const { ecs, roleWith } = await servicesFixture();
  const may = (...statements: object[]) =>
    roleWith('deployer', {}, { Version: '2012-10-17', Statement: statements });
  const good = creates({
    ArnEquals: {
      'ecs:cluster': arn('cluster/web'),
      'ecs:task-definition': arn('task-definition/job:1'),
    },
    'ForAllValues:StringEquals': { 'ecs:subnet': ['subnet-0a1b2c3d'] },
  });
  const role = `arn:aws:iam::${ACCOUNT}:role/lb`;

  await ecs('CreateService', SERVICE, { as: may(good) });
  const denied = { name: 'AccessDeniedException' };
  const elsewhere = { awsvpcConfiguration: { subnets: ['subnet-other'] } };
  await expect(
    ecs(
      'CreateService',
      { ...SERVICE, serviceName: 'b', networkConfiguration: elsewhere },
      { as: may(good) },
    ),
  ).rejects.toMatchObject(denied);
  await expect(
    ecs(
      'CreateService',
      { ...SERVICE, serviceName: 'b', taskDefinition: 'box' },
      { as: may(good) },
    ),
  ).rejects.toMatchObject(denied);
  await expect(
    ecs('CreateService', { ...SERVICE, serviceName: 'b', role }, { as: may(good) }),
  ).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining(`iam:PassRole on resource: ${role}`),
  });
});

test('where loose input is accepted, a service may be without task definition', async () => {
  const fixture = await servicesFixture({ acceptsLooseInput: true });

  await fixture.create({
    taskDefinition: undefined,
    networkConfiguration: undefined,
    desiredCount: 1,
  });
  await fixture.pass(1);

  expect(await fixture.describe()).toMatchObject({ status: 'ACTIVE', runningCount: 0 });
});
