import type { CreateGrantResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { ACCOUNT, arnOf, keysFixture } from './keys.fixture.ts';

const machine = (id: string): string => `${ACCOUNT}:aws:ec2-infrastructure:${id}`;

test('a key has the same revision until it is changed, and none while it cannot be used', async () => {
  const { key, kms, port, store } = await keysFixture();
  const KeyId = await key();
  const revision = (arn = arnOf(KeyId)) => store.read((tx) => port.revision(tx, arn));
  const first = await revision();
  await kms('Encrypt', { KeyId, Plaintext: Buffer.from('x') });

  expect(first).toBeDefined();
  expect(await revision()).toBe(first);
  await kms('DisableKey', { KeyId });
  expect(await revision()).toBeUndefined();
  await kms('EnableKey', { KeyId });
  const enabled = await revision();
  expect(enabled).toBeDefined();
  expect(enabled).not.toBe(first);
  const { Policy } = await kms<{ readonly Policy: string }>('GetKeyPolicy', { KeyId });
  await kms('PutKeyPolicy', { KeyId, Policy });
  expect(await revision()).not.toBe(enabled);
  await kms('ScheduleKeyDeletion', { KeyId });
  expect(await revision()).toBeUndefined();
  for (const nothing of ['', 'arn:aws:kms:us-east-1', arnOf('no-key'), 'arn:aws:s3:::bucket'])
    expect(await revision(nothing)).toBeUndefined();
});

test('a machine’s grant is found by its name on its key, in whatever state that is, and nobody else’s', async () => {
  const { key, kms, port, store } = await keysFixture();
  const [KeyId, other] = [await key(), await key()];
  const asked = {
    KeyId,
    GranteePrincipal: machine('i-0123456789abcdef0'),
    Operations: ['Decrypt'],
    Name: 'one',
  };
  const { GrantId } = await kms<CreateGrantResponse>('CreateGrant', asked, {
    via: 'ec2.amazonaws.com',
  });
  const find = (name: string, id = 'i-0123456789abcdef0', keyArn = arnOf(KeyId)) =>
    store.read((tx) => port.namedGrant(tx, { keyArn, grantee: machine(id), name }));
  await kms('ScheduleKeyDeletion', { KeyId });

  expect(GrantId).toMatch(/^[0-9a-f]{64}$/);
  expect(await find('one')).toBe(GrantId);
  expect(await find('two')).toBeUndefined();
  expect(await find('one', 'i-00000000000000000')).toBeUndefined();
  for (const arn of [arnOf(other), `arn:aws:kms:us-east-1:${ACCOUNT}:alias/one`, 'nothing'])
    expect(await find('one', undefined, arn)).toBeUndefined();
  await kms('RevokeGrant', { KeyId, GrantId });
  expect(await find('one')).toBeUndefined();
});
