import type { ListTagsForResourceResponse } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn, CONTAINER, ecsFixture, IDENTITY, NETWORK } from './ecs.fixture.ts';

/** One resource of every kind, by kind. */
const everything = async () => {
  const fixture = await ecsFixture();
  const { ecs } = fixture;
  await ecs('CreateCluster', { clusterName: 'web' });
  await ecs('RegisterTaskDefinition', {
    family: 'job',
    networkMode: 'awsvpc',
    containerDefinitions: [CONTAINER],
  });
  await ecs('CreateCapacityProvider', {
    name: 'own',
    autoScalingGroupProvider: { autoScalingGroupArn: 'group' },
  });
  const fargate = { cluster: 'web', launchType: 'FARGATE', networkConfiguration: NETWORK };
  await ecs('CreateService', {
    ...fargate,
    serviceName: 'api',
    deploymentController: { type: 'EXTERNAL' },
  });
  const { taskSet } = await ecs<{ taskSet: { taskSetArn: string } }>('CreateTaskSet', {
    ...fargate,
    service: 'api',
    taskDefinition: 'job',
  });
  const { tasks } = await ecs<{ tasks: { taskArn: string }[] }>('RunTask', {
    ...fargate,
    taskDefinition: 'job',
  });
  const { containerInstance } = await ecs<{ containerInstance: { containerInstanceArn: string } }>(
    'RegisterContainerInstance',
    { cluster: 'web', instanceIdentityDocument: IDENTITY },
  );
  const arns: Readonly<Record<string, string>> = {
    cluster: arn('cluster/web'),
    'task definition': arn('task-definition/job:1'),
    'capacity provider': arn('capacity-provider/own'),
    service: arn('service/web/api'),
    'task set': taskSet.taskSetArn,
    task: tasks[0]?.taskArn ?? '',
    'container instance': containerInstance.containerInstanceArn,
  };
  const tags = async (resourceArn: string) =>
    (await ecs<ListTagsForResourceResponse>('ListTagsForResource', { resourceArn })).tags;
  return { ...fixture, arns, tags };
};

test.for([
  ['cluster'],
  ['task definition'],
  ['capacity provider'],
  ['service'],
  ['task set'],
  ['task'],
  ['container instance'],
])('a %s can be tagged, its tags replaced, listed and removed', async ([kind = '']) => {
  const { ecs, arns, tags } = await everything();
  const resourceArn = arns[kind] ?? '';
  const before = await tags(resourceArn);

  await ecs('TagResource', {
    resourceArn,
    tags: [
      { key: 'a', value: '1' },
      { key: 'b', value: '' },
    ],
  });
  await ecs('TagResource', { resourceArn, tags: [{ key: 'a', value: '2' }] });
  const both = await tags(resourceArn);
  await ecs('UntagResource', { resourceArn, tagKeys: ['b', 'never'] });

  expect(before).toEqual([]);
  expect(both).toEqual([
    { key: 'a', value: '2' },
    { key: 'b', value: '' },
  ]);
  expect(await tags(resourceArn)).toEqual([{ key: 'a', value: '2' }]);
});

test('a short ARN names the same service', async () => {
  const { ecs, tags } = await everything();

  await ecs('TagResource', { resourceArn: arn('service/api'), tags: [{ key: 'a', value: '1' }] });

  expect(await tags(arn('service/web/api'))).toEqual([{ key: 'a', value: '1' }]);
});

test.for([
  ['cluster/none', 'ClusterNotFoundException'],
  ['service/web/none', 'ServiceNotFoundException'],
  ['service/none', 'ServiceNotFoundException'],
  ['task/web/none', 'InvalidParameterException'],
  ['task-definition/none:1', 'ClientException'],
  ['task-definition/none', 'ClientException'],
  ['container-instance/web/none', 'InvalidParameterException'],
  ['capacity-provider/none', 'ClientException'],
  ['task-set/web/api/ecs-svc/1', 'TaskSetNotFoundException'],
  ['constructor/x', 'InvalidParameterException'],
  ['cluster', 'InvalidParameterException'],
] as const)('tags of %s answer %s', async ([resource, name]) => {
  const { ecs } = await everything();

  const resourceArn = arn(resource);
  const tags = [{ key: 'a', value: '1' }];
  await expect(ecs('ListTagsForResource', { resourceArn })).rejects.toMatchObject({ name });
  await expect(ecs('TagResource', { resourceArn, tags })).rejects.toMatchObject({ name });
});

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: '' }));

test('a resource has at most 50 tags', async () => {
  const { ecs, arns } = await everything();
  const resourceArn = arns['cluster'];
  await ecs('TagResource', { resourceArn, tags: numbered(50, 'a') });

  await ecs('TagResource', { resourceArn, tags: numbered(50, 'a') });
  await expect(ecs('TagResource', { resourceArn, tags: numbered(1, 'b') })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test.for([
  ['an empty key', [{ key: '', value: '' }]],
  ['a key of 129 letters', [{ key: 'k'.repeat(129), value: '' }]],
  ['a value of 257 letters', [{ key: 'k', value: 'v'.repeat(257) }]],
  ['a key with a star', [{ key: 'k*', value: '' }]],
] as const)('a tag with %s is refused', async ([, tags]) => {
  const { ecs, arns } = await everything();

  await expect(ecs('TagResource', { resourceArn: arns['cluster'], tags })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('tags that ECS put stay', async () => {
  const { ecs, tags } = await everything();
  const { tasks } = await ecs<{ tasks: { taskArn: string }[] }>('RunTask', {
    cluster: 'web',
    taskDefinition: 'job',
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
    enableECSManagedTags: true,
  });
  const resourceArn = tasks[0]?.taskArn ?? '';

  await ecs('UntagResource', { resourceArn, tagKeys: ['aws:ecs:clusterName'] });

  expect(await tags(resourceArn)).toEqual([{ key: 'aws:ecs:clusterName', value: 'web' }]);
});

test("another account's resource is refused, not missing", async () => {
  const { ecs } = await everything();
  const resourceArn = 'arn:aws:ecs:us-east-1:999999999999:cluster/web';

  await expect(ecs('ListTagsForResource', { resourceArn })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test.for([
  ['cluster/web', 'ClusterNotFoundException'],
  ['service/web/api', 'ServiceNotFoundException'],
  ['task-definition/job:1', 'ClientException'],
] as const)("another region's %s answers %s", async ([resource, name]) => {
  const { ecs } = await everything();
  const resourceArn = arn(resource).replace('us-east-1', 'eu-west-1');

  await expect(ecs('ListTagsForResource', { resourceArn })).rejects.toMatchObject({ name });
});
