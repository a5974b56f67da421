import { AwsError } from '@gatehouse/core';
import type { Key, Scope } from '../model.ts';
import { aliasArn, arnOfName, isKeyId, parseKeyName } from './names.ts';

export const validation = (message: string): AwsError =>
  new AwsError('ValidationException', message);

export const unsupported = (message: string): AwsError =>
  new AwsError('UnsupportedOperationException', message);

export const invalidState = (key: Pick<Key, 'arn'>, words: string): AwsError =>
  new AwsError('KMSInvalidStateException', `${key.arn} ${words}`);

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** What AWS says of a `KeyId` that names no key here; `aliases` is false where an alias is no answer at all. */
export const keyNotFound = (scope: Scope, keyId: string, aliases = true): AwsError => {
  const name = parseKeyName(scope, keyId);
  if (name === undefined || (name.kind === 'alias' && !aliases))
    return notFound(`Invalid keyId '${keyId}'`);
  if (name.region !== scope.region) return notFound(`Invalid arn ${name.region}`);
  if (name.kind === 'alias') return notFound(`Alias ${arnOfName(name)} is not found.`);
  return isKeyId(name.name)
    ? notFound(`Key '${arnOfName(name)}' does not exist`)
    : notFound(`Invalid keyId '${name.name}'`);
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

export const tooManyKeys = (most: number): AwsError =>
  new AwsError(
    'LimitExceededException',
    `You have reached the maximum number of KMS keys for your account in this Region: ${most}.`,
  );

export const noKeyStore = (id: string): AwsError =>
  new AwsError('CustomKeyStoreNotFoundException', `Custom key store ${id} does not exist.`);

export const keyStoreMissing = (origin: string): AwsError =>
  validation(`You must specify a CustomKeyStoreId when the Origin is ${origin}.`);

/** Operations that only the key's own account may do. */
export const otherAccount = (key: Pick<Key, 'arn'>, action: string): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `${action} is not permitted on ${key.arn}, which is in another account.`,
    { status: 403 },
  );

export const awsManaged = (key: Pick<Key, 'arn'>): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `${key.arn} is an AWS managed key, which customers cannot change.`,
    { status: 403 },
  );

export const invalidMarker = (): AwsError =>
  new AwsError('InvalidMarkerException', 'The marker is not valid.');

export const aliasPrefixMissing = (): AwsError =>
  validation(
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  );

export const aliasIdentifierInvalid = (): AwsError => validation('Invalid identifier');

export const aliasReserved = (): AwsError => new AwsError('NotAuthorizedException', '');

export const aliasCharactersInvalid = (name: string): AwsError =>
  validation(`${name} contains invalid characters for an alias`);

export const aliasOfAlias = (): AwsError => validation('Aliases must refer to keys. Not aliases');

export const aliasExists = (scope: Scope, name: string): AwsError =>
  new AwsError(
    'AlreadyExistsException',
    `An alias with the name ${aliasArn(scope, name)} already exists`,
  );

export const aliasNotFound = (scope: Scope, name: string): AwsError =>
  notFound(`Alias ${aliasArn(scope, name)} is not found.`);

export const tooManyAliases = (key: Pick<Key, 'arn'>, most: number): AwsError =>
  new AwsError('LimitExceededException', `${key.arn} has its ${most} aliases already.`);

export const aliasKindsDiffer = (): AwsError =>
  validation('The current and the new KMS key of an alias must have the same type and key usage.');

const tag = (message: string): AwsError => new AwsError('TagException', message);

export const duplicateTags = (): AwsError => tag('Duplicate tag keys');
export const tooManyTags = (): AwsError => tag('Too many tags');
export const tagReserved = (): AwsError => tag('Tags beginning with aws: are reserved');

export const noSuchPolicy = (): AwsError => notFound('No such policy exists');

const malformed = (message: string): AwsError =>
  new AwsError('MalformedPolicyDocumentException', message);

export const malformedPolicy = (words: string): AwsError => malformed(words);
export const policyLocksOut = (): AwsError =>
  malformed('The new key policy will not allow you to update the key policy in the future.');
export const policyPrincipalsInvalid = (): AwsError =>
  malformed('Policy contains a statement with one or more invalid principals.');
export const policyTooLong = (most: number): AwsError =>
  new AwsError('LimitExceededException', `A key policy has at most ${most} bytes.`);

export const windowOutOfRange = (days: number): AwsError =>
  validation(`PendingWindowInDays should be between 7 and 30, but it is ${days}`);

/** AWS sends no words for a key that is not symmetric. */
export const rotatesNot = (): AwsError => unsupported('');

export const originDoesNotFit = ({ arn, details }: Key): AwsError =>
  unsupported(`${arn} origin is ${details.origin} which is not valid for this operation.`);

export const tooManyRotations = (key: Pick<Key, 'arn'>, most: number): AwsError =>
  new AwsError(
    'LimitExceededException',
    `${key.arn} has had its ${most} on-demand rotations already.`,
  );

export const notMultiRegion = (key: Pick<Key, 'arn'>): AwsError =>
  unsupported(`${key.arn} is not a multi-Region key.`);

export const notPrimary = (key: Pick<Key, 'arn'>): AwsError =>
  unsupported(`${key.arn} is not a multi-Region primary key.`);

export const replicaExists = (arn: string): AwsError =>
  new AwsError('AlreadyExistsException', `${arn} already exists.`);

export const regionUnknown = (region: string): AwsError =>
  unsupported(`Region ${region} is not available in this partition.`);
