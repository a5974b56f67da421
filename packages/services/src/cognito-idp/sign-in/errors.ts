import { AwsError } from '@gatehouse/core';
import { invalidParameter, notAuthorized } from '../errors.ts';

export const wrongPassword = (): AwsError => notAuthorized('Incorrect username or password.');
export const attemptsExceeded = (): AwsError => notAuthorized('Password attempts exceeded');
export const userNotConfirmed = (): AwsError =>
  new AwsError('UserNotConfirmedException', 'User is not confirmed.');
export const resetRequired = (): AwsError =>
  new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
export const temporaryExpired = (): AwsError =>
  notAuthorized('Temporary password has expired and must be reset by an administrator.');

export const missingParameter = (name: string): AwsError =>
  invalidParameter(`Missing required parameter ${name}`);
export const flowNotEnabled = (flow: string): AwsError =>
  invalidParameter(`${flow} flow not enabled for this client`);
export const adminFlowNotEnabled = (): AwsError =>
  invalidParameter('Auth flow not enabled for this client');
export const flowUnsupported = (): AwsError =>
  invalidParameter('Initiate Auth method not supported.');
export const challengeUnsupported = (name: string): AwsError =>
  invalidParameter(`Challenge ${name} is not supported here.`);
export const rotationForbidsFlow = (): AwsError =>
  invalidParameter('REFRESH_TOKEN_AUTH is not supported when refresh token rotation is enabled.');

export const srpInvalid = (name: string): AwsError => invalidParameter(`Invalid ${name}`);

export const sessionInvalid = (): AwsError => notAuthorized('Invalid session for the user.');
export const sessionExpired = (): AwsError =>
  notAuthorized('Invalid session for the user, session is expired.');
export const sessionUsed = (): AwsError =>
  notAuthorized('Invalid session for the user, session can only be used once.');

export const wrongMfaCode = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid code received for user');
export const usedMfaCode = (): AwsError =>
  new AwsError('ExpiredCodeException', 'Your software token has already been used once.');
export const wrongSetupCode = (): AwsError =>
  new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch');
export const noSoftwareToken = (): AwsError =>
  new AwsError(
    'SoftwareTokenMFANotFoundException',
    'Software token MFA is not enabled by the userPool.',
  );
export const nothingToVerify = (): AwsError =>
  new AwsError(
    'SoftwareTokenMFANotFoundException',
    'Software token MFA has not been set up for the user.',
  );
export const noDeliveryConfig = (method: string): AwsError =>
  invalidParameter(`User does not have delivery config set to turn on ${method}`);

export const accessTokenInvalid = (): AwsError => notAuthorized('Invalid Access Token');
export const accessTokenUnverifiable = (): AwsError =>
  notAuthorized('Could not verify signature for Access Token');
export const accessTokenExpired = (): AwsError => notAuthorized('Access Token has expired');
export const accessTokenRevoked = (): AwsError => notAuthorized('Access Token has been revoked');
export const accessTokenScopes = (): AwsError =>
  notAuthorized('Access Token does not have required scopes');

export const refreshTokenInvalid = (): AwsError => notAuthorized('Invalid Refresh Token');
export const refreshTokenRevoked = (): AwsError => notAuthorized('Refresh Token has been revoked');
export const refreshTokenExpired = (): AwsError => notAuthorized('Refresh Token has expired');
export const refreshTokenReused = (): AwsError =>
  new AwsError('RefreshTokenReuseException', 'Refresh token has already been used.');
export const clientSecretWrong = (clientId: string): AwsError =>
  notAuthorized(`Unable to verify secret for client ${clientId}`);
export const revocationOff = (): AwsError =>
  new AwsError('UnsupportedOperationException', 'Revoke token is not enabled for this client.');
export const revocationForeign = (): AwsError =>
  new AwsError('UnauthorizedException', 'The token was not issued to this client.');
export const revocationSecret = (): AwsError =>
  new AwsError('UnauthorizedException', 'Client authentication failed.');
export const notRefreshToken = (): AwsError =>
  new AwsError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
