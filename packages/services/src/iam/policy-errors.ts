import { AwsError } from '@gatehouse/core';

const noSuchEntity = (message: string): AwsError =>
  new AwsError('NoSuchEntity', message, { status: 404 });
const conflict = (code: string, message: string): AwsError =>
  new AwsError(code, message, { status: 409 });

// Documents and ARNs

export const malformedPolicy = (message: string): AwsError =>
  new AwsError('MalformedPolicyDocument', message);
export const invalidPrincipal = (type: string, value: string): AwsError =>
  malformedPolicy(`Invalid principal in policy: "${type}":"${value}"`);
export const invalidArn = (arn: string): AwsError =>
  new AwsError('ValidationError', `ARN ${arn} is not valid.`);
export const invalidBoundaryArn = (arn: string): AwsError =>
  new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
export const inlinePoliciesTooLarge = (kind: string, name: string, limit: number): AwsError =>
  conflict('LimitExceeded', `Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`);

// Roles

export const noSuchRole = (name: string): AwsError =>
  noSuchEntity(`The role with name ${name} cannot be found.`);
export const roleExists = (name: string): AwsError =>
  conflict('EntityAlreadyExists', `Role with name ${name} already exists.`);
export const protectedRole = (name: string): AwsError =>
  new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  );
export const reservedRolePath = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The path /aws-service-role/ is reserved for service-linked roles.',
  );

// Managed policies

export const policyExists = (name: string): AwsError =>
  conflict(
    'EntityAlreadyExists',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
  );
export const policyNotFound = (arn: string): AwsError =>
  noSuchEntity(`Policy ${arn} was not found.`);
export const policyNotAttachable = (arn: string): AwsError =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
export const boundaryNotAttachable = (arn: string): AwsError =>
  noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
export const noBoundary = (kind: string, name: string): AwsError =>
  noSuchEntity(`The ${kind} with name ${name} does not have a permissions boundary.`);
export const noSuchVersion = (arn: string, versionId: string): AwsError =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
export const serviceRolePolicy = (): AwsError =>
  new AwsError('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a Customer Role.');
export const tooManyVersions = (): AwsError =>
  conflict(
    'LimitExceeded',
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  );
export const defaultVersionInUse = (): AwsError =>
  conflict('DeleteConflict', 'Cannot delete the default version of a policy.');
export const policyHasVersions = (): AwsError =>
  conflict(
    'DeleteConflict',
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  );
export const policyInUse = (): AwsError =>
  conflict('DeleteConflict', 'Cannot delete a policy attached to entities.');
export const noSuchInlinePolicy = (kind: string, name: string): AwsError =>
  noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);

// Instance profiles

export const noSuchInstanceProfile = (name: string): AwsError =>
  noSuchEntity(`Instance Profile ${name} cannot be found.`);
export const instanceProfileExists = (name: string): AwsError =>
  conflict('EntityAlreadyExists', `Instance Profile ${name} already exists.`);
export const roleNotInProfile = (role: string, profile: string): AwsError =>
  noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`);

// Identity providers

export const noSuchSamlProvider = (arn: string): AwsError =>
  noSuchEntity(`Manifest not found for arn ${arn}`);
export const samlProviderExists = (name: string): AwsError =>
  conflict('EntityAlreadyExists', `Provider with name ${name} already exists.`);
export const invalidMetadata = (): AwsError =>
  new AwsError('InvalidInput', 'Could not parse metadata');
export const noSuchPrivateKey = (keyId: string): AwsError =>
  noSuchEntity(`Private key with id ${keyId} cannot be found.`);
export const invalidPrivateKey = (): AwsError =>
  new AwsError('InvalidInput', 'The private key is not a valid PEM-encoded RSA private key.');
export const oidcNotFound = (arn: string): AwsError =>
  noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
export const oidcCannotBeFound = (arn: string): AwsError =>
  noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`);
export const oidcProviderExists = (url: string): AwsError =>
  conflict('EntityAlreadyExists', `Provider with url ${url} already exists.`);
export const invalidOidcUrl = (): AwsError =>
  new AwsError('ValidationError', 'Invalid Open ID Connect Provider URL');
export const tooManyThumbprints = (): AwsError =>
  new AwsError('InvalidInput', 'Thumbprint list must contain fewer than 5 entries.');
export const invalidThumbprint = (): AwsError =>
  new AwsError('InvalidInput', 'Thumbprint is not a valid SHA-1 hash.');

// Tags

/** Names are unique whatever their case for tags of principals, to the letter for those of other resources. */
export const duplicateTagKeys = (caseInsensitive: boolean): AwsError =>
  new AwsError(
    'InvalidInput',
    caseInsensitive
      ? 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
      : 'Duplicate tag keys found.',
  );
export const tooManyTags = (): AwsError =>
  conflict('LimitExceeded', 'The number of tags has reached the maximum limit.');
export const reservedTagKey = (): AwsError =>
  new AwsError(
    'InvalidInput',
    'Your tag keys cannot start with the prefix "aws:" because it is reserved for system tags.',
  );

// Service-linked roles

export const noLinkedRoleTemplate = (service: string): AwsError =>
  new AwsError('InvalidInput', `Service Linked Role Template not found for ${service}`);
export const linkedRoleExists = (name: string): AwsError =>
  new AwsError(
    'InvalidInput',
    `Service role name ${name} has been taken in this account, please try a different suffix.`,
  );
export const noCustomSuffix = (service: string): AwsError =>
  new AwsError('InvalidInput', `Custom suffix is not allowed for ${service}`);
export const noSuchDeletionTask = (taskId: string): AwsError =>
  noSuchEntity(`Deletion task with id ${taskId} cannot be found.`);

// Simulation

export const invalidSimulation = (message: string): AwsError =>
  new AwsError('InvalidInput', message);

export const awsPolicyIsFixed = (action: string, arn: string): AwsError =>
  new AwsError('AccessDenied', `${action} is not permitted on ${arn}: AWS manages this policy.`, {
    status: 403,
  });

export const noSuchPolicySource = (arn: string): AwsError =>
  noSuchEntity(`The entity with ARN ${arn} cannot be found.`);
