import type {
  DescribeTasksResponse,
  ListTasksResponse,
  StartTaskResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn } from '../ecs.fixture.ts';
import { ON_INSTANCES, TAGGED, tasksFixture } from '../tasks.fixture.ts';
test('StartTask starts on each instance named, and lists the missing', async () => {
  const { ecs, instance } = await tasksFixture();
  const one = await instance();
  const two = await instance();

  const answer = await ecs<StartTaskResponse>('StartTask', {
    cluster: 'web',
    taskDefinition: 'box',
    containerInstances: [one, two.split('/').at(-1), 'none'],
    startedBy: 'operator',
    group: 'batch',
    tags: TAGGED,
  });

  expect(answer.tasks).toMatchObject([
    { containerInstanceArn: one, startedBy: 'operator', group: 'batch', tags: TAGGED },
    { containerInstanceArn: two },
  ]);
  expect(answer.failures).toEqual([{ arn: arn('container-instance/web/none'), reason: 'MISSING' }]);
  await expect(
    ecs('StartTask', { cluster: 'web', taskDefinition: 'box', containerInstances: [] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('ListTasks filters by everything a task is known by', async () => {
  const { ecs, run, runOne, instance } = await tasksFixture();
  const where = await instance();
  await run({ startedBy: 'nightly' });
  const box = await runOne(ON_INSTANCES);
  const stopped = await runOne();
  await ecs('StopTask', { cluster: 'web', task: stopped.taskArn });
  const count = async (input: object) =>
    (await ecs<ListTasksResponse>('ListTasks', { cluster: 'web', ...input })).taskArns?.length;

  expect(await count({})).toBe(2);
  expect(await count({ startedBy: 'nightly' })).toBe(1);
  expect(await count({ family: 'box' })).toBe(1);
  expect(await count({ family: 'bo' })).toBe(0);
  expect(await count({ containerInstance: where })).toBe(1);
  expect(await count({ containerInstance: 'none' })).toBe(0);
  expect(await count({ launchType: 'FARGATE' })).toBe(1);
  expect(await count({ launchType: 'EC2', family: 'job' })).toBe(0);
  expect(await ecs('ListTasks', { cluster: 'web', desiredStatus: 'STOPPED' })).toMatchObject({
    taskArns: [stopped.taskArn],
  });
  expect(await ecs('ListTasks', { cluster: 'web', family: 'box' })).toMatchObject({
    taskArns: [box.taskArn],
  });
  await expect(count({ serviceName: 'none' })).rejects.toMatchObject({
    name: 'ServiceNotFoundException',
  });
  await expect(count({ desiredStatus: 'GONE' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await expect(count({ cluster: 'none' })).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

test('tasks are listed in pages', async () => {
  const { ecs, run } = await tasksFixture();
  await run({ count: 5 });

  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: ListTasksResponse = await ecs('ListTasks', {
      cluster: 'web',
      maxResults: 2,
      nextToken,
    });
    found.push(...(page.taskArns ?? []));
    ({ nextToken } = page);
  } while (nextToken !== undefined);

  expect(new Set(found).size).toBe(5);
});

test('DescribeTasks lists what is missing and refuses what makes no sense', async () => {
  const { ecs, runOne } = await tasksFixture();
  const task = await runOne();
  const id = task.taskArn?.split('/').at(-1);

  const answer = await ecs<DescribeTasksResponse>('DescribeTasks', {
    cluster: 'web',
    tasks: [id, 'none'],
  });

  expect(answer.tasks).toMatchObject([{ taskArn: task.taskArn }]);
  expect(answer.failures).toEqual([{ arn: arn('task/web/none'), reason: 'MISSING' }]);
  await expect(ecs('DescribeTasks', { cluster: 'web', tasks: [] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Tasks cannot be empty.',
  });
  await expect(ecs('DescribeTasks', { tasks: [task.taskArn] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Identifier is for web. Your cluster is default',
  });
  await expect(ecs('DescribeTasks', { tasks: ['x'] })).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

test.for([
  [{ task: 'none' }, 'ClusterNotFoundException', 'Cluster not found.'],
  [
    { cluster: 'web', task: 'none' },
    'InvalidParameterException',
    'The referenced task was not found.',
  ],
] as const)('StopTask %o answers %s', async ([input, name, message]) => {
  const { ecs } = await tasksFixture();

  await expect(ecs('StopTask', input)).rejects.toMatchObject({ name, message });
});
