import type { ListKeysResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { ACCOUNT, arnOf, keysFixture, OTHER_ACCOUNT, root } from './keys.fixture.ts';

const MISSING = '1234abcd-12ab-34cd-56ef-1234567890ab';

test('a key is described as it was made, with what its spec and usage can do', async () => {
  const { kms, describe, clock } = await keysFixture();

  const made = await kms<{ KeyMetadata: { KeyId: string } }>('CreateKey', {
    Description: 'orders',
    Tags: [{ TagKey: 'team', TagValue: 'shop' }],
  });
  const { KeyId } = made.KeyMetadata;

  expect(made.KeyMetadata).toEqual({
    AWSAccountId: ACCOUNT,
    KeyId,
    Arn: arnOf(KeyId),
    CreationDate: clock.now(),
    Enabled: true,
    Description: 'orders',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await describe(KeyId)).toEqual(made.KeyMetadata);
  expect(await describe(arnOf(KeyId))).toEqual(made.KeyMetadata);
});

test.for([
  ['HMAC_384', 'GENERATE_VERIFY_MAC', { MacAlgorithms: ['HMAC_SHA_384'] }],
  ['ECC_NIST_P521', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_512'] }],
  ['ECC_NIST_P256', 'KEY_AGREEMENT', { KeyAgreementAlgorithms: ['ECDH'] }],
  ['ECC_SECG_P256K1', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_256'] }],
  [
    'ECC_NIST_EDWARDS25519',
    'SIGN_VERIFY',
    { SigningAlgorithms: ['ED25519_PH_SHA_512', 'ED25519_SHA_512'] },
  ],
  [
    'RSA_2048',
    'ENCRYPT_DECRYPT',
    { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] },
  ],
  ['ML_DSA_44', 'SIGN_VERIFY', { SigningAlgorithms: ['ML_DSA_SHAKE_256'] }],
] as const)('a %s key for %s says its algorithms and no material', async ([spec, usage, facts]) => {
  const { key, describe } = await keysFixture();

  const described = await describe(await key({ KeySpec: spec, KeyUsage: usage }));

  expect(described).toMatchObject({ KeySpec: spec, KeyUsage: usage, ...facts });
  expect(described).not.toHaveProperty('CurrentKeyMaterialId');
});

const USAGE_MISSING =
  'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.';

test.for([
  [{ KeySpec: 'HMAC_256' }, 'ValidationException', USAGE_MISSING],
  [
    { KeySpec: 'HMAC_256', KeyUsage: 'SIGN_VERIFY' },
    'ValidationException',
    'KeyUsage SIGN_VERIFY is not compatible with KeySpec HMAC_256',
  ],
  [
    { KeySpec: 'RSA_2048', CustomerMasterKeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
    'ValidationException',
    expect.stringContaining('CustomerMasterKeySpec is deprecated'),
  ],
  [
    { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' },
    'UnsupportedOperationException',
    expect.stringContaining('SM2'),
  ],
  [
    { KeySpec: 'HMAC_1' },
    'ValidationException',
    expect.stringContaining("Value 'HMAC_1' at 'keySpec' failed to satisfy constraint"),
  ],
  [
    { CustomKeyStoreId: 'cks-1234567890abcdef0', Origin: 'AWS_CLOUDHSM' },
    'CustomKeyStoreNotFoundException',
    expect.stringContaining('cks-1234567890abcdef0'),
  ],
  [{ Origin: 'AWS_CLOUDHSM' }, 'ValidationException', expect.stringContaining('CustomKeyStoreId')],
  [
    { Tags: [{ TagKey: 'AWS:x', TagValue: '' }] },
    'TagException',
    'Tags beginning with aws: are reserved',
  ],
] as const)('CreateKey with %j is refused', async ([input, code, message]) => {
  const { refusal } = await keysFixture();

  expect(await refusal('CreateKey', input)).toEqual([code, message]);
});

test('a key is found by its id and ARN in its Region only, and AWS says why not', async () => {
  const { key, refusal, userWith } = await keysFixture();
  const id = await key();
  const describe = (KeyId: string, region = 'us-east-1') =>
    refusal('DescribeKey', { KeyId }, { region });

  expect(await describe(MISSING)).toEqual([
    'NotFoundException',
    `Key '${arnOf(MISSING)}' does not exist`,
  ]);
  expect(await describe(arnOf(MISSING))).toEqual([
    'NotFoundException',
    `Key '${arnOf(MISSING)}' does not exist`,
  ]);
  expect(await describe(arnOf(id), 'eu-west-1')).toEqual([
    'NotFoundException',
    'Invalid arn us-east-1',
  ]);
  for (const odd of [
    'fake-key-id',
    'mrk-fake-key-id',
    '134f2428cec14b25a1ae9048164dba47',
    arnOf(id).replace('arn:aws:', 'arn:aws-cn:'),
    arnOf(id).replace(':kms:', ':s3:'),
  ])
    expect(await describe(odd)).toEqual(['NotFoundException', `Invalid keyId '${odd}'`]);
  // Who may not know of keys does not learn which exist.
  const stranger = { as: userWith('stranger') };
  expect((await refusal('DescribeKey', { KeyId: MISSING }, stranger))?.[0]).toBe(
    'AccessDeniedException',
  );
});

test('keys are listed page by page, and a marker is good for its own list only', async () => {
  const { key, kms, refusal } = await keysFixture();
  const made = [await key(), await key(), await key()].toSorted();

  const first = await kms<ListKeysResponse>('ListKeys', { Limit: 2 });
  const second = await kms<ListKeysResponse>('ListKeys', { Marker: first.NextMarker });

  expect(first.Truncated).toBe(true);
  expect(second).toMatchObject({ Truncated: false });
  expect([...(first.Keys ?? []), ...(second.Keys ?? [])]).toEqual(
    made.map((KeyId) => ({ KeyId, KeyArn: arnOf(KeyId) })),
  );
  for (const [operation, Marker] of [
    ['ListKeys', 'forged'],
    ['ListAliases', first.NextMarker],
  ] as const)
    expect((await refusal(operation, { Marker }))?.[0]).toBe('InvalidMarkerException');
  expect((await refusal('ListKeys', { Limit: 0 }))?.[0]).toBe('ValidationException');
});

test('a quota of keys counts what customers make in one Region', async () => {
  const { key, kms, refusal, store, port } = await keysFixture({ quotas: { keys: 1 } });
  await store.write((tx) => port.managed(tx, { account: ACCOUNT, region: 'us-east-1' }, 's3'));
  await key();

  const [code] = (await refusal('CreateKey', {})) ?? [];

  expect(code).toBe('LimitExceededException');
  await kms('CreateKey', {}, { region: 'eu-west-1' });
});

const ARN = expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\//);
const OPERATIONS = {
  Encrypt: { Plaintext: Buffer.from('x') },
  GenerateDataKey: { KeySpec: 'AES_256' },
  DisableKey: {},
  EnableKey: {},
  EnableKeyRotation: {},
  DisableKeyRotation: {},
  RotateKeyOnDemand: {},
  UpdateKeyDescription: { Description: 'new' },
  TagResource: { Tags: [{ TagKey: 'a', TagValue: 'b' }] },
  UntagResource: { TagKeys: ['a'] },
  CancelKeyDeletion: {},
  ScheduleKeyDeletion: {},
  DescribeKey: {},
  GetKeyPolicy: {},
  ListResourceTags: {},
} as const;

const DISABLED = [
  'Encrypt',
  'GenerateDataKey',
  'EnableKeyRotation',
  'DisableKeyRotation',
  'RotateKeyOnDemand',
];
const GOING = [
  ...DISABLED,
  'DisableKey',
  'EnableKey',
  'UpdateKeyDescription',
  'TagResource',
  'UntagResource',
  'ScheduleKeyDeletion',
];

const EXTERNAL = 'origin is EXTERNAL which is not valid for this operation.';
const NOT_GOING = ['KMSInvalidStateException', 'is not pending deletion.'] as const;

/** What each operation says, with the key's ARN before it. */
const saying = (
  operations: readonly string[],
  ...words: readonly [code: string, words: string]
): Readonly<Record<string, readonly [string, string]>> =>
  Object.fromEntries(operations.map((operation) => [operation, words]));

// AWS KMS Developer Guide, "Key states of AWS KMS keys", the table.
test.for([
  [
    'Disabled',
    { ...saying(DISABLED, 'DisabledException', 'is disabled.'), CancelKeyDeletion: NOT_GOING },
  ],
  ['PendingDeletion', saying(GOING, 'KMSInvalidStateException', 'is pending deletion.')],
  [
    'PendingReplicaDeletion',
    saying(GOING, 'KMSInvalidStateException', 'is pending replica deletion.'),
  ],
  [
    'PendingImport',
    {
      ...saying(
        ['Encrypt', 'GenerateDataKey', 'DisableKey', 'EnableKey', 'RotateKeyOnDemand'],
        'KMSInvalidStateException',
        'is pending import.',
      ),
      ...saying(
        ['EnableKeyRotation', 'DisableKeyRotation'],
        'UnsupportedOperationException',
        EXTERNAL,
      ),
      CancelKeyDeletion: NOT_GOING,
    },
  ],
] as const)('a key that is %s refuses what the table says', async ([state, expected]) => {
  const { into, refusal } = await keysFixture();
  const refused: Record<string, readonly [string, string | undefined]> = {};

  for (const [operation, input] of Object.entries(OPERATIONS)) {
    const KeyId = await into(state);
    const found = await refusal(operation, { KeyId, ...input });
    if (found === undefined) continue;
    const [code, message] = found;
    refused[operation] = [code, message.replace(`${arnOf(KeyId)} `, '')];
  }

  expect(refused).toEqual(expected);
});

test('another account manages nobody else\u2019s key, whatever its policy says', async () => {
  const { kms, key, refusal } = await keysFixture();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: [ACCOUNT, OTHER_ACCOUNT] },
      Action: 'kms:*',
      Resource: '*',
    },
  });
  const KeyId = arnOf(await key({ Policy }));
  const as = root(OTHER_ACCOUNT);

  expect((await refusal('DisableKey', { KeyId }, { as }))?.[0]).toBe('AccessDeniedException');
  expect((await refusal('GetKeyPolicy', { KeyId }, { as }))?.[0]).toBe('AccessDeniedException');
  await kms('DescribeKey', { KeyId }, { as });
  await kms('GetKeyRotationStatus', { KeyId }, { as });
});

test('CloudTrail shows which key an operation changed, though the API answers nothing', async () => {
  const { key, kms, events } = await keysFixture();
  const KeyId = await key();
  await events();

  await kms('DisableKey', { KeyId });

  expect((await events()).map(({ record }) => record)).toMatchObject([
    {
      eventName: 'DisableKey',
      requestParameters: { keyId: KeyId },
      responseElements: { keyId: ARN },
      resources: [{ type: 'AWS::KMS::Key', ARN }],
    },
  ]);
});
