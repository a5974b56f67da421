import { AwsError } from '@gatehouse/core';

const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);
const invalidRequest = (message: string): AwsError =>
  new AwsError('InvalidRequestException', message);
const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
const exists = (message: string): AwsError => new AwsError('ResourceExistsException', message);

export const secretNotFound = (): AwsError =>
  notFound("Secrets Manager can't find the specified secret.");
export const labelNotFound = (label: string): AwsError =>
  notFound(`Secrets Manager can't find the specified secret value for staging label: ${label}`);
export const versionNotFound = (versionId: string): AwsError =>
  notFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`);
export const labelNotOnVersion = (): AwsError =>
  invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');

export const secretExists = (name: string): AwsError =>
  exists(`The operation failed because the secret ${name} already exists.`);
export const tokenInUse = (token: string, arn: string): AwsError =>
  exists(
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );
export const tokenMissing = (): AwsError =>
  invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
export const tokenLength = (): AwsError =>
  invalidParameter('ClientRequestToken must be 32-64 characters long.');

export const nameScheduled = (): AwsError =>
  invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
export const markedForDeletion = (): AwsError =>
  invalidRequest(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
export const onReplica = (): AwsError =>
  invalidParameter(
    "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
  );
export const notReplica = (): AwsError =>
  invalidRequest('You can only stop replication of a replica secret.');
/** As the API reference words it (CreateSecret and others, InvalidRequestException). */
export const managedByService = (): AwsError =>
  invalidRequest(
    'The secret is managed by another service, and you must use that service to update it.',
  );

export const invalidName = (): AwsError =>
  new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
export const valueMissing = (): AwsError =>
  invalidRequest('You must provide either SecretString or SecretBinary.');
export const valueTwice = (): AwsError =>
  invalidParameter(
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  );
export const valueTooLong = (): AwsError =>
  invalidParameter('The secret value must be at most 65536 bytes long.');
export const tooManySecrets = (): AwsError =>
  limitExceeded('You have reached the maximum number of secrets in this Region.');
export const tooManyLabels = (): AwsError =>
  limitExceeded('You have reached the maximum number of staging labels for the secret.');
export const tooManyVersions = (): AwsError =>
  limitExceeded('You have reached the maximum number of versions for the secret.');
const limitExceeded = (message: string): AwsError =>
  new AwsError('LimitExceededException', message);

export const windowOutOfRange = (): AwsError =>
  invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
export const windowAndForce = (): AwsError =>
  invalidParameter(
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  );
export const hasReplicas = (arn: string, regions: readonly string[]): AwsError =>
  invalidParameter(
    `You can't delete secret ${arn} that still has replica regions [${regions.join(', ')}]`,
  );

export const removeFromMissing = (label: string, versionId: string): AwsError =>
  invalidParameter(
    `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${versionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );
export const removeFromWrong = (label: string, versionId: string): AwsError =>
  invalidParameter(
    `The staging label ${label} is not attached to version ${versionId}, which RemoveFromVersionId references.`,
  );
export const moveNothing = (): AwsError =>
  invalidParameter('You must provide RemoveFromVersionId, MoveToVersionId or both.');
export const currentStays = (): AwsError =>
  invalidParameter(
    "You can't remove the staging label AWSCURRENT from a version: you can only move it to another.",
  );
export const invalidVersion = (versionId: string): AwsError =>
  notFound(`Not a valid version: ${versionId}`);
export const versionWithoutValue = (): AwsError =>
  invalidRequest("You can't move the staging label AWSCURRENT to a version without a value.");

export const kmsDenied = (): AwsError =>
  new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
export const defaultKeyShared = (): AwsError =>
  invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  );
export const cannotEncrypt = (): AwsError =>
  new AwsError(
    'EncryptionFailure',
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
  );
export const cannotDecrypt = (): AwsError =>
  new AwsError(
    'DecryptionFailure',
    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  );

export const policySyntax = (): AwsError =>
  new AwsError('MalformedPolicyDocumentException', 'This resource policy contains a syntax error.');
export const policyPrincipal = (): AwsError =>
  new AwsError(
    'MalformedPolicyDocumentException',
    'This resource policy contains an unsupported principal.',
  );
export const policyPublic = (): AwsError =>
  new AwsError(
    'PublicPolicyException',
    'You must provide a resource policy that does not allow public access to your secret.',
  );

export const tagReserved = (): AwsError =>
  invalidParameter("Tag keys must not begin with the reserved prefix 'aws:'.");
export const tagsTwice = (): AwsError => invalidParameter('Tag keys must be unique.');
export const tooManyTags = (): AwsError => invalidParameter('A secret can have at most 50 tags.');

export const replicaRegion = (): AwsError => invalidParameter('Invalid replica region.');
export const filterKey = (): AwsError => invalidParameter('Invalid filter key');
export const filterValues = (): AwsError => invalidParameter('Invalid filter values');
export const nextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
export const listOrFilters = (): AwsError =>
  invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
export const resultsWithoutFilters = (): AwsError =>
  invalidParameter(
    "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
  );

export const passwordTooShort = (): AwsError =>
  invalidParameter('Password length is too short based on the required types.');
export const passwordTypeEmpty = (): AwsError =>
  invalidParameter('No valid characters to choose from for a required type.');
export const passwordNothing = (): AwsError =>
  invalidParameter('No valid characters to choose from for a password.');
