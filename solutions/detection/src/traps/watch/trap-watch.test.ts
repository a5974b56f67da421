import { expect, test } from 'vitest';
import type { TrailEvent } from '../../model.ts';
import { ACCOUNT, event } from '../../record.fixture.ts';
import type { Trap } from '../model.ts';
import { brief, KEEPER_ARN, SETTINGS } from '../traps.fixture.ts';
import { createTrapWatch } from './trap-watch.ts';
import { arn, call, DAY, denied, type Members, role, trap } from './watch.fixture.ts';

const USER = arn('iam', 'user/ops/backup-admin', '');
const ROLE = arn('iam', 'role/ops/devops', '');
const SECRET = arn('secretsmanager', 'secret:prod/db-AbCdEf');
const PARAMETER = arn('ssm', 'parameter/prod/crm/key');
const TABLE = arn('dynamodb', 'table/accounts');
const TRAIL = arn('cloudtrail', 'trail/data-events-1a2b');

const TRAPS: readonly Trap[] = [
  trap('user', 'backup-admin', { arn: USER, uniqueId: 'AIDATRAP', accessKeyId: 'AKIATRAP' }),
  trap('role', 'devops', { arn: ROLE, uniqueId: 'AROATRAP' }),
  trap('bucket', 'password-backup', { arn: 'arn:aws:s3:::password-backup' }),
  trap('table', 'accounts', { arn: TABLE }),
  trap('secret', 'prod/db', { arn: SECRET }),
  trap('parameter', '/prod/crm/key', { arn: PARAMETER }),
  trap('trail', 'data-events-1a2b', { arn: TRAIL, bucket: 'logs' }),
];

const watch = createTrapWatch(TRAPS, {
  ...SETTINGS,
  watch: {
    expectedListers: [arn('iam', 'role/Inventory*', '')],
    expectedPrincipals: [arn('iam', 'role/Scanner', '')],
  },
});

const CONSOLE = { sessionCredentialFromConsole: 'true' };

test.for<readonly [string, Members]>([
  [
    'trap.console-login ConsoleLogin',
    {
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: {
        type: 'IAMUser',
        accountId: ACCOUNT,
        accessKeyId: '',
        userName: 'backup-admin',
      },
      errorMessage: 'Failed authentication',
      responseElements: { ConsoleLogin: 'Failure' },
    },
  ],
  [
    'trap.console-login ConsoleLogin',
    {
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: {
        type: 'IAMUser',
        accountId: ACCOUNT,
        principalId: 'AIDATRAP',
        userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      },
      responseElements: { ConsoleLogin: 'Failure' },
    },
  ],
  ['trap.assume-role AssumeRole', call('sts', 'AssumeRole', { roleArn: ROLE })],
  [
    'trap.assume-role AssumeRole AccessDenied',
    call('sts', 'AssumeRole', null, denied(ROLE, 'sts:AssumeRole')),
  ],
  [
    'trap.identity-probed GetAccessKeyInfo',
    call('sts', 'GetAccessKeyInfo', { accessKeyId: 'AKIATRAP' }),
  ],
  [
    'trap.credentials-used GetCallerIdentity',
    call('sts', 'GetCallerIdentity', null, {
      userIdentity: {
        type: 'IAMUser',
        arn: USER,
        accountId: ACCOUNT,
        accessKeyId: 'AKIATRAP',
        userName: 'backup-admin',
      },
    }),
  ],
  [
    'trap.credentials-used DescribeInstances',
    call(
      'ec2',
      'DescribeInstances',
      {},
      {
        userIdentity: { type: 'AWSAccount', principalId: 'AIDATRAP', accountId: ACCOUNT },
      },
    ),
  ],
  [
    'trap.credentials-used ListBuckets',
    call('s3', 'ListBuckets', null, {
      ...role('devops', 'me'),
    }),
  ],
  [
    'trap.identity-probed AttachUserPolicy',
    call('iam', 'AttachUserPolicy', { userName: 'backup-admin', policyArn: 'x' }),
  ],
  [
    'trap.identity-probed UpdateAssumeRolePolicy',
    call('iam', 'UpdateAssumeRolePolicy', { roleName: 'devops' }),
  ],
  [
    'trap.identity-probed GetAccessKeyLastUsed',
    call('iam', 'GetAccessKeyLastUsed', { accessKeyId: 'AKIATRAP' }),
  ],
  [
    'trap.identity-probed SimulatePrincipalPolicy',
    call('iam', 'SimulatePrincipalPolicy', { policySourceArn: USER }),
  ],
  ['trap.identity-probed CreateFunction', call('lambda', 'CreateFunction20150331', { role: ROLE })],
  ['trap.bucket-touched HeadBucket', call('s3', 'HeadBucket', { bucketName: 'password-backup' })],
  [
    'trap.bucket-touched CopyObject',
    call('s3', 'CopyObject', { bucketName: 'mine', 'x-amz-copy-source': 'password-backup/x' }),
  ],
  [
    'trap.bucket-touched GetObject AccessDenied',
    call('s3', 'GetObject', null, denied('"arn:aws:s3:::password-backup/a/b"', 's3:GetObject')),
  ],
  [
    'trap.bucket-touched GetObject',
    call('s3', 'GetObject', null, {
      resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::password-backup/a/b' }],
    }),
  ],
  [
    'trap.table-touched BatchGetItem',
    call('dynamodb', 'BatchGetItem', { requestItems: { accounts: {} } }),
  ],
  ['trap.table-touched DescribeTable', call('dynamodb', 'DescribeTable', { tableName: TABLE })],
  [
    'trap.table-touched ExecuteStatement',
    call(
      'dynamodb',
      'ExecuteStatement',
      { statement: 'hidden' },
      {
        resources: [{ type: 'AWS::DynamoDB::Table', ARN: TABLE }],
      },
    ),
  ],
  [
    'trap.table-touched ExportTableToPointInTime',
    call('dynamodb', 'ExportTableToPointInTime', { tableArn: TABLE }),
  ],
  ['trap.table-touched Scan', call('dynamodb', 'Scan', { tableName: 'accounts' }, CONSOLE)],
  ['trap.tables-listed ListTables', call('dynamodb', 'ListTables', null)],
  [
    'trap.secret-touched GetSecretValue',
    call('secretsmanager', 'GetSecretValue', { secretId: SECRET }),
  ],
  [
    'trap.secret-touched GetSecretValue',
    call('secretsmanager', 'GetSecretValue', { secretId: SECRET.replace('-AbCdEf', '') }),
  ],
  [
    'trap.secret-touched DescribeSecret AccessDenied',
    call('secretsmanager', 'DescribeSecret', null, denied(SECRET, 'secretsmanager:DescribeSecret')),
  ],
  [
    'trap.secret-touched BatchGetSecretValue',
    call('secretsmanager', 'BatchGetSecretValue', { secretIdList: ['a', 'prod/db'] }),
  ],
  [
    'trap.secret-touched Decrypt',
    call('kms', 'Decrypt', { encryptionContext: { SecretARN: SECRET } }),
  ],
  [
    'trap.parameter-touched GetParameters',
    call('ssm', 'GetParameters', { names: ['/a', '/prod/crm/key'] }),
  ],
  ['trap.parameter-touched GetParameter', call('ssm', 'GetParameter', { name: '/prod/crm/key:1' })],
  ['trap.parameter-touched GetParameter', call('ssm', 'GetParameter', { name: `${PARAMETER}:1` })],
  [
    'trap.parameter-touched GetParametersByPath',
    call('ssm', 'GetParametersByPath', { path: '/prod/crm/' }),
  ],
  [
    'trap.parameter-touched Decrypt',
    call('kms', 'Decrypt', { encryptionContext: { PARAMETER_ARN: PARAMETER } }),
  ],
  ['trap.sensing-changed StopLogging', call('cloudtrail', 'StopLogging', { name: TRAIL })],
  [
    'trap.bucket-touched GetObject',
    call(
      's3',
      'GetObject',
      { bucketName: 'password-backup' },
      {
        userIdentity: {
          type: 'IAMUser',
          arn: arn('iam', 'user/dana', ''),
          accountId: ACCOUNT,
          invokedBy: 'athena.amazonaws.com',
        },
      },
    ),
  ],
])('%s', ([expected, members]) => {
  expect(watch.observe(event(members)).map(brief)).toStrictEqual([expected]);
});

test.for<readonly [string, Members]>([
  [
    'a hidden name that is no user',
    {
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: {
        type: 'IAMUser',
        accountId: ACCOUNT,
        userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      },
    },
  ],
  ['a list of users', call('iam', 'ListUsers', null)],
  ['a list of secrets', call('secretsmanager', 'ListSecrets', { maxResults: 20 })],
  ['a list of buckets', call('s3', 'ListBuckets', null)],
  [
    'parameters read from the root',
    call('ssm', 'GetParametersByPath', { path: '/', recursive: true }),
  ],
  ['parameters of another folder', call('ssm', 'GetParametersByPath', { path: '/prod' })],
  [
    'a user of the same name elsewhere',
    call('iam', 'GetUser', { userName: 'backup-admin' }, { recipientAccountId: '444455556666' }),
  ],
  [
    'a table of the same name elsewhere',
    call('dynamodb', 'DescribeTable', { tableName: 'accounts' }, { awsRegion: 'us-west-2' }),
  ],
  ['a list of tables elsewhere', call('dynamodb', 'ListTables', null, { awsRegion: 'us-west-2' })],
  ['an expected lister', call('dynamodb', 'ListTables', null, role('InventoryDaily', 'x'))],
  ['the console that lists tables', call('dynamodb', 'ListTables', null, CONSOLE)],
  [
    'the list of tables in the console',
    call('dynamodb', 'DescribeTable', { tableName: 'accounts' }, CONSOLE),
  ],
  [
    'the list of users in the console',
    call('iam', 'ListAccessKeys', { userName: 'backup-admin' }, CONSOLE),
  ],
  [
    'an expected scanner',
    call('s3', 'GetBucketAcl', { bucketName: 'password-backup' }, role('Scanner', 'x')),
  ],
  [
    'the keeper',
    call(
      'secretsmanager',
      'DescribeSecret',
      { secretId: SECRET },
      role('AccountBaseline', 'baseline'),
    ),
  ],
  [
    'Access Analyzer',
    call(
      's3',
      'GetBucketPolicy',
      { bucketName: 'password-backup' },
      {
        userIdentity: { type: 'AWSService', invokedBy: 'access-analyzer.amazonaws.com' },
        sourceIPAddress: 'access-analyzer.amazonaws.com',
      },
    ),
  ],
  [
    'Config by its linked role',
    call(
      'iam',
      'GetUser',
      { userName: 'backup-admin' },
      role('aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig', 'x'),
    ),
  ],
  [
    'Secrets Manager that decrypts for a caller who is told of already',
    call(
      'kms',
      'Decrypt',
      { encryptionContext: { SecretARN: SECRET } },
      {
        userIdentity: {
          type: 'IAMUser',
          arn: arn('iam', 'user/dana', ''),
          accountId: ACCOUNT,
          invokedBy: 'secretsmanager.amazonaws.com',
        },
      },
    ),
  ],
  ['a look at a trail', call('cloudtrail', 'GetTrailStatus', { name: TRAIL })],
  [
    'prototype members',
    call('dynamodb', 'BatchGetItem', { requestItems: { constructor: {}, __proto__: {} } }),
  ],
  [
    'parameters of other forms',
    call('secretsmanager', 'GetSecretValue', { secretId: 7, secretIdList: 'prod/db' }),
  ],
  [
    'what was before the trap',
    call(
      'secretsmanager',
      'GetSecretValue',
      { secretId: SECRET },
      { eventTime: '2026-02-01T00:00:00Z' },
    ),
  ],
])('no sign: %s', ([, members]) => {
  expect(watch.observe(event(members)).map(brief)).toStrictEqual([]);
});

test('somebody else in the role of the keeper is a sign', () => {
  const touched = event(
    call(
      'secretsmanager',
      'DescribeSecret',
      { secretId: SECRET },
      role('AccountBaseline', 'mallory'),
    ),
  );

  expect(touched.actor.key).toBe(KEEPER_ARN);
  expect(watch.observe(touched)).toHaveLength(1);
});

test('a signal tells the trap, what was done, from where, and what to do', () => {
  const [signal] = watch.observe(
    event(call('s3', 'GetObject', { bucketName: 'password-backup', key: 'x' })),
  );

  expect(signal?.rule).toMatchObject({ severity: 'HIGH', origin: 'trap', threshold: 1 });
  expect(signal?.rule.techniques.map(({ id }) => id)).toStrictEqual(['T1530', 'T1619']);
  expect(signal?.rule.nextSteps.length).toBeGreaterThan(2);
  expect(signal?.because).toStrictEqual([
    `arn:aws:iam::${ACCOUNT}:user/dana called s3:GetObject on the trap bucket password-backup.`,
    'The call came from 192.0.2.7 with aws-cli/2.17.9. It succeeded.',
  ]);
  expect(signal?.resources).toStrictEqual([
    { type: 'AWS::S3::Bucket', id: 'arn:aws:s3:::password-backup' },
  ]);
});

const at = (day: number): TrailEvent =>
  event(
    call(
      's3',
      'HeadBucket',
      { bucketName: 'old' },
      { eventTime: new Date(DAY + day * 86_400_000).toISOString() },
    ),
  );

test('a name that was rotated away is watched 90 days longer', () => {
  const rotated = createTrapWatch(
    [trap('bucket', 'old', { arn: 'arn:aws:s3:::old', state: 'gone', goneAt: DAY })],
    SETTINGS,
  );

  expect([1, 89, 91].map((day) => rotated.observe(at(day)).length)).toStrictEqual([1, 1, 0]);
  expect(rotated.observe(at(1))[0]?.because.at(-1)).toContain('another name by now');
});

test('an event costs the same with ten and with ten thousand traps', () => {
  const many = createTrapWatch(
    Array.from({ length: 10_000 }, (_, index) =>
      trap('bucket', `bucket-${index}`, { arn: `arn:aws:s3:::bucket-${index}` }),
    ),
    SETTINGS,
  );
  const benign = event(call('s3', 'GetObject', { bucketName: 'real', key: 'x' }));
  const began = performance.now();

  for (let number = 0; number < 100_000; number += 1) many.observe(benign);

  // Some 0.5 µs each; a look at every trap would take a second for each hundred.
  expect(performance.now() - began).toBeLessThan(1000);
});
