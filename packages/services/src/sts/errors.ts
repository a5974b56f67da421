import { AwsError } from '@gatehouse/core';

export const invalidArn = (arn: string): AwsError =>
  new AwsError('ValidationError', `${arn} is invalid`);

export const notAuthorized = (who: string, action: string, resource: string): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
    { status: 403 },
  );

export const rootMayNotAssume = (): AwsError =>
  new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', { status: 403 });

export const durationAboveRole = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );

export const durationAboveChaining = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );

export const malformedPolicy = (reason: string): AwsError =>
  new AwsError('MalformedPolicyDocument', reason);

export const packedTooLarge = (percent: number): AwsError =>
  new AwsError(
    'PackedPolicyTooLarge',
    `Packed size of session policies and tags consumes ${percent}% of allotted space.`,
  );

export const policyNotFound = (arn: string): AwsError =>
  new AwsError('InvalidParameterValue', `Policy ${arn} does not exist or is not attachable.`);

export const duplicateTagKeys = (): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  );

export const reservedTagKey = (): AwsError =>
  new AwsError('InvalidParameterValue', 'Tag keys must not begin with aws:.');

export const transitiveConflict = (): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  );

export const transitiveWithoutTag = (): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    'The specified transitive tag key must be included in the requested tags.',
  );

export const sourceIdentityChanged = (): AwsError =>
  new AwsError('AccessDenied', 'The source identity of a session cannot be changed.', {
    status: 403,
  });

export const invalidMfaCode = (): AwsError =>
  new AwsError(
    'AccessDenied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    { status: 403 },
  );

export const unknownMfaDevice = (): AwsError =>
  new AwsError(
    'AccessDenied',
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    { status: 403 },
  );

export const mfaNeedsBoth = (): AwsError =>
  new AwsError(
    'ValidationError',
    'Request must contain both SerialNumber and TokenCode, or neither of them.',
  );

export const needsLongTermKey = (operation: string): AwsError =>
  new AwsError('AccessDenied', `Cannot call ${operation} with session credentials`, {
    status: 403,
  });

export const invalidMessage = (): AwsError =>
  new AwsError('InvalidAuthorizationMessageException', 'Invalid authorization message');

export const invalidToken = (): AwsError =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid', {
    status: 403,
  });

export const expiredToken = (): AwsError =>
  new AwsError('ExpiredToken', 'The security token included in the request is expired', {
    status: 403,
  });

export const invalidAssertion = (): AwsError =>
  new AwsError('InvalidIdentityToken', 'Invalid SAML response', { status: 400 });
