import { systemIds } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { arn, CONTAINER, ecsFixture } from './ecs.fixture.ts';
import { operations } from './operations/index.ts';

const web = { cluster: 'web', clusters: ['web'] };
/** Requests that reach the decision, by operation; nothing that they name exists. */
const REQUESTS: Readonly<
  Record<string, readonly [input: object, action: string, resource: string]>
> = {
  CreateCapacityProvider: [{ name: 'own' }, 'CreateCapacityProvider', 'capacity-provider/own'],
  CreateCluster: [{ clusterName: 'web' }, 'CreateCluster', 'cluster/web'],
  CreateService: [
    { ...web, serviceName: 'api', taskDefinition: 'job:1' },
    'CreateService',
    'service/web/api',
  ],
  CreateTaskSet: [
    { ...web, service: 'api', taskDefinition: 'job:1' },
    'CreateTaskSet',
    'task-set/web/api/*',
  ],
  DeleteAccountSetting: [{ name: 'awsvpcTrunking' }, 'DeleteAccountSetting', '*'],
  DeleteAttributes: [
    { ...web, attributes: [{ name: 'a', targetId: 'i' }] },
    'DeleteAttributes',
    'container-instance/web/i',
  ],
  DeleteCapacityProvider: [
    { capacityProvider: 'own' },
    'DeleteCapacityProvider',
    'capacity-provider/own',
  ],
  DeleteCluster: [web, 'DeleteCluster', 'cluster/web'],
  DeleteService: [{ ...web, service: 'api' }, 'DeleteService', 'service/web/api'],
  DeleteTaskDefinitions: [
    { taskDefinitions: ['job:1'] },
    'DeleteTaskDefinitions',
    'task-definition/job:1',
  ],
  DeleteTaskSet: [
    { ...web, service: 'api', taskSet: '1' },
    'DeleteTaskSet',
    'task-set/web/api/ecs-svc/1',
  ],
  DeregisterContainerInstance: [
    { ...web, containerInstance: 'i' },
    'DeregisterContainerInstance',
    'cluster/web',
  ],
  DeregisterTaskDefinition: [{ taskDefinition: 'job:1' }, 'DeregisterTaskDefinition', '*'],
  DescribeCapacityProviders: [
    { capacityProviders: ['own'] },
    'DescribeCapacityProviders',
    'capacity-provider/own',
  ],
  DescribeClusters: [web, 'DescribeClusters', 'cluster/web'],
  DescribeContainerInstances: [
    { ...web, containerInstances: ['i'] },
    'DescribeContainerInstances',
    'container-instance/web/i',
  ],
  DescribeServices: [{ ...web, services: ['api'] }, 'DescribeServices', 'service/web/api'],
  DescribeTaskDefinition: [{ taskDefinition: 'job' }, 'DescribeTaskDefinition', '*'],
  DescribeTaskSets: [{ ...web, service: 'api' }, 'DescribeTaskSets', 'task-set/web/api/*'],
  DescribeTasks: [{ ...web, tasks: ['t'] }, 'DescribeTasks', 'task/web/t'],
  GetTaskProtection: [{ ...web, tasks: ['t'] }, 'GetTaskProtection', 'task/web/t'],
  ListAccountSettings: [{}, 'ListAccountSettings', '*'],
  ListAttributes: [web, 'ListAttributes', 'cluster/web'],
  ListClusters: [{}, 'ListClusters', '*'],
  ListContainerInstances: [web, 'ListContainerInstances', 'cluster/web'],
  ListServices: [web, 'ListServices', '*'],
  ListServicesByNamespace: [{ namespace: 'ns' }, 'ListServicesByNamespace', '*'],
  ListTagsForResource: [{ resourceArn: arn('cluster/web') }, 'ListTagsForResource', 'cluster/web'],
  ListTaskDefinitionFamilies: [{}, 'ListTaskDefinitionFamilies', '*'],
  ListTaskDefinitions: [{}, 'ListTaskDefinitions', '*'],
  ListTasks: [web, 'ListTasks', 'container-instance/web/*'],
  PutAccountSetting: [{ name: 'awsvpcTrunking', value: 'enabled' }, 'PutAccountSetting', '*'],
  PutAccountSettingDefault: [
    { name: 'awsvpcTrunking', value: 'enabled' },
    'PutAccountSettingDefault',
    '*',
  ],
  PutAttributes: [
    { ...web, attributes: [{ name: 'a' }] },
    'PutAttributes',
    'container-instance/web/*',
  ],
  PutClusterCapacityProviders: [web, 'PutClusterCapacityProviders', 'cluster/web'],
  RegisterContainerInstance: [web, 'RegisterContainerInstance', 'cluster/web'],
  RegisterTaskDefinition: [
    { family: 'job', containerDefinitions: [CONTAINER] },
    'RegisterTaskDefinition',
    'task-definition/job:*',
  ],
  RunTask: [{ ...web, taskDefinition: 'job' }, 'RunTask', 'task-definition/job:*'],
  StartTask: [
    { ...web, taskDefinition: 'job:2', containerInstances: ['i'] },
    'StartTask',
    'task-definition/job:2',
  ],
  StopTask: [{ ...web, task: 't' }, 'StopTask', 'task/web/t'],
  TagResource: [
    { resourceArn: arn('service/web/api'), tags: [] },
    'TagResource',
    'service/web/api',
  ],
  UntagResource: [{ resourceArn: arn('task/web/t'), tagKeys: [] }, 'UntagResource', 'task/web/t'],
  UpdateCapacityProvider: [{ name: 'own' }, 'UpdateCapacityProvider', 'capacity-provider/own'],
  UpdateCluster: [web, 'UpdateCluster', 'cluster/web'],
  UpdateClusterSettings: [{ ...web, settings: [] }, 'UpdateClusterSettings', 'cluster/web'],
  UpdateContainerAgent: [
    { ...web, containerInstance: 'i' },
    'UpdateContainerAgent',
    'container-instance/web/i',
  ],
  UpdateContainerInstancesState: [
    { ...web, containerInstances: ['i'], status: 'ACTIVE' },
    'UpdateContainerInstancesState',
    'container-instance/web/i',
  ],
  UpdateService: [{ ...web, service: 'api' }, 'UpdateService', 'service/web/api'],
  UpdateServicePrimaryTaskSet: [
    { ...web, service: 'api', primaryTaskSet: '1' },
    'UpdateServicePrimaryTaskSet',
    'service/web/api',
  ],
  UpdateTaskProtection: [
    { ...web, tasks: ['t'], protectionEnabled: true },
    'UpdateTaskProtection',
    'task/web/t',
  ],
  UpdateTaskSet: [
    { ...web, service: 'api', taskSet: '1' },
    'UpdateTaskSet',
    'task-set/web/api/ecs-svc/1',
  ],
};

test('every operation has a case here', () => {
  const built = operations({
    clock: { now: () => new Date(0) },
    delaySeconds: 0,
    ids: systemIds,
    pages: { seal: () => '', open: () => undefined },
  });

  expect(Object.keys(REQUESTS).toSorted()).toEqual(Object.keys(built).toSorted());
});

test.for(Object.entries(REQUESTS))(
  '%s is refused before anybody learns what exists',
  async ([operation, [input, action, resource]]) => {
    const { ecs, roleWith } = await ecsFixture();
    const nobody = roleWith('nobody', {});
    const named = resource === '*' ? '*' : arn(resource);

    await expect(ecs(operation, input, { as: nobody })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
      message: `User: ${nobody.arn} is not authorized to perform: ecs:${action} on resource: ${named} because no identity-based policy allows the ecs:${action} action`,
    });
  },
);

test('a refusal is in the audit record, and changes nothing', async () => {
  const fixture = await ecsFixture();
  const nobody = fixture.roleWith('nobody', {});

  await expect(
    fixture.ecs('CreateCluster', { clusterName: 'web' }, { as: nobody }),
  ).rejects.toThrow('not authorized');

  const [entry] = await fixture.events();
  expect(entry?.record).toMatchObject({
    eventName: 'CreateCluster',
    errorCode: 'AccessDenied',
    requestParameters: { clusterName: 'web' },
    responseElements: null,
  });
  expect(await fixture.ecs('ListClusters', {})).toMatchObject({ clusterArns: [] });
});

test.for([
  ['DeleteCluster', { cluster: 'arn:aws:ecs:us-east-1:999999999999:cluster/web' }],
  ['DescribeClusters', { clusters: ['arn:aws:ecs:us-east-1:999999999999:cluster/web'] }],
  [
    'DescribeServices',
    {
      cluster: 'arn:aws:ecs:us-east-1:999999999999:cluster/web',
      services: ['arn:aws:ecs:us-east-1:999999999999:service/web/api'],
    },
  ],
  ['StopTask', { cluster: 'web', task: 'arn:aws:ecs:us-east-1:999999999999:task/web/t' }],
] as const)(
  "%s of another account's resource is refused to an administrator",
  async ([operation, input]) => {
    const { ecs } = await ecsFixture();
    await ecs('CreateCluster', { clusterName: 'web' });

    await expect(ecs(operation, input)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  },
);
