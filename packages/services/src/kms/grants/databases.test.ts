import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { grantsFixture, type GrantsFixture, person } from './grants.fixture.ts';

const server = await testPostgres();
const alice = person('alice');

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

/** `here` and `there` are two servers on one database, where it can have two. */
const suite = (
  nodes: () => Promise<readonly [here: GrantsFixture, there: GrantsFixture]>,
): void => {
  test('a grant counts on every node at once, and none that is gone does', async () => {
    const [here, there] = await nodes();
    const KeyId = await here.key();
    const context = { app: 'x', more: 'y' };
    const blob = await here.encrypt(KeyId, context);
    expect(await there.decrypts(alice, blob, context)).toBe(false);

    for (const Constraints of [
      { EncryptionContextSubset: { app: 'x' } },
      { EncryptionContextEquals: context },
    ]) {
      const { id, token } = await here.grant({
        KeyId,
        GranteePrincipal: alice.arn,
        Operations: ['Decrypt', 'DescribeKey'],
        Constraints,
      });
      // By its token it counts there before the word of it has arrived.
      expect(await there.decrypts(alice, blob, context, [token])).toBe(true);
      await expect.poll(() => there.decrypts(alice, blob, context)).toBe(true);
      expect(
        await there.decrypts(alice, await here.encrypt(KeyId, { app: 'z' }), { app: 'z' }),
      ).toBe(false);
      await there.kms('DescribeKey', { KeyId }, { as: alice });
      await there.kms('RevokeGrant', { KeyId, GrantId: id });
      expect(await here.decrypts(alice, blob, context, [token])).toBe(false);
    }
  });

  test('the same named grant made by many at once is one grant', async () => {
    const [here, there] = await nodes();
    const KeyId = await here.key();
    const named = {
      KeyId,
      GranteePrincipal: alice.arn,
      Operations: ['Decrypt' as const],
      Name: 'one',
    };

    const made = await Promise.all([here, there, here, there].map((node) => node.grant(named)));

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[2]?.token).not.toBe(made[0]?.token);
    expect((await there.list(KeyId)).Grants).toHaveLength(1);
  });

  test('lists page', async () => {
    const [here] = await nodes();
    const KeyId = await here.key();
    for (let n = 0; n < 3; n += 1)
      await here.grant({
        KeyId,
        GranteePrincipal: alice.arn,
        Operations: ['Decrypt'],
        RetiringPrincipal: alice.arn,
      });

    const first = await here.list(KeyId, { Limit: 2 });
    const last = await here.list(KeyId, { Limit: 2, Marker: first.NextMarker });
    const retirable = await here.kms('ListRetirableGrants', {
      RetiringPrincipal: alice.arn,
      Limit: 2,
    });

    expect([first.Grants?.length, last.Grants?.length, last.Truncated]).toEqual([2, 1, false]);
    expect(retirable).toMatchObject({ Truncated: true, Grants: [{ KeyId }, { KeyId }] });
  });
};

const known = (made: GrantsFixture): GrantsFixture => {
  made.principals.set(alice.arn, alice.kind === 'user' ? alice.id : '');
  return made;
};

describe('on SQLite', () => {
  suite(async () => {
    const made = known(await grantsFixture({ open: closing(memoryStore) }));
    return [made, made];
  });
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const url = await server.database();
    const node = async (): Promise<GrantsFixture> =>
      known(
        await grantsFixture({
          open: closing(() => openPostgres({ url, clock: systemClock, log: silentLog })),
          ids: systemIds,
        }),
      );
    // One after the other: the second finds the tables that the first has made.
    const here = await node();
    return [here, await node()];
  });
});
