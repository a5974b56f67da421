import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsFixture, awsFixture, person } from './aws.fixture.ts';
import { escalationPaths } from './insight/escalation.ts';
import { gainsOf } from './insight/gains.ts';
import { isAdministrator, powerOf } from './insight/power.ts';
import { readStatements } from './statements.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
});
afterAll(() => here.stop());

const alice = person('alice');

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (...Action: readonly string[]): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
});
const layer = (...statements: readonly object[]) =>
  readStatements(document(...statements), 'identity', 'test');

const insightOf = async (role: string, sessionPolicy?: string) => {
  const grant = here.grants.add(alice, role, { sessionPolicy });
  const { targets } = await here.aws.insight(here.grants.request(grant));
  here.grants.end(grant, 'cancelled');
  return targets[0];
};

test('a role of everything is told as such, with the ways out of it', async () => {
  const insight = await insightOf('Admin');

  expect(insight).toMatchObject({
    grant: 1,
    administrator: true,
    services: [{ service: '*', allActions: true }],
    gains: ['*'],
  });
  expect(insight?.escalation.map(({ name }) => name)).toContain('Inline policy of a role');
});

test('a narrower policy is what counts', async () => {
  const insight = await insightOf(
    'Admin',
    document(allow('ec2:DescribeInstances', 's3:GetObject')),
  );

  expect(insight).toMatchObject({
    administrator: false,
    services: [
      { service: 'ec2', accessLevels: ['List'], actions: ['ec2:DescribeInstances'] },
      { service: 's3', accessLevels: ['Read'], actions: ['s3:GetObject'] },
    ],
    gains: ['ec2:DescribeInstances', 's3:GetObject'],
    escalation: [],
    exfiltration: ['s3:GetObject'],
    permissionManagement: [],
  });
});

test('what the requester may already do is not gained', async () => {
  const live = here.grants.add(alice, 'AdminRead');

  const more = await insightOf('LentS3Admin');
  const same = await insightOf('AdminRead');
  here.grants.end(live, 'ended');

  expect(more?.gains).toEqual(['s3:*']);
  expect(same?.gains).toEqual([]);
});

test('a role that cannot be read is a problem, not an empty role', async () => {
  const insight = await insightOf('Missing');

  expect(insight).toMatchObject({ problem: expect.stringContaining('NoSuchEntity') });
});

test.for([
  [[allow('iam:CreatePolicyVersion')], ['New policy version']],
  [[allow('iam:PassRole')], []],
  [[allow('iam:PassRole', 'ec2:RunInstances')], ['Instance with a role']],
  [
    [allow('iam:PassRole'), allow('ecs:RunTask', 'ecs:RegisterTaskDefinition')],
    ['ECS task with a role'],
  ],
  [[allow('*'), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }], []],
  [
    [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::1:role/one' }],
    ['Assume other roles'],
  ],
  [[allow('s3:*', 'ec2:Describe*')], []],
] as const)('%j leads out by %j', ([statements, names]) => {
  expect(escalationPaths([layer(...statements)]).map(({ name }) => name)).toEqual(names);
});

test('a way out names the statement that opens it', () => {
  const [path] = escalationPaths([layer(allow('s3:*'), { ...allow('iam:PutUser*'), Sid: 'Oops' })]);

  expect(path?.explanation).toContain('test (Oops)');
});

test('a boundary and a deny take away from what is shown', async () => {
  const role = layer(allow('s3:*', 'iam:*'), {
    Effect: 'Deny',
    Action: 's3:Delete*',
    Resource: '*',
  });
  const boundary = layer(allow('s3:*'));

  const power = await powerOf([role, boundary]);

  expect(power.map(({ service }) => service)).toEqual(['s3']);
  expect(power[0]?.allActions).toBe(false);
  expect(isAdministrator([layer(allow('*')), boundary])).toBe(false);
});

test('only what is new is gained', () => {
  const live = [document(allow('s3:*'))];

  expect(gainsOf(live, [document(allow('s3:GetObject'), allow('ec2:RunInstances'))])).toEqual([
    'ec2:RunInstances',
  ]);
  expect(gainsOf(live, [document(allow('s3:GetObject'))])).toEqual([]);
  expect(gainsOf([], [document(allow('s3:GetObject'))])).toEqual(['s3:GetObject']);
});
