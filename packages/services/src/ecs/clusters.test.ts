import type {
  CreateClusterResponse,
  DeleteClusterResponse,
  DescribeClustersResponse,
  ListClustersResponse,
  UpdateClusterResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, CONTAINER, ecsFixture, IDENTITY, NETWORK } from './ecs.fixture.ts';

test('a new cluster answers with every list, empty', async () => {
  const { ecs } = await ecsFixture();

  const { cluster } = await ecs<CreateClusterResponse>('CreateCluster', { clusterName: 'web' });

  expect(cluster).toEqual({
    clusterArn: arn('cluster/web'),
    clusterName: 'web',
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: 0,
    pendingTasksCount: 0,
    activeServicesCount: 0,
    statistics: [],
    tags: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  });
});

test('a cluster without a name is the cluster called default', async () => {
  const { ecs } = await ecsFixture();

  await ecs('CreateCluster', {});

  const { clusters } = await ecs<DescribeClustersResponse>('DescribeClusters', {});
  expect(clusters).toMatchObject([{ clusterName: 'default' }]);
});

test('creating an active cluster once more answers with it, unless the request differs', async () => {
  const { ecs } = await ecsFixture();
  const tags = [{ key: 'team', value: 'blue' }];
  await ecs('CreateCluster', { clusterName: 'web', tags });

  const again = await ecs<CreateClusterResponse>('CreateCluster', { clusterName: 'web' });
  const other = ecs('CreateCluster', { clusterName: 'web', capacityProviders: ['FARGATE'] });

  expect(again.cluster?.tags).toEqual(tags);
  await expect(other).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.for([
  ['a slash', { clusterName: 'a/b' }, 'InvalidParameterException'],
  ['256 letters', { clusterName: 'a'.repeat(256) }, 'InvalidParameterException'],
  [
    'a setting that is none',
    { settings: [{ name: 'x', value: 'y' }] },
    'InvalidParameterException',
  ],
  ['an unknown provider', { capacityProviders: ['spot'] }, 'InvalidParameterException'],
  [
    'a strategy beyond its providers',
    { defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    'InvalidParameterException',
  ],
  [
    'two bases',
    {
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [
        { capacityProvider: 'FARGATE', base: 1 },
        { capacityProvider: 'FARGATE_SPOT', base: 1 },
      ],
    },
    'InvalidParameterException',
  ],
  [
    'a weight over 1000',
    {
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1001 }],
    },
    'InvalidParameterException',
  ],
  [
    'a tag key that AWS keeps',
    { tags: [{ key: 'AWS:x', value: '' }] },
    'InvalidParameterException',
  ],
  [
    'a tag key twice',
    {
      tags: [
        { key: 'x', value: '' },
        { key: 'x', value: 'y' },
      ],
    },
    'InvalidParameterException',
  ],
  ['a tag without key', { tags: [{ value: 'y' }] }, 'InvalidParameterException'],
  [
    '51 tags',
    { tags: Array.from({ length: 51 }, (_, at) => ({ key: `k${at}`, value: '' })) },
    'InvalidParameterException',
  ],
] as const)('a cluster with %s is refused', async ([, input, name]) => {
  const { ecs } = await ecsFixture();

  await expect(ecs('CreateCluster', input)).rejects.toMatchObject({ name });
  expect(await ecs('ListClusters', {})).toMatchObject({ clusterArns: [] });
});

test('DescribeClusters finds names and ARNs, and lists what is missing', async () => {
  const { ecs } = await ecsFixture();
  await ecs('CreateCluster', { clusterName: 'one', tags: [{ key: 'k', value: 'v' }] });
  await ecs('CreateCluster', { clusterName: 'two' });

  const plain = await ecs<DescribeClustersResponse>('DescribeClusters', {
    clusters: ['two', arn('cluster/one'), 'none', `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/one`],
  });
  const full = await ecs<DescribeClustersResponse>('DescribeClusters', {
    clusters: ['one'],
    include: ['TAGS', 'SETTINGS', 'STATISTICS', 'CONFIGURATIONS', 'ATTACHMENTS'],
  });

  expect(plain.clusters?.map(({ clusterName }) => clusterName)).toEqual(['two', 'one']);
  expect(plain.clusters?.[1]).toMatchObject({ tags: [], settings: [], statistics: [] });
  expect(plain.failures).toEqual([
    { arn: arn('cluster/none'), reason: 'MISSING' },
    { arn: `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/one`, reason: 'MISSING' },
  ]);
  expect(full.clusters?.[0]).toMatchObject({
    tags: [{ key: 'k', value: 'v' }],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    attachments: [],
    statistics: expect.arrayContaining([{ name: 'runningFargateTasksCount', value: '0' }]),
  });
});

test('clusters of another region are not found here', async () => {
  const { ecs } = await ecsFixture();
  await ecs('CreateCluster', { clusterName: 'web' }, { region: 'eu-west-1' });

  const here = await ecs<DescribeClustersResponse>('DescribeClusters', { clusters: ['web'] });

  expect(here.failures).toEqual([{ arn: arn('cluster/web'), reason: 'MISSING' }]);
});

test('clusters are listed in pages, and a token fits only its own question', async () => {
  const { ecs } = await ecsFixture();
  for (const clusterName of ['c', 'a', 'b']) await ecs('CreateCluster', { clusterName });

  const first = await ecs<ListClustersResponse>('ListClusters', { maxResults: 2 });
  const { nextToken } = first;
  const second = await ecs<ListClustersResponse>('ListClusters', { maxResults: 2, nextToken });

  expect(first.clusterArns).toEqual([arn('cluster/a'), arn('cluster/b')]);
  expect(second).toEqual({ clusterArns: [arn('cluster/c')], nextToken: undefined });
  const invalid = { name: 'InvalidParameterException' };
  await expect(ecs('ListClusters', { nextToken }, { region: 'eu-west-1' })).rejects.toMatchObject(
    invalid,
  );
  await expect(ecs('ListTaskDefinitions', { nextToken })).rejects.toMatchObject(invalid);
  await expect(ecs('ListClusters', { nextToken: 'forged' })).rejects.toMatchObject(invalid);
  await expect(ecs('ListClusters', { maxResults: 101 })).rejects.toMatchObject(invalid);
});

test('updates change what they state and keep the rest', async () => {
  const { ecs } = await ecsFixture();
  await ecs('CreateCluster', { clusterName: 'web', serviceConnectDefaults: { namespace: 'ns' } });
  const configuration = { executeCommandConfiguration: { kmsKeyId: 'key' } };

  await ecs('UpdateCluster', { cluster: 'web', configuration });
  await ecs('PutClusterCapacityProviders', {
    cluster: 'web',
    capacityProviders: ['FARGATE'],
    defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
  });
  const { cluster } = await ecs<UpdateClusterResponse>('UpdateClusterSettings', {
    cluster: 'web',
    settings: [{ name: 'containerInsights', value: 'enhanced' }],
  });

  expect(cluster).toMatchObject({
    configuration,
    settings: [{ name: 'containerInsights', value: 'enhanced' }],
    serviceConnectDefaults: { namespace: 'ns' },
    capacityProviders: ['FARGATE'],
    defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
  });
});

test('a deleted cluster is INACTIVE, unlisted, and its name is free', async () => {
  const { ecs } = await ecsFixture();
  await ecs('CreateCluster', { clusterName: 'web', tags: [{ key: 'k', value: 'v' }] });

  const { cluster } = await ecs<DeleteClusterResponse>('DeleteCluster', { cluster: 'web' });

  expect(cluster).toMatchObject({ status: 'INACTIVE', tags: [{ key: 'k', value: 'v' }] });
  expect(await ecs('ListClusters', {})).toMatchObject({ clusterArns: [] });
  const inactive = await ecs<DescribeClustersResponse>('DescribeClusters', { clusters: ['web'] });
  expect(inactive.clusters).toMatchObject([{ status: 'INACTIVE' }]);
  await expect(ecs('UpdateCluster', { cluster: 'web' })).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
    message: 'The referenced cluster was inactive.',
  });
  const again = await ecs<CreateClusterResponse>('CreateCluster', { clusterName: 'web' });
  expect(again.cluster).toMatchObject({ status: 'ACTIVE', tags: [] });
});

const inhabited = async () => {
  const fixture = await ecsFixture();
  await fixture.ecs('CreateCluster', { clusterName: 'web' });
  await fixture.ecs('RegisterTaskDefinition', {
    family: 'job',
    networkMode: 'awsvpc',
    containerDefinitions: [CONTAINER],
  });
  return fixture;
};

const fargate = { taskDefinition: 'job', launchType: 'FARGATE', networkConfiguration: NETWORK };

test.for([
  [
    'services',
    'CreateService',
    { ...fargate, serviceName: 'api' },
    'ClusterContainsServicesException',
  ],
  ['tasks', 'RunTask', fargate, 'ClusterContainsTasksException'],
  [
    'container instances',
    'RegisterContainerInstance',
    { instanceIdentityDocument: IDENTITY },
    'ClusterContainsContainerInstancesException',
  ],
  [
    'capacity providers of its own',
    'CreateCapacityProvider',
    {
      name: 'managed',
      managedInstancesProvider: {
        infrastructureRoleArn: `arn:aws:iam::${ACCOUNT}:role/infra`,
        instanceLaunchTemplate: { ec2InstanceProfileArn: 'profile', networkConfiguration: {} },
      },
    },
    'ClusterContainsCapacityProviderException',
  ],
] as const)('a cluster with %s cannot be deleted', async ([, operation, input, name]) => {
  const { ecs } = await inhabited();
  await ecs(operation, { ...input, cluster: 'web' });

  await expect(ecs('DeleteCluster', { cluster: 'web' })).rejects.toMatchObject({ name });
});

test('the counts of a cluster follow its tasks', async () => {
  const { ecs, pass } = await inhabited();
  await ecs('RunTask', { ...fargate, cluster: 'web', count: 2 });
  const counts = async () =>
    (await ecs<DescribeClustersResponse>('DescribeClusters', { clusters: ['web'] })).clusters?.[0];

  expect(await counts()).toMatchObject({ pendingTasksCount: 2, runningTasksCount: 0 });
  await pass(10);
  expect(await counts()).toMatchObject({ pendingTasksCount: 0, runningTasksCount: 2 });
});
