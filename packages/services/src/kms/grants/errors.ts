import { AwsError } from '@gatehouse/core';
import type { Key } from '../model.ts';
import { GRANT_OPERATIONS } from './operation-mask.ts';

export const validation = (message: string): AwsError =>
  new AwsError('ValidationException', message);

export const invalidArn = (arn: string): AwsError =>
  new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);

export const notAKeyArn = (arn: string): AwsError =>
  new AwsError('InvalidArnException', `${arn} is not the ARN of a KMS key.`);

export const invalidServicePrincipal = (name: string): AwsError =>
  validation(`${name} is not a valid service principal.`);

export const invalidGrantToken = (): AwsError =>
  new AwsError('InvalidGrantTokenException', 'Invalid grant token.');

export const invalidMarker = (): AwsError =>
  new AwsError('InvalidMarkerException', 'The marker is not valid.');

export const grantNotFound = (id: string): AwsError =>
  new AwsError('NotFoundException', `Grant ID ${id} not found`);

export const noGrantee = (): AwsError =>
  validation('You must specify either GranteePrincipal or GranteeServicePrincipal.');

export const bothGrantees = (): AwsError =>
  validation('You cannot specify both GranteePrincipal and GranteeServicePrincipal.');

export const bothRetiring = (): AwsError =>
  validation('You cannot specify both RetiringPrincipal and RetiringServicePrincipal.');

export const serviceNeedsSource = (): AwsError =>
  validation('A grant with a GranteeServicePrincipal must have a SourceArn constraint.');

export const serviceNeedsRetiring = (): AwsError =>
  validation(
    'A grant with a GranteeServicePrincipal must have a RetiringPrincipal or a RetiringServicePrincipal.',
  );

export const bothConstraints = (): AwsError => validation('More than one constraint supplied');

export const constraintTooMany = (member: string, most: number): AwsError =>
  validation(
    `1 validation error detected: Value at 'constraints.${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
  );

export const constraintTooLong = (member: string, most: number): AwsError =>
  validation(
    `1 validation error detected: Value at 'constraints.${member}' failed to satisfy constraint: Member must have no more than ${most} characters`,
  );

export const notAnOperation = (given: readonly string[]): AwsError =>
  validation(
    `1 validation error detected: Value '[${given.join(', ')}]' at 'operations' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${GRANT_OPERATIONS.join(', ')}]]`,
  );

export const operationDoesNotFit = (operation: string, { details }: Key): AwsError =>
  validation(
    `Operation ${operation} is not supported for KMS keys with KeyUsage ${details.usage} and KeySpec ${details.spec}.`,
  );

export const constraintNeedsSymmetricKey = (): AwsError =>
  validation(
    'Encryption context constraints are supported only for symmetric encryption KMS keys.',
  );

export const onlyCreateGrant = (): AwsError =>
  validation('Grants must not contain only the CreateGrant operation.');

export const twoGranteeFilters = (): AwsError =>
  validation('You cannot specify both GranteePrincipal and GranteeServicePrincipal.');

export const oneRetiringFilter = (): AwsError =>
  validation('You must specify either RetiringPrincipal or RetiringServicePrincipal.');

export const onlyForServices = (member: string): AwsError =>
  validation(`${member} can be used only by AWS service principals.`);

export const tooManyGrants = (): AwsError =>
  new AwsError('LimitExceededException', 'The quota of grants on this KMS key is reached.');

export const tokenOrId = (): AwsError =>
  validation('Grant token OR (grant ID, key ID) must be specified');

export const dryRun = (): AwsError =>
  new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );
