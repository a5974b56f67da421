import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { cryptoFixture, type CryptoFixture } from '../crypto/crypto.fixture.ts';

let kms: CryptoFixture;

beforeAll(async () => {
  kms = await cryptoFixture();
});

interface Row {
  readonly key_id: string;
  readonly material_id: string;
  readonly sealed: Uint8Array;
}

const idOf = (arn: string): string => arn.split('/')[1] ?? '';

const rowOf = async (arn: string): Promise<Row> => {
  const row = await kms.store.read((tx) =>
    tx.get<Row>('SELECT * FROM kms_material WHERE key_id = ?', [idOf(arn)]),
  );
  if (row === undefined) throw new Error(`${arn} has no material`);
  return row;
};

const putSealed = (arn: string, sealed: Uint8Array): Promise<unknown> =>
  kms.store.write((tx) =>
    tx.run('UPDATE kms_material SET sealed = ? WHERE key_id = ?', [sealed, idOf(arn)]),
  );

const Plaintext = Buffer.from('the plaintext');

test('material lies sealed, and opens in no other row', async () => {
  const [one, other] = [await kms.key(), await kms.key()];
  const { CiphertextBlob } = await kms.kms('Encrypt', { KeyId: one, Plaintext });
  await putSealed(other, (await rowOf(one)).sealed);

  await expect(kms.kms('Encrypt', { KeyId: other, Plaintext })).rejects.toThrow(
    'was not sealed here for its row',
  );
  await expect(kms.kms('Decrypt', { CiphertextBlob })).resolves.toMatchObject({ Plaintext });
});

test('a pair’s private half is nowhere in the database in clear', async () => {
  const rsa = await kms.keyOf('RSA_2048', 'SIGN_VERIFY');
  const { PublicKey } = await kms.kms('GetPublicKey', { KeyId: rsa });
  const { sealed, material_id } = await rowOf(rsa);

  // RSA's PKCS #8 has the modulus in it: what is sealed shows not even that.
  expect(Buffer.from(sealed).includes(Buffer.from(PublicKey).subarray(40, 72))).toBe(false);
  expect(material_id).not.toBe(createHash('sha256').update(PublicKey).digest('hex'));
});

test('a key that is gone opens nothing, although its material was kept in memory', async () => {
  const key = await kms.key();
  const { CiphertextBlob } = await kms.kms('Encrypt', { KeyId: key, Plaintext });
  await kms.kms('Decrypt', { CiphertextBlob });
  await kms.kms('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });

  kms.clock.advance({ days: 8 });
  await kms.runner.runDue();

  await expect(rowOf(key)).rejects.toThrow('has no material');
  await expect(kms.kms('Decrypt', { CiphertextBlob })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('a rotation keeps the material before it', async () => {
  const key = await kms.key();
  const before = await kms.kms('Encrypt', { KeyId: key, Plaintext });
  await kms.kms('RotateKeyOnDemand', { KeyId: key });
  await kms.runner.runDue();

  const rows = await kms.store.read((tx) =>
    tx.all<{ number: number; state: string }>(
      'SELECT number, state FROM kms_material WHERE key_id = ? ORDER BY number',
      [idOf(key)],
    ),
  );

  expect(rows).toEqual([
    { number: 1, state: 'NON_CURRENT' },
    { number: 2, state: 'CURRENT' },
  ]);
  await expect(
    kms.kms('Decrypt', { CiphertextBlob: before.CiphertextBlob }),
  ).resolves.toMatchObject({ Plaintext });
});
