import type { Principal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, type S3Fixture, s3Fixture } from './s3.fixture.ts';

const anybody: Principal = { kind: 'anonymous' };
const stranger: Principal = { kind: 'root', account: OTHER_ACCOUNT };

const allowing = (Action: string | readonly string[], Resource: string, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  },
});

const policy = (Bucket: string, statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      ...statement,
    },
  });

const denied = (action: string) => ({
  name: 'AccessDenied',
  message: expect.stringContaining(action),
});

const get = ({ s3 }: S3Fixture, Bucket: string, as: Principal, Key = 'k') =>
  s3('GetObject', { Bucket, Key }, { as });

test.for([
  ['s3:prefix', 'ListObjectsV2', { Prefix: 'home/' }, { Prefix: 'other/' }],
  ['s3:prefix', 'ListObjectVersions', { Prefix: 'home/' }, {}],
  ['s3:delimiter', 'ListObjects', { Delimiter: '/' }, {}],
  ['s3:max-keys', 'ListObjectsV2', { MaxKeys: 10 }, { MaxKeys: 100 }],
  [
    's3:x-amz-server-side-encryption',
    'PutObject',
    { Key: 'n', ServerSideEncryption: 'aws:kms' },
    { Key: 'n' },
  ],
  ['s3:x-amz-storage-class', 'PutObject', { Key: 'n', StorageClass: 'STANDARD_IA' }, { Key: 'n' }],
  [
    's3:RequestObjectTag/team',
    'PutObjectTagging',
    { Key: 'k', Tagging: { TagSet: [{ Key: 'team', Value: 'a' }] } },
    { Key: 'k', Tagging: { TagSet: [{ Key: 'team', Value: 'b' }] } },
  ],
  ['s3:ExistingObjectTag/team', 'GetObject', { Key: 'tagged' }, { Key: 'k' }],
  ['s3:VersionId', 'GetObject', { Key: 'k', VersionId: 'null' }, { Key: 'k', VersionId: 'x' }],
  [
    's3:object-lock-mode',
    'PutObjectRetention',
    { Key: 'k', Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2030-01-01') } },
    { Key: 'k', Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date('2030-01-01') } },
  ],
] as const)('%s decides on %s', async ([key, operation, good, bad]) => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const Bucket = await bucket('keys-bucket');
  await put(Bucket, 'k', 'v');
  await put(Bucket, 'tagged', 'v', { Tagging: 'team=a' });
  const values: Readonly<Record<string, string>> = {
    's3:prefix': 'home/',
    's3:delimiter': '/',
    's3:max-keys': '10',
    's3:x-amz-server-side-encryption': 'aws:kms',
    's3:x-amz-storage-class': 'STANDARD_IA',
    's3:VersionId': 'null',
    's3:object-lock-mode': 'GOVERNANCE',
  };
  const operator = key === 's3:max-keys' ? 'NumericEquals' : 'StringEquals';
  const as = fixture.userWith(
    'narrow',
    allowing('s3:*', '*', { [operator]: { [key]: values[key] ?? 'a' } }),
  );

  const refused = s3(operation, { Bucket, ...bad }, { as });
  await expect(refused).rejects.toMatchObject({ name: 'AccessDenied' });
  const allowed = await s3(operation, { Bucket, ...good }, { as }).catch((error: unknown) => error);

  expect(allowed).not.toMatchObject({ name: 'AccessDenied' });
});

test('no marker leads out of the prefix that somebody may list', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const Bucket = await bucket('narrow-bucket');
  for (const key of ['a', 'b-secret', 'home/mine']) {
    await put(Bucket, key, 'v');
    await s3('CreateMultipartUpload', { Bucket, Key: key });
  }
  const only = { StringEquals: { 's3:prefix': 'home/' } };
  const as = fixture.userWith('narrow', allowing('s3:ListBucketVersions', '*', only));
  const behind = { Bucket, Prefix: 'home/', KeyMarker: 'a' };

  const versions = s3('ListObjectVersions', { ...behind, VersionIdMarker: 'null' }, { as });
  const uploads = s3('ListMultipartUploads', { ...behind, UploadIdMarker: '0' });

  expect(await versions).toMatchObject({ Versions: [{ Key: 'home/mine' }] });
  expect(await uploads).toMatchObject({ Uploads: [{ Key: 'home/mine' }] });
});

test('a copy takes the tags of its source along only by who may read them and set them', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const Bucket = await bucket('tagged-bucket');
  await put(Bucket, 'cleared', 'v', { Tagging: 'clearance=secret' });
  const bytes = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
  const copy = (name: string, more: readonly string[], given: object = {}) =>
    s3(
      'CopyObject',
      { Bucket, Key: name, CopySource: `${Bucket}/cleared`, ...given },
      { as: fixture.userWith(name, allowing([...bytes, ...more], '*')) },
    );

  await expect(copy('bytes', [])).rejects.toMatchObject(denied('s3:GetObjectTagging'));
  await expect(copy('reads', ['s3:GetObjectTagging'])).rejects.toMatchObject(
    denied('s3:PutObjectTagging'),
  );
  await expect(copy('sets', ['s3:GetObjectTagging', 's3:PutObjectTagging'])).resolves.toBeDefined();
  await expect(copy('without', [], { TaggingDirective: 'REPLACE' })).resolves.toBeDefined();
});

test('attributes of an object are for who may read it, whatever its tags have to do with that', async () => {
  const fixture = await s3Fixture();
  const Bucket = await fixture.bucket('attributes-bucket');
  await fixture.put(Bucket, 'k', 'v', { Tagging: 'clearance=secret' });
  const Condition = { StringEquals: { 's3:ExistingObjectTag/clearance': 'secret' } };
  const as = fixture.userWith('cleared', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*', Condition },
    ],
  });
  const input = { Bucket, Key: 'k', ObjectAttributes: ['ETag'] };

  await expect(fixture.s3('GetObjectAttributes', input, { as })).rejects.toMatchObject(
    denied('s3:GetObject'),
  );
});

test('whether an object is there hears only who may list', async () => {
  const fixture = await s3Fixture();
  const Bucket = await fixture.bucket('quiet-bucket');
  const reader = fixture.userWith('reader', allowing('s3:GetObject', '*'));
  const lister = fixture.userWith('lister', allowing(['s3:GetObject', 's3:ListBucket'], '*'));

  await expect(get(fixture, Bucket, reader)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('s3:ListBucket'),
  });
  await expect(get(fixture, Bucket, lister)).rejects.toMatchObject({
    name: 'NoSuchKey',
    members: { Key: 'k' },
  });
  await expect(get(fixture, 'nobody-has-it', reader)).rejects.toMatchObject({
    name: 'NoSuchBucket',
    members: { BucketName: 'nobody-has-it' },
  });
});

test.for([
  [{ Principal: '*' }, true],
  [{ Principal: { AWS: '*' }, Action: 's3:*' }, true],
  [{ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }, true],
  [{ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }, false],
  [
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } },
    false,
  ],
  [{ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }, true],
  [{ Principal: { AWS: OTHER_ACCOUNT } }, false],
  [{ Principal: { Service: 'logging.s3.amazonaws.com' } }, false],
  [{ Principal: '*', Effect: 'Deny' }, false],
] as const)('a policy with %j is public: %s', async ([statement, IsPublic]) => {
  const { s3, bucket } = await s3Fixture();
  const Bucket = await bucket('status-bucket');
  const put = () => s3('PutBucketPolicy', { Bucket, Policy: policy(Bucket, statement) });

  const early = await put().then(
    () => 'taken',
    (error: Error) => error.message,
  );
  await s3('DeletePublicAccessBlock', { Bucket });
  await put();

  expect(early).toContain(IsPublic ? 'BlockPublicPolicy' : 'taken');
  expect(await s3('GetBucketPolicyStatus', { Bucket })).toEqual({ PolicyStatus: { IsPublic } });
});

test('a public policy lets strangers in, unless the bucket restricts them', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const Bucket = await bucket('open-bucket');
  await put(Bucket, 'k', 'v');
  await s3('DeletePublicAccessBlock', { Bucket });
  await expect(get(fixture, Bucket, anybody)).rejects.toMatchObject({ name: 'AccessDenied' });
  await s3('PutBucketPolicy', { Bucket, Policy: policy(Bucket, {}) });

  for (const as of [anybody, stranger])
    await expect(get(fixture, Bucket, as)).resolves.toBeDefined();
  await expect(s3('ListObjectsV2', { Bucket }, { as: anybody })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(
    s3('PutObject', { Bucket, Key: 'n', Body: 'x' }, { as: anybody }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(
    s3('GetObject', { Bucket, Key: 'k', ResponseContentType: 'text/html' }, { as: anybody }),
  ).rejects.toMatchObject({ name: 'InvalidRequest' });
  await s3('PutPublicAccessBlock', {
    Bucket,
    PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
  });

  for (const as of [anybody, stranger])
    await expect(get(fixture, Bucket, as)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('RestrictPublicBuckets'),
    });
  await expect(get(fixture, Bucket, fixture.admin)).resolves.toBeDefined();
});

test('a policy shares with an account, denies everybody, and cannot lock its owner out', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put, admin } = fixture;
  const Bucket = await bucket('shared-bucket');
  await put(Bucket, 'k', 'v');
  await s3('PutBucketPolicy', {
    Bucket,
    Policy: policy(Bucket, { Principal: { AWS: OTHER_ACCOUNT } }),
  });
  await expect(get(fixture, Bucket, stranger)).resolves.toBeDefined();
  await expect(
    s3('GetObject', { Bucket, Key: 'k', ExpectedBucketOwner: OTHER_ACCOUNT }, { as: stranger }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });

  const Policy = policy(Bucket, {
    Effect: 'Deny',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  });
  await s3('PutBucketPolicy', { Bucket, Policy });

  const owner: Principal = { kind: 'root', account: ACCOUNT };
  for (const as of [admin, stranger])
    await expect(get(fixture, Bucket, as)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(s3('DeleteBucketPolicy', { Bucket })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await s3('DeleteBucketPolicy', { Bucket }, { as: owner });
  await expect(get(fixture, Bucket, admin)).resolves.toBeDefined();
});

test('where ACLs are enabled they let in whom they name', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const Bucket = await bucket('acl-bucket');
  await s3('PutBucketOwnershipControls', {
    Bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  });
  await expect(put(Bucket, 'k', 'v', { ACL: 'public-read' })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('BlockPublicAcls'),
  });
  await s3('DeletePublicAccessBlock', { Bucket });
  await put(Bucket, 'k', 'v', { ACL: 'public-read' });
  await put(Bucket, 'private', 'v');

  await expect(get(fixture, Bucket, anybody)).resolves.toBeDefined();
  await expect(get(fixture, Bucket, anybody, 'private')).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(s3('ListObjects', { Bucket }, { as: anybody })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await s3('PutBucketAcl', { Bucket, ACL: 'public-read' });
  await expect(s3('ListObjects', { Bucket }, { as: anybody })).resolves.toBeDefined();
  await s3('PutPublicAccessBlock', {
    Bucket,
    PublicAccessBlockConfiguration: { IgnorePublicAcls: true },
  });
  await expect(get(fixture, Bucket, anybody)).rejects.toMatchObject({ name: 'AccessDenied' });

  const { Owner } = await s3<{ Owner: { ID: string } }>('GetBucketAcl', { Bucket });
  const theirs = await s3<{ Owner: { ID: string } }>('ListBuckets', {}, { as: stranger });
  await s3('PutObjectAcl', {
    Bucket,
    Key: 'private',
    GrantRead: `id="${theirs.Owner.ID}"`,
    GrantFullControl: `id=${Owner.ID}`,
  });
  await expect(get(fixture, Bucket, stranger, 'private')).resolves.toBeDefined();
  expect(await s3('GetObjectAcl', { Bucket, Key: 'private' })).toMatchObject({
    Grants: [
      { Grantee: { Type: 'CanonicalUser', ID: Owner.ID }, Permission: 'FULL_CONTROL' },
      { Grantee: { Type: 'CanonicalUser', ID: theirs.Owner.ID }, Permission: 'READ' },
    ],
  });
  await s3('PutBucketOwnershipControls', {
    Bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  await expect(get(fixture, Bucket, stranger, 'private')).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

test('tags of a new bucket are decided on like all tags of a request', async () => {
  const fixture = await s3Fixture();
  const { s3 } = fixture;
  const as = fixture.userWith(
    'maker',
    allowing('s3:CreateBucket', '*'),
    allowing('s3:TagResource', '*', { StringEquals: { 'aws:RequestTag/team': 'a' } }),
  );
  const make = (Bucket: string, Value: string) =>
    s3(
      'CreateBucket',
      { Bucket, CreateBucketConfiguration: { Tags: [{ Key: 'team', Value }] } },
      { as },
    );

  await expect(make('team-b-bucket', 'b')).rejects.toMatchObject({ name: 'AccessDenied' });
  await make('team-a-bucket', 'a');

  expect(await s3('GetBucketTagging', { Bucket: 'team-a-bucket' })).toEqual({
    TagSet: [{ Key: 'team', Value: 'a' }],
  });
});
