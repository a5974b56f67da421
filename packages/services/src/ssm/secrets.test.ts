import type {
  DescribeParametersResult,
  GetParameterHistoryResult,
  GetParametersByPathResult,
  GetParametersResult,
} from '@aws-sdk/client-ssm';
import { beforeAll, expect, test } from 'vitest';
import { ACCOUNT, allow, arn, OTHER_ACCOUNT, ssmFixture, type SsmFixture } from './ssm.fixture.ts';

let shared: SsmFixture;

beforeAll(async () => {
  shared = await ssmFixture();
});

const SECURE = { Type: 'SecureString' };
const DECRYPTED = { WithDecryption: true };

test.for([
  ['Standard', 's3cret', 'Encrypt'],
  ['Advanced', 'long'.repeat(2000), 'GenerateDataKey'],
] as const)(
  'a %s SecureString is what KMS made of it until KMS opens it',
  async ([Tier, text, by]) => {
    const { put, get, ssm, events, store } = shared;
    const Name = `/secure/${Tier}`;
    await events();
    await put(Name, text, { ...SECURE, Tier });
    const written = await events();

    const sealed = await get(Name);
    const opened = await get(Name, DECRYPTED);
    const { Parameters: several = [] } = await ssm<GetParametersResult>('GetParameters', {
      Names: [Name],
      ...DECRYPTED,
    });
    const { Parameters: below = [] } = await ssm<GetParametersByPathResult>('GetParametersByPath', {
      Path: '/secure/',
      ...DECRYPTED,
    });
    const { Parameters: versions = [] } = await ssm<GetParameterHistoryResult>(
      'GetParameterHistory',
      {
        Name,
        ...DECRYPTED,
      },
    );
    const read = await events();
    const rows = await store.read((tx) =>
      tx.all<{ readonly sealed: Uint8Array }>('SELECT * FROM ssm_version'),
    );
    const stored = rows.map(
      ({ sealed: bytes, ...rest }) => Buffer.from(bytes).toString('latin1') + JSON.stringify(rest),
    );

    expect(sealed.Value).toMatch(/^[A-Za-z0-9+/]{80,}={0,2}$/);
    expect([opened, several[0], versions[0]].map((one) => one?.Value)).toEqual([text, text, text]);
    expect(below.find((one) => one.Name === Name)?.Value).toBe(text);
    expect(versions[0]?.KeyId).toBe('alias/aws/ssm');
    expect(stored.join()).not.toContain(text);
    expect(written.map(({ record }) => [record['eventName'], record['requestParameters']])).toEqual(
      [
        [
          'PutParameter',
          { name: Name, value: 'HIDDEN_DUE_TO_SECURITY_REASONS', type: 'SecureString', tier: Tier },
        ],
        [by, expect.objectContaining({ encryptionContext: { PARAMETER_ARN: arn(Name.slice(1)) } })],
      ],
    );
    const decrypts = read.filter(({ record }) => record['eventName'] === 'Decrypt');
    expect(decrypts.length).toBeGreaterThanOrEqual(4);
    expect(decrypts[0]?.record).toMatchObject({
      sourceIPAddress: 'ssm.amazonaws.com',
      requestParameters: { encryptionContext: { PARAMETER_ARN: arn(Name.slice(1)) } },
    });
    expect(read.find(({ record }) => record['eventName'] === 'GetParameter')?.record).toMatchObject(
      {
        eventSource: 'ssm.amazonaws.com',
        readOnly: true,
        managementEvent: true,
        eventCategory: 'Management',
        responseElements: null,
        resources: [{ ARN: arn(Name.slice(1)), accountId: ACCOUNT, type: 'AWS::SSM::Parameter' }],
      },
    );
    expect(JSON.stringify([written, read])).not.toContain(text);
  },
);

test('without kms:Decrypt there is no value, and without a key no parameter', async () => {
  const { put, kmsKey, refusal, userWith, call } = shared;
  const KeyId = await kmsKey();
  await put('/keyed', 'hidden', { ...SECURE, KeyId });
  const reader = userWith('reader', allow('ssm:*'));

  const mayNot = await refusal('GetParameter', { Name: '/keyed', ...DECRYPTED }, { as: reader });
  const mayNotEither = await refusal(
    'PutParameter',
    { Name: '/own', Value: 'x', ...SECURE, KeyId },
    { as: reader },
  );
  await call('kms', 'DisableKey', { KeyId });
  const disabled = await refusal('GetParameters', { Names: ['/keyed'], ...DECRYPTED });

  expect(mayNot).toMatchObject([
    'AccessDeniedException',
    expect.stringMatching(
      /kms:Decrypt on resource.*\(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException;/,
    ),
  ]);
  expect(mayNotEither?.[1]).toContain('kms:Encrypt');
  expect(disabled).toMatchObject([
    'InvalidKeyId',
    expect.stringContaining('Error Code: DisabledException'),
  ]);
  expect(
    await refusal('PutParameter', { Name: '/own', Value: 'x', ...SECURE, KeyId: 'alias/none' }),
  ).toMatchObject(['InvalidKeyId', expect.stringContaining('alias/none')]);
});

test('decisions are about the parameter, its tags and what is asked of it', async () => {
  const { put, refusal, userWith, get } = shared;
  await put('/team/a/x', '1', { Tags: [{ Key: 'team', Value: 'a' }] });
  await put('/team/b/x', '2', { Tags: [{ Key: 'team', Value: 'b' }] });
  const own = { StringEquals: { 'aws:ResourceTag/team': 'a' } };
  const byTag = userWith(
    'bytag',
    allow(['ssm:GetParameter', 'ssm:GetParameters'], '*', { Condition: own }),
  );
  const creator = userWith(
    'creator',
    allow(['ssm:PutParameter', 'ssm:AddTagsToResource'], '*', {
      Condition: { StringEquals: { 'ssm:Overwrite': 'false', 'ssm:Policies': 'false' } },
    }),
  );
  const plain = userWith('plain', allow('ssm:PutParameter'));
  const as = { as: creator };
  const value = { Value: 'x', Type: 'String' };

  expect((await get('/team/a/x', {}, { as: byTag })).Value).toBe('1');
  expect(
    (await refusal('GetParameters', { Names: ['/team/a/x', '/team/b/x'] }, { as: byTag }))?.[1],
  ).toContain(`ssm:GetParameters on resource: ${arn('team/b/x')}`);
  expect((await refusal('GetParameter', { Name: '/not/there' }, { as: byTag }))?.[0]).toBe(
    'AccessDeniedException',
  );
  expect(await refusal('PutParameter', { Name: '/c/1', ...value }, as)).toBeUndefined();
  expect(
    (await refusal('PutParameter', { Name: '/c/1', ...value, Overwrite: true }, as))?.[0],
  ).toBe('AccessDeniedException');
  expect((await refusal('PutParameter', { Name: '/c/2', ...value, Policies: '[]' }, as))?.[0]).toBe(
    'AccessDeniedException',
  );
  const tagged = { Name: '/c/3', ...value, Tags: [{ Key: 'k', Value: 'v' }] };
  expect((await refusal('PutParameter', tagged, { as: plain }))?.[1]).toContain(
    'ssm:AddTagsToResource',
  );
});

test('who may ask for a path gets all below it, whatever is denied deeper', async () => {
  const { put, ssm, refusal, userWith } = shared;
  await put('/tree/a', '1');
  await put('/tree/deep/b', '2');
  const deny = { ...allow('ssm:*', arn('tree/deep/*')) };
  const reader = userWith('treereader', allow('ssm:GetParametersByPath', arn('tree')), {
    ...deny,
    Statement: { Effect: 'Deny', Action: 'ssm:*', Resource: arn('tree/deep/*') },
  });
  const flat = userWith(
    'flat',
    allow('ssm:GetParametersByPath', '*', {
      Condition: { StringEquals: { 'ssm:Recursive': 'false' } },
    }),
  );
  const below = { Path: '/tree', Recursive: true };

  const { Parameters = [] } = await ssm<GetParametersByPathResult>('GetParametersByPath', below, {
    as: reader,
  });

  expect(Parameters.map(({ Name }) => Name)).toEqual(['/tree/a', '/tree/deep/b']);
  expect((await refusal('GetParametersByPath', below, { as: flat }))?.[0]).toBe(
    'AccessDeniedException',
  );
  expect(await refusal('GetParametersByPath', { Path: '/tree' }, { as: flat })).toBeUndefined();
});

test('an advanced parameter is shared by its policy, a standard one and one under the default key are not', async () => {
  const { put, ssm, refusal } = shared;
  const stranger = { as: { kind: 'root', account: OTHER_ACCOUNT } as const };
  await put('/shared/one', 'for you', { Tier: 'Advanced' });
  await put('/shared/standard', 'x');
  await put('/shared/secure', 'x', { ...SECURE, Tier: 'Advanced' });
  const ResourceArn = arn('shared/one');
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: OTHER_ACCOUNT },
      Action: ['ssm:GetParameter', 'ssm:DescribeParameters'],
      Resource: ResourceArn,
    },
  });
  const refusedBefore = await refusal('GetParameter', { Name: ResourceArn }, stranger);

  const made = await ssm<{ PolicyId: string; PolicyHash: string }>('PutResourcePolicy', {
    ResourceArn,
    Policy,
  });
  const read = await shared.get(ResourceArn, {}, stranger);
  const listed = await ssm<DescribeParametersResult>(
    'DescribeParameters',
    { Shared: true },
    stranger,
  );
  const codes = [];
  for (const [operation, input] of [
    ['PutResourcePolicy', { ResourceArn, Policy }],
    ['PutResourcePolicy', { ResourceArn, Policy, PolicyId: made.PolicyId, PolicyHash: 'x' }],
    ['PutResourcePolicy', { ResourceArn, Policy, PolicyId: 'x', PolicyHash: 'x' }],
    ['PutResourcePolicy', { ResourceArn: arn('shared/standard'), Policy }],
    ['PutResourcePolicy', { ResourceArn: arn('shared/secure'), Policy }],
    ['PutResourcePolicy', { ResourceArn: arn('shared/none'), Policy }],
    ['PutResourcePolicy', { ResourceArn, Policy: '{}', ...made }],
    ['GetParameters', { Names: [ResourceArn] }, stranger],
  ] as const)
    codes.push(
      (await refusal(operation, input, operation === 'GetParameters' ? stranger : {}))?.[0],
    );
  const policies = await ssm('GetResourcePolicies', { ResourceArn });
  await ssm('DeleteResourcePolicy', { ResourceArn, ...made });

  expect(refusedBefore?.[0]).toBe('AccessDeniedException');
  expect(read).toMatchObject({ Name: '/shared/one', Value: 'for you', ARN: ResourceArn });
  expect(listed.Parameters?.map(({ ARN }) => ARN)).toEqual([ResourceArn]);
  expect(codes).toEqual([
    'ResourcePolicyLimitExceededException',
    'ResourcePolicyConflictException',
    'ResourcePolicyNotFoundException',
    'ResourcePolicyInvalidParameterException',
    'ResourcePolicyInvalidParameterException',
    'ResourceNotFoundException',
    'MalformedResourcePolicyDocumentException',
    'AccessDeniedException',
  ]);
  expect(policies).toEqual({ Policies: [{ ...made, Policy }] });
  expect(await ssm('DescribeParameters', { Shared: true }, stranger)).toEqual({ Parameters: [] });
  expect((await refusal('GetParameter', { Name: ResourceArn }, stranger))?.[0]).toBe(
    'AccessDeniedException',
  );
});

const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ Key: `k${from + n}`, Value: 'v' }));

test('tags are put, taken away and limited', async () => {
  const { put, ssm, refusal } = shared;
  await put('tagged', 'x');
  const on = { ResourceType: 'Parameter', ResourceId: 'tagged' };

  await ssm('AddTagsToResource', { ...on, Tags: many(0, 50) });
  await ssm('RemoveTagsFromResource', { ...on, TagKeys: many(1, 49).map(({ Key }) => Key) });

  expect(await ssm('ListTagsForResource', on)).toEqual({ TagList: [{ Key: 'k0', Value: 'v' }] });
  for (const [input, code] of [
    [{ ...on, Tags: many(1, 50) }, 'TooManyTagsError'],
    [{ ...on, Tags: [{ Key: 'aws:x', Value: 'v' }] }, 'ValidationException'],
    [
      {
        ...on,
        Tags: [
          { Key: 'a', Value: 'v' },
          { Key: 'a', Value: 'w' },
        ],
      },
      'ValidationException',
    ],
    [{ ...on, ResourceId: 'none', Tags: [] }, 'InvalidResourceId'],
    [{ ...on, ResourceType: 'Document', Tags: [] }, 'InvalidResourceId'],
    [{ ...on, ResourceType: 'foo', Tags: [] }, 'InvalidResourceType'],
  ] as const)
    expect((await refusal('AddTagsToResource', input))?.[0]).toBe(code);
});
