import type {
  AdminCreateUserResponse,
  AdminGetUserResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { attributes, type CognitoFixture, cognitoFixture, PASSWORD } from '../cognito.fixture.ts';

const withPool = async (
  input: object = {},
): Promise<CognitoFixture & { readonly UserPoolId: string }> => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool(input);
  return { ...fixture, UserPoolId: Id };
};

const get = (
  fixture: CognitoFixture & { readonly UserPoolId: string },
  Username: string,
): Promise<AdminGetUserResponse> =>
  fixture.cognito('AdminGetUser', { UserPoolId: fixture.UserPoolId, Username });

const valueOf = (user: AdminGetUserResponse, name: string): string | undefined =>
  user.UserAttributes?.find(({ Name }) => Name === name)?.Value;

test('an invitation goes by mail after the commit, and its password obeys the policy', async () => {
  const fixture = await withPool({
    AdminCreateUserConfig: {
      InviteMessageTemplate: {
        EmailSubject: 'Welcome',
        EmailMessage: 'Hello {username}, your password is {####}',
      },
    },
  });

  const { User } = await fixture.cognito<AdminCreateUserResponse>('AdminCreateUser', {
    UserPoolId: fixture.UserPoolId,
    Username: '{####}',
    UserAttributes: attributes({ email: 'ada@example.com' }),
    DesiredDeliveryMediums: ['EMAIL'],
  });
  const [mail] = await fixture.mails();

  expect(User).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
  expect(mail).toMatchObject({ to: ['ada@example.com'], subject: 'Welcome' });
  expect(mail?.text).toMatch(/^Hello \{####\}, your password is [^\s{]{12}$/);
});

test('the mail that waits does not show the password in the database or in CloudTrail', async () => {
  const fixture = await withPool();

  await fixture.cognito('AdminCreateUser', {
    UserPoolId: fixture.UserPoolId,
    Username: 'ada',
    TemporaryPassword: PASSWORD,
    UserAttributes: attributes({ email: 'ada@example.com' }),
  });

  const rows = await fixture.store.read((tx) => tx.all('SELECT * FROM store_work'));
  expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  const [event] = await fixture.events();
  expect(JSON.stringify(event)).not.toMatch(/Correct-horse|ada@example/);
  const [mail] = await fixture.mails();
  expect(mail?.text).toContain(PASSWORD);
});

test('SUPPRESS sends nothing, RESEND sends another password to who has not used the first', async () => {
  const fixture = await withPool();
  const named = { UserPoolId: fixture.UserPoolId, Username: 'ada' };
  await fixture.cognito('AdminCreateUser', {
    ...named,
    UserAttributes: attributes({ email: 'ada@example.com' }),
    MessageAction: 'SUPPRESS',
  });
  expect(await fixture.mails()).toEqual([]);

  await fixture.cognito('AdminCreateUser', { ...named, MessageAction: 'RESEND' });

  expect(await fixture.mails()).toHaveLength(1);
  await fixture.cognito('AdminSetUserPassword', { ...named, Password: PASSWORD, Permanent: true });
  await expect(
    fixture.cognito('AdminCreateUser', { ...named, MessageAction: 'RESEND' }),
  ).rejects.toMatchObject({ name: 'UnsupportedUserStateException' });
  await expect(
    fixture.cognito('AdminCreateUser', { ...named, Username: 'no', MessageAction: 'RESEND' }),
  ).rejects.toMatchObject({ name: 'UserNotFoundException' });
});

test('a username is taken once, in any case where the pool ignores case', async () => {
  const sensitive = await withPool();
  const insensitive = await withPool({ UsernameConfiguration: { CaseSensitive: false } });

  await sensitive.person(sensitive.UserPoolId, 'ada');
  await sensitive.person(sensitive.UserPoolId, 'Ada');
  await insensitive.person(insensitive.UserPoolId, 'ada');

  await expect(insensitive.person(insensitive.UserPoolId, 'ADA')).rejects.toMatchObject({
    name: 'UsernameExistsException',
    message: 'User account already exists',
  });
  expect((await get(insensitive, 'aDa')).Username).toBe('ada');
});

test('where people sign in with an email address, the username is their sub', async () => {
  const fixture = await withPool({ UsernameAttributes: ['email'] });
  const named = { UserPoolId: fixture.UserPoolId, Username: 'ada@example.com' };

  const { User } = await fixture.cognito<AdminCreateUserResponse>('AdminCreateUser', named);
  const found = await get(fixture, 'ada@example.com');

  expect(valueOf(found, 'sub')).toBe(User?.Username);
  expect(valueOf(found, 'email')).toBe('ada@example.com');
  await expect(fixture.cognito('AdminCreateUser', named)).rejects.toMatchObject({
    name: 'UsernameExistsException',
    message: 'An account with the given email already exists.',
  });
  await expect(
    fixture.cognito('AdminCreateUser', { ...named, Username: 'ada' }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Username should be an email.',
  });
});

test('a verified email address is one person’s alias, unless it is taken over by force', async () => {
  const fixture = await withPool({ AliasAttributes: ['email'] });
  const { UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada', { email: 'a@example.com' });
  const second = {
    UserPoolId,
    Username: 'bea',
    UserAttributes: attributes({ email: 'a@example.com', email_verified: true }),
  };

  expect((await get(fixture, 'a@example.com')).Username).toBe('ada');
  await expect(fixture.cognito('AdminCreateUser', second)).rejects.toMatchObject({
    name: 'AliasExistsException',
  });
  await fixture.cognito('AdminCreateUser', { ...second, ForceAliasCreation: true });

  expect((await get(fixture, 'a@example.com')).Username).toBe('bea');
  expect(valueOf(await get(fixture, 'ada'), 'email_verified')).toBe('false');
  await expect(
    fixture.cognito('AdminCreateUser', { UserPoolId, Username: 'x@example.com' }),
  ).rejects.toThrow(/Username cannot be of email format/);
});

test.for([
  [{ email: 'no-address' }, /Invalid email address format/],
  [{ phone_number: '555' }, /Invalid phone number format/],
  [{ 'custom:no': 'x' }, /custom:no: Attribute does not exist in the schema/],
  [{ 'custom:floor': 'x' }, /custom:floor: Number format is invalid/],
  [{ 'custom:floor': '10' }, /custom:floor: Number must be no greater than 9/],
  [{ 'custom:team': 'abcde' }, /custom:team: String must be no longer than 4 characters/],
  [{ birthdate: '1.1.2000' }, /birthdate: String must be no shorter than 10/],
  [{ email_verified: 'yes' }, /email_verified: Boolean format is invalid/],
  [{ sub: 'x' }, /sub: Attribute cannot be updated/],
] as const)('%o does not conform to the schema', async ([given, message]) => {
  const fixture = await withPool({
    Schema: [
      {
        Name: 'floor',
        AttributeDataType: 'Number',
        NumberAttributeConstraints: { MinValue: '0', MaxValue: '9' },
      },
      {
        Name: 'team',
        AttributeDataType: 'String',
        StringAttributeConstraints: { MinLength: '0', MaxLength: '4' },
      },
    ],
  });

  await expect(
    fixture.cognito('AdminCreateUser', {
      UserPoolId: fixture.UserPoolId,
      Username: 'ada',
      UserAttributes: attributes(given),
    }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  });
});

test('attributes change and go; what is immutable or required stays', async () => {
  const fixture = await withPool({
    AutoVerifiedAttributes: ['email'],
    Schema: [
      { Name: 'tenant', AttributeDataType: 'String', Mutable: false },
      { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
    ],
  });
  const named = { UserPoolId: fixture.UserPoolId, Username: 'ada' };
  await fixture.person(fixture.UserPoolId, 'ada', { 'custom:tenant': 't1', nickname: 'a' });
  const update = (given: object): Promise<unknown> =>
    fixture.cognito('AdminUpdateUserAttributes', { ...named, UserAttributes: attributes(given) });

  await update({ email: 'new@example.com' });
  await fixture.cognito('AdminDeleteUserAttributes', {
    ...named,
    UserAttributeNames: ['nickname'],
  });

  const user = await get(fixture, 'ada');
  expect(valueOf(user, 'email_verified')).toBe('false');
  expect(valueOf(user, 'nickname')).toBeUndefined();
  expect((await fixture.mails()).at(-1)).toMatchObject({ to: ['new@example.com'] });
  await expect(update({ 'custom:tenant': 't2' })).rejects.toThrow(
    /user\.custom:tenant: Attribute cannot be updated/,
  );
  await expect(
    fixture.cognito('AdminDeleteUserAttributes', { ...named, UserAttributeNames: ['email'] }),
  ).rejects.toThrow(/email: The attribute is required/);
});

test('where a new address must be proved first, the old one stays until then', async () => {
  const fixture = await withPool({
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  });
  await fixture.person(fixture.UserPoolId, 'ada');

  await fixture.cognito('AdminUpdateUserAttributes', {
    UserPoolId: fixture.UserPoolId,
    Username: 'ada',
    UserAttributes: attributes({ email: 'new@example.com', nickname: 'a' }),
  });

  const user = await get(fixture, 'ada');
  expect(valueOf(user, 'email')).toBe('ada@example.com');
  expect(valueOf(user, 'nickname')).toBe('a');
  expect((await fixture.mails()).at(-1)).toMatchObject({ to: ['new@example.com'] });
});

test.for([
  ['Sh0rt!a', 'Password not long enough'],
  ['all-lower-case-1', 'Password must have uppercase characters'],
  ['ALL-UPPER-CASE-1', 'Password must have lowercase characters'],
  ['No-digits-at-all', 'Password must have numeric characters'],
  ['NoSymbols12', 'Password must have symbol characters'],
] as const)('the policy refuses %s', async ([Password, fault]) => {
  const fixture = await withPool();
  await fixture.person(fixture.UserPoolId, 'ada');

  await expect(
    fixture.cognito('AdminSetUserPassword', {
      UserPoolId: fixture.UserPoolId,
      Username: 'ada',
      Password,
      Permanent: true,
    }),
  ).rejects.toMatchObject({
    name: 'InvalidPasswordException',
    message: `Password did not conform with policy: ${fault}`,
  });
});

test('a password that the history remembers is refused, an older one is not', async () => {
  const fixture = await withPool({ Policies: { PasswordPolicy: { PasswordHistorySize: 2 } } });
  await fixture.person(fixture.UserPoolId, 'ada');
  const set = (Password: string): Promise<unknown> =>
    fixture.cognito('AdminSetUserPassword', {
      UserPoolId: fixture.UserPoolId,
      Username: 'ada',
      Password,
      Permanent: true,
    });

  await set('second-password');
  await expect(set(PASSWORD)).rejects.toMatchObject({
    name: 'PasswordHistoryPolicyViolationException',
  });
  await set('third-password');
  await set(PASSWORD);
});

test('a password that an administrator sets is temporary unless it is permanent', async () => {
  const fixture = await withPool();
  await fixture.person(fixture.UserPoolId, 'ada');

  expect((await get(fixture, 'ada')).UserStatus).toBe('CONFIRMED');
  await fixture.cognito('AdminSetUserPassword', {
    UserPoolId: fixture.UserPoolId,
    Username: 'ada',
    Password: 'Another-one-7',
  });

  expect((await get(fixture, 'ada')).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
});

test('a reset sends a code and waits for a new password', async () => {
  const fixture = await withPool();
  const named = { UserPoolId: fixture.UserPoolId, Username: 'ada' };
  await fixture.person(fixture.UserPoolId, 'ada');

  await fixture.cognito('AdminResetUserPassword', named);

  expect((await get(fixture, 'ada')).UserStatus).toBe('RESET_REQUIRED');
  expect(await fixture.code()).toMatch(/^\d{6}$/);
  await fixture.person(fixture.UserPoolId, 'bea', { email_verified: false });
  await expect(
    fixture.cognito('AdminResetUserPassword', { ...named, Username: 'bea' }),
  ).rejects.toThrow(/no registered\/verified email or phone_number/);
});

test('a disabled user is shown as such, and a deleted one does not exist', async () => {
  const fixture = await withPool();
  const named = { UserPoolId: fixture.UserPoolId, Username: 'ada' };
  await fixture.person(fixture.UserPoolId, 'ada');

  await fixture.cognito('AdminDisableUser', named);
  expect((await get(fixture, 'ada')).Enabled).toBe(false);
  await fixture.cognito('AdminEnableUser', named);
  expect((await get(fixture, 'ada')).Enabled).toBe(true);
  await fixture.cognito('AdminDeleteUser', named);

  for (const operation of ['AdminGetUser', 'AdminDisableUser', 'AdminDeleteUser'])
    await expect(fixture.cognito(operation, named)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
});

test('an operation on users needs its own permission on the pool', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  const reader = fixture.userWith('reader', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['cognito-idp:ListUsers', 'cognito-idp:AdminGetUser'],
      Resource: `arn:aws:cognito-idp:us-east-1:111122223333:userpool/${UserPoolId}`,
    },
  });
  await fixture.person(UserPoolId, 'ada');

  await fixture.cognito('ListUsers', { UserPoolId }, { as: reader });
  for (const [operation, input] of [
    ['AdminCreateUser', { Username: 'x' }],
    ['AdminSetUserPassword', { Username: 'ada', Password: PASSWORD }],
    ['AdminDisableUser', { Username: 'ada' }],
    ['AdminDeleteUser', { Username: 'ada' }],
    ['AdminConfirmSignUp', { Username: 'ada' }],
    ['AdminResetUserPassword', { Username: 'ada' }],
  ] as const)
    await expect(
      fixture.cognito(operation, { UserPoolId, ...input }, { as: reader }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
