import { randomUUID } from 'node:crypto';
import { totpCode } from '@gatehouse/service-kit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { PASSWORD, signInFixture, type SignInFixture } from './sign-in.fixture.ts';

const step = (now: Date): number => Math.floor(now.getTime() / 30_000);

const fromBase32 = (text: string): Buffer => {
  const bits = Array.from(text)
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
};

test('a right password gives an ID token, an access token and a refresh token', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice', { email: 'alice@example.com' });

  const tokens = await cognito.tokens('alice');

  const id = decodeJwt(tokens.IdToken);
  const access = decodeJwt(tokens.AccessToken);
  expect(tokens).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 });
  expect(id).toMatchObject({
    token_use: 'id',
    aud: cognito.clientId,
    iss: `http://127.0.0.1:4566/${cognito.poolId}`,
    'cognito:username': 'alice',
    email: 'alice@example.com',
  });
  expect(access).toMatchObject({
    token_use: 'access',
    client_id: cognito.clientId,
    username: 'alice',
    scope: 'aws.cognito.signin.user.admin',
    sub: id.sub,
    origin_jti: id['origin_jti'],
    auth_time: id['auth_time'],
  });
  expect(id.exp).toBe(Number(id.iat) + 3600);
  expect(access.jti).not.toBe(id.jti);
  expect(access.aud).toBeUndefined();
  expect(id['identities']).toBeUndefined();
  expect(decodeProtectedHeader(tokens.IdToken).kid).not.toBe(
    decodeProtectedHeader(tokens.AccessToken).kid,
  );
});

test.for(['alice', 'nobody'])('a wrong password of %s is told in the same words', async (name) => {
  const cognito = await signInFixture();
  await cognito.user('alice');

  await expect(cognito.signIn(name, 'Wrong-Horse-1')).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  });
});

test('a client that does not hide who exists says so', async () => {
  const cognito = await signInFixture({}, { PreventUserExistenceErrors: 'LEGACY' });

  await expect(cognito.signIn('nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' });
});

test.for(['alice', 'nobody'])('%s is locked after five failures, for ever longer', async (name) => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const fail = async (): Promise<string> => {
    const error: unknown = await cognito.signIn(name, 'Wrong-Horse-1').catch((e: unknown) => e);
    return error instanceof Error ? error.message : '';
  };

  const first: string[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) first.push(await fail());
  cognito.clock.advance({ seconds: 1 });
  const second = [await fail(), await fail()];
  cognito.clock.advance({ seconds: 1 });
  const still = await fail();
  cognito.clock.advance({ seconds: 1 });
  const third = await fail();

  const wrong = 'Incorrect username or password.';
  const locked = 'Password attempts exceeded';
  expect(first).toEqual([wrong, wrong, wrong, wrong, wrong, locked]);
  expect(second).toEqual([wrong, locked]);
  expect([still, third]).toEqual([locked, wrong]);
});

test('a lock holds for the right password too, and a success forgets all failures', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const fail = () => cognito.signIn('alice', 'Wrong-Horse-1').catch(() => undefined);
  for (let attempt = 0; attempt < 5; attempt += 1) await fail();

  await expect(cognito.signIn('alice')).rejects.toThrow('Password attempts exceeded');
  cognito.clock.advance({ seconds: 2 });
  await cognito.signIn('alice');
  for (let attempt = 0; attempt < 4; attempt += 1) await fail();

  await expect(cognito.signIn('alice')).resolves.toHaveProperty('AuthenticationResult');
});

test('fifteen quiet minutes forget all failures', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  for (let attempt = 0; attempt < 5; attempt += 1)
    await cognito.signIn('alice', 'Wrong-Horse-1').catch(() => undefined);
  cognito.clock.advance({ minutes: 16 });

  await expect(cognito.signIn('alice', 'Wrong-Horse-1')).rejects.toThrow('Incorrect');
  await expect(cognito.signIn('alice')).resolves.toHaveProperty('AuthenticationResult');
});

test('guesses at once do not outrun the count', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');

  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, () => cognito.signIn('alice', 'Wrong-Horse-1')),
  );

  const looked = answers.filter(
    (answer) => answer.status === 'rejected' && String(answer.reason).includes('Incorrect'),
  );
  expect(looked).toHaveLength(5);
});

test('a temporary password is replaced before anybody is in, and its session works once', async () => {
  const cognito = await signInFixture();
  await cognito.idp('AdminCreateUser', {
    UserPoolId: cognito.poolId,
    Username: 'bob',
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
  });

  const challenge = await cognito.signIn('bob');
  const answer = { USERNAME: 'bob', NEW_PASSWORD: 'Another-Horse-2' };
  const weak = cognito.respond('NEW_PASSWORD_REQUIRED', challenge.Session, {
    USERNAME: 'bob',
    NEW_PASSWORD: 'short',
  });
  await expect(weak).rejects.toMatchObject({ name: 'InvalidPasswordException' });
  const done = await cognito.respond('NEW_PASSWORD_REQUIRED', challenge.Session, answer);

  expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect(done.AuthenticationResult?.AccessToken).toBeDefined();
  await expect(
    cognito.respond('NEW_PASSWORD_REQUIRED', challenge.Session, answer),
  ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  await expect(cognito.signIn('bob', 'Another-Horse-2')).resolves.toHaveProperty(
    'AuthenticationResult',
  );
});

test('a session is for its user, and for three minutes', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  await cognito.idp('AdminCreateUser', {
    UserPoolId: cognito.poolId,
    Username: 'bob',
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
  });
  const { Session } = await cognito.signIn('bob');
  const respond = (USERNAME: string) =>
    cognito.respond('NEW_PASSWORD_REQUIRED', Session, {
      USERNAME,
      NEW_PASSWORD: 'Another-Horse-2',
    });

  await expect(respond('alice')).rejects.toThrow('Invalid session for the user.');
  cognito.clock.advance({ minutes: 3 });
  await expect(respond('bob')).rejects.toThrow('session is expired');
});

const enrol = async (cognito: SignInFixture, name: string): Promise<Buffer> => {
  const { AccessToken } = await cognito.tokens(name);
  const { SecretCode } = await cognito.idp<{ SecretCode: string }>('AssociateSoftwareToken', {
    AccessToken,
  });
  const seed = fromBase32(SecretCode);
  const UserCode = totpCode(seed, step(cognito.clock.now()));
  await cognito.idp('VerifySoftwareToken', { AccessToken, UserCode });
  await cognito.idp('SetUserMFAPreference', {
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  return seed;
};

const totpPool = async (mode: 'ON' | 'OPTIONAL'): Promise<SignInFixture> => {
  const cognito = await signInFixture();
  await cognito.idp('SetUserPoolMfaConfig', {
    UserPoolId: cognito.poolId,
    MfaConfiguration: mode,
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  return cognito;
};

test('a code of the device is the second factor, and works once', async () => {
  const cognito = await totpPool('OPTIONAL');
  await cognito.user('alice');
  const seed = await enrol(cognito, 'alice');
  const code = (): string => totpCode(seed, step(cognito.clock.now()));
  const answer = async (SOFTWARE_TOKEN_MFA_CODE: string, Session?: string) =>
    cognito.respond('SOFTWARE_TOKEN_MFA', Session ?? (await cognito.signIn('alice')).Session, {
      USERNAME: 'alice',
      SOFTWARE_TOKEN_MFA_CODE,
    });

  await expect(answer(code())).rejects.toMatchObject({
    name: 'ExpiredCodeException',
    message: 'Your software token has already been used once.',
  });
  cognito.clock.advance({ seconds: 60 });
  const { Session } = await cognito.signIn('alice');
  const wrong = code() === '000000' ? '000001' : '000000';
  await expect(answer(wrong, Session)).rejects.toMatchObject({ name: 'CodeMismatchException' });
  const done = await answer(code(), Session);

  expect(done.AuthenticationResult?.IdToken).toBeDefined();
  await expect(answer(code())).rejects.toMatchObject({ name: 'ExpiredCodeException' });
});

test('wrong codes are counted over all sessions of the user', async () => {
  const cognito = await totpPool('OPTIONAL');
  await cognito.user('alice');
  const seed = await enrol(cognito, 'alice');
  cognito.clock.advance({ seconds: 60 });
  const right = totpCode(seed, step(cognito.clock.now()));
  const wrong = right === '000000' ? '000001' : '000000';
  const guess = async (SOFTWARE_TOKEN_MFA_CODE: string) => {
    const { Session } = await cognito.signIn('alice');
    return cognito.respond('SOFTWARE_TOKEN_MFA', Session, {
      USERNAME: 'alice',
      SOFTWARE_TOKEN_MFA_CODE,
    });
  };
  for (let attempt = 0; attempt < 5; attempt += 1) await guess(wrong).catch(() => undefined);

  await expect(guess(right)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

test('where a second factor is required, a device is set up within the sign-in', async () => {
  const cognito = await totpPool('ON');
  await cognito.user('alice');

  const challenge = await cognito.signIn('alice');
  const associated = await cognito.idp<{ SecretCode: string; Session: string }>(
    'AssociateSoftwareToken',
    { Session: challenge.Session },
  );
  const early = cognito.respond('MFA_SETUP', associated.Session, { USERNAME: 'alice' });
  await expect(early).rejects.toThrow('Invalid session');
  const seed = fromBase32(associated.SecretCode);
  const code = totpCode(seed, step(cognito.clock.now()));
  const wrong = cognito.idp('VerifySoftwareToken', {
    Session: associated.Session,
    UserCode: code === '000000' ? '000001' : '000000',
  });
  await expect(wrong).rejects.toMatchObject({ name: 'EnableSoftwareTokenMFAException' });
  const verified = await cognito.idp<{ Status: string; Session: string }>('VerifySoftwareToken', {
    Session: associated.Session,
    UserCode: code,
  });
  const done = await cognito.respond('MFA_SETUP', verified.Session, { USERNAME: 'alice' });

  expect(challenge).toMatchObject({
    ChallengeName: 'MFA_SETUP',
    ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  });
  expect(verified.Status).toBe('SUCCESS');
  expect(done.AuthenticationResult?.AccessToken).toBeDefined();
  await expect(cognito.signIn('alice')).resolves.toMatchObject({
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
  });
});

test('a new device does not replace the present one before it has shown a code', async () => {
  const cognito = await totpPool('OPTIONAL');
  await cognito.user('alice');
  const { AccessToken } = await cognito.tokens('alice');
  const seed = await enrol(cognito, 'alice');
  await cognito.idp('AssociateSoftwareToken', { AccessToken });
  cognito.clock.advance({ seconds: 60 });

  const { Session } = await cognito.signIn('alice');
  const done = await cognito.respond('SOFTWARE_TOKEN_MFA', Session, {
    USERNAME: 'alice',
    SOFTWARE_TOKEN_MFA_CODE: totpCode(seed, step(cognito.clock.now())),
  });

  expect(done.AuthenticationResult).toBeDefined();
});

test('a factor that is not there cannot be turned on', async () => {
  const cognito = await totpPool('OPTIONAL');
  await cognito.user('alice');
  const { AccessToken } = await cognito.tokens('alice');

  await expect(
    cognito.idp('SetUserMFAPreference', {
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true },
    }),
  ).rejects.toThrow('User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA');
});

test.for([
  ['USER_PASSWORD_AUTH', { PASSWORD }, 'USER_PASSWORD_AUTH flow not enabled for this client'],
  ['ADMIN_USER_PASSWORD_AUTH', { PASSWORD }, 'Initiate Auth method not supported.'],
  ['USER_SRP_AUTH', {}, 'Missing required parameter SRP_A'],
  ['USER_SRP_AUTH', { SRP_A: '0' }, 'Invalid SRP_A'],
  ['REFRESH_TOKEN_AUTH', {}, 'Missing required parameter REFRESH_TOKEN'],
] as const)('InitiateAuth with %s and %j is refused', async ([AuthFlow, parameters, message]) => {
  const cognito = await signInFixture(
    {},
    { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  );

  await expect(
    cognito.idp('InitiateAuth', {
      ClientId: cognito.clientId,
      AuthFlow,
      AuthParameters: { USERNAME: 'alice', ...parameters },
    }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message });
});

test('a client with a secret must prove it', async () => {
  const cognito = await signInFixture({}, { GenerateSecret: true });
  await cognito.user('alice');
  const bare = { USERNAME: 'alice', PASSWORD };

  await expect(cognito.signIn('alice')).resolves.toHaveProperty('AuthenticationResult');
  await expect(
    cognito.idp('InitiateAuth', {
      ClientId: cognito.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: bare,
    }),
  ).rejects.toThrow('SECRET_HASH was not received');
});

test('unknown people get the same salt each time, and another for another name', async () => {
  const cognito = await signInFixture();
  const salt = async (USERNAME: string): Promise<string | undefined> => {
    const { ChallengeParameters } = await cognito.idp<{
      ChallengeParameters: Record<string, string>;
    }>('InitiateAuth', {
      ClientId: cognito.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A: randomUUID().replaceAll('-', '') },
    });
    return ChallengeParameters['SALT'];
  };

  expect(await salt('nobody')).toBe(await salt('nobody'));
  expect(await salt('nobody')).not.toBe(await salt('somebody'));
});

test('where people sign in by e-mail address, unknown ones have an id of the same form, always the same', async () => {
  const cognito = await signInFixture({ UsernameAttributes: ['email'] });
  await cognito.user('alice@example.com');
  const idOf = async (USERNAME: string): Promise<string> => {
    const { ChallengeParameters } = await cognito.idp<{
      ChallengeParameters: Record<string, string>;
    }>('InitiateAuth', {
      ClientId: cognito.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A: 'abcdef' },
    });
    return ChallengeParameters['USER_ID_FOR_SRP'] ?? '';
  };

  const ids = [await idOf('alice@example.com'), await idOf('nobody@example.com')];

  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(await idOf('nobody@example.com')).toBe(ids[1]);
});

test('a person chooses how to sign in', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const start = (parameters: Record<string, string> = {}) =>
    cognito.idp<{ Session?: string }>('InitiateAuth', {
      ClientId: cognito.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'alice', ...parameters },
    });

  const asked = await start();
  const done = await cognito.respond('SELECT_CHALLENGE', asked.Session, {
    USERNAME: 'alice',
    ANSWER: 'PASSWORD',
    PASSWORD,
  });

  expect(asked).toMatchObject({
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
  });
  expect(done.AuthenticationResult).toBeDefined();
  await expect(start({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).resolves.toHaveProperty(
    'AuthenticationResult',
  );
});

test('administrators sign people in with credentials of their own', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const input = {
    UserPoolId: cognito.poolId,
    ClientId: cognito.clientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'alice', PASSWORD },
  };
  const nobody = cognito.userWith('nobody');

  await expect(cognito.idp('AdminInitiateAuth', input)).resolves.toHaveProperty(
    'AuthenticationResult',
  );
  await expect(
    cognito.call('cognito-idp', 'AdminInitiateAuth', input, { as: nobody }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a disabled user is told so, but only with the right password', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  await cognito.idp('AdminDisableUser', { UserPoolId: cognito.poolId, Username: 'alice' });

  await expect(cognito.signIn('alice', 'Wrong-Horse-1')).rejects.toThrow('Incorrect');
  await expect(cognito.signIn('alice')).rejects.toThrow('User is disabled.');
});

test('the audit has who signed in where, and no secret', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const tokens = await cognito.tokens('alice');

  const text = JSON.stringify(await cognito.events());

  expect(text).toContain('"eventName":"InitiateAuth"');
  expect(text).toContain(`"additionalEventData":{"sub":"${decodeJwt(tokens.IdToken).sub}"}`);
  for (const secret of [PASSWORD, ...Object.values(tokens).map(String)].filter((s) => s.length > 8))
    expect(text).not.toContain(secret);
});
