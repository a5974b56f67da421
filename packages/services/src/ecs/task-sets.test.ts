import type {
  CreateTaskSetResponse,
  DescribeServicesResponse,
  DescribeTaskSetsResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn } from './ecs.fixture.ts';
import { SERVICE, servicesFixture } from './services.fixture.ts';

const named = { cluster: 'web', service: 'api' };
const taskSet = {
  ...named,
  taskDefinition: 'job',
  launchType: 'FARGATE',
  networkConfiguration: SERVICE.networkConfiguration,
};

const external = async () => {
  const fixture = await servicesFixture();
  const { ecs } = fixture;
  await fixture.create({
    deploymentController: { type: 'EXTERNAL' },
    taskDefinition: undefined,
    networkConfiguration: undefined,
    desiredCount: 4,
  });
  const add = async (input: object = {}) => {
    const answer = await ecs<CreateTaskSetResponse>('CreateTaskSet', { ...taskSet, ...input });
    return answer.taskSet?.taskSetArn ?? '';
  };
  const sets = async (input: object = {}) =>
    (await ecs<DescribeTaskSetsResponse>('DescribeTaskSets', { ...named, ...input })).taskSets;
  return { ...fixture, add, sets };
};

test('a task set runs its share of the desired count', async () => {
  const { add, sets, pass } = await external();
  await add({
    scale: { value: 50, unit: 'PERCENT' },
    externalId: 'blue',
    tags: [{ key: 'k', value: 'v' }],
  });

  const before = await sets();
  await pass(15);
  const after = await sets({ include: ['TAGS'] });

  expect(before).toMatchObject([
    {
      taskSetArn: expect.stringMatching(
        /^arn:aws:ecs:us-east-1:111122223333:task-set\/web\/api\/ecs-svc\/\d{19}$/,
      ),
      serviceArn: arn('service/web/api'),
      clusterArn: arn('cluster/web'),
      externalId: 'blue',
      status: 'ACTIVE',
      computedDesiredCount: 2,
      stabilityStatus: 'STABILIZING',
      tags: [],
    },
  ]);
  expect(after).toMatchObject([
    { runningCount: 2, stabilityStatus: 'STEADY_STATE', tags: [{ key: 'k', value: 'v' }] },
  ]);
});

test('the scale of a task set can change', async () => {
  const { ecs, add, sets, pass } = await external();
  const one = await add();
  await pass(15);

  await ecs('UpdateTaskSet', { ...named, taskSet: one, scale: { value: 25, unit: 'PERCENT' } });
  await pass(40);

  expect(await sets()).toMatchObject([{ computedDesiredCount: 1, runningCount: 1 }]);
});

test('one task set is primary, and the service shows what it runs', async () => {
  const { ecs, add, pass } = await external();
  const [one, two] = [await add(), await add()];
  await pass(1);

  await ecs('UpdateServicePrimaryTaskSet', { ...named, primaryTaskSet: one });
  await ecs('UpdateServicePrimaryTaskSet', { ...named, primaryTaskSet: two });

  const { services } = await ecs<DescribeServicesResponse>('DescribeServices', {
    cluster: 'web',
    services: ['api'],
  });
  const status = new Map(services?.[0]?.taskSets?.map((item) => [item.taskSetArn, item.status]));
  expect(status).toEqual(
    new Map([
      [one, 'ACTIVE'],
      [two, 'PRIMARY'],
    ]),
  );
  expect(services).toMatchObject([
    { taskDefinition: arn('task-definition/job:1'), deployments: [] },
  ]);
});

test('a deleted task set drains, by any form of its id', async () => {
  const { ecs, add, sets, pass } = await external();
  const one = await add();
  await pass(15);
  const id = one.split('/').slice(-2).join('/');

  const found = await sets({ taskSets: [id] });
  const deleted = await ecs('DeleteTaskSet', { ...named, taskSet: id });
  await pass(40);

  expect(found).toMatchObject([{ taskSetArn: one }]);
  expect(deleted).toMatchObject({ taskSet: { status: 'DRAINING' } });
  expect(await ecs('DescribeTaskSets', { ...named, taskSets: [one] })).toEqual({
    taskSets: [],
    failures: [{ arn: one, reason: 'MISSING' }],
  });
});

test('the primary task set is deleted by force only', async () => {
  const { ecs, add } = await external();
  const one = await add();
  await ecs('UpdateServicePrimaryTaskSet', { ...named, primaryTaskSet: one });

  await expect(ecs('DeleteTaskSet', { ...named, taskSet: one })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await ecs('DeleteTaskSet', { ...named, taskSet: one, force: true });
});

test.for([
  ['CreateTaskSet', { ...taskSet, service: 'none' }, 'ServiceNotFoundException'],
  ['CreateTaskSet', { ...taskSet, cluster: 'none' }, 'ClusterNotFoundException'],
  ['CreateTaskSet', { ...taskSet, taskDefinition: 'none' }, 'ClientException'],
  ['CreateTaskSet', { ...taskSet, launchType: 'SOMETHING' }, 'ClientException'],
  ['CreateTaskSet', { ...taskSet, scale: { value: 101 } }, 'InvalidParameterException'],
  ['UpdateTaskSet', { ...named, taskSet: 'none', scale: {} }, 'TaskSetNotFoundException'],
  ['DeleteTaskSet', { ...named, taskSet: 'none' }, 'TaskSetNotFoundException'],
  ['UpdateServicePrimaryTaskSet', { ...named, primaryTaskSet: 'none' }, 'TaskSetNotFoundException'],
] as const)('%s %o answers %s', async ([operation, input, name]) => {
  const { ecs } = await external();

  await expect(ecs(operation, input)).rejects.toMatchObject({ name });
});

test('a service with rolling deployments takes no task sets', async () => {
  const { ecs, create } = await servicesFixture();
  await create();

  await expect(ecs('CreateTaskSet', taskSet)).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('a service that CodeDeploy deploys starts with a primary task set and keeps its task definition', async () => {
  const { ecs, create, describe, pass } = await servicesFixture();
  await create({ deploymentController: { type: 'CODE_DEPLOY' }, desiredCount: 1 });

  await pass(15);

  expect(await describe()).toMatchObject({
    deployments: [],
    runningCount: 1,
    taskSets: [{ status: 'PRIMARY', runningCount: 1 }],
  });
  await expect(ecs('UpdateService', { ...named, taskDefinition: 'job' })).rejects.toMatchObject({
    message:
      'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
  });
});
