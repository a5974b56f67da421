import type { GetLoginProfileResponse } from '@aws-sdk/client-iam';
import type { UserPrincipal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture, type IamFixture, ROOT } from '../iam.fixture.ts';

const PASSWORD = 'Correct-Horse-7';

const userWithPassword = async (iam: IamFixture): Promise<void> => {
  await iam.call('CreateUser', { UserName: 'bob' });
  await iam.call('CreateLoginProfile', { UserName: 'bob', Password: PASSWORD });
};

/** The user itself, with the policies that the test states for it. */
const bobWith = async (iam: IamFixture, ...documents: object[]): Promise<UserPrincipal> => {
  const { User } = await iam.call<{ User: { UserId: string } }>('GetUser', { UserName: 'bob' });
  return { ...iam.userWith('bob', ...documents), id: User.UserId };
};

const mayChange = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'iam:ChangePassword',
    Resource: `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`,
  },
};

const signIn = (iam: IamFixture, password: string, userName = 'bob') =>
  iam.iam.verifyPassword({ account: ACCOUNT, userName, password });

test('a login profile is there once, and gone once deleted', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);

  await expect(
    iam.call<GetLoginProfileResponse>('GetLoginProfile', { UserName: 'bob' }),
  ).resolves.toEqual({
    LoginProfile: { UserName: 'bob', CreateDate: iam.clock.now(), PasswordResetRequired: false },
  });
  await expect(
    iam.call('CreateLoginProfile', { UserName: 'bob', Password: PASSWORD }),
  ).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'Login Profile for user bob already exists.',
  });
  await iam.call('DeleteLoginProfile', { UserName: 'bob' });
  for (const [operation, more] of [
    ['GetLoginProfile', {}],
    ['DeleteLoginProfile', {}],
    ['UpdateLoginProfile', { Password: PASSWORD }],
  ] as const)
    await expect(iam.call(operation, { UserName: 'bob', ...more })).rejects.toMatchObject({
      name: 'NoSuchEntity',
      message: 'Login Profile for User bob cannot be found.',
    });
});

test('a password is neither in the database nor in CloudTrail', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);

  const row = await iam.store.read((tx) =>
    tx.get<{ verifier: Uint8Array }>('SELECT verifier FROM iam_login_profile'),
  );
  const events = JSON.stringify(await iam.events());

  expect(Buffer.from(row?.verifier ?? []).includes(PASSWORD)).toBe(false);
  expect(events).toContain('CreateLoginProfile');
  expect(events).not.toContain(PASSWORD);
});

test('only the right password of the right user signs in', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);

  await expect(signIn(iam, PASSWORD, 'BOB')).resolves.toMatchObject({
    allowed: true,
    principal: { kind: 'user', name: 'bob', arn: `arn:aws:iam::${ACCOUNT}:user/bob` },
    changePassword: false,
    mfaSerialNumbers: [],
  });
  await expect(iam.call('GetUser', { UserName: 'bob' })).resolves.toMatchObject({
    User: { PasswordLastUsed: iam.clock.now() },
  });
  for (const [password, name] of [
    ['correct-horse-7', 'bob'],
    [PASSWORD, 'nobody'],
    ['x'.repeat(100_000), 'bob'],
  ] as const)
    await expect(signIn(iam, password, name)).resolves.toEqual({
      allowed: false,
      because: 'wrong',
    });
});

test.for(['bob', 'nobody'])(
  'after five wrong passwords for %s the right one does not help until the pause is over',
  async (name) => {
    const iam = await iamFixture();
    await userWithPassword(iam);

    for (let guess = 0; guess < 5; guess += 1)
      await expect(signIn(iam, `guess-${guess}`, name)).resolves.toMatchObject({
        because: 'wrong',
      });

    const until = new Date(iam.clock.now().getTime() + 30_000);
    await expect(signIn(iam, PASSWORD, name)).resolves.toEqual({
      allowed: false,
      because: 'paused',
      until,
    });
    iam.clock.advance({ seconds: 30 });
    await expect(signIn(iam, PASSWORD, name)).resolves.toMatchObject({ allowed: name === 'bob' });
  },
);

test('guesses made at the same time are counted each', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);

  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, guess) => signIn(iam, `guess-${guess}`)),
  );

  const wrong = answers.filter((answer) => !answer.allowed && answer.because === 'wrong');
  expect(wrong).toHaveLength(5);
});

test('a success forgives the failures before it', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);

  for (let round = 0; round < 3; round += 1) {
    for (let guess = 0; guess < 4; guess += 1) await signIn(iam, 'wrong');
    await expect(signIn(iam, PASSWORD)).resolves.toMatchObject({ allowed: true });
  }
});

test('a user changes its password with the old one', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);
  const as = { as: await bobWith(iam, mayChange) };
  const change = (OldPassword: string) =>
    iam.call('ChangePassword', { OldPassword, NewPassword: 'Battery-Staple-8' }, as);

  await expect(change('Wrong-Password-1')).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'The old password was incorrect.',
  });
  await change(PASSWORD);

  await expect(signIn(iam, PASSWORD)).resolves.toMatchObject({ because: 'wrong' });
  await expect(signIn(iam, 'Battery-Staple-8')).resolves.toMatchObject({ allowed: true });
});

test('the password policy can let users change their passwords, but not against a deny', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);
  const input = { OldPassword: PASSWORD, NewPassword: 'Battery-Staple-8' };
  const denied = {
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
  };

  const without = { as: await bobWith(iam) };
  await expect(iam.call('ChangePassword', input, without)).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await iam.call('UpdateAccountPasswordPolicy', { AllowUsersToChangePassword: true });
  await expect(
    iam.call('ChangePassword', input, { as: await bobWith(iam, denied) }),
  ).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('explicit deny'),
  });
  await expect(iam.call('ChangePassword', input, { as: await bobWith(iam) })).resolves.toEqual({});
});

test('only users have a password to change', async () => {
  const iam = await iamFixture();

  await expect(
    iam.call(
      'ChangePassword',
      { OldPassword: PASSWORD, NewPassword: 'Battery-Staple-8' },
      { as: ROOT },
    ),
  ).rejects.toMatchObject({ name: 'InvalidUserType' });
});

test('a password that must be changed says so at sign-in, until it is', async () => {
  const iam = await iamFixture();
  await userWithPassword(iam);
  await iam.call('UpdateLoginProfile', { UserName: 'bob', PasswordResetRequired: true });

  await expect(signIn(iam, PASSWORD)).resolves.toMatchObject({ changePassword: true });
  await iam.call(
    'ChangePassword',
    { OldPassword: PASSWORD, NewPassword: 'Battery-Staple-8' },
    { as: await bobWith(iam, mayChange) },
  );
  await expect(signIn(iam, 'Battery-Staple-8')).resolves.toMatchObject({ changePassword: false });
});

const violation = (message: string) => ({ name: 'PasswordPolicyViolation', message });

test("the account's policy decides over new passwords, and remembers old ones", async () => {
  const iam = await iamFixture();
  await iam.call('UpdateAccountPasswordPolicy', {
    MinimumPasswordLength: 12,
    RequireSymbols: true,
    PasswordReusePrevention: 2,
  });
  await userWithPassword(iam);
  const set = (Password: string) => iam.call('UpdateLoginProfile', { UserName: 'bob', Password });

  await expect(set('Too-short-7')).rejects.toMatchObject(
    violation('Password should have a minimum length of 12'),
  );
  await expect(set('NoSymbolHere77')).rejects.toMatchObject(
    violation('Password should have at least one symbol'),
  );
  await set('Battery-Staple-8');
  await expect(set(PASSWORD)).rejects.toMatchObject({ name: 'PasswordPolicyViolation' });
  await set('Third-Password-9');
  await expect(set(PASSWORD)).resolves.toEqual({});
});

test.for([
  [false, { allowed: true, changePassword: true }],
  [true, { allowed: false, because: 'expired' }],
] as const)('an expired password with HardExpiry %s answers %o', async ([HardExpiry, answer]) => {
  const iam = await iamFixture();
  await userWithPassword(iam);
  await iam.call('UpdateAccountPasswordPolicy', { MaxPasswordAge: 30, HardExpiry });

  iam.clock.advance({ days: 29 });
  await expect(signIn(iam, PASSWORD)).resolves.toMatchObject({ changePassword: false });
  iam.clock.advance({ days: 1 });
  await expect(signIn(iam, PASSWORD)).resolves.toMatchObject(answer);
});

test("AWS's default policy holds unless it is switched off for emulator test suites", async () => {
  const input = { UserName: 'bob', Password: 'my-pass' };
  const strict = await iamFixture();
  const loose = await iamFixture({ defaultPasswordPolicy: false });
  for (const iam of [strict, loose]) await iam.call('CreateUser', { UserName: 'bob' });

  await expect(strict.call('CreateLoginProfile', input)).rejects.toMatchObject({
    name: 'PasswordPolicyViolation',
  });
  await expect(loose.call('CreateLoginProfile', input)).resolves.toBeDefined();
});
