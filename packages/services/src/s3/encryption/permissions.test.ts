import type { CallOptions } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, s3Fixture } from '../s3.fixture.ts';

const KMS = { ServerSideEncryption: 'aws:kms' } as const;
const REGION = 'us-east-1';

const allow = (Action: string | readonly string[], more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*', ...more },
});

test('who may S3 but not KMS is refused in the words of KMS', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, s3, kmsKey } = fixture;
  const Bucket = await bucket('halves');
  const SSEKMSKeyId = await kmsKey();
  await put(Bucket, 'k', 'x', { ...KMS, SSEKMSKeyId });
  const nobody = fixture.userWith('nobody', allow('s3:*'));
  const writer = fixture.userWith('writer', allow('s3:*'), allow('kms:GenerateDataKey'));
  const object = { Bucket, Key: 'n', Body: 'y', ...KMS, SSEKMSKeyId };
  const refusal = (who: string, action: string) => ({
    name: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${ACCOUNT}:user/${who} is not authorized to perform: ${action} on resource: ${SSEKMSKeyId} because no identity-based policy allows the ${action} action`,
  });
  const get = (as: CallOptions['as']) =>
    s3('GetObject', { Bucket, Key: 'k' }, as === undefined ? {} : { as });

  await expect(s3('PutObject', object, { as: nobody })).rejects.toMatchObject(
    refusal('nobody', 'kms:GenerateDataKey'),
  );
  await expect(s3('PutObject', object, { as: writer })).resolves.toMatchObject(KMS);
  await expect(get(writer)).rejects.toMatchObject(refusal('writer', 'kms:Decrypt'));
  await expect(
    s3('HeadObject', { Bucket, Key: 'k', ChecksumMode: 'ENABLED' }, { as: writer }),
  ).rejects.toMatchObject(refusal('writer', 'kms:Decrypt'));
  await expect(s3('HeadObject', { Bucket, Key: 'k' }, { as: writer })).resolves.toMatchObject(KMS);
  for (const [operation, input] of [
    ['CopyObject', { Bucket, Key: 'c', CopySource: `${Bucket}/k` }],
    ['CopyObject', { ...object, CopySource: `${Bucket}/k` }],
  ] as const)
    await expect(s3(operation, input, { as: writer })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
});

test('a key policy that lets people in only through S3 does just that', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, s3, kms, kmsKey } = fixture;
  const Bucket = await bucket('only-through');
  const reader = fixture.userWith('reader', allow(['s3:GetObject', 's3:PutObject']));
  const through = {
    Effect: 'Allow',
    Principal: { AWS: reader.arn },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:ViaService': `s3.${REGION}.amazonaws.com`,
        'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}/k`,
      },
    },
  };
  const owner = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const KeyId = await kmsKey({
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [owner, through] }),
  });
  for (const Key of ['k', 'other']) await put(Bucket, Key, 'x', { ...KMS, SSEKMSKeyId: KeyId });

  const get = (Key: string) => s3('GetObject', { Bucket, Key }, { as: reader });
  await expect(get('k')).resolves.toMatchObject(KMS);
  await expect(get('other')).rejects.toMatchObject({ name: 'AccessDenied' });
  const direct = { KeyId, NumberOfBytes: 32, EncryptionContext: through.Condition.StringEquals };
  await expect(kms('GenerateDataKey', direct, { as: reader })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

const ANONYMOUS = { as: { kind: 'anonymous' } } as const;

test('a public object under a KMS key is for those who sign', async () => {
  const { bucket, s3, put, kmsKey } = await s3Fixture();
  const Bucket = await bucket('public-bucket');
  await s3('DeletePublicAccessBlock', { Bucket });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: `arn:aws:s3:::${Bucket}/*`,
    },
  });
  await s3('PutBucketPolicy', { Bucket, Policy });
  await put(Bucket, 'open', 'x');
  await put(Bucket, 'sealed', 'x', { ...KMS, SSEKMSKeyId: await kmsKey() });
  const refusal = {
    name: 'InvalidArgument',
    status: 400,
    message:
      'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    members: { ArgumentName: 'Authorization', ArgumentValue: 'null' },
  };

  const get = (Key: string) => s3('GetObject', { Bucket, Key }, ANONYMOUS);
  await expect(get('open')).resolves.toMatchObject({ ContentLength: 1 });
  await expect(get('sealed')).rejects.toMatchObject(refusal);
  await expect(
    s3('PutObject', { Bucket, Key: 'n', Body: 'x', ...KMS }, ANONYMOUS),
  ).rejects.toMatchObject(refusal);
});

test('the classic bucket policy takes what is encrypted by its key and nothing else', async () => {
  const { bucket, s3, put, kms, kmsKey } = await s3Fixture();
  const Bucket = await bucket('must-be-sealed');
  const right = await kmsKey();
  const id = right.slice(right.indexOf('/') + 1);
  await kms('CreateAlias', { AliasName: 'alias/right', TargetKeyId: id });
  const key = 's3:x-amz-server-side-encryption';
  const deny = (Condition: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition,
  });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      deny({ StringNotEquals: { [key]: 'aws:kms' } }),
      deny({ StringNotEquals: { [`${key}-aws-kms-key-id`]: right } }),
    ],
  });
  await s3('PutBucketPolicy', { Bucket, Policy });

  for (const more of [
    {},
    { ServerSideEncryption: 'AES256' },
    KMS,
    { ...KMS, SSEKMSKeyId: await kmsKey() },
  ])
    await expect(put(Bucket, 'k', 'x', more)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'with an explicit deny in a resource-based policy',
      ) as string,
    });
  for (const SSEKMSKeyId of [right, id, 'alias/right'])
    await expect(put(Bucket, 'k', 'x', { ...KMS, SSEKMSKeyId })).resolves.toMatchObject(KMS);
});

const statement = (Action: readonly string[], Resource: string, who: object) => ({
  Effect: 'Allow',
  Principal: who,
  Action,
  Resource,
});
const policyOf = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement });

test('another account uses what bucket and key both let it use, and names the key in full', async () => {
  const { bucket, s3, put, kmsKey } = await s3Fixture();
  const Bucket = await bucket('shared-bucket');
  const stranger = { kind: 'root', account: OTHER_ACCOUNT } as const;
  const Principal = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
  await s3('PutBucketPolicy', {
    Bucket,
    Policy: policyOf(
      statement(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${Bucket}/*`, Principal),
    ),
  });
  const owner = statement(['kms:*'], '*', { AWS: `arn:aws:iam::${ACCOUNT}:root` });
  const shared = await kmsKey({
    Policy: policyOf(owner, statement(['kms:Decrypt', 'kms:GenerateDataKey'], '*', Principal)),
  });
  await put(Bucket, 'shared', 'x', { ...KMS, SSEKMSKeyId: shared });
  await put(Bucket, 'own', 'x', { ...KMS, SSEKMSKeyId: await kmsKey() });
  await put(Bucket, 'managed', 'x', KMS);
  const as = { as: stranger };
  const get = (Key: string) => s3('GetObject', { Bucket, Key }, as);
  const id = shared.slice(shared.indexOf('/') + 1);

  await expect(get('shared')).resolves.toMatchObject({ SSEKMSKeyId: shared });
  for (const Key of ['own', 'managed'])
    await expect(get(Key)).rejects.toMatchObject({ name: 'AccessDenied' });
  const object = { Bucket, Key: 'n', Body: 'y', ...KMS };
  await expect(s3('PutObject', { ...object, SSEKMSKeyId: shared }, as)).resolves.toMatchObject({
    SSEKMSKeyId: shared,
  });
  await expect(s3('PutObject', { ...object, SSEKMSKeyId: id }, as)).rejects.toMatchObject({
    name: 'KMS.NotFoundException',
  });
});

test('content that came while the default of its bucket became another is not kept', async () => {
  const { bucket, s3, keys } = await s3Fixture();
  const Bucket = await bucket('changing');
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } };
  const content = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('wor');
    await s3('PutBucketEncryption', {
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: [rule] },
    });
    yield Buffer.from('ds');
  };
  const Body = Object.assign(content(), { bytes: 5, announced: [], trailers: () => ({}) });

  await expect(s3('PutObject', { Bucket, Key: 'k', Body })).rejects.toMatchObject({
    name: 'OperationAborted',
    status: 409,
  });

  expect(await keys(Bucket)).toEqual([]);
});
