import { readFile } from 'node:fs/promises';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliSpeaker, type Speaker, sdkSpeaker } from './speakers.fixture.ts';

const ACCOUNT = '111122223333';
const POLICY_FILE = new URL('../../../../docs/examples/ecs-abac-policy.json', import.meta.url);

// The post tags the role `owner = mock_owner` and later tags resources `owner = mock_user`; a role that is tagged so may
// not use the latter. The story is told with the value that the role has, and says what happens to the other.
const OWNER = { key: 'owner', value: 'mock_owner' };
const ENVIRONMENT = { key: 'environment', value: 'development' };

type Config = ReturnType<StartedCloud['client']>;

const refusedOn = (operation: string, resource: string) => ({
  name: 'AccessDeniedException',
  message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/ECSABACRole/developer is not authorized to perform: ${operation} on resource: ${resource} because no identity-based policy allows the ${operation} action`,
});

const clusterArn = (name: string): string => `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/${name}`;

const story = (speaker: Speaker): void => {
  let cloud: StartedCloud;
  let admin: Config;
  let developer: Config;
  const policyArn = `arn:aws:iam::${ACCOUNT}:policy/ECSABAC`;

  beforeAll(async () => {
    cloud = await startCloud();
    admin = cloud.client('workloads');
  });
  afterAll(() => cloud.stop());

  const asDeveloper = (operation: string, input: object): Promise<Record<string, unknown>> =>
    speaker.call(developer, 'ecs', operation, input);

  const eventNames = async (config: Config): Promise<readonly string[]> => {
    const { Events } = await speaker.call(config, 'cloudtrail', 'LookupEvents', { MaxResults: 50 });
    return (Events as readonly { CloudTrailEvent: string }[]).flatMap(({ CloudTrailEvent }) => {
      // The demo's own beginnings and the access broker, which reads the roles of every account, are in the history too.
      if (/gatehouse\.internal|GatehouseBroker/.test(CloudTrailEvent)) return [];
      const { eventName, errorCode } = JSON.parse(CloudTrailEvent);
      return [errorCode === undefined ? eventName : `${eventName}:${errorCode}`];
    });
  };

  test('the sample policy becomes the ECSABAC policy', async () => {
    const PolicyDocument = await readFile(POLICY_FILE, 'utf8');

    const { Policy } = await speaker.call(admin, 'iam', 'CreatePolicy', {
      PolicyName: 'ECSABAC',
      PolicyDocument,
    });

    expect(Policy).toMatchObject({ Arn: policyArn, DefaultVersionId: 'v1', AttachmentCount: 0 });
  });

  test('a role for another AWS account is made with the tags owner and environment', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        },
      ],
    };

    await speaker.call(admin, 'iam', 'CreateRole', {
      RoleName: 'ECSABACRole',
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Tags: [OWNER, ENVIRONMENT].map(({ key, value }) => ({ Key: key, Value: value })),
    });
    await speaker.call(admin, 'iam', 'AttachRolePolicy', {
      RoleName: 'ECSABACRole',
      PolicyArn: policyArn,
    });

    const { Role } = await speaker.call(admin, 'iam', 'GetRole', { RoleName: 'ECSABACRole' });
    expect(Role).toMatchObject({
      Tags: expect.arrayContaining([
        { Key: 'environment', Value: 'development' },
        { Key: 'owner', Value: 'mock_owner' },
      ]),
    });
  });

  test('the developer switches to the role', async () => {
    const { Credentials } = await speaker.call(admin, 'sts', 'AssumeRole', {
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/ECSABACRole`,
      RoleSessionName: 'developer',
    });

    const keys = Credentials as Record<string, string>;
    developer = cloud.clientWith({
      accessKeyId: keys['AccessKeyId'] ?? '',
      secretAccessKey: keys['SecretAccessKey'] ?? '',
      sessionToken: keys['SessionToken'] ?? '',
    });
    await expect(speaker.call(developer, 'sts', 'GetCallerIdentity')).resolves.toMatchObject({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ECSABACRole/developer`,
    });
  });

  test.for([
    ['negative test case 1: a cluster without the required tags', undefined],
    ['negative test case 2: a cluster with a missing tag', [OWNER]],
    [
      'negative test case 3: a cluster with incorrect tag values',
      [
        { key: 'owner', value: 'test_user' },
        { key: 'environment', value: 'production' },
      ],
    ],
    [
      'a cluster for an owner that the role is not tagged with',
      [{ key: 'owner', value: 'mock_user' }, ENVIRONMENT],
    ],
  ] as const)('%s is refused', async ([, tags]) => {
    const refused = asDeveloper('CreateCluster', { clusterName: 'web', ...(tags && { tags }) });

    await expect(refused).rejects.toMatchObject(refusedOn('ecs:CreateCluster', clusterArn('web')));
  });

  test('positive test case 1: a cluster with all the correct tag-value pairs is created', async () => {
    const { cluster } = await asDeveloper('CreateCluster', {
      clusterName: 'web',
      tags: [OWNER, ENVIRONMENT],
    });

    expect(cluster).toMatchObject({ clusterArn: clusterArn('web'), status: 'ACTIVE' });
  });

  test('positive test case 2: a standalone task with all the correct tag-value pairs runs', async () => {
    await asDeveloper('RegisterTaskDefinition', {
      family: 'batch',
      containerDefinitions: [{ name: 'job', image: 'busybox', memory: 64, essential: true }],
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      tags: [OWNER, ENVIRONMENT],
    });

    const run = {
      cluster: 'web',
      taskDefinition: 'batch',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } },
    };
    const { tasks, failures } = await asDeveloper('RunTask', {
      ...run,
      tags: [OWNER, ENVIRONMENT],
    });

    expect(failures).toEqual([]);
    expect(tasks).toMatchObject([{ clusterArn: clusterArn('web'), launchType: 'FARGATE' }]);
    await expect(asDeveloper('RunTask', { ...run, tags: [OWNER] })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('everything is cleaned up in the order that AWS demands', async () => {
    const { taskArns } = await asDeveloper('ListTasks', { cluster: 'web' });
    for (const task of taskArns as readonly string[])
      await asDeveloper('StopTask', { cluster: 'web', task });
    await cloud.cloud.runner.runDue();
    await asDeveloper('DeregisterTaskDefinition', { taskDefinition: 'batch:1' });

    const { cluster } = await asDeveloper('DeleteCluster', { cluster: 'web' });
    const inUse = speaker.call(admin, 'iam', 'DeletePolicy', { PolicyArn: policyArn });

    expect(cluster).toMatchObject({ status: 'INACTIVE' });
    await expect(inUse).rejects.toMatchObject({
      name: expect.stringMatching(/^DeleteConflict/),
    });
    await speaker.call(admin, 'iam', 'DetachRolePolicy', {
      RoleName: 'ECSABACRole',
      PolicyArn: policyArn,
    });
    await speaker.call(admin, 'iam', 'DeletePolicy', { PolicyArn: policyArn });
    await speaker.call(admin, 'iam', 'DeleteRole', { RoleName: 'ECSABACRole' });
    await expect(asDeveloper('ListClusters', {})).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test('each call is found again in the event history, in its order, with its refusal', async () => {
    const names = await eventNames(admin);

    expect(names.filter((name) => name !== 'LookupEvents').toReversed()).toEqual([
      'CreatePolicy',
      'CreateRole',
      'AttachRolePolicy',
      'GetRole',
      'AssumeRole',
      'GetCallerIdentity',
      'CreateCluster:AccessDenied',
      'CreateCluster:AccessDenied',
      'CreateCluster:AccessDenied',
      'CreateCluster:AccessDenied',
      'CreateCluster',
      'RegisterTaskDefinition',
      'RunTask',
      'RunTask:AccessDenied',
      'ListTasks',
      'StopTask',
      'DeregisterTaskDefinition',
      'DeleteCluster',
      'DeletePolicy:DeleteConflict',
      'DetachRolePolicy',
      'DeletePolicy',
      'DeleteRole',
      'ListClusters:InvalidClientTokenId',
    ]);
  });
};

describe('post 02 with the AWS SDK', () => {
  story(sdkSpeaker);
});
describe.skipIf(awsCli.missing() !== undefined)(
  `post 02 with the AWS CLI ${awsCli.missing() ?? ''}`,
  () => {
    story(cliSpeaker);
  },
);
