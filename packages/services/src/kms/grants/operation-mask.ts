import type { GrantOperation } from '@aws-sdk/client-kms';

/** Bit positions are stored: never reordered, only added to. */
export const GRANT_OPERATIONS = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'GetPublicKey',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
] as const satisfies readonly GrantOperation[];

const BITS: ReadonlyMap<string, number> = new Map(
  GRANT_OPERATIONS.map((name, index) => [name, 1 << index]),
);

/** The operations as a set of bits; what is no operation of a grant has none. */
export const maskOf = (operations: readonly string[]): number => {
  let mask = 0;
  for (const operation of operations) mask |= BITS.get(operation) ?? 0;
  return mask;
};

export const includesAll = (mask: number, needed: number): boolean => (mask & needed) === needed;
