import { AwsError } from '@gatehouse/core';
import type { Key } from '../model.ts';

export const validation = (message: string): AwsError =>
  new AwsError('ValidationException', message);

/** AWS says no more than the code, here and of signatures and MACs: a reason would tell a forger how far he got. */
export const invalidCiphertext = (): AwsError => new AwsError('InvalidCiphertextException', '');
export const invalidSignature = (): AwsError => new AwsError('KMSInvalidSignatureException', '');
export const invalidMac = (): AwsError => new AwsError('KMSInvalidMacException', '');

export const incorrectKey = (): AwsError =>
  new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );

const unfit = (message: string): AwsError => new AwsError('InvalidKeyUsageException', message);

export const unfitUsage = (key: Key, operation: string): AwsError =>
  unfit(`${key.arn} key usage is ${key.details.usage} which is not valid for ${operation}.`);

export const unfitAlgorithm = (key: Key, algorithm: string): AwsError =>
  unfit(`Algorithm ${algorithm} is incompatible with key spec ${key.details.spec}.`);

export const asymmetricDataKey = (): AwsError =>
  unfit('You cannot generate a data key with an asymmetric CMK');

export const noContext = (): AwsError =>
  validation('EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.');

export const tooLong = (key: Key, algorithm: string, bytes: number): AwsError =>
  validation(
    `Algorithm ${algorithm} and key spec ${key.details.spec} cannot encrypt data larger than ${bytes} bytes.`,
  );

export const keyIdMissing = (): AwsError => validation('KeyId must not be null');

export const digestLength = (algorithm: string): AwsError =>
  validation(`Digest is invalid length for algorithm ${algorithm}.`);

export const messageTypeOfAlgorithm = (type: string, algorithm: string): AwsError =>
  validation(`Message type ${type} is incompatible with algorithm ${algorithm}.`);

export const messageTypeOfSpec = (type: string, key: Key): AwsError =>
  validation(`Message type ${type} is incompatible with key spec ${key.details.spec}.`);

export const unsupported = (message = ''): AwsError =>
  new AwsError('UnsupportedOperationException', message);

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
  unsupported('Gatehouse has no Nitro Enclaves: it cannot encrypt for a Recipient.');
