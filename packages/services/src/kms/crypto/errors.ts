import { AwsError } from '@gatehouse/core';
import type { Key } from '../model.ts';

export const validation = (message: string): AwsError =>
  new AwsError('ValidationException', message);

/** AWS says no more than the code: a reason would tell a forger how far he got. */
export const invalidCiphertext = (): AwsError => new AwsError('InvalidCiphertextException', '');

export const incorrectKey = (): AwsError =>
  new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );

export const unfitUsage = (key: Key, operation: string): AwsError =>
  new AwsError(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ${key.details.usage} which is not valid for ${operation}.`,
  );

export const unfitAlgorithm = (key: Key, algorithm: string): AwsError =>
  new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.details.spec}.`,
  );

export const dryRun = (): AwsError =>
  new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );

/** A ciphertext of a key that is not here, or not for this caller: he learns no more than that. */
export const unknownCiphertextKey = (caller: string, action: string): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: ${action} on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  );

export const noEnclaves = (): AwsError =>
  new AwsError(
    'UnsupportedOperationException',
    'Gatehouse has no Nitro Enclaves: it cannot encrypt for a Recipient.',
  );
