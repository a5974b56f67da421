import type { DescribeContainerInstancesResponse, StopTaskResponse } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn } from './ecs.fixture.ts';
import { ON_INSTANCES, tasksFixture } from './tasks.fixture.ts';
test('a Fargate task goes from PROVISIONING to RUNNING as time passes', async () => {
  const { runOne, describe, pass, clock } = await tasksFixture();

  const task = await runOne();
  const seen = [task.lastStatus];
  for (let step = 0; step < 3; step += 1) {
    await pass(5);
    seen.push((await describe(task)).lastStatus);
  }

  expect(seen).toEqual(['PROVISIONING', 'PENDING', 'RUNNING', 'RUNNING']);
  expect(task).toMatchObject({
    taskArn: expect.stringMatching(/^arn:aws:ecs:us-east-1:111122223333:task\/web\/[0-9a-f]{32}$/),
    clusterArn: arn('cluster/web'),
    taskDefinitionArn: arn('task-definition/job:1'),
    desiredStatus: 'RUNNING',
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    group: 'family:job',
    cpu: '256',
    memory: '512',
    attachments: [
      { type: 'ElasticNetworkInterface', status: 'PRECREATED', details: [{ name: 'subnetId' }] },
    ],
    containers: [{ name: 'web', lastStatus: 'PENDING' }],
    tags: [],
  });
  expect(await describe(task)).toMatchObject({
    startedAt: new Date(clock.now().getTime() - 5000),
    connectivity: 'CONNECTED',
    attachments: [{ status: 'ATTACHED' }],
    containers: [{ lastStatus: 'RUNNING', runtimeId: expect.any(String) }],
  });
});

test('a stopped task keeps its first reason, ends as STOPPED and is forgotten after an hour', async () => {
  const { ecs, runOne, describe, pass, clock, runner } = await tasksFixture();
  const task = await runOne();
  await pass(10);

  const stop = (reason?: string) =>
    ecs<StopTaskResponse>('StopTask', { cluster: 'web', task: task.taskArn, reason });
  const first = await stop('enough');
  await stop('again');
  const seen: (string | undefined)[] = [];
  for (let step = 0; step < 4; step += 1) {
    await pass(5);
    seen.push((await describe(task)).lastStatus);
  }

  expect(first.task).toMatchObject({
    lastStatus: 'RUNNING',
    desiredStatus: 'STOPPED',
    stoppedReason: 'enough',
  });
  expect(seen).toEqual(['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED']);
  expect(await describe(task)).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    stoppedAt: clock.now(),
    containers: [{ lastStatus: 'STOPPED' }],
  });
  clock.advance({ hours: 1 });
  await runner.runDue();
  await expect(describe(task)).rejects.toThrow('is missing');
});

test('a task stopped before it runs never runs', async () => {
  const { ecs, runOne, describe, pass } = await tasksFixture();
  const task = await runOne();

  await ecs('StopTask', { cluster: 'web', task: task.taskArn });
  await pass(10);

  const stopped = await describe(task);
  expect(stopped).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'Task stopped by user' });
  expect(stopped.startedAt).toBeUndefined();
});

test('without delay a task runs, and stops, at once', async () => {
  const { ecs, runOne } = await tasksFixture({ delaySeconds: 0 });

  const task = await runOne();
  const { task: stopped } = await ecs<StopTaskResponse>('StopTask', {
    cluster: 'web',
    task: task.taskArn,
  });

  expect(task.lastStatus).toBe('RUNNING');
  expect(stopped?.lastStatus).toBe('STOPPED');
});

test('a task takes resources of its container instance until it has stopped', async () => {
  const { ecs, run, runOne, instance, pass } = await tasksFixture();
  const containerInstanceArn = await instance();
  const remaining = async () => {
    const { containerInstances } = await ecs<DescribeContainerInstancesResponse>(
      'DescribeContainerInstances',
      {
        cluster: 'web',
        containerInstances: [containerInstanceArn],
      },
    );
    const named = new Map(
      containerInstances?.[0]?.remainingResources?.map((item) => [item.name, item]),
    );
    return [
      named.get('CPU')?.integerValue,
      named.get('MEMORY')?.integerValue,
      named.get('PORTS')?.stringSetValue?.includes('8080'),
    ];
  };

  const task = await runOne(ON_INSTANCES);
  const clash = await run(ON_INSTANCES);
  const during = await remaining();
  await ecs('StopTask', { cluster: 'web', task: task.taskArn });
  await pass(20);

  expect(task).toMatchObject({
    containerInstanceArn,
    lastStatus: 'PENDING',
    availabilityZone: 'us-east-1b',
  });
  expect(clash).toMatchObject({
    tasks: [],
    failures: [{ arn: containerInstanceArn, reason: 'RESOURCE:PORTS' }],
  });
  expect(during).toEqual([4096 - 256, 7482 - 512, true]);
  expect(await remaining()).toEqual([4096, 7482, false]);
});
