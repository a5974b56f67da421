import type {
  DescribeTasksResponse,
  RegisterContainerInstanceResponse,
  RunTaskResponse,
  Task,
} from '@aws-sdk/client-ecs';
import { CONTAINER, ecsFixture, IDENTITY, NETWORK } from './ecs.fixture.ts';

export const TAGGED = [{ key: 'k', value: 'v' }];
/** Changes of a RunTask request that make it run on container instances. */
export const ON_INSTANCES = {
  launchType: 'EC2',
  taskDefinition: 'box',
  networkConfiguration: undefined,
};

/** A cluster `web`, a task definition `job` for Fargate and one `box` for container instances. */
export const tasksFixture = async (settings: Parameters<typeof ecsFixture>[0] = {}) => {
  const fixture = await ecsFixture(settings);
  const { ecs } = fixture;
  await ecs('CreateCluster', { clusterName: 'web' });
  await ecs('RegisterTaskDefinition', {
    family: 'job',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [CONTAINER],
    tags: TAGGED,
  });
  await ecs('RegisterTaskDefinition', {
    family: 'box',
    containerDefinitions: [{ ...CONTAINER, portMappings: [{ containerPort: 80, hostPort: 8080 }] }],
  });
  const run = (input: object = {}) =>
    ecs<RunTaskResponse>('RunTask', {
      cluster: 'web',
      taskDefinition: 'job',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      ...input,
    });
  const runOne = async (input: object = {}): Promise<Task> => {
    const [task] = (await run(input)).tasks ?? [];
    if (task === undefined) throw new Error('no task was started');
    return task;
  };
  const describe = async (
    { taskArn = '' }: Task,
    include: readonly string[] = [],
  ): Promise<Task> => {
    const answer = await ecs<DescribeTasksResponse>('DescribeTasks', {
      cluster: 'web',
      tasks: [taskArn],
      include,
    });
    const [task] = answer.tasks ?? [];
    if (task === undefined) throw new Error(`${taskArn} is missing`);
    return task;
  };
  const instance = async () => {
    const { containerInstance } = await ecs<RegisterContainerInstanceResponse>(
      'RegisterContainerInstance',
      {
        cluster: 'web',
        instanceIdentityDocument: IDENTITY,
      },
    );
    return containerInstance?.containerInstanceArn ?? '';
  };
  return { ...fixture, run, runOne, describe, instance };
};
