import type {
  AdminGetUserResponse,
  SignUpResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  ANYBODY,
  attributes,
  type CognitoFixture,
  cognitoFixture,
  PASSWORD,
  secretHash,
} from '../cognito.fixture.ts';

interface Open extends CognitoFixture {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly ClientSecret?: string;
  readonly signUp: (Username: string, input?: object) => Promise<SignUpResponse>;
}

const open = async (pool: object = {}, client: object = {}): Promise<Open> => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool({ AutoVerifiedAttributes: ['email'], ...pool });
  const made = await fixture.client(Id, client);
  return {
    ...fixture,
    ...made,
    UserPoolId: Id,
    signUp: (Username, input = {}) =>
      fixture.anybody('SignUp', {
        ClientId: made.ClientId,
        Username,
        Password: PASSWORD,
        UserAttributes: attributes({ email: `${Username}@example.com` }),
        ...input,
      }),
  };
};

const status = async ({ cognito, UserPoolId }: Open, Username: string): Promise<string> => {
  const user = await cognito<AdminGetUserResponse>('AdminGetUser', { UserPoolId, Username });
  return user.UserStatus ?? '';
};

test('somebody signs up, gets a code by mail and confirms the address with it', async () => {
  const fixture = await open();
  const { ClientId, UserPoolId } = fixture;

  const answer = await fixture.signUp('ada');
  const ConfirmationCode = await fixture.code();
  await fixture.anybody('ConfirmSignUp', { ClientId, Username: 'ada', ConfirmationCode });

  expect(answer).toEqual({
    UserConfirmed: false,
    CodeDeliveryDetails: {
      Destination: 'a***@e***',
      DeliveryMedium: 'EMAIL',
      AttributeName: 'email',
    },
    UserSub: expect.any(String),
  });
  const user = await fixture.cognito<AdminGetUserResponse>('AdminGetUser', {
    UserPoolId,
    Username: 'ada',
  });
  expect(user.UserStatus).toBe('CONFIRMED');
  expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  await expect(
    fixture.anybody('ConfirmSignUp', { ClientId, Username: 'ada', ConfirmationCode }),
  ).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'User cannot be confirmed. Current status is CONFIRMED',
  });
});

test('CloudTrail shows a sign-up in the pool’s account without what the person entered', async () => {
  const fixture = await open();
  await fixture.events();

  await fixture.signUp('ada');

  const [entry] = await fixture.events();
  const text = JSON.stringify(entry);
  expect(text).toContain(ACCOUNT);
  expect(text).toContain('SignUp');
  expect(text).not.toMatch(/Correct-horse|ada@example/);
});

test('five wrong codes end the code, however many requests they came in', async () => {
  const fixture = await open();
  const { ClientId } = fixture;
  await fixture.signUp('ada');
  const ConfirmationCode = await fixture.code();
  const confirm = (given: string): Promise<unknown> =>
    fixture.anybody('ConfirmSignUp', { ClientId, Username: 'ada', ConfirmationCode: given });
  const wrong = ConfirmationCode === '000000' ? '000001' : '000000';

  for (let attempt = 0; attempt < 5; attempt += 1)
    await expect(confirm(wrong)).rejects.toMatchObject({
      name: 'CodeMismatchException',
      message: 'Invalid verification code provided, please try again.',
    });

  await expect(confirm(ConfirmationCode)).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Attempt limit exceeded, please try after some time.',
  });
});

test('a code lives a day', async () => {
  const fixture = await open();
  const { ClientId } = fixture;
  await fixture.signUp('ada');
  const ConfirmationCode = await fixture.code();

  fixture.clock.advance({ hours: 24 });

  await expect(
    fixture.anybody('ConfirmSignUp', { ClientId, Username: 'ada', ConfirmationCode }),
  ).rejects.toMatchObject({
    name: 'ExpiredCodeException',
    message: 'Invalid code provided, please request a code again.',
  });
});

test('a new code ends the earlier one, and five in an hour are enough', async () => {
  const fixture = await open();
  const { ClientId } = fixture;
  const named = { ClientId, Username: 'ada' };
  await fixture.signUp('ada');
  const earlier = await fixture.code();

  for (let sent = 1; sent < 5; sent += 1) await fixture.anybody('ResendConfirmationCode', named);

  await expect(fixture.anybody('ResendConfirmationCode', named)).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await expect(
    fixture.anybody('ConfirmSignUp', { ...named, ConfirmationCode: earlier }),
  ).rejects.toMatchObject({ name: 'CodeMismatchException' });
  await fixture.anybody('ConfirmSignUp', { ...named, ConfirmationCode: await fixture.code() });
  fixture.clock.advance({ hours: 1 });
  await expect(fixture.anybody('ResendConfirmationCode', named)).rejects.toThrow(
    'User is already confirmed.',
  );
});

test('codes and passwords are in the database neither in clear nor hashed without a key', async () => {
  const fixture = await open();
  await fixture.signUp('ada');

  const code = await fixture.code();
  const rows = await fixture.store.read((tx) =>
    tx.all<{ hash: Uint8Array }>('SELECT hash FROM cognito_code'),
  );
  const users = await fixture.store.read((tx) => tx.all('SELECT * FROM cognito_user'));

  expect(Buffer.from(rows[0]?.hash ?? [])).toHaveLength(32);
  expect(Buffer.from(rows[0]?.hash ?? []).toString('latin1')).not.toContain(code);
  expect(JSON.stringify(users)).not.toContain(PASSWORD);
});

test.for([
  [{}, { UserAttributes: [] }, 'InvalidParameterException', /email: The attribute is required/],
  [{}, { Password: 'short' }, 'InvalidPasswordException', /Password not long enough/],
  [{}, { Password: undefined }, 'InvalidParameterException', /A password is required/],
  [
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    {},
    'NotAuthorizedException',
    /SignUp is not permitted for this user pool/,
  ],
  [
    {},
    { UserAttributes: attributes({ email: 'a@b.c', email_verified: true }) },
    'NotAuthorizedException',
    /A client attempted to write unauthorized attribute/,
  ],
] as const)('a pool with %o refuses a sign-up with %o', async ([pool, input, name, message]) => {
  const fixture = await open({
    Schema: [{ Name: 'email', AttributeDataType: 'String', Required: true }],
    ...pool,
  });

  await expect(fixture.signUp('ada', input)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a username is taken once', async () => {
  const fixture = await open();
  await fixture.signUp('ada');

  await expect(fixture.signUp('ada')).rejects.toMatchObject({
    name: 'UsernameExistsException',
    message: 'User already exists',
  });
});

test('nobody takes another person’s sub or alias for a username', async () => {
  const fixture = await open({ AliasAttributes: ['preferred_username'] });
  const { UserPoolId } = fixture;
  const { UserSub = '' } = await fixture.signUp('ada', {
    UserAttributes: attributes({ email: 'ada@example.com', preferred_username: 'the-boss' }),
  });

  for (const Username of [UserSub, 'the-boss']) {
    await expect(fixture.signUp(Username)).rejects.toMatchObject({
      name: 'UsernameExistsException',
    });
    await expect(
      fixture.cognito('AdminCreateUser', { UserPoolId, Username }),
    ).rejects.toMatchObject({ name: 'UsernameExistsException' });
  }
});

test('a client with a secret wants its proof', async () => {
  const fixture = await open({}, { GenerateSecret: true });
  const { ClientId } = fixture;

  await expect(fixture.signUp('ada')).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
  });
  await expect(fixture.signUp('ada', { SecretHash: secretHash(fixture, 'eve') })).rejects.toThrow(
    `Unable to verify secret hash for client ${ClientId}`,
  );
  await fixture.signUp('ada', { SecretHash: secretHash(fixture, 'ada') });
});

test('an alias that somebody has verified cannot be confirmed by another, unless by force', async () => {
  const fixture = await open({ AliasAttributes: ['email'] });
  const { ClientId, UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada', { email: 'a@example.com' });
  await fixture.signUp('bea', { UserAttributes: attributes({ email: 'a@example.com' }) });
  const confirm = {
    ClientId,
    Username: 'bea',
    ConfirmationCode: await fixture.code(),
  };

  await expect(fixture.anybody('ConfirmSignUp', confirm)).rejects.toMatchObject({
    name: 'AliasExistsException',
  });
  expect(await status(fixture, 'bea')).toBe('UNCONFIRMED');
  await fixture.anybody('ConfirmSignUp', { ...confirm, ForceAliasCreation: true });

  expect(await status(fixture, 'a@example.com')).toBe('CONFIRMED');
});

test('an administrator confirms a sign-up without a code', async () => {
  const fixture = await open();
  const { UserPoolId } = fixture;
  await fixture.signUp('ada');

  await fixture.cognito('AdminConfirmSignUp', { UserPoolId, Username: 'ada' });

  expect(await status(fixture, 'ada')).toBe('CONFIRMED');
  await expect(
    fixture.cognito('AdminConfirmSignUp', { UserPoolId, Username: 'ada' }),
  ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

test.for([
  ['ConfirmForgotPassword', 'ForgotPassword', { Password: PASSWORD }],
  ['ConfirmSignUp', 'ResendConfirmationCode', {}],
] as const)(
  'a client that hides who exists counts codes of %s for nobody as for everybody',
  async ([confirm, send, more]) => {
    const fixture = await open({}, { PreventUserExistenceErrors: 'ENABLED' });
    const { ClientId, UserPoolId } = fixture;
    await (confirm === 'ConfirmSignUp' ? fixture.signUp('ada') : fixture.person(UserPoolId, 'ada'));
    const told = async (Username: string): Promise<readonly string[]> => {
      const names: string[] = [];
      const ask = async (operation: string, input: object): Promise<void> => {
        const answer = fixture.anybody(operation, { ClientId, Username, ...input });
        names.push(
          await answer.then(
            () => 'answered',
            (error: Error) => error.name,
          ),
        );
      };
      await ask(send, {});
      for (let attempt = 0; attempt < 6; attempt += 1)
        await ask(confirm, { ConfirmationCode: 'wrong', ...more });
      for (let sent = 0; sent < 5; sent += 1) await ask(send, {});
      return names;
    };

    const nobody = await told('nobody');

    // A sign-up has sent one code already.
    const ofSignUp = confirm === 'ConfirmSignUp' ? ['answered'] : [];
    const ada = await told('ada');
    expect(nobody.slice(0, 7)).toEqual([
      'answered',
      ...Array.from({ length: 5 }, () => 'CodeMismatchException'),
      'LimitExceededException',
    ]);
    expect(ada.slice(0, 7)).toEqual(nobody.slice(0, 7));
    expect(nobody.at(-1)).toBe('LimitExceededException');
    expect(ada.filter((name) => name === 'answered').length + ofSignUp.length).toBe(5);
  },
);

test('an administrator’s operation is not for everybody', async () => {
  const fixture = await open();
  const { UserPoolId } = fixture;

  for (const operation of ['ListUsers', 'DescribeUserPool', 'AdminCreateUser'])
    await expect(
      fixture.cognito(operation, { UserPoolId, Username: 'x' }, ANYBODY),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
