import { generateKeyPairSync } from 'node:crypto';
import type { GetSSHPublicKeyResponse, UploadSSHPublicKeyResponse } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { iamFixture, type IamFixture } from '../iam.fixture.ts';

const newPem = (bits = 2048): string =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ format: 'pem', type: 'spki' })
    .toString();
const PEM = newPem();

const upload = async (iam: IamFixture, SSHPublicKeyBody: string) =>
  (
    await iam.call<UploadSSHPublicKeyResponse>('UploadSSHPublicKey', {
      UserName: 'bob',
      SSHPublicKeyBody,
    })
  ).SSHPublicKey;

const withUser = async (): Promise<IamFixture> => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  return iam;
};

test('a key can be had back in both encodings, whichever it came in', async () => {
  const iam = await withUser();
  const key = await upload(iam, PEM);
  const get = async (Encoding: string, SSHPublicKeyId = key?.SSHPublicKeyId) =>
    (
      await iam.call<GetSSHPublicKeyResponse>('GetSSHPublicKey', {
        UserName: 'bob',
        SSHPublicKeyId,
        Encoding,
      })
    ).SSHPublicKey;

  expect(key).toMatchObject({
    UserName: 'bob',
    SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{17}$/),
    Fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    SSHPublicKeyBody: expect.stringMatching(/^ssh-rsa AAAAB3NzaC1yc2E/),
    Status: 'Active',
    UploadDate: iam.clock.now(),
  });
  expect((await get('PEM'))?.SSHPublicKeyBody).toBe(PEM);
  expect((await get('SSH'))?.SSHPublicKeyBody).toBe(key?.SSHPublicKeyBody);

  await iam.call('DeleteSSHPublicKey', { UserName: 'bob', SSHPublicKeyId: key?.SSHPublicKeyId });
  const line = `${key?.SSHPublicKeyBody} bob@laptop`;
  const again = await upload(iam, line);
  expect(again).toMatchObject({ SSHPublicKeyBody: line, Fingerprint: key?.Fingerprint });
});

test('the fingerprint is the MD5 that ssh-keygen shows', async () => {
  const iam = await withUser();
  const body =
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCdHQw+jcdCcVJiMaaO96FcOmR8w9AibGVaQBH4uQJzy0YEDVG+JQ0qtNtujO6mYRQd58dZz8SMI6I42zPsDR2fvJ0nHJqlyobu4Q1LKonkSNkVlNd0b+aBKDi0fRWy3MUNpF4XgTq9e+d+OCyzrPxip9YPtH091oL07K3ZNU4B3LYaN4x3BbdxUUK7pBSgBSV01ViDqIO5IFwIiJj4UghcC65wawl6QoqfhGwFi/8wb8xdbsKC7FD3twwlC04inR/oPX1MjlB46pZhGriTFwg/71Nv83wofHryZC9u8bBdp4OvkCAaTlWBCnCIULXMNFSQSwNxWqNpOu+ENaws62Sx';

  const key = await upload(iam, body);

  expect(key?.Fingerprint).toBe('c1:9d:98:41:f2:b0:06:0e:be:ea:a4:35:b4:08:f1:28');
});

test.for([
  ['no key at all', 'hello'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ['another algorithm', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVw'],
  [
    'a length beyond the end',
    `ssh-rsa ${Buffer.from([0xff, 0xff, 0xff, 0xff, 1]).toString('base64')}`,
  ],
  ['1024 bits', newPem(1024)],
] as const)('%s is no acceptable public key', async ([, body]) => {
  const iam = await withUser();

  await expect(upload(iam, body)).rejects.toMatchObject({ name: 'InvalidPublicKey' });
});

test('a key is uploaded once, and five keys at most', async () => {
  const iam = await withUser();
  await upload(iam, PEM);

  await expect(upload(iam, PEM)).rejects.toMatchObject({ name: 'DuplicateSSHPublicKey' });
  for (let n = 0; n < 4; n += 1) await upload(iam, newPem());
  await expect(upload(iam, newPem())).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for SSHPublicKeysPerUser: 5',
  });
});

test('a key can be switched off and deleted, and keeps its user from being deleted', async () => {
  const iam = await withUser();
  const SSHPublicKeyId = (await upload(iam, PEM))?.SSHPublicKeyId;
  const of = { UserName: 'bob', SSHPublicKeyId };
  const list = () => iam.call('ListSSHPublicKeys', { UserName: 'bob' });

  await iam.call('UpdateSSHPublicKey', { ...of, Status: 'Inactive' });
  expect(await list()).toEqual({
    SSHPublicKeys: [
      { UserName: 'bob', SSHPublicKeyId, Status: 'Inactive', UploadDate: iam.clock.now() },
    ],
    IsTruncated: false,
  });
  await expect(iam.call('DeleteUser', { UserName: 'bob' })).rejects.toMatchObject({
    name: 'DeleteConflict',
    message: 'Cannot delete entity, must remove referenced objects first.',
  });
  await iam.call('DeleteSSHPublicKey', of);
  expect(await list()).toMatchObject({ SSHPublicKeys: [] });
});

test.for([
  ['GetSSHPublicKey', { Encoding: 'SSH' }],
  ['UpdateSSHPublicKey', { Status: 'Active' }],
  ['DeleteSSHPublicKey', {}],
] as const)('%s of a key that the user does not have says so', async ([operation, more]) => {
  const iam = await withUser();
  const SSHPublicKeyId = 'APKAXXXXXXXXXXXXXXXXX';

  await expect(
    iam.call(operation, { UserName: 'bob', SSHPublicKeyId, ...more }),
  ).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: `The Public Key with id ${SSHPublicKeyId} cannot be found.`,
  });
});
