import { randomBytes } from 'node:crypto';
import type { ListAliasesResponse, ListKeysResponse } from '@aws-sdk/client-kms';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, type KeysFixture, keysFixture } from './keys.fixture.ts';

const server = await testPostgres();
const SCOPE = { account: ACCOUNT, region: 'us-east-1' };

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const ask = ({ store, port }: KeysFixture): Promise<string> =>
  store.write((tx) => port.managed(tx, SCOPE, 'ebs'));

/** `nodes` answers two views of one database, on PostgreSQL each a server of its own. */
const suite = (nodes: () => Promise<readonly [KeysFixture, KeysFixture]>): void => {
  test('a key lives, rotates, is replicated and deleted', async () => {
    const [{ key, kms, importInto, clock, runner, refusal, describe: read }] = await nodes();
    const KeyId = await key({ MultiRegion: true, Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    await kms('CreateAlias', { AliasName: 'alias/x', TargetKeyId: KeyId });
    await kms('TagResource', { KeyId, Tags: [{ TagKey: 'c', TagValue: 'd' }] });
    await kms('EnableKeyRotation', { KeyId });
    await kms('RotateKeyOnDemand', { KeyId });
    await kms('ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
    const external = await key({ Origin: 'EXTERNAL' });
    await importInto(external, randomBytes(32));
    clock.advance({ days: 366 });
    await runner.runDue();
    const page = await kms<ListKeysResponse>('ListKeys', { Limit: 1 });
    const rest = await kms<ListKeysResponse>('ListKeys', { Marker: page.NextMarker });
    await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, { region: 'eu-west-1' });
    clock.advance({ days: 7 });
    await runner.runDue();
    expect(await read('alias/x')).toMatchObject({ KeyState: 'PendingDeletion' });
    clock.advance({ days: 7 });
    await runner.runDue();

    expect([...(page.Keys ?? []), ...(rest.Keys ?? [])]).toHaveLength(2);
    expect((await refusal('DescribeKey', { KeyId: 'alias/x' }))?.[0]).toBe('NotFoundException');
    expect(await read(external)).toMatchObject({ KeyState: 'Enabled' });
  });

  test('a service gets one key of its own, whoever asks at the same time', async () => {
    const [here, there] = await nodes();
    const arns = await Promise.all([here, there, here, there].map(ask));
    const { Aliases = [] } = await there.kms<ListAliasesResponse>('ListAliases', {});
    const { Keys } = await here.kms<ListKeysResponse>('ListKeys', {});

    expect(new Set(arns).size).toBe(1);
    expect(Keys).toHaveLength(1);
    const alias = Aliases.find(({ AliasName }) => AliasName === 'alias/aws/ebs');
    expect(arns[0]).toContain(alias?.TargetKeyId);
  });

  test('a change counts on every node', async () => {
    const [here, there] = await nodes();
    const KeyId = await here.key();
    await there.kms('Encrypt', { KeyId, Plaintext: Buffer.from('x') });

    await here.kms('DisableKey', { KeyId });

    await expect
      .poll(
        async () => (await there.refusal('Encrypt', { KeyId, Plaintext: Buffer.from('x') }))?.[0],
        { timeout: 10_000 },
      )
      .toBe('DisabledException');
  });
};

describe('on SQLite', () => {
  suite(async () => {
    const one = await keysFixture({ open: closing(memoryStore) });
    return [one, one];
  });
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const open = closing(() => openPostgres({ url: database, clock: systemClock, log: silentLog }));
    // One after the other: the second finds the tables that the first has made.
    const first = await keysFixture({ open, ids: systemIds });
    return [first, await keysFixture({ open, ids: systemIds })];
  });
});
