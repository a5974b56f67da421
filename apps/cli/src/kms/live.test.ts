import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import { type Answered, gatehouse } from '../terminal.fixture.ts';

const ACCOUNT = '111122223333';

let cloud: StartedCloud;
let kms: KMS;
let keyId = '';
let role = '';

const command = (...args: readonly string[]): Promise<Answered> =>
  spawned(['kms', ...args], {
    AWS_CONFIG_FILE: cloud.profiles.config,
    AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
    AWS_PROFILE: 'workloads',
    AWS_ENDPOINT_URL: cloud.aws,
  });

beforeAll(async () => {
  cloud = await startCloud();
  kms = new KMS(cloud.client('workloads'));
  const iam = new IAM(cloud.client('workloads'));
  const { Role } = await iam.createRole({
    RoleName: 'App',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  role = Role?.Arn ?? '';
  const { KeyMetadata } = await kms.createKey({});
  keyId = KeyMetadata?.KeyId ?? '';
  await kms.createAlias({ AliasName: 'alias/app', TargetKeyId: keyId });
  const grant = {
    KeyId: keyId,
    GranteePrincipal: role,
    RetiringPrincipal: role,
    Operations: ['Decrypt' as const],
    Constraints: { EncryptionContextSubset: { tenant: '1\u001b[2J' } },
  };
  await kms.createGrant(grant);
  await kms.createGrant(grant);
});
afterAll(() => cloud.stop());

test('keys, grants, their tree and usage are shown, without effect on the terminal', async () => {
  const [keys, list, tree, usage] = await Promise.all([
    command('keys'),
    command('grants', 'list', '--key', 'alias/app'),
    command('grants', 'tree', '--key', 'alias/app'),
    command('usage', '--key', 'alias/app', '--json'),
  ]);

  expect(keys.out).toMatch(new RegExp(`${keyId} +alias/app +Enabled +SYMMETRIC_DEFAULT`));
  expect(list.out).toContain('EncryptionContextSubset {tenant=1\\u001b[2J}');
  expect(list.err).toBe('2 grants\n');
  expect(tree.out).toContain('├─ ');
  expect([keys, list, tree, usage].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(JSON.parse(usage.out)).toMatchObject({
    complete: true,
    rows: expect.arrayContaining([
      expect.objectContaining({ operation: 'CreateGrant', succeeded: 2 }),
    ]),
  });
});

test('who can is told with the reason; exit code 1 when nobody can', async () => {
  const [can, nobody] = await Promise.all([
    command('who-can', 'Decrypt', '--key', 'alias/app', '--context', 'tenant=1\u001b[2J', '--json'),
    command('who-can', 'Decrypt', '--key', keyId, '--context', 'tenant=2', '--principal', 'App'),
  ]);

  expect(JSON.parse(can.out).answers).toContainEqual(
    expect.objectContaining({
      name: role,
      result: 'allowed',
      grants: [expect.stringMatching(/^[0-9a-f]{64}$/)],
    }),
  );
  expect(nobody).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^denied +arn:.*App \(role\)/),
  });
});

const audit = (...more: readonly string[]): Promise<Answered> =>
  command('grants', 'audit', '--key', 'alias/app', ...more);

test('an audit shows findings and the plan, tries it, does it, and is clean', async () => {
  const found = await audit('--plan');
  expect(found).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /MEDIUM {2}2 grants permit the same[^]*1\. [^]*aws kms revoke-grant --region us-east-1/,
    ),
  });
  expect((await audit('--apply', '--dry-run')).out).toContain('would succeed');
  expect(await audit('--apply')).toMatchObject({ code: 2 });
  expect(await audit('--apply', '--yes')).toMatchObject({ code: 0 });
  expect(await audit('--json')).toMatchObject({ code: 0 });
  expect((await kms.listGrants({ KeyId: keyId })).Grants).toHaveLength(1);
});

test.for([
  [['who-can', 'Decrypt'], '--key is needed'],
  [['who-can', 'ReEncrypt', '--key', 'k'], 'ReEncryptFrom and for ReEncryptTo'],
  [['who-can', 'Decrypt', '--key', 'k', '--context', 'x'], '--context is KEY=VALUE'],
  [['usage', '--key', 'k', '--days', '91'], '--days is 1 to 90'],
  [['grants', 'audit', '--dry-run'], '--dry-run is about --apply'],
  [['grants', 'list', 'k'], 'nothing to do with "k"'],
] as const)('%j is a wrong usage', async ([args, message]) => {
  const answered = await gatehouse(['kms', ...args]);

  expect(answered).toMatchObject({ code: 2, err: expect.stringContaining(message) });
});
