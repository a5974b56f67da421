import type {
  BatchGetSecretValueResponse,
  Filter,
  GetRandomPasswordRequest,
  GetRandomPasswordResponse,
  ListSecretsResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { allow, secretsFixture, type SecretsFixture } from './secretsmanager.fixture.ts';

const names = async (
  { secrets }: SecretsFixture,
  input: object = {},
  region = 'us-east-1',
): Promise<readonly (readonly string[])[]> => {
  const pages: string[][] = [];
  let NextToken: string | undefined;
  do {
    const page: ListSecretsResponse = await secrets(
      'ListSecrets',
      { ...input, NextToken },
      { region },
    );
    pages.push((page.SecretList ?? []).map(({ Name = '' }) => Name));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return pages;
};

const world = async (): Promise<SecretsFixture> => {
  const fixture = await secretsFixture();
  const { secret, clock } = fixture;
  const made: readonly (readonly [string, object])[] = [
    ['prod/db', { Description: 'One database, two users', Tags: [{ Key: 'team', Value: 'red' }] }],
    ['prod/api', { Description: 'token of the API', Tags: [{ Key: 'Team', Value: 'blue' }] }],
    ['dev/db', { Tags: [{ Key: 'team', Value: 'database-people' }] }],
    ['gone', {}],
    ['copied', { AddReplicaRegions: [{ Region: 'eu-west-1' }] }],
  ];
  for (const [name, input] of made) {
    await secret(name, input);
    clock.advance({ seconds: 1 });
  }
  await fixture.secrets('DeleteSecret', { SecretId: 'gone' });
  return fixture;
};

test('lists sort, page and filter as AWS does', async () => {
  const fixture = await world();
  const { secrets, clock, refusal } = fixture;
  const filtered = async (...Filters: Filter[]) => (await names(fixture, { Filters })).flat();
  const all = ['prod/db', 'prod/api', 'dev/db', 'copied'];

  expect(await names(fixture, { MaxResults: 2 })).toEqual([all.slice(0, 2), all.slice(2)]);
  expect(await names(fixture, { SortOrder: 'desc', MaxResults: 3 })).toEqual([
    ['copied', 'dev/db', 'prod/api'],
    ['prod/db'],
  ]);
  expect(await names(fixture, { SortBy: 'name' })).toEqual([all.toSorted()]);
  expect(await names(fixture, { SortBy: 'name', SortOrder: 'desc', MaxResults: 1 })).toEqual(
    all
      .toSorted()
      .toReversed()
      .map((name) => [name]),
  );
  expect((await names(fixture, { IncludePlannedDeletion: true })).flat()).toContain('gone');
  clock.advance({ days: 1 });
  await secrets('UpdateSecret', { SecretId: 'prod/db', Description: 'One, two' });
  await secrets('GetSecretValue', { SecretId: 'dev/db' });
  expect((await names(fixture, { SortBy: 'last-changed-date' }))[0]?.at(-1)).toBe('prod/db');
  await expect
    .poll(async () => (await names(fixture, { SortBy: 'last-accessed-date' }))[0]?.at(-1))
    .toBe('dev/db');

  expect(await filtered({ Key: 'name', Values: ['prod/'] })).toEqual(['prod/db', 'prod/api']);
  expect(await filtered({ Key: 'name', Values: ['PROD'] })).toEqual([]);
  expect(await filtered({ Key: 'name', Values: ['dev', 'copied'] })).toEqual(['dev/db', 'copied']);
  expect(await filtered({ Key: 'name', Values: ['!prod'] })).toEqual(['dev/db', 'copied']);
  expect(await filtered({ Key: 'name', Values: ['prod', '!prod/db'] })).toEqual(['prod/api']);
  expect(await filtered({ Key: 'description', Values: ['one TWO'] })).toEqual(['prod/db']);
  expect(await filtered({ Key: 'tag-key', Values: ['team'] })).toEqual(['prod/db', 'dev/db']);
  expect(await filtered({ Key: 'tag-value', Values: ['data'] })).toEqual(['dev/db']);
  expect(await filtered({ Key: 'all', Values: ['API'] })).toEqual(['prod/api']);
  expect(await filtered({ Key: 'all', Values: ['data'] })).toEqual(['dev/db']);
  expect(await filtered({ Key: 'primary-region', Values: ['us-'] })).toEqual(['copied']);
  expect(await filtered({ Key: 'owning-service', Values: ['rds'] })).toEqual([]);
  expect(
    await filtered({ Key: 'tag-key', Values: ['team'] }, { Key: 'name', Values: ['dev'] }),
  ).toEqual(['dev/db']);
  expect(
    await names(fixture, { Filters: [{ Key: 'name', Values: ['prod'] }], MaxResults: 1 }),
  ).toEqual([['prod/db'], ['prod/api']]);
  expect(await names(fixture, {}, 'eu-west-1')).toEqual([['copied']]);

  const { NextToken } = await secrets<ListSecretsResponse>('ListSecrets', { MaxResults: 1 });
  for (const forged of [{ NextToken: 'x' }, { NextToken, SortOrder: 'desc' }])
    expect((await refusal('ListSecrets', forged))?.[0]).toBe('InvalidNextTokenException');
  expect(await refusal('ListSecrets', { Filters: [{ Values: ['x'] }] })).toEqual([
    'InvalidParameterException',
    'Invalid filter key',
  ]);
  expect((await refusal('ListSecrets', { Filters: [{ Key: 'x', Values: ['x'] }] }))?.[0]).toBe(
    'ValidationException',
  );
});

test('a batch answers what may be read, and says why for the rest', async () => {
  const fixture = await world();
  const { secrets, secret, refusal, userWith, events } = fixture;
  await secret('empty', { SecretString: undefined });
  const as = userWith(
    'reader',
    allow(['secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue']),
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Deny',
        Action: 'secretsmanager:GetSecretValue',
        Resource: 'arn:aws:secretsmanager:*:*:secret:prod/api-*',
      },
    },
  );
  await events();

  const byList = await secrets<BatchGetSecretValueResponse>(
    'BatchGetSecretValue',
    { SecretIdList: ['prod/db', 'prod/api', 'none', 'gone', 'empty'] },
    { as },
  );
  expect(byList.SecretValues).toMatchObject([{ Name: 'prod/db', SecretString: 'first' }]);
  expect(byList.Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).toEqual([
    ['prod/api', 'AccessDeniedException'],
    ['none', 'ResourceNotFoundException'],
    ['gone', 'InvalidRequestException'],
    ['empty', 'ResourceNotFoundException'],
  ]);
  expect(byList.Errors?.[2]?.Message).toContain('it was marked for deletion');
  const Filters = [{ Key: 'name', Values: ['prod', 'dev'] }];
  const first = await secrets<BatchGetSecretValueResponse>('BatchGetSecretValue', {
    Filters,
    MaxResults: 2,
  });
  const rest = await secrets<BatchGetSecretValueResponse>('BatchGetSecretValue', {
    Filters,
    NextToken: first.NextToken,
  });
  expect(first.SecretValues?.map(({ Name }) => Name)).toEqual(['prod/db', 'prod/api']);
  expect(rest.SecretValues?.map(({ Name }) => Name)).toEqual(['dev/db']);
  expect(await refusal('BatchGetSecretValue', { SecretIdList: ['a'], Filters })).toEqual([
    'InvalidParameterException',
    "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
  ]);
  expect(await refusal('BatchGetSecretValue', { SecretIdList: ['a'], MaxResults: 1 })).toEqual([
    'InvalidParameterException',
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  ]);
  const [batch] = (await events()).filter(
    ({ record }) => record['eventName'] === 'BatchGetSecretValue',
  );
  expect(JSON.stringify(batch?.resources)).toContain('prod/db');
});

test('an auditor finds a GetSecretValue for each secret of a batch, refused ones too, as its caller made it', async () => {
  const fixture = await world();
  const { secrets } = fixture;
  const as = fixture.userWith('reader', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'secretsmanager:GetSecretValue',
        Resource: 'arn:aws:secretsmanager:*:*:secret:prod/api-*',
      },
      // What holds of a call that a service forwards does not hold of a batch.
      {
        Effect: 'Deny',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
      },
    ],
  });
  await fixture.events();

  await secrets('BatchGetSecretValue', { SecretIdList: ['prod/db', 'prod/api', 'none'] }, { as });

  const records = (await fixture.events()).map(({ record }) => record);
  const reads = records.filter(({ eventName }) => eventName === 'GetSecretValue');
  expect(reads.map(({ requestParameters, errorCode }) => [requestParameters, errorCode])).toEqual([
    [{ secretId: 'prod/db' }, undefined],
    [{ secretId: 'prod/api' }, 'AccessDenied'],
    [{ secretId: 'none' }, 'ResourceNotFoundException'],
  ]);
  for (const { userIdentity } of reads) expect(userIdentity).not.toHaveProperty('invokedBy');
  expect(records.filter(({ eventName }) => eventName === 'BatchGetSecretValue')).toHaveLength(1);
  expect(JSON.stringify(records)).not.toContain('"first"');
});

test('who may not list secrets learns nothing by the filters of a batch', async () => {
  const { refusal, userWith } = await world();
  const as = userWith(
    'reader',
    allow(['secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue']),
  );

  expect(
    await refusal('BatchGetSecretValue', { Filters: [{ Key: 'name', Values: ['p'] }] }, { as }),
  ).toEqual(['AccessDeniedException', expect.stringContaining('secretsmanager:ListSecrets')]);
});

const PUNCTUATION = /[!-/:-@[-`{-~]/u;

test('a password has each included type, nothing excluded, and the length that was asked', async () => {
  const { secrets, refusal } = await secretsFixture();
  const password = async (input: GetRandomPasswordRequest = {}): Promise<string> =>
    (await secrets<GetRandomPasswordResponse>('GetRandomPassword', input)).RandomPassword ?? '';
  const fault = async (input: GetRandomPasswordRequest) =>
    (await refusal('GetRandomPassword', input))?.[0];

  for (let times = 0; times < 50; times += 1) {
    const four = await password({ PasswordLength: 4 });
    expect(four).toHaveLength(4);
    for (const type of [/[a-z]/u, /[A-Z]/u, /\d/u, PUNCTUATION]) expect(four).toMatch(type);
    const spaced = await password({ PasswordLength: 5, IncludeSpace: true });
    expect(spaced).toContain(' ');
  }
  expect(await password()).toHaveLength(32);
  expect(await password({ PasswordLength: 500, ExcludeCharacters: 'abcXYZ0129\\-]^' })).not.toMatch(
    /[abcXYZ0129\\\-\]^ ]/u,
  );
  expect(
    await password({ ExcludePunctuation: true, ExcludeNumbers: true, ExcludeUppercase: true }),
  ).toMatch(/^[a-z]{32}$/u);
  expect(
    await password({ PasswordLength: 1, RequireEachIncludedType: false, ExcludeLowercase: true }),
  ).toMatch(/^[^a-z]$/u);
  expect(await fault({ PasswordLength: 3 })).toBe('InvalidParameterException');
  expect(await fault({ ExcludeCharacters: '0123456789' })).toBe('InvalidParameterException');
  expect(
    await fault({
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludeNumbers: true,
      ExcludePunctuation: true,
    }),
  ).toBe('InvalidParameterException');
  expect(await fault({ PasswordLength: 4097 })).toBe('ValidationException');
});
