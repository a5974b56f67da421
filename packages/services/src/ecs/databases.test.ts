import type { DescribeServicesResponse } from '@aws-sdk/client-ecs';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arn, CONTAINER, ecsFixture, IDENTITY } from './ecs.fixture.ts';

const server = await testPostgres();

const suite = (open: () => Promise<Store>): void => {
  test('a service is created, reaches its size, is listed and is deleted', async () => {
    const { ecs, pass } = await ecsFixture({
      open: async () => {
        const store = await open();
        onTestFinished(() => store.close());
        return store;
      },
    });
    await ecs('CreateCluster', { clusterName: 'web', tags: [{ key: 'k', value: 'v' }] });
    await ecs('RegisterTaskDefinition', { family: 'box', containerDefinitions: [CONTAINER] });
    await ecs('RegisterContainerInstance', { cluster: 'web', instanceIdentityDocument: IDENTITY });
    await ecs('PutAttributes', { cluster: 'web', attributes: [{ name: 'disk', value: 'ssd' }] });
    await ecs('CreateService', {
      cluster: 'web',
      serviceName: 'api',
      taskDefinition: 'box',
      desiredCount: 2,
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:disk == ssd' }],
    });
    const named = { cluster: 'web', services: ['api'] };

    await pass(15);
    const running = await ecs<DescribeServicesResponse>('DescribeServices', named);
    const clusters = await ecs('DescribeClusters', {
      clusters: ['web', 'none'],
      include: ['STATISTICS'],
    });
    await ecs('DeleteService', { cluster: 'web', service: 'api', force: true });
    await pass(40);

    expect(running.services).toMatchObject([{ runningCount: 2, pendingCount: 0 }]);
    expect(clusters).toMatchObject({
      clusters: [
        {
          runningTasksCount: 2,
          activeServicesCount: 1,
          registeredContainerInstancesCount: 1,
          statistics: expect.arrayContaining([{ name: 'runningEC2TasksCount', value: '2' }]),
        },
      ],
      failures: [{ arn: arn('cluster/none'), reason: 'MISSING' }],
    });
    expect(await ecs('DescribeServices', named)).toMatchObject({
      services: [{ status: 'INACTIVE', runningCount: 0 }],
    });
  });
};

describe('on SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    return openPostgres({ url: await server.database(), clock: systemClock, log: silentLog });
  });
});
