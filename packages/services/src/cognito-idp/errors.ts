import { AwsError } from '@gatehouse/core';

const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);
const notAuthorized = (message: string): AwsError =>
  new AwsError('NotAuthorizedException', message);
const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
const limitExceeded = (message: string): AwsError =>
  new AwsError('LimitExceededException', message);

export const poolNotFound = (id: string): AwsError => notFound(`User pool ${id} does not exist.`);
export const clientNotFound = (id: string): AwsError =>
  notFound(`User pool client ${id} does not exist.`);
export const userNotFound = (): AwsError =>
  new AwsError('UserNotFoundException', 'User does not exist.');
export const groupNotFound = (): AwsError => notFound('Group not found.');

export const userDisabled = (): AwsError => notAuthorized('User is disabled.');
export const secretHashMissing = (clientId: string): AwsError =>
  notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
export const secretHashWrong = (clientId: string): AwsError =>
  notAuthorized(`Unable to verify secret hash for client ${clientId}`);

export const codeMismatch = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
export const expiredCode = (): AwsError =>
  new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
export const attemptLimitExceeded = (): AwsError =>
  limitExceeded('Attempt limit exceeded, please try after some time.');

export const passwordFault = (fault: string): AwsError =>
  new AwsError('InvalidPasswordException', `Password did not conform with policy: ${fault}`);
export const passwordUsedBefore = (): AwsError =>
  new AwsError(
    'PasswordHistoryPolicyViolationException',
    'Password has previously been used. Please choose a different password.',
  );

/** An attribute's value is wrong: `faults` is what the schema says of it. */
export const attributesInvalid = (faults: string): AwsError =>
  invalidParameter(`Attributes did not conform to the schema: ${faults}`);
export const aliasTaken = (name: string): AwsError =>
  new AwsError('AliasExistsException', `An account with the given ${name} already exists.`);

export { invalidParameter, limitExceeded, notAuthorized, notFound };

export const tagInvalid = (message: string): AwsError => invalidParameter(message);
export const pageTokenInvalid = (): AwsError => invalidParameter('Invalid pagination token given.');
export const tooManyPools = (most: number): AwsError =>
  limitExceeded(`The maximum number of user pools (${most}) has been reached.`);
export const standardAttributeChanged = (name: string): AwsError =>
  invalidParameter(
    `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
  );
export const aliasesAndUsernames = (): AwsError =>
  invalidParameter(
    'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
  );
export const mfaNeedsSms = (): AwsError =>
  invalidParameter(
    'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
  );
export const mfaMissing = (): AwsError =>
  invalidParameter(
    'At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.',
  );
export const mfaContradicts = (): AwsError =>
  invalidParameter(
    "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
  );
export const templateInvalid = (member: string): AwsError =>
  invalidParameter(`${member} must contain its placeholder.`);
export const poolProtected = (): AwsError =>
  invalidParameter(
    'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
  );
export const poolHasDomain = (): AwsError =>
  invalidParameter(
    'User pool cannot be deleted. It has a domain configured that should be deleted first.',
  );
