import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PASSWORD } from '../sign-in/sign-in.fixture.ts';
import { pagesFixture, type PagesFixture } from './pages.fixture.ts';

const server = await testPostgres();

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const renew = (cognito: PagesFixture, token: unknown) =>
  cognito.post('/oauth2/token', {
    grant_type: 'refresh_token',
    client_id: cognito.clientId,
    refresh_token: String(token),
  });

const suite = (open: () => Promise<Store>): void => {
  const fixtureOf = (client: Parameters<typeof pagesFixture>[0] = {}): Promise<PagesFixture> =>
    pagesFixture(client, {}, async () => {
      const store = await open();
      onTestFinished(() => store.close());
      return store;
    });

  test('a code, a refresh token and a device code each have one use, however many ask at once', async () => {
    const cognito = await fixtureOf({
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
    const code = await cognito.code();
    const redeemed = await Promise.all(Array.from({ length: 6 }, () => cognito.redeem(code)));
    const { body } = await cognito.redeem(await cognito.code());
    const renewed = await Promise.all(
      Array.from({ length: 6 }, () => renew(cognito, body['refresh_token'])),
    );

    expect(redeemed.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(renewed.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('guesses at once on all nodes share one count', async () => {
    const cognito = await fixtureOf();

    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, () => cognito.signIn('alice', 'Wrong-Horse-1')),
    );

    const looked = answers.filter(
      (answer) => answer.status === 'rejected' && String(answer.reason).includes('Incorrect'),
    );
    expect(looked).toHaveLength(5);
  });

  test('a device is allowed, and what has ended is swept away', async () => {
    const cognito = await fixtureOf();
    await cognito.store.write(async (tx) => {
      await cognito.cognito.service.prepare?.(tx, cognito.clock.now());
    });
    const started = await cognito.post('/oauth2/device_authorization', {
      client_id: cognito.clientId,
      scope: 'openid',
    });
    const browser = cognito.browser();
    const asked = await browser.open(String(started.body['verification_uri_complete']));
    const login = await browser.submit(asked, {});
    const question = await browser.submit(login, { username: 'alice', password: PASSWORD });
    await browser.submit(question, { decision: 'allow' });
    const device = { grant_type: DEVICE_GRANT, device_code: String(started.body['device_code']) };
    const tokens = await Promise.all(
      Array.from({ length: 4 }, () =>
        cognito.post('/oauth2/token', { client_id: cognito.clientId, ...device }),
      ),
    );
    cognito.clock.advance({ days: 40 });
    await cognito.runner.runDue();
    const left = await cognito.store.read(async (tx) =>
      Promise.all(
        ['grant', 'refresh_token', 'device_code', 'browser_session', 'attempt', 'challenge'].map(
          (table) => tx.all(`SELECT 1 FROM cognito_${table}`),
        ),
      ),
    );

    expect(tokens.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(left.flat()).toEqual([]);
  });

  test('a deleted pool leaves no key and no token', async () => {
    const cognito = await fixtureOf();
    await cognito.redeem(await cognito.code());
    await cognito.idp('DeleteUserPool', { UserPoolId: cognito.poolId });

    const left = await cognito.store.read(async (tx) =>
      Promise.all(
        ['signing_key', 'grant', 'refresh_token', 'authorization_code', 'browser_session'].map(
          (table) => tx.all(`SELECT 1 FROM cognito_${table}`),
        ),
      ),
    );

    expect(left.flat()).toEqual([]);
  });
};

describe('in SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('in PostgreSQL', () => {
  suite(async () =>
    openPostgres({ url: (await server?.database()) ?? '', clock: systemClock, log: silentLog }),
  );
});
