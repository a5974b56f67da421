import type { CreateKeyRequest, KeySpec, KeyUsageType } from '@aws-sdk/client-kms';
import { systemIds } from '@gatehouse/core';
import { grantsFixture, type GrantsFixture } from '../grants/grants.fixture.ts';

/** Members of any answer of an operation that uses a key. */
export interface Answer {
  readonly CiphertextBlob: Uint8Array;
  readonly Plaintext: Uint8Array;
  readonly KeyId: string;
  readonly SourceKeyId: string;
  readonly KeyMaterialId: string;
  readonly PrivateKeyPlaintext: Uint8Array;
  readonly PrivateKeyCiphertextBlob: Uint8Array;
  readonly PublicKey: Uint8Array;
  readonly Signature: Uint8Array;
  readonly Mac: Uint8Array;
  readonly SharedSecret: Uint8Array;
  readonly SharedSecretCiphertextBlob: Uint8Array;
}

export interface CryptoFixture extends Omit<GrantsFixture, 'kms'> {
  readonly kms: (
    operation: string,
    input: object,
    options?: Parameters<GrantsFixture['kms']>[2],
  ) => Promise<Answer>;
  readonly keyOf: (KeySpec: KeySpec, KeyUsage: KeyUsageType) => Promise<string>;
}

/** The real service, with random bytes that are random. */
export const cryptoFixture = async (): Promise<CryptoFixture> => {
  const fixture = await grantsFixture({ ids: systemIds });
  return {
    ...fixture,
    kms: (operation, input, options) => fixture.kms<Answer>(operation, input, options),
    keyOf: (KeySpec, KeyUsage) =>
      fixture.key({ KeySpec, KeyUsage } satisfies Partial<CreateKeyRequest>),
  };
};
