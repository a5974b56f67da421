import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

/** A key that nobody has made. */
export const MISSING_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-4000-8000-00000000dead`;

/** Members that an operation needs for its decision although its model does not require them. */
const OPTIONAL = new Set([
  'CiphertextBlob',
  'DestinationKeyId',
  'GranteePrincipal',
  'GrantId',
  'KeyId',
  'KeySpec',
  'KeyUsage',
  'Policy',
  'RetiringPrincipal',
  'SourceEncryptionAlgorithm',
  'SourceKeyId',
]);

/** Of those, what says something else in some operations, or too much. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  CreateKey: ['KeySpec', 'KeyUsage', 'Policy'],
  CreateGrant: ['RetiringPrincipal'],
  ListGrants: ['GranteePrincipal', 'GrantId'],
  ListAliases: ['KeyId'],
  ReplicateKey: ['Policy'],
};

const blob = Buffer.from('blob');

const valuesFor = (key: string, n: number): Readonly<Record<string, unknown>> => ({
  KeyId: key,
  TargetKeyId: key,
  DestinationKeyId: key,
  SourceKeyId: key,
  AliasName: `alias/a${n}`,
  CiphertextBlob: blob,
  Description: 'd',
  EncryptedKeyMaterial: blob,
  EncapsulationAlgorithm: 'ML_KEM',
  GrantId: 'f'.repeat(64),
  GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`,
  ImportToken: blob,
  KeyAgreementAlgorithm: 'ECDH',
  KeyPairSpec: 'ECC_NIST_P256',
  KeySpec: 'AES_256',
  Mac: blob,
  MacAlgorithm: 'HMAC_SHA_256',
  Message: blob,
  NumberOfBytes: 16,
  Plaintext: blob,
  Policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: ACCOUNT },
      Action: 'kms:*',
      Resource: '*',
    },
  }),
  PrimaryRegion: 'eu-west-1',
  PublicKey: blob,
  ReplicaRegion: 'eu-west-1',
  RetiringPrincipal: `arn:aws:iam::${ACCOUNT}:root`,
  Signature: blob,
  SigningAlgorithm: 'ECDSA_SHA_256',
  TagKeys: ['k'],
  Tags: [{ TagKey: 'k', TagValue: 'v' }],
  WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
  WrappingKeySpec: 'RSA_2048',
});

const isAlgorithmOf = (operation: string, member: string): boolean =>
  operation === 'Decrypt' && member === 'EncryptionAlgorithm';

/** A request of KMS that gets as far as the decision about `key`, an ARN. */
export const kmsRequest = ({ name, input }: OperationModel, key: string, n: number): object => {
  if (input.kind !== 'structure') return {};
  const values: Readonly<Record<string, unknown>> = {
    ...valuesFor(key, n),
    ...(name === 'CreateGrant' ? { Operations: ['Decrypt'] } : {}),
    // A symmetric ciphertext names its key, which one that is none cannot; these do not.
    SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    EncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
  };
  const left = LEFT_OUT[name] ?? [];
  return Object.fromEntries(
    input.members
      .filter(
        (member) =>
          member.required || OPTIONAL.has(member.name) || isAlgorithmOf(name, member.name),
      )
      .filter((member) => !left.includes(member.name))
      .map((member) => [member.name, values[member.name]]),
  );
};
