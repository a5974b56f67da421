import { AwsError } from '@gatehouse/core';

export const invalidToken = (): AwsError =>
  new AwsError('InvalidImportTokenException', 'The import token is not valid for this KMS key.');

export const expiredToken = (): AwsError =>
  new AwsError('ExpiredImportTokenException', 'The import token has expired.');

/** What was wrapped cannot be unwrapped: no more is said. */
export const unreadableMaterial = (): AwsError => new AwsError('InvalidCiphertextException', '');

export const incorrectMaterial = (words: string): AwsError =>
  new AwsError('IncorrectKeyMaterialException', words);
