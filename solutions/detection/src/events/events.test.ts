import { expect, test } from 'vitest';
import { ACCOUNT, event, record } from '../record.fixture.ts';
import { timeOf } from './event-time.ts';
import { isProblem, readTrailEvent } from './read-trail-event.ts';
import { summaryOf, touchedResources } from './touched-resources.ts';

const issuer = (arn: string, userName: string): unknown => ({
  attributes: { creationDate: '2026-03-01T09:00:00Z', mfaAuthenticated: 'true' },
  sessionIssuer: { type: 'Role', principalId: 'AROAX', arn, accountId: ACCOUNT, userName },
});
const assumed = `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/run-17`;

test.for([
  [
    'Root',
    { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
    'root',
    `arn:aws:iam::${ACCOUNT}:root`,
  ],
  [
    'Root without an ARN',
    { type: 'Root', accountId: ACCOUNT },
    'root',
    `arn:aws:iam::${ACCOUNT}:root`,
  ],
  [
    'IAMUser',
    { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/a/dana`, userName: 'dana' },
    'user',
    `arn:aws:iam::${ACCOUNT}:user/a/dana`,
  ],
  [
    'IAMUser without an ARN',
    { type: 'IAMUser', accountId: ACCOUNT, userName: 'dana' },
    'user',
    `arn:aws:iam::${ACCOUNT}:user/dana`,
  ],
  [
    'IAMUser with a hidden name',
    {
      type: 'IAMUser',
      accountId: ACCOUNT,
      accessKeyId: '',
      userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    'user',
    `${ACCOUNT}:user`,
  ],
  [
    'AssumedRole',
    {
      type: 'AssumedRole',
      arn: assumed,
      accountId: ACCOUNT,
      sessionContext: issuer(`arn:aws:iam::${ACCOUNT}:role/ci/Deploy`, 'Deploy'),
    },
    'role',
    `arn:aws:iam::${ACCOUNT}:role/ci/Deploy`,
  ],
  [
    'AssumedRole without an issuer',
    { type: 'AssumedRole', arn: assumed, accountId: ACCOUNT },
    'role',
    `arn:aws:iam::${ACCOUNT}:role/Deploy`,
  ],
  [
    'AssumedRole by its principal alone',
    { type: 'AssumedRole', principalId: 'AROAX:run-17' },
    'role',
    'AROAX',
  ],
  [
    'AssumedRole in China',
    { type: 'AssumedRole', arn: assumed.replace('aws:', 'aws-cn:'), accountId: ACCOUNT },
    'role',
    `arn:aws-cn:iam::${ACCOUNT}:role/Deploy`,
  ],
  [
    'FederatedUser',
    { type: 'FederatedUser', arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob` },
    'federated',
    `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
  ],
  [
    'SAMLUser',
    { type: 'SAMLUser', principalId: 'q=:bob', userName: 'bob', identityProvider: 'idp' },
    'federated',
    'idp/bob',
  ],
  [
    'WebIdentityUser',
    {
      type: 'WebIdentityUser',
      principalId: 'p:sts.amazonaws.com:repo:o/r',
      userName: 'repo:o/r',
      identityProvider: 'p',
    },
    'federated',
    'p/repo:o/r',
  ],
  [
    'AWSAccount',
    { type: 'AWSAccount', accountId: '999988887777', principalId: 'AROAY:run' },
    'account',
    '999988887777:AROAY',
  ],
  [
    'AWSAccount that is nobody',
    { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL', principalId: '' },
    'anonymous',
    'anonymous',
  ],
  [
    'AWSService',
    { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
    'service',
    'ec2.amazonaws.com',
  ],
  ['a service without a type', { invokedBy: 'ec2.amazonaws.com' }, 'service', 'ec2.amazonaws.com'],
  [
    'Directory',
    { type: 'Directory', accountId: ACCOUNT, userName: 'bob' },
    'federated',
    `directory:${ACCOUNT}:bob`,
  ],
  [
    'IdentityCenterUser',
    {
      type: 'IdentityCenterUser',
      accountId: ACCOUNT,
      onBehalfOf: { userId: 'u-1', identityStoreArn: 'store' },
      credentialId: 'c-1',
    },
    'identity-center',
    'store/u-1',
  ],
  ['Unknown', { type: 'Unknown', principalId: 'P', userName: 'bob' }, 'unknown', 'P'],
  [
    'an ARN without a type',
    { arn: `arn:aws:iam::${ACCOUNT}:user/dana` },
    'user',
    `arn:aws:iam::${ACCOUNT}:user/dana`,
  ],
  ['a type of tomorrow', { type: 'Robot' }, 'unknown', 'unknown'],
  ['a list', [], 'unknown', 'unknown'],
  ['nothing', undefined, 'unknown', 'unknown'],
] as const)('%s is read as an actor', ([, userIdentity, kind, key]) => {
  expect(event({ userIdentity }).actor).toMatchObject({ kind, key });
});

test('a session is told from others of its role, and its person and factors are named', () => {
  const { actor } = event({
    userIdentity: {
      type: 'AssumedRole',
      arn: assumed,
      accessKeyId: 'ASIA1',
      sessionContext: issuer(`arn:aws:iam::${ACCOUNT}:role/Deploy`, 'Deploy'),
    },
  });

  expect(actor).toMatchObject({
    name: 'Deploy',
    sessionName: 'run-17',
    session: `${assumed}@2026-03-01T09:00:00Z`,
    mfa: true,
    account: ACCOUNT,
  });
});

test.for([
  ['DeleteFunction20150331', 'DeleteFunction'],
  ['UpdateFunctionCode20150331v2', 'UpdateFunctionCode'],
  ['CreateDistribution2020_05_31', 'CreateDistribution'],
  ['ListObjectsV2', 'ListObjectsV2'],
  ['DescribeEc2', 'DescribeEc2'],
  ['20150331', '20150331'],
] as const)('%s is the call %s', ([eventName, name]) => {
  expect(event({ eventName }).name).toBe(name);
});

test.for([
  ['2026-03-01T10:00:00Z', 1772359200000],
  ['2026-03-31T23:59:59Z', 1775001599000],
  ['2024-02-29T00:00:00Z', 1709164800000],
  ['1970-01-01T00:00:00Z', 0],
  ['2100-01-01T00:00:00Z', 4102444800000],
  ['2026-03-01T11:00:00+01:00', 1772359200000],
  ['2026-03-01 10:00:00', 1772359200000],
  ['2026-03-01T10:00:00.000', 1772359200000],
  ['1772359200', 1772359200000],
  [1772359200, 1772359200000],
  [1772359200000, 1772359200000],
  ['Mar 1, 2026 10:00:00 AM UTC', 1772359200000],
  ['2026-13-01T10:00:00Z', undefined],
  ['2026-03-01T25:00:00Z', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [null, undefined],
  [{}, undefined],
  [-5, undefined],
] as const)('the time %j is %j', ([text, at]) => {
  expect(timeOf(text)).toBe(at);
});

test.for([
  ['not-cloudtrail', { hello: 'world' }],
  ['not-cloudtrail', 'text'],
  ['not-cloudtrail', null],
  ['digest', { digestStartTime: '2026-03-01T10:00:00Z', digestS3Object: 'x' }],
  [
    'storage-notification',
    { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventTime: '2026-03-01T10:00:00Z' },
  ],
  ['no-time', { eventSource: 's3.amazonaws.com', eventName: 'GetObject' }],
  ['no-name', { eventSource: 's3.amazonaws.com', eventTime: '2026-03-01T10:00:00Z' }],
  ['too-many-members', Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`m${at}`, at]))],
] as const)('%s is said of what is no event', ([problem, value]) => {
  expect(readTrailEvent(value)).toMatchObject({ problem });
});

test('members in another case and without an id are read, and the same record has the same id', () => {
  const { eventID: _id, ...rest } = record({ errorCode: 'AccessDenied' });
  const lower = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name.toLowerCase(), value]),
  );

  const read = readTrailEvent(lower);

  expect(read).toMatchObject({ name: 'ListBuckets', service: 's3', errorCode: 'AccessDenied' });
  expect(read).toEqual(readTrailEvent(structuredClone(lower)));
});

test('an Insights record is an event of that category', () => {
  const insight = readTrailEvent({
    eventVersion: '1.08',
    eventTime: '2026-03-01T10:00:00Z',
    awsRegion: 'us-east-1',
    eventID: 'i-1',
    eventType: 'AwsCloudTrailInsight',
    recipientAccountId: ACCOUNT,
    eventCategory: 'Insight',
    insightDetails: { state: 'Start', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
  });

  expect(insight).toMatchObject({ category: 'Insight', name: 'RunInstances', service: 'ec2' });
});

test.for([
  ['s3.amazonaws.com', 'GetObject', { bucketName: 'b', key: 'k' }, null, ['arn:aws:s3:::b/k', 'b']],
  [
    'iam.amazonaws.com',
    'CreateAccessKey',
    { userName: 'u' },
    { accessKey: { accessKeyId: 'AKIA2' } },
    ['u', 'AKIA2'],
  ],
  [
    'ec2.amazonaws.com',
    'RunInstances',
    { imageId: 'ami-1' },
    { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } },
    ['ami-1', 'i-1', 'i-2'],
  ],
  [
    'ec2.amazonaws.com',
    'DeleteFlowLogs',
    { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } },
    null,
    ['fl-1'],
  ],
  ['ec2.amazonaws.com', 'ModifySnapshotAttribute', { snapshotId: 'snap-1' }, null, ['snap-1']],
  ['rds.amazonaws.com', 'ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 's' }, null, ['s']],
  ['cloudtrail.amazonaws.com', 'StopLogging', { name: 'trail' }, null, ['trail']],
  ['ssm.amazonaws.com', 'GetParameters', { names: ['/a', '/b'] }, null, ['/a', '/b']],
  ['lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', { functionName: 'f' }, null, ['f']],
  ['unheard-of.amazonaws.com', 'Do', { name: 'x' }, null, []],
] as const)(
  '%s %s touches what it names',
  ([eventSource, eventName, requestParameters, responseElements, ids]) => {
    const touched = touchedResources(
      event({ eventSource, eventName, requestParameters, responseElements }),
    );

    expect(touched.map(({ id }) => id)).toEqual(ids);
  },
);

test('resources that CloudTrail lists come first, in any case, and are named once', () => {
  const resources = [
    { aRN: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket' },
    { ARNPrefix: 'arn:aws:s3:::b/' },
    null,
    7,
  ];

  expect(summaryOf(event({ resources, requestParameters: { bucketName: 'b' } }))).toMatchObject({
    resources: [{ type: 'AWS::S3::Bucket', id: 'arn:aws:s3:::b' }],
  });
});

test('whatever stands in a record, reading it and its resources throws nothing', () => {
  const odd: readonly unknown[] = [
    null,
    7,
    '',
    'x'.repeat(100_000),
    [],
    [[{}]],
    { a: { b: [] } },
    JSON.parse('{"__proto__":{"x":1},"constructor":1}'),
  ];
  const read = Object.keys(record()).flatMap((member) =>
    odd.map((value) => readTrailEvent(record({ [member]: value, errorCode: value }))),
  );
  const touched = read.flatMap((one) => (isProblem(one) ? [] : [summaryOf(one).resources.length]));

  expect(Math.max(...touched)).toBeLessThan(11);
});
