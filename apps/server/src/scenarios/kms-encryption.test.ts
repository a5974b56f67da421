import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
import * as kms from '@aws-sdk/client-kms';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: kms.KMSClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new kms.KMSClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const makeKey = async (input: kms.CreateKeyCommandInput = {}): Promise<string> => {
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand(input));
  return KeyMetadata?.Arn ?? '';
};

const secret = Buffer.from('a secret of some length');
const context = { purpose: 'test', Tenant: '1' };

// The two packages declare the same members, one of them optional where the other says `| undefined`.
const clientProvider = () => new kms.KMS(cloud.client('workloads')) as never;

test('the AWS Encryption SDK encrypts under two keys, and either opens', async () => {
  const [one, two] = [await makeKey(), await makeKey()];
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const both = new KmsKeyringNode({ generatorKeyId: one, keyIds: [two], clientProvider });

  const { result } = await encrypt(both, secret, { encryptionContext: context });

  for (const key of [one, two]) {
    const alone = new KmsKeyringNode({ keyIds: [key], clientProvider });
    const { plaintext, messageHeader } = await decrypt(alone, result);
    expect(plaintext).toEqual(secret);
    expect(messageHeader.encryptionContext).toMatchObject(context);
  }
  const stranger = new KmsKeyringNode({ keyIds: [await makeKey()], clientProvider });
  await expect(decrypt(stranger, result)).rejects.toThrow('unencryptedDataKey has not been set');
});

const cli = (...args: string[]) => awsCli.run(cloud.client('workloads'), ['kms', ...args]);

test('the SDK and the AWS CLI read what the other has encrypted', async () => {
  const KeyId = await makeKey();
  const made = await client.send(
    new kms.EncryptCommand({ KeyId, Plaintext: secret, EncryptionContext: context }),
  );
  const blob = Buffer.from(made.CiphertextBlob ?? []).toString('base64');

  const [opened, dataKey] = await Promise.all([
    cli('decrypt', '--ciphertext-blob', blob, '--encryption-context', 'Tenant=1,purpose=test'),
    cli('generate-data-key', '--key-id', KeyId, '--key-spec', 'AES_256'),
  ]);

  expect(opened.output).toMatchObject({
    Plaintext: secret.toString('base64'),
    KeyId,
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  });
  expect(dataKey.output).toMatchObject({ KeyId });
  const { CiphertextBlob = '', Plaintext = '' } = Object(dataKey.output);
  const again = await client.send(
    new kms.DecryptCommand({ CiphertextBlob: Buffer.from(CiphertextBlob, 'base64') }),
  );
  expect(Buffer.from(again.Plaintext ?? []).toString('base64')).toBe(Plaintext);
});

test('what is signed with a key is verified without this cloud, and here only as it was signed', async () => {
  const KeyId = await makeKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  const SigningAlgorithm = 'RSASSA_PSS_SHA_256';

  const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId }));
  const { Signature } = await client.send(
    new kms.SignCommand({ KeyId, Message: secret, SigningAlgorithm }),
  );

  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  expect(verify('sha256', secret, pss, Signature ?? new Uint8Array())).toBe(true);
  const Message = Buffer.from('another text');
  await expect(
    client.send(new kms.VerifyCommand({ KeyId, Message, Signature, SigningAlgorithm })),
  ).rejects.toBeInstanceOf(kms.KMSInvalidSignatureException);
});

test('every error is of the class that the SDK has for it', async () => {
  const KeyId = await makeKey();
  const rsa = await makeKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
  const { CiphertextBlob } = await client.send(
    new kms.EncryptCommand({ KeyId, Plaintext: secret }),
  );
  const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId: rsa }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const theirs = publicEncrypt({ key, padding, oaepHash: 'sha256' }, secret);

  const opened = await client.send(
    new kms.DecryptCommand({
      KeyId: rsa,
      CiphertextBlob: theirs,
      EncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    }),
  );

  expect(Buffer.from(opened.Plaintext ?? [])).toEqual(secret);
  await expect(
    client.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext: context })),
  ).rejects.toBeInstanceOf(kms.InvalidCiphertextException);
  await expect(
    client.send(new kms.DecryptCommand({ CiphertextBlob, KeyId: rsa })),
  ).rejects.toBeInstanceOf(kms.IncorrectKeyException);
  await expect(
    client.send(new kms.EncryptCommand({ KeyId: rsa, Plaintext: secret })),
  ).rejects.toBeInstanceOf(kms.InvalidKeyUsageException);
  await expect(
    client.send(new kms.DecryptCommand({ CiphertextBlob, DryRun: true })),
  ).rejects.toBeInstanceOf(kms.DryRunOperationException);
});

/** An object with own members of any name. */
const contextOf = (text: string): Record<string, string> => JSON.parse(text);

test('a context may be named like what JavaScript has on every object', async () => {
  const KeyId = await makeKey();
  const EncryptionContext = contextOf('{"__proto__":"a","constructor":"b","toString":"c"}');
  const { CiphertextBlob } = await client.send(
    new kms.EncryptCommand({ KeyId, Plaintext: secret, EncryptionContext }),
  );
  const opening = (text: string) =>
    client.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext: contextOf(text) }));

  await expect(
    opening('{"toString":"c","__proto__":"a","constructor":"b"}'),
  ).resolves.toMatchObject({ KeyId });
  await expect(
    opening('{"__proto__":"b","constructor":"b","toString":"c"}'),
  ).rejects.toBeInstanceOf(kms.InvalidCiphertextException);
});
