import * as iam from '@aws-sdk/client-iam';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';

const ACCOUNT = '111122223333';

const allow = (Action: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
  });

let cloud: StartedCloud;
let client: iam.IAMClient;

const environment = (profile: string): Readonly<Record<string, string>> => ({
  AWS_CONFIG_FILE: cloud.profiles.config,
  AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
  AWS_PROFILE: profile,
  AWS_ENDPOINT_URL: cloud.aws,
});

const explain = async (profile: string, ...args: readonly string[]) => {
  const { code, out, err } = await spawned(
    ['policy', 'explain', '--live', '--json', ...args],
    environment(profile),
  );
  return { code, err, answer: out === '' ? undefined : JSON.parse(out) };
};

beforeAll(async () => {
  cloud = await startCloud();
  client = new iam.IAMClient(cloud.client('workloads'));
  const policy = async (PolicyName: string, PolicyDocument: string): Promise<string> => {
    const { Policy } = await client.send(
      new iam.CreatePolicyCommand({ PolicyName, PolicyDocument }),
    );
    return Policy?.Arn ?? '';
  };
  const tagged = allow('ecs:*', {
    Condition: { StringEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/team}' } },
  });
  await client.send(
    new iam.CreateRoleCommand({
      RoleName: 'dev',
      Path: '/teams/',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin` },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      Tags: [{ Key: 'team', Value: 'blue' }],
      PermissionsBoundary: await policy('boundary', allow('ecs:*')),
    }),
  );
  const PolicyArn = await policy('tagged', tagged);
  await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'dev', PolicyArn }));
  await client.send(
    new iam.PutRolePolicyCommand({
      RoleName: 'dev',
      PolicyName: 'inline',
      PolicyDocument: allow('s3:*'),
    }),
  );
  await client.send(new iam.CreateUserCommand({ UserName: 'ana' }));
  await client.send(new iam.CreateGroupCommand({ GroupName: 'readers' }));
  await client.send(
    new iam.PutGroupPolicyCommand({
      GroupName: 'readers',
      PolicyName: 'read',
      PolicyDocument: allow('iam:Get*'),
    }),
  );
  await client.send(new iam.AddUserToGroupCommand({ GroupName: 'readers', UserName: 'ana' }));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const ROLE = `arn:aws:iam::${ACCOUNT}:role/teams/dev`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/dev/s1`;

test("a role's policies, tags and boundary decide, read from the cloud by its session's name", async () => {
  const create = ['--principal', SESSION, '--action', 'ecs:CreateCluster'];

  const [right, wrong, bounded] = await Promise.all([
    explain('workloads', ...create, '--context', 'aws:RequestTag/team=blue'),
    explain('workloads', ...create, '--context', 'aws:RequestTag/team=red'),
    explain('workloads', '--principal', SESSION, '--action', 's3:GetObject'),
  ]);

  expect(right).toMatchObject({
    code: 0,
    answer: { principal: SESSION, decision: { allowed: true } },
  });
  expect(wrong).toMatchObject({
    code: 1,
    answer: { decision: { because: 'no-allow', layer: 'identity' } },
  });
  expect(bounded).toMatchObject({ code: 1, answer: { decision: { layer: 'boundary' } } });
  expect(right.answer.unread).toContainEqual(
    expect.objectContaining({ what: 'session policies and session tags' }),
  );
});

test("a user has the policies of its groups; without a principal the caller's are read", async () => {
  const ana = `arn:aws:iam::${ACCOUNT}:user/ana`;

  const [get, create, self] = await Promise.all([
    explain('workloads', '--principal', ana, '--action', 'iam:GetUser'),
    explain('workloads', '--principal', ana, '--action', 'iam:CreateUser'),
    explain('workloads', '--action', 'iam:CreateUser'),
  ]);

  expect(get).toMatchObject({
    code: 0,
    answer: { decision: { by: [{ policyId: 'group readers/read' }] } },
  });
  expect(create.code).toBe(1);
  expect(self).toMatchObject({
    code: 0,
    answer: { principal: `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin` },
  });
});

test('whether a role may be assumed is asked of its trust policy', async () => {
  const assume = ['--action', 'sts:AssumeRole', '--resource', ROLE];

  const [admin, ana] = await Promise.all([
    explain('workloads', ...assume),
    explain('workloads', ...assume, '--principal', `arn:aws:iam::${ACCOUNT}:user/ana`),
  ]);

  expect(admin.code).toBe(0);
  expect(ana).toMatchObject({ code: 1, answer: { decision: { layer: 'resource' } } });
});

test.for([
  [
    'of another account',
    'admin',
    `arn:aws:iam::${ACCOUNT}:user/ana`,
    'use a profile of 111122223333',
  ],
  ['that there is not', 'workloads', `arn:aws:iam::${ACCOUNT}:user/eve`, 'there is no user eve'],
] as const)(
  'a principal %s is no answer but a failure',
  async ([, profile, principal, message]) => {
    const { code, err } = await explain(
      profile,
      '--principal',
      principal,
      '--action',
      'iam:GetUser',
    );

    expect(code).toBe(3);
    expect(err).toContain(message);
  },
);

const ask = (action: string, more: object = {}): string =>
  JSON.stringify({ request: { action, principal: ROLE, ...more } });

test('cases take from the cloud what they leave out', async () => {
  const input = [
    ask('ecs:CreateCluster', { context: { 'aws:RequestTag/team': 'blue' } }),
    ask('ecs:CreateCluster'),
    ask('iam:CreateUser'),
  ].join('\n');

  const { out, err, code } = await spawned(
    ['policy', 'simulate', '-', '--live', '--json'],
    environment('workloads'),
    { input },
  );

  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { allowed: true, by: [{ layer: 'identity' }, { layer: 'boundary' }] },
    { allowed: false, layer: 'identity' },
    { allowed: false, layer: 'identity' },
  ]);
  expect(err.match(/session policies and session tags/g)).toHaveLength(1);
});

test('a cloud that does not answer is a failure without a stack', async () => {
  const { code, err } = await spawned(['policy', 'explain', '--live', '--action', 'iam:GetUser'], {
    ...environment('workloads'),
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
  });

  expect(code).toBe(3);
  expect(err).toMatch(
    /^gatehouse policy explain: AWS does not say whose credentials these are: ECONNREFUSED/,
  );
  expect(err).not.toMatch(/^\s+at /m);
});
