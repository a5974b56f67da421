import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { apiAt } from './api.fixture.ts';
import { issuerFlags, oidcIssuer } from './oidc-issuer.fixture.ts';

test('a rotated key works within one refetch, and the old one no more', async () => {
  const issuer = await oidcIssuer();
  onTestFinished(() => issuer.close());
  issuer.people.set('alice', { sub: 'alice', groups: [] });
  const cloud = await startCloud({ flags: issuerFlags(issuer) });
  onTestFinished(() => cloud.stop());
  const status = async (token: string): Promise<number> =>
    (await apiAt(`${cloud.console}/broker`, async () => token).get('/v1/me')).status;
  const old = issuer.token();
  const withOld = await status(old);
  const before = issuer.keySets();

  issuer.rotate('k2');
  const withNew = await Promise.all(Array.from({ length: 5 }, () => status(issuer.token())));

  expect(withOld).toBe(200);
  expect(withNew).toEqual([200, 200, 200, 200, 200]);
  expect(issuer.keySets() - before).toBe(1);
  expect(await status(old)).toBe(401);
});
