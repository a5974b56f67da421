import type {
  DescribeContainerInstancesResponse,
  ListAttributesResponse,
  ListContainerInstancesResponse,
  RegisterContainerInstanceResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn, CONTAINER, ecsFixture, IDENTITY } from './ecs.fixture.ts';

const tagged = [{ key: 'k', value: 'v' }];

const fleet = async (size: number) => {
  const fixture = await ecsFixture();
  const { ecs } = fixture;
  await ecs('CreateCluster', { clusterName: 'web' });
  await ecs('RegisterTaskDefinition', { family: 'box', containerDefinitions: [CONTAINER] });
  const register = async (input: object = {}) => {
    const answer = await ecs<RegisterContainerInstanceResponse>('RegisterContainerInstance', {
      cluster: 'web',
      instanceIdentityDocument: IDENTITY,
      ...input,
    });
    return answer.containerInstance;
  };
  const ids: string[] = [];
  for (let index = 0; index < size; index += 1)
    ids.push((await register())?.containerInstanceArn?.split('/').at(-1) ?? '');
  const list = async (input: object = {}) =>
    (
      await ecs<ListContainerInstancesResponse>('ListContainerInstances', {
        cluster: 'web',
        ...input,
      })
    ).containerInstanceArns;
  return { ...fixture, register, list, ids: ids.toSorted() };
};

test('a container instance is registered with what its identity document says', async () => {
  const { register, clock } = await fleet(0);

  const instance = await register({ tags: tagged });

  expect(instance).toMatchObject({
    containerInstanceArn: expect.stringMatching(
      /^arn:aws:ecs:us-east-1:111122223333:container-instance\/web\/[0-9a-f-]{36}$/,
    ),
    ec2InstanceId: 'i-0123456789abcdef0',
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: 0,
    pendingTasksCount: 0,
    registeredAt: clock.now(),
    tags: tagged,
    attributes: [
      { name: 'ecs.availability-zone', value: 'us-east-1b' },
      { name: 'ecs.ami-id', value: 'ami-0abc' },
      { name: 'ecs.instance-type', value: 't3.large' },
      { name: 'ecs.os-type', value: 'linux' },
    ],
  });
  expect(instance?.registeredResources?.map(({ name }) => name)).toEqual([
    'CPU',
    'MEMORY',
    'PORTS',
    'PORTS_UDP',
  ]);
});

test.for([
  ['no document', undefined],
  ['no JSON', '{"instanceId":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['no instance id', '{"instanceId":7}'],
  ['a document that is too long', `{"instanceId":"i-01234567","x":"${'x'.repeat(20_000)}"}`],
] as const)('registering with %s is refused', async ([, instanceIdentityDocument]) => {
  const { register } = await fleet(0);

  await expect(register({ instanceIdentityDocument })).rejects.toMatchObject({
    name: 'ClientException',
  });
});

test('registering again with the ARN keeps the instance', async () => {
  const { register, list } = await fleet(0);
  const first = await register();

  const second = await register({ containerInstanceArn: first?.containerInstanceArn });

  expect(second).toMatchObject({ containerInstanceArn: first?.containerInstanceArn, version: 2 });
  expect(await list()).toHaveLength(1);
});

test('DescribeContainerInstances lists what is missing and refuses nothing at all', async () => {
  const { ecs, ids } = await fleet(1);
  const [id] = ids;

  const answer = await ecs<DescribeContainerInstancesResponse>('DescribeContainerInstances', {
    cluster: 'web',
    containerInstances: [id, 'none'],
  });

  expect(answer.containerInstances).toMatchObject([{ ec2InstanceId: 'i-0123456789abcdef0' }]);
  expect(answer.failures).toEqual([{ arn: arn('container-instance/web/none'), reason: 'MISSING' }]);
  await expect(
    ecs('DescribeContainerInstances', { cluster: 'web', containerInstances: [] }),
  ).rejects.toMatchObject({
    name: 'ClientException',
    message: 'Container Instances cannot be empty.',
  });
  await expect(ecs('DescribeContainerInstances', { containerInstances: [] })).rejects.toMatchObject(
    { name: 'ClusterNotFoundException' },
  );
});

test('instances are listed by status and by cluster query, in pages', async () => {
  const { ecs, ids, list } = await fleet(3);
  const [one = '', two = ''] = ids;
  await ecs('UpdateContainerInstancesState', {
    cluster: 'web',
    containerInstances: [one],
    status: 'DRAINING',
  });
  await ecs('PutAttributes', {
    cluster: 'web',
    attributes: [{ name: 'disk', value: 'ssd', targetId: two }],
  });
  const page = await ecs<ListContainerInstancesResponse>('ListContainerInstances', {
    cluster: 'web',
    maxResults: 2,
  });

  const arns = ids.map((id) => arn(`container-instance/web/${id}`));
  expect(page.containerInstanceArns).toEqual(arns.slice(0, 2));
  expect(await list({ maxResults: 2, nextToken: page.nextToken })).toEqual(arns.slice(2));
  expect(await list({ status: 'DRAINING' })).toEqual(arns.slice(0, 1));
  expect(await list({ filter: 'attribute:disk == ssd' })).toEqual(arns.slice(1, 2));
  expect(await list({ filter: 'attribute:disk !exists' })).toEqual([arns[0], arns[2]]);
  await expect(list({ filter: 'attribute:' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await expect(list({ status: 'GONE' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('states change for instances that exist, and only to ACTIVE or DRAINING', async () => {
  const { ecs, ids } = await fleet(1);
  const update = (status: string) =>
    ecs('UpdateContainerInstancesState', {
      cluster: 'web',
      containerInstances: [...ids, 'none'],
      status,
    });

  expect(await update('DRAINING')).toMatchObject({
    containerInstances: [{ status: 'DRAINING' }],
    failures: [{ arn: arn('container-instance/web/none'), reason: 'MISSING' }],
  });
  expect(await update('ACTIVE')).toMatchObject({ containerInstances: [{ status: 'ACTIVE' }] });
  await expect(update('INACTIVE')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('a draining instance takes no new task', async () => {
  const { ecs, ids } = await fleet(1);
  await ecs('UpdateContainerInstancesState', {
    cluster: 'web',
    containerInstances: ids,
    status: 'DRAINING',
  });

  const answer = await ecs('RunTask', { cluster: 'web', taskDefinition: 'box' });

  expect(answer).toMatchObject({ tasks: [], failures: [{ reason: 'AGENT' }] });
});

test('an instance with tasks is deregistered by force only', async () => {
  const { ecs, ids, list } = await fleet(1);
  const [containerInstance] = ids;
  await ecs('StartTask', { cluster: 'web', taskDefinition: 'box', containerInstances: ids });
  const deregister = (force: boolean) =>
    ecs('DeregisterContainerInstance', { cluster: 'web', containerInstance, force });

  await expect(deregister(false)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Found running tasks on the instance.',
  });
  const answer = await deregister(true);

  expect(answer).toMatchObject({
    containerInstance: { status: 'INACTIVE', agentConnected: false },
  });
  expect(await list()).toEqual([]);
  expect(await ecs('ListTasks', { cluster: 'web' })).toMatchObject({ taskArns: [] });
  await expect(deregister(true)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('no agent has an update', async () => {
  const { ecs, ids } = await fleet(1);

  await expect(
    ecs('UpdateContainerAgent', { cluster: 'web', containerInstance: ids[0] }),
  ).rejects.toMatchObject({ name: 'NoUpdateAvailableException' });
});

test('attributes are put on one instance or on all, listed by name and value, and removed', async () => {
  const { ecs, ids } = await fleet(2);
  const [one, two] = ids;
  await ecs('PutAttributes', {
    cluster: 'web',
    attributes: [
      { name: 'env', value: 'prod' },
      { name: 'role', value: 'db', targetId: arn(`container-instance/web/${one}`) },
      { name: 'role', value: 'web', targetId: two, targetType: 'container-instance' },
      { name: 'bare', targetId: two },
    ],
  });
  const list = async (input: object = {}) =>
    (
      await ecs<ListAttributesResponse>('ListAttributes', {
        cluster: 'web',
        targetType: 'container-instance',
        ...input,
      })
    ).attributes;

  expect(await list()).toHaveLength(2 * 4 + 5);
  expect(await list({ attributeName: 'role' })).toHaveLength(2);
  expect(await list({ attributeName: 'role', attributeValue: 'db' })).toEqual([
    {
      name: 'role',
      value: 'db',
      targetType: 'container-instance',
      targetId: arn(`container-instance/web/${one}`),
    },
  ]);
  await ecs('DeleteAttributes', { cluster: 'web', attributes: [{ name: 'role', targetId: two }] });
  expect(await list({ attributeName: 'role' })).toHaveLength(1);
  const first = await ecs<ListAttributesResponse>('ListAttributes', {
    cluster: 'web',
    targetType: 'container-instance',
    maxResults: 7,
  });
  expect(await list({ maxResults: 7, nextToken: first.nextToken })).toHaveLength(5);
});

test.for([
  ['an unknown target', [{ name: 'a', targetId: 'none' }], 'TargetNotFoundException'],
  ['a name with a space', [{ name: 'a b' }], 'InvalidParameterException'],
  ['a value that begins with a space', [{ name: 'a', value: ' b' }], 'InvalidParameterException'],
  ['another kind of target', [{ name: 'a', targetType: 'task' }], 'InvalidParameterException'],
  ['no attribute', [], 'InvalidParameterException'],
] as const)('attributes with %s are refused', async ([, attributes, name]) => {
  const { ecs } = await fleet(1);

  await expect(ecs('PutAttributes', { cluster: 'web', attributes })).rejects.toMatchObject({
    name,
  });
});

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index}`, value: 'x' }));

test('an instance has at most 10 custom attributes', async () => {
  const { ecs } = await fleet(1);
  await ecs('PutAttributes', { cluster: 'web', attributes: numbered(10, 'a') });

  await expect(
    ecs('PutAttributes', { cluster: 'web', attributes: numbered(1, 'b') }),
  ).rejects.toMatchObject({ name: 'AttributeLimitExceededException' });
  await ecs('PutAttributes', { cluster: 'web', attributes: numbered(10, 'a') });
});
