import type {
  CreateSecretResponse,
  GetSecretValueResponse,
  ListSecretVersionIdsResponse,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretsFixture, token } from './secretsmanager.fixture.ts';

const DAY = { days: 1 };

test('a secret lives: it is made, read by name, by ARN and by a partial ARN, changed and described', async () => {
  const { secrets, secret, describe, clock } = await secretsFixture();
  const first = token();
  const ARN = await secret('app/db-one', { ClientRequestToken: first, Description: 'd' });
  const second = token();

  const read = (SecretId: string, more = {}) =>
    secrets<GetSecretValueResponse>('GetSecretValue', { SecretId, ...more });

  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:111122223333:secret:app\/db-one-\w{6}$/u);
  for (const name of ['app/db-one', ARN, ARN.slice(0, -7)])
    expect(await read(name)).toMatchObject({
      ARN,
      Name: 'app/db-one',
      SecretString: 'first',
      VersionId: first,
      VersionStages: ['AWSCURRENT'],
    });
  clock.advance(DAY);
  expect(
    await secrets<PutSecretValueResponse>('PutSecretValue', {
      SecretId: ARN,
      SecretBinary: Buffer.from([0, 255]),
      ClientRequestToken: second,
    }),
  ).toEqual({ ARN, Name: 'app/db-one', VersionId: second, VersionStages: ['AWSCURRENT'] });
  const now = await read(ARN);
  expect(now).toMatchObject({ VersionId: second, SecretBinary: Buffer.from([0, 255]) });
  expect(now).not.toHaveProperty('SecretString');
  expect(await read(ARN, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ VersionId: first });
  expect(await read(ARN, { VersionId: first })).toMatchObject({ SecretString: 'first' });
  const described = await describe(ARN);
  expect(described).toMatchObject({
    Description: 'd',
    VersionIdsToStages: { [first]: ['AWSPREVIOUS'], [second]: ['AWSCURRENT'] },
    LastChangedDate: clock.now(),
  });
  for (const absent of ['RotationEnabled', 'DeletedDate', 'Tags', 'KmsKeyId'] as const)
    expect(described[absent]).toBeUndefined();
  await expect
    .poll(async () => (await describe(ARN)).LastAccessedDate)
    .toEqual(new Date('2026-03-03T00:00:00Z'));
});

test('the same request again is the same version, another value under its token is refused', async () => {
  const { secrets, refusal, describe } = await secretsFixture();
  const ClientRequestToken = token();
  const asked = { Name: 's', SecretString: 'one', ClientRequestToken };
  const made = await secrets<CreateSecretResponse>('CreateSecret', asked);
  const inUse = [
    'ResourceExistsException',
    `You can't use ClientRequestToken ${ClientRequestToken} because that value is already in use for a version of secret ${made.ARN}.`,
  ];
  const put = { SecretId: 's', SecretString: 'one', ClientRequestToken };

  expect(await secrets('CreateSecret', asked)).toEqual(made);
  expect(await refusal('CreateSecret', { ...asked, SecretString: 'two' })).toEqual(inUse);
  expect(await refusal('CreateSecret', { ...asked, ClientRequestToken: token() })).toEqual([
    'ResourceExistsException',
    'The operation failed because the secret s already exists.',
  ]);
  expect(await secrets('PutSecretValue', put)).toMatchObject({ VersionStages: ['AWSCURRENT'] });
  expect(await secrets('UpdateSecret', put)).toMatchObject({ VersionId: ClientRequestToken });
  for (const operation of ['PutSecretValue', 'UpdateSecret'])
    expect(await refusal(operation, { ...put, SecretString: 'two' })).toEqual(inUse);
  expect(
    await refusal('PutSecretValue', {
      ...put,
      SecretString: undefined,
      SecretBinary: Buffer.from('one'),
    }),
  ).toEqual(inUse);
  expect((await describe('s')).VersionIdsToStages).toEqual({
    [ClientRequestToken]: ['AWSCURRENT'],
  });
});

const TOO_LONG = 'é'.repeat(32_769);

test.for([
  [
    'GetSecretValue',
    { SecretId: 'none' },
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  ],
  [
    'GetSecretValue',
    { SecretId: 's', VersionStage: 'X' },
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: X",
  ],
  [
    'GetSecretValue',
    { SecretId: 'empty' },
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  ],
  [
    'GetSecretValue',
    { SecretId: 's', VersionId: '0'.repeat(32) },
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${'0'.repeat(32)}`,
  ],
  [
    'GetSecretValue',
    { SecretId: 's', VersionId: '1'.repeat(32), VersionStage: 'AWSPENDING' },
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  ],
  [
    'GetSecretValue',
    { SecretId: 'a name' },
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  ],
  [
    'GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-abcdef' },
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  ],
  [
    'CreateSecret',
    { Name: 'a b' },
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  ],
  [
    'CreateSecret',
    { Name: 'x', ClientRequestToken: undefined },
    'InvalidRequestException',
    'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
  ],
  [
    'CreateSecret',
    { Name: 'x', ClientRequestToken: 'short' },
    'InvalidParameterException',
    'ClientRequestToken must be 32-64 characters long.',
  ],
  [
    'CreateSecret',
    { Name: 'x', SecretString: TOO_LONG },
    'InvalidParameterException',
    'The secret value must be at most 65536 bytes long.',
  ],
  [
    'CreateSecret',
    { Name: 'x', Tags: [{ Key: 'AWS:a', Value: '' }] },
    'InvalidParameterException',
    "Tag keys must not begin with the reserved prefix 'aws:'.",
  ],
  [
    'PutSecretValue',
    { SecretId: 'none' },
    'InvalidRequestException',
    'You must provide either SecretString or SecretBinary.',
  ],
  [
    'PutSecretValue',
    { SecretId: 's', SecretString: 'a', SecretBinary: Buffer.from('a') },
    'InvalidParameterException',
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  ],
  [
    'UpdateSecretVersionStage',
    { SecretId: 's', VersionStage: 'AWSCURRENT', MoveToVersionId: '2'.repeat(32) },
    'InvalidParameterException',
    `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${'1'.repeat(32)}, so you must explicitly reference that version in RemoveFromVersionId.`,
  ],
  [
    'UpdateSecretVersionStage',
    { SecretId: 's', VersionStage: 'AWSCURRENT', RemoveFromVersionId: '1'.repeat(32) },
    'InvalidParameterException',
    "You can't remove the staging label AWSCURRENT from a version: you can only move it to another.",
  ],
  [
    'UpdateSecretVersionStage',
    { SecretId: 's', VersionStage: 'X' },
    'InvalidParameterException',
    'You must provide RemoveFromVersionId, MoveToVersionId or both.',
  ],
  [
    'UpdateSecretVersionStage',
    { SecretId: 's', VersionStage: 'X', MoveToVersionId: '9'.repeat(32) },
    'ResourceNotFoundException',
    `Not a valid version: ${'9'.repeat(32)}`,
  ],
  [
    'UpdateSecretVersionStage',
    { SecretId: 's', VersionStage: 'X', RemoveFromVersionId: '1'.repeat(32) },
    'InvalidParameterException',
    `The staging label X is not attached to version ${'1'.repeat(32)}, which RemoveFromVersionId references.`,
  ],
] as const)('%s %o answers %s', async ([operation, input, code, message]) => {
  const { secret, secrets, refusal } = await secretsFixture();
  await secret('s', { ClientRequestToken: '1'.repeat(32) });
  await secrets('PutSecretValue', {
    SecretId: 's',
    SecretString: 'later',
    VersionStages: ['AWSPENDING'],
    ClientRequestToken: '2'.repeat(32),
  });
  await secret('empty', { SecretString: undefined });

  expect(await refusal(operation, input)).toEqual([code, message]);
});

test('the first value is current whatever its labels; a new current one takes AWSPENDING from the others', async () => {
  const { secrets, secret, describe } = await secretsFixture();
  await secret('s', { SecretString: undefined });
  const [one, two, three] = [token(), token(), token()];
  const put = (ClientRequestToken: string, VersionStages?: string[]) =>
    secrets<PutSecretValueResponse>('PutSecretValue', {
      SecretId: 's',
      SecretString: ClientRequestToken,
      ClientRequestToken,
      VersionStages,
    });

  expect((await put(one, ['AWSPENDING'])).VersionStages).toEqual(['AWSPENDING', 'AWSCURRENT']);
  expect((await put(two, ['B', 'AWSPENDING', 'A'])).VersionStages).toEqual([
    'B',
    'AWSPENDING',
    'A',
  ]);
  await put(three);

  expect((await describe('s')).VersionIdsToStages).toEqual({
    [one]: ['AWSPREVIOUS'],
    [two]: ['A', 'B'],
    [three]: ['AWSCURRENT'],
  });
  await secrets('UpdateSecretVersionStage', {
    SecretId: 's',
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: three,
    MoveToVersionId: one,
  });
  await secrets('UpdateSecretVersionStage', {
    SecretId: 's',
    VersionStage: 'A',
    RemoveFromVersionId: two,
  });
  expect((await describe('s')).VersionIdsToStages).toEqual({
    [one]: ['AWSCURRENT'],
    [two]: ['B'],
    [three]: ['AWSPREVIOUS'],
  });
});

test('versions without a label go when there are too many, but not on their first day', async () => {
  const { secrets, secret, clock } = await secretsFixture({ quotas: { versions: 5 } });
  await secret('s');
  const put = () => secrets('PutSecretValue', { SecretId: 's', SecretString: 'x' });
  const count = async (more = {}): Promise<readonly number[]> => {
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page: ListSecretVersionIdsResponse = await secrets('ListSecretVersionIds', {
        SecretId: 's',
        NextToken,
        MaxResults: 4,
        ...more,
      });
      sizes.push(page.Versions?.length ?? 0);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return sizes;
  };
  for (let index = 0; index < 8; index += 1) await put();

  expect(await count({ IncludeDeprecated: true })).toEqual([4, 4, 1]);
  expect(await count()).toEqual([2]);
  clock.advance(DAY);
  clock.advance({ seconds: 1 });
  await put();
  expect(await count({ IncludeDeprecated: true })).toEqual([4, 1]);
});

test('no secret is in CloudTrail, in the database or in an error', async () => {
  const { secrets, secret, events, refusal, store } = await secretsFixture();
  const marker = 'correct-horse-battery';
  const bytes = Buffer.from(marker);
  await secret('s', { SecretString: marker });
  const put = { SecretId: 's', SecretBinary: bytes };
  await refusal('PutSecretValue', { ...put, RotationToken: `${marker}-${'x'.repeat(36)}` });
  await secrets('PutSecretValue', put);
  await secrets('UpdateSecret', { SecretId: 's', SecretString: marker });
  await secrets('GetSecretValue', { SecretId: 's' });
  await secrets('BatchGetSecretValue', { SecretIdList: ['s'] });
  const { RandomPassword } = await secrets<{ RandomPassword: string }>('GetRandomPassword', {});
  const told = await refusal('CreateSecret', { Name: 's', SecretString: marker });
  const rows = await store.read((tx) =>
    tx.all<{ sealed: Uint8Array }>('SELECT sealed FROM secretsmanager_version'),
  );
  const records = await events();
  const text = JSON.stringify(records);

  expect(rows).toHaveLength(3);
  for (const { sealed } of rows) expect(Buffer.from(sealed).includes(bytes)).toBe(false);
  for (const leak of [marker, bytes.toString('base64'), RandomPassword])
    expect(text).not.toContain(JSON.stringify(leak).slice(1, -1));
  expect(JSON.stringify(told)).not.toContain(marker);
  expect(records.map(({ record }) => record['eventName'])).toEqual(
    expect.arrayContaining(['GetSecretValue', 'Decrypt', 'GenerateDataKey', 'PutSecretValue']),
  );
});
