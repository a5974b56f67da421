import type {
  CapacityProvider,
  CreateCapacityProviderResponse,
  DescribeCapacityProvidersResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn, ecsFixture } from './ecs.fixture.ts';

const group = { autoScalingGroupArn: 'arn:aws:autoscaling:us-east-1:111122223333:group' };

const providers = async () => {
  const fixture = await ecsFixture();
  const { ecs } = fixture;
  const create = async (name: string, input: object = {}): Promise<CapacityProvider | undefined> =>
    (
      await ecs<CreateCapacityProviderResponse>('CreateCapacityProvider', {
        name,
        autoScalingGroupProvider: group,
        ...input,
      })
    ).capacityProvider;
  const describe = (input: object = {}) =>
    ecs<DescribeCapacityProvidersResponse>('DescribeCapacityProviders', input);
  return { ...fixture, create, describe };
};

test('a capacity provider is completed with defaults', async () => {
  const { create } = await providers();

  const provider = await create('own', { tags: [{ key: 'k', value: 'v' }] });

  expect(provider).toEqual({
    capacityProviderArn: arn('capacity-provider/own'),
    name: 'own',
    status: 'ACTIVE',
    autoScalingGroupProvider: {
      ...group,
      managedScaling: {
        status: 'DISABLED',
        targetCapacity: 100,
        minimumScalingStepSize: 1,
        maximumScalingStepSize: 10_000,
        instanceWarmupPeriod: 300,
      },
      managedTerminationProtection: 'DISABLED',
    },
    tags: [{ key: 'k', value: 'v' }],
    type: 'EC2_AUTOSCALING',
  });
});

test('an update changes what it states, and completes later', async () => {
  const { ecs, create, describe, pass } = await providers();
  await create('own');

  await ecs('UpdateCapacityProvider', {
    name: 'own',
    autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 80 } },
  });
  const during = await describe({ capacityProviders: ['own'] });
  await pass(5);

  expect(during.capacityProviders).toMatchObject([
    {
      updateStatus: 'UPDATE_IN_PROGRESS',
      autoScalingGroupProvider: {
        ...group,
        managedScaling: { status: 'ENABLED', targetCapacity: 80, instanceWarmupPeriod: 300 },
      },
    },
  ]);
  expect(await describe({ capacityProviders: ['own'] })).toMatchObject({
    capacityProviders: [{ updateStatus: 'UPDATE_COMPLETE' }],
  });
});

test('a deleted provider is INACTIVE and then gone, unless a cluster uses it', async () => {
  const { ecs, create, describe, pass } = await providers();
  await create('own');
  await ecs('CreateCluster', { clusterName: 'web', capacityProviders: ['own'] });
  const remove = () => ecs('DeleteCapacityProvider', { capacityProvider: 'own' });

  await expect(remove()).rejects.toMatchObject({ name: 'ClientException' });
  await ecs('DeleteCluster', { cluster: 'web' });
  const deleted = await remove();
  await pass(5);

  expect(deleted).toMatchObject({
    capacityProvider: { status: 'INACTIVE', updateStatus: 'DELETE_IN_PROGRESS' },
  });
  expect(await describe({ capacityProviders: ['own'] })).toEqual({
    capacityProviders: [],
    failures: [{ arn: arn('capacity-provider/own'), reason: 'MISSING' }],
  });
  await expect(remove()).rejects.toMatchObject({
    name: 'ClientException',
    message:
      'The specified capacity provider does not exist. Specify a valid name or ARN and try again.',
  });
});

test('all providers are described in pages, Fargate among them, tags where asked for', async () => {
  const { create, describe } = await providers();
  const tags = [{ key: 'k', value: 'v' }];
  await create('own', { tags });

  const first = await describe({ maxResults: 2 });
  const second = await describe({ maxResults: 2, nextToken: first.nextToken, include: ['TAGS'] });

  expect(first.capacityProviders).toMatchObject([
    { name: 'FARGATE', type: 'FARGATE', status: 'ACTIVE' },
    { name: 'FARGATE_SPOT', type: 'FARGATE_SPOT' },
  ]);
  expect(second).toMatchObject({ capacityProviders: [{ name: 'own', tags }] });
  const named = await describe({ capacityProviders: [arn('capacity-provider/own')] });
  expect(named.capacityProviders).toMatchObject([{ name: 'own', tags: [] }]);
});

test.for([
  ['a reserved name', 'fargate2', {}],
  ['a name with a dot', 'a.b', {}],
  ['no kind', 'own', { autoScalingGroupProvider: undefined }],
] as const)('a provider with %s is refused', async ([, name, input]) => {
  const { create } = await providers();

  await expect(create(name, input)).rejects.toMatchObject({ name: 'ClientException' });
});

test('a name is taken once', async () => {
  const { create } = await providers();
  await create('own');

  await expect(create('own')).rejects.toMatchObject({ name: 'ClientException' });
});

test.for([['UpdateCapacityProvider'], ['DeleteCapacityProvider']])(
  '%s of a provider of AWS is refused',
  async ([operation = '']) => {
    const { ecs } = await providers();
    const input = { name: 'FARGATE', capacityProvider: 'FARGATE' };

    await expect(ecs(operation, input)).rejects.toMatchObject({ name: 'ClientException' });
  },
);

test('a provider that a service uses stays with its cluster', async () => {
  const { ecs, create } = await providers();
  await create('own');
  await ecs('CreateCluster', { clusterName: 'web', capacityProviders: ['own'] });
  await ecs('RegisterTaskDefinition', {
    family: 'box',
    containerDefinitions: [{ name: 'a', image: 'b', memory: 128 }],
  });
  await ecs('CreateService', {
    cluster: 'web',
    serviceName: 'api',
    taskDefinition: 'box',
    capacityProviderStrategy: [{ capacityProvider: 'own', weight: 1 }],
  });

  const removed = ecs('PutClusterCapacityProviders', {
    cluster: 'web',
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  });

  await expect(removed).rejects.toMatchObject({ name: 'ResourceInUseException' });
});
