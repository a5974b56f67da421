import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type ConsoleFixture, consoleFixture } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

let here: ConsoleFixture;
beforeAll(async () => {
  here = await consoleFixture({ clock: 'manual' });
});
afterAll(() => here.cloud.stop());

const advance = (duration: string): Promise<unknown> =>
  ask(here.cloud.aws, '/_gatehouse/clock', {
    method: 'POST',
    body: { advance: duration },
    headers: { origin: undefined, 'sec-fetch-site': undefined },
  });

const now = async (): Promise<number> => {
  const { body } = (await advance('PT0S')) as { body: { now: string } };
  return Date.parse(body.now);
};

const fromBase32 = (text: string): Buffer => {
  const bits = Array.from(text, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'));
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** RFC 6238, independent of what is tested. */
const code = (seed: Buffer, at: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

test('a session that nobody uses for an hour ends', async () => {
  const used = await here.administrator();
  const idle = await here.administrator();

  await advance('PT50M');
  await used.ask('/api/session');
  await advance('PT50M');

  await expect(used.ask('/api/session')).resolves.toMatchObject({ body: { signedIn: true } });
  await expect(idle.ask('/api/session')).resolves.toMatchObject({ body: { signedIn: false } });
});

test('a session ends after twelve hours, however much it is used', async () => {
  const busy = await here.administrator();

  for (let count = 0; count < 14; count += 1) {
    await busy.ask('/api/session');
    await advance('PT50M');
  }
  const before = await busy.ask('/api/session');
  await advance('PT40M');
  const after = await busy.ask('/api/session');

  expect(before.body).toMatchObject({ signedIn: true });
  expect(after.body).toEqual({ signedIn: false });
});

test('when the session of a role is over nobody acts, and switching back brings oneself back', async () => {
  const admin = await here.administrator('123456789012');
  const role = { account: '444455556666', roleName: 'OrganizationAccountAccessRole' };
  await admin.ask('/api/session/role', { method: 'POST', body: role });
  await advance('PT40M');
  await admin.ask('/api/session');
  await advance('PT30M');

  const shown = await admin.ask('/api/session');
  const refused = await admin.aws('sts', 'GetCallerIdentity');
  await admin.ask('/api/session/role', { method: 'DELETE' });
  const back = await admin.aws('sts', 'GetCallerIdentity');

  expect(shown.body).toMatchObject({ signedIn: true, roleExpired: true });
  expect(refused).toMatchObject({ status: 401, body: { error: { code: 'RoleSessionEnded' } } });
  expect(back.status).toBe(200);
});

test('a user with an MFA device needs its code, which counts as MFA from then on and works once', async () => {
  const admin = await here.administrator();
  const userName = 'careful';
  const password = 'Correct-horse-battery-1';
  await admin.aws('iam', 'CreateUser', { UserName: userName });
  await admin.aws('iam', 'CreateLoginProfile', { UserName: userName, Password: password });
  await admin.aws('iam', 'PutUserPolicy', {
    UserName: userName,
    PolicyName: 'with-mfa',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'iam:ListUsers',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    }),
  });
  const attempt = { account: ACCOUNT, userName, password };
  const withoutDevice = here.person();
  await withoutDevice.signIn(attempt);
  const made = await admin.aws('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' });
  const device = made.body['VirtualMFADevice'] as {
    SerialNumber: string;
    Base32StringSeed: string;
  };
  const seed = fromBase32(Buffer.from(device.Base32StringSeed, 'base64').toString());
  const at = await now();
  await admin.aws('iam', 'EnableMFADevice', {
    UserName: userName,
    SerialNumber: device.SerialNumber,
    AuthenticationCode1: code(seed, at - 30_000),
    AuthenticationCode2: code(seed, at),
  });
  await advance('PT2M');
  const mfaCode = code(seed, await now());
  const somebody = here.person();

  const asked = await somebody.signIn(attempt);
  const wrong = await here.person().signIn({ ...attempt, mfaCode: '000000' });
  const right = await somebody.signIn({ ...attempt, mfaCode });
  const again = await here.person().signIn({ ...attempt, mfaCode });

  expect(asked.body).toEqual({ signedIn: false, mfaRequired: true });
  expect(wrong.status).toBe(401);
  expect(right.body).toEqual({ signedIn: true });
  expect(again.status).toBe(401);
  await expect(somebody.aws('iam', 'ListUsers')).resolves.toMatchObject({ status: 200 });
  await expect(withoutDevice.aws('iam', 'ListUsers')).resolves.toMatchObject({ status: 403 });
});

test('guessing MFA codes is slowed down although the password is right each time', async () => {
  const attempt = { account: ACCOUNT, userName: 'careful', password: 'Correct-horse-battery-1' };
  await advance('PT25H');

  const answers = [];
  for (let count = 0; count < 6; count += 1)
    answers.push(await here.person().signIn({ ...attempt, mfaCode: '000000' }));

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
});
