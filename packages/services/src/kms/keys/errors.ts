import { AwsError } from '@gatehouse/core';
import type { Scope } from '../model.ts';
import { arnOfName, parseKeyName } from './names.ts';

const validation = (message: string): AwsError => new AwsError('ValidationException', message);

/** What AWS says of a `KeyId` that names no key here. */
export const keyNotFound = (scope: Scope, keyId: string): AwsError => {
  const name = parseKeyName(scope, keyId);
  if (name === undefined) return new AwsError('NotFoundException', `Invalid keyId '${keyId}'`);
  if (name.region !== scope.region)
    return new AwsError('NotFoundException', `Invalid arn ${name.region}`);
  return new AwsError(
    'NotFoundException',
    name.kind === 'alias'
      ? `Alias ${arnOfName(name)} is not found.`
      : `Key '${arnOfName(name)}' does not exist`,
  );
};

export const usageMissing = (): AwsError =>
  validation(
    'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
  );

export const usageDoesNotFit = (usage: string, spec: string): AwsError =>
  validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);

export const twoSpecs = (): AwsError =>
  validation(
    'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
  );

export const unsupported = (message: string): AwsError =>
  new AwsError('UnsupportedOperationException', message);
