import { readFile } from 'node:fs/promises';
import type {
  CreateClusterResponse,
  RegisterTaskDefinitionResponse,
  RunTaskResponse,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { arn, CONTAINER, ecsFixture, NETWORK } from './ecs.fixture.ts';

// The walk-through tags its role `owner=mock_owner` and then tags resources `owner=mock_user`. With the policy as it is
// described only the role's own value can work, so the positive cases use that one and a table refuses the other.
const OWNER = 'mock_owner';
const ENVIRONMENT = 'development';

const tagged = (owner?: string, environment?: string) => [
  ...(owner === undefined ? [] : [{ key: 'owner', value: owner }]),
  ...(environment === undefined ? [] : [{ key: 'environment', value: environment }]),
];

const walkThrough = async () => {
  const fixture = await ecsFixture();
  const file = new URL('../../../../docs/examples/ecs-abac-policy.json', import.meta.url);
  const document: object = JSON.parse(await readFile(file, 'utf8'));
  const role = fixture.roleWith('ecs-abac', { owner: OWNER, environment: ENVIRONMENT }, document);
  return { ...fixture, role };
};

test.for([
  ['without tags', []],
  ['with the owner alone', tagged(OWNER)],
  ['with an owner that the role is not, alone', tagged('mock_user')],
  ['with the environment alone', tagged(undefined, ENVIRONMENT)],
  ['with other values', tagged('test_user', 'production')],
  ['with another environment', tagged(OWNER, 'production')],
  ['with an owner that the role is not', tagged('mock_user', ENVIRONMENT)],
] as const)('a cluster %s is refused, and not made', async ([, tags]) => {
  const { ecs, role } = await walkThrough();

  const refused = ecs('CreateCluster', { clusterName: 'web', tags }, { as: role });

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDeniedException',
    status: 403,
    message: `User: ${role.arn} is not authorized to perform: ecs:CreateCluster on resource: ${arn('cluster/web')} because no identity-based policy allows the ecs:CreateCluster action`,
  });
  expect(await ecs('ListClusters', {})).toMatchObject({ clusterArns: [] });
});

test('a cluster with the tags of the role is made', async () => {
  const { ecs, role } = await walkThrough();

  const { cluster } = await ecs<CreateClusterResponse>(
    'CreateCluster',
    { clusterName: 'web', tags: tagged(OWNER, ENVIRONMENT) },
    { as: role },
  );

  expect(cluster).toMatchObject({ clusterArn: arn('cluster/web'), status: 'ACTIVE' });
});

const runs = async (tags: readonly { key: string; value: string }[]) => {
  const fixture = await walkThrough();
  const own = tagged(OWNER, ENVIRONMENT);
  const as = { as: fixture.role };
  await fixture.ecs('CreateCluster', { clusterName: 'web', tags: own }, as);
  const { taskDefinition } = await fixture.ecs<RegisterTaskDefinitionResponse>(
    'RegisterTaskDefinition',
    {
      family: 'job',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      containerDefinitions: [CONTAINER],
      tags: own,
    },
    as,
  );
  const run = () =>
    fixture.ecs<RunTaskResponse>(
      'RunTask',
      {
        cluster: 'web',
        taskDefinition: taskDefinition?.taskDefinitionArn,
        launchType: 'FARGATE',
        networkConfiguration: NETWORK,
        tags,
      },
      as,
    );
  return { ...fixture, run };
};

test('a standalone task with the tags of the role runs', async () => {
  const { run } = await runs(tagged(OWNER, ENVIRONMENT));

  const { tasks } = await run();

  expect(tasks).toMatchObject([{ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING' }]);
});

test.for([
  ['without tags', []],
  ['with an owner that the role is not', tagged('mock_user', ENVIRONMENT)],
] as const)('a standalone task %s is refused', async ([, tags]) => {
  const { run } = await runs(tags);

  await expect(run()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      `is not authorized to perform: ecs:RunTask on resource: ${arn('task-definition/job:1')} because no identity-based policy allows the ecs:RunTask action`,
    ),
  });
});

test.for([
  ['DescribeClusters', { clusters: ['theirs'] }],
  ['UpdateCluster', { cluster: 'theirs' }],
  ['DeleteCluster', { cluster: 'theirs' }],
  [
    'PutClusterCapacityProviders',
    { cluster: 'theirs', capacityProviders: [], defaultCapacityProviderStrategy: [] },
  ],
  ['ListTagsForResource', { resourceArn: arn('cluster/theirs') }],
] as const)("%s of another owner's cluster is refused", async ([operation, input]) => {
  const { ecs, role } = await walkThrough();
  await ecs('CreateCluster', { clusterName: 'theirs', tags: tagged('somebody', ENVIRONMENT) });

  await expect(ecs(operation, input, { as: role })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('a cluster that does not exist is refused like one of another owner', async () => {
  const { ecs, role } = await walkThrough();

  await expect(ecs('DeleteCluster', { cluster: 'none' }, { as: role })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test("nobody takes over another owner's cluster by tagging it", async () => {
  const { ecs, role } = await walkThrough();
  await ecs('CreateCluster', { clusterName: 'theirs', tags: tagged('somebody', ENVIRONMENT) });

  const taken = ecs(
    'TagResource',
    { resourceArn: arn('cluster/theirs'), tags: tagged(OWNER, ENVIRONMENT) },
    { as: role },
  );

  await expect(taken).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('with an explicit deny in an identity-based policy'),
  });
});

test('tags on creation are a second decision, with the action that creates', async () => {
  const { ecs, roleWith } = await ecsFixture();
  const creator = roleWith(
    'creator',
    {},
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ecs:CreateCluster', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'ecs:TagResource',
          Resource: '*',
          Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
        },
      ],
    },
  );

  await ecs('CreateCluster', { clusterName: 'bare' }, { as: creator });
  const refused = ecs(
    'CreateCluster',
    { clusterName: 'web', tags: tagged('a', 'b') },
    { as: creator },
  );

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      `is not authorized to perform: ecs:TagResource on resource: ${arn('cluster/web')}`,
    ),
  });
  expect(await ecs('ListClusters', {})).toMatchObject({ clusterArns: [arn('cluster/bare')] });
});
