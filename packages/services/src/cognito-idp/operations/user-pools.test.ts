import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { ACCOUNT, type CognitoFixture, cognitoFixture } from '../cognito.fixture.ts';

const describePool = async (cognito: CognitoFixture, UserPoolId: string): Promise<UserPoolType> =>
  (await cognito.cognito<{ UserPool: UserPoolType }>('DescribeUserPool', { UserPoolId })).UserPool;

test('a pool has the defaults of the service and every standard attribute', async () => {
  const fixture = await cognitoFixture();

  const { Id } = await fixture.pool();
  const pool = await describePool(fixture, Id);

  expect(Id).toMatch(/^us-east-1_[0-9a-zA-Z]{9}$/);
  expect(pool).toMatchObject({
    Arn: `arn:aws:cognito-idp:us-east-1:${ACCOUNT}:userpool/${Id}`,
    Name: 'people',
    DeletionProtection: 'INACTIVE',
    MfaConfiguration: 'OFF',
    EstimatedNumberOfUsers: 0,
    LambdaConfig: {},
    UserPoolTags: {},
    UserPoolTier: 'ESSENTIALS',
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        RequireUppercase: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        TemporaryPasswordValidityDays: 7,
      },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
  });
  expect(pool.SchemaAttributes).toHaveLength(21);
  expect(pool.SchemaAttributes).toContainEqual({
    Name: 'sub',
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: false,
    Required: true,
    StringAttributeConstraints: { MinLength: '1', MaxLength: '2048' },
  });
});

test('custom attributes get their prefix, in a new pool and later', async () => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool({
    Schema: [
      { Name: 'team', AttributeDataType: 'String', Mutable: true },
      { Name: 'email', AttributeDataType: 'String', Required: true },
    ],
  });

  await fixture.cognito('AddCustomAttributes', {
    UserPoolId: Id,
    CustomAttributes: [{ Name: 'floor', AttributeDataType: 'Number' }],
  });

  const { SchemaAttributes } = await describePool(fixture, Id);
  expect(SchemaAttributes?.map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(['custom:team', 'custom:floor']),
  );
  expect(SchemaAttributes?.find(({ Name }) => Name === 'email')?.Required).toBe(true);
  await expect(
    fixture.cognito('AddCustomAttributes', {
      UserPoolId: Id,
      CustomAttributes: [{ Name: 'team', AttributeDataType: 'String' }],
    }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'custom:team: Existing attribute already has name custom:team.',
  });
});

test.for([
  [
    { AliasAttributes: ['email'], UsernameAttributes: ['email'] },
    /Only one of the aliasAttributes/,
  ],
  [{ MfaConfiguration: 'ON' }, /SMS configuration and Auto verification/],
  [{ Schema: [{ Name: 'x', AttributeDataType: 'String', Required: true }] }, /Required custom/],
  [{ Schema: [{ Name: 'email', AttributeDataType: 'Number' }] }, /standard schema attribute email/],
  [{ Schema: [{ Name: 'x' }] }, /Invalid AttributeDataType input/],
  [
    {
      Schema: [
        {
          Name: 'x',
          AttributeDataType: 'String',
          StringAttributeConstraints: { MinLength: '3', MaxLength: '2' },
        },
      ],
    },
    /user\.custom:x: Max length cannot be less than min length/,
  ],
  [
    {
      Schema: [
        {
          Name: 'email',
          AttributeDataType: 'String',
          StringAttributeConstraints: { MaxLength: '2049' },
        },
      ],
    },
    /user\.email: String attributes cannot have a length of more than 2048/,
  ],
  [{ EmailVerificationMessage: 'no code here' }, /must contain its placeholder/],
  [{ PoolName: 'a/b' }, /'poolName' failed to satisfy constraint/],
  [{ Policies: { PasswordPolicy: { MinimumLength: 5 } } }, /greater than or equal to 6/],
  [{ UserPoolTags: { 'aws:x': 'y' } }, /aws: prefixed/],
] as const)('a pool with %o is refused', async ([input, message]) => {
  const fixture = await cognitoFixture();

  await expect(fixture.pool(input)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  });
});

test('an update replaces what it names, and what it leaves out has its default again', async () => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool({
    AutoVerifiedAttributes: ['email'],
    DeletionProtection: 'ACTIVE',
    UserPoolTags: { env: 'test' },
  });

  await fixture.cognito('UpdateUserPool', {
    UserPoolId: Id,
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  });

  const pool = await describePool(fixture, Id);
  expect(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly).toBe(true);
  expect(pool.AutoVerifiedAttributes).toBeUndefined();
  expect(pool.DeletionProtection).toBe('ACTIVE');
  expect(pool.UserPoolTags).toEqual({ env: 'test' });
});

test('a pool that is protected, or has a domain, is not deleted', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool({ DeletionProtection: 'ACTIVE' });
  await fixture.cognito('CreateUserPoolDomain', { UserPoolId, Domain: 'my-people' });

  await expect(fixture.cognito('DeleteUserPool', { UserPoolId })).rejects.toThrow(
    /deletion protection is activated/,
  );
  await fixture.cognito('UpdateUserPool', { UserPoolId, DeletionProtection: 'INACTIVE' });
  await expect(fixture.cognito('DeleteUserPool', { UserPoolId })).rejects.toThrow(
    /has a domain configured/,
  );
  await fixture.cognito('DeleteUserPoolDomain', { UserPoolId, Domain: 'my-people' });
  await fixture.cognito('DeleteUserPool', { UserPoolId });

  await expect(fixture.cognito('DescribeUserPool', { UserPoolId })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `User pool ${UserPoolId} does not exist.`,
  });
});

test('a deleted pool leaves nothing behind: its name, users and clients are gone', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const { ClientId } = await fixture.client(UserPoolId, { GenerateSecret: true });
  await fixture.cognito('CreateGroup', { UserPoolId, GroupName: 'g' });
  await fixture.person(UserPoolId, 'ada');
  await fixture.cognito('AdminAddUserToGroup', { UserPoolId, Username: 'ada', GroupName: 'g' });

  await fixture.cognito('DeleteUserPool', { UserPoolId });

  for (const table of [
    'pool',
    'client',
    'client_secret',
    'user',
    'searchable',
    'alias',
    'password_history',
    'group',
    'group_member',
  ]) {
    const rows = await fixture.store.read((tx) => tx.all(`SELECT * FROM cognito_${table}`));
    expect({ table, rows }).toEqual({ table, rows: [] });
  }
  await expect(fixture.anybody('SignUp', { ClientId, Username: 'x' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `User pool client ${ClientId} does not exist.`,
  });
});

test('pools are listed by name in pages, and a token fits its own question only', async () => {
  const fixture = await cognitoFixture();
  for (const PoolName of ['c', 'a', 'b']) await fixture.pool({ PoolName });
  type Page = { UserPools: { Name: string }[]; NextToken?: string };

  const first = await fixture.cognito<Page>('ListUserPools', { MaxResults: 2 });
  const { NextToken } = first;
  const second = await fixture.cognito<Page>('ListUserPools', { MaxResults: 2, NextToken });

  expect(first.UserPools.map(({ Name }) => Name)).toEqual(['a', 'b']);
  expect(second.UserPools.map(({ Name }) => Name)).toEqual(['c']);
  expect(second.NextToken).toBeUndefined();
  await expect(
    fixture.cognito('ListUserPools', { MaxResults: 2, NextToken }, { region: 'eu-west-1' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(fixture.cognito('ListUserPools', { MaxResults: 61 })).rejects.toThrow(/60/);
});

test('a pool is found in its own Region only', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();

  await expect(
    fixture.cognito('DescribeUserPool', { UserPoolId }, { region: 'eu-west-1' }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('whoever may not read pools is not told which exist', async () => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool();
  const nobody = fixture.userWith('nobody');

  for (const UserPoolId of [Id, 'us-east-1_nothing00'])
    await expect(
      fixture.cognito('DescribeUserPool', { UserPoolId }, { as: nobody }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('tags decide who may do what with a pool, and which tags a new one may have', async () => {
  const fixture = await cognitoFixture();
  const team = fixture.userWith('team', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'cognito-idp:CreateUserPool',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
      },
      {
        Effect: 'Allow',
        Action: 'cognito-idp:Describe*',
        Resource: 'arn:aws:cognito-idp:*:*:userpool/*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
      },
    ],
  });
  const create = (tag: string): Promise<{ UserPool: { Id: string } }> =>
    fixture.cognito('CreateUserPool', { PoolName: 'p', UserPoolTags: { team: tag } }, { as: team });
  const blue = await fixture.pool({ UserPoolTags: { team: 'blue' } });

  const { UserPool } = await create('red');

  await expect(create('blue')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await fixture.cognito('DescribeUserPool', { UserPoolId: UserPool.Id }, { as: team });
  await expect(
    fixture.cognito('DescribeUserPool', { UserPoolId: blue.Id }, { as: team }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('tags are added, listed and removed by the ARN of the pool', async () => {
  const fixture = await cognitoFixture();
  const { Arn: ResourceArn } = await fixture.pool({ UserPoolTags: { a: '1' } });

  await fixture.cognito('TagResource', { ResourceArn, Tags: { b: '2' } });
  await fixture.cognito('UntagResource', { ResourceArn, TagKeys: ['a'] });

  expect(await fixture.cognito('ListTagsForResource', { ResourceArn })).toEqual({
    Tags: { b: '2' },
  });
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, '']));
  await expect(fixture.cognito('TagResource', { ResourceArn, Tags: many })).rejects.toThrow(
    /Too many tags/,
  );
  await expect(
    fixture.cognito('ListTagsForResource', { ResourceArn: `${ResourceArn}x` }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('MFA by software token is turned on without text messages', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();

  await fixture.cognito('SetUserPoolMfaConfig', {
    UserPoolId,
    SoftwareTokenMfaConfiguration: { Enabled: true },
    MfaConfiguration: 'OPTIONAL',
  });

  expect(await fixture.cognito('GetUserPoolMfaConfig', { UserPoolId })).toMatchObject({
    SoftwareTokenMfaConfiguration: { Enabled: true },
    MfaConfiguration: 'OPTIONAL',
  });
  await expect(
    fixture.cognito('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'ON' }),
  ).rejects.toThrow(/At least one of/);
  await expect(
    fixture.cognito('SetUserPoolMfaConfig', {
      UserPoolId,
      MfaConfiguration: 'OFF',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  ).rejects.toThrow(/can't turn off MFA/);
});
