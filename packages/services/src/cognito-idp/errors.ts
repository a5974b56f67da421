import { AwsError } from '@gatehouse/core';
import type { RedirectFault } from './redirects.ts';

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

export const invalidOAuthFlow = (message: string): AwsError =>
  new AwsError('InvalidOAuthFlowException', message);
export const scopeUnknown = (scope: string): AwsError =>
  new AwsError('ScopeDoesNotExistException', `Invalid scope requested: ${scope}`);
export const providerUnknown = (name: string, poolId: string): AwsError =>
  invalidParameter(`The provider ${name} does not exist for User Pool ${poolId}.`);
export const readAttributesInvalid = (): AwsError =>
  invalidParameter('Invalid read attributes specified while creating a client');
export const writeAttributesInvalid = (): AwsError =>
  invalidParameter('Invalid write attributes specified while creating a client');
export const tokenValidityInvalid = (): AwsError =>
  invalidParameter('Invalid range for token validity.');
export const flowsMixed = (): AwsError =>
  invalidParameter(
    'ExplicitAuthFlows with and without the prefix ALLOW_ cannot be set at the same time.',
  );
export const rotationWithRefreshFlow = (): AwsError =>
  invalidParameter(
    'ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.',
  );
export const redirectInvalid = (url: string, fault: RedirectFault): AwsError =>
  invalidParameter(
    {
      http: `${url} cannot use the HTTP protocol.`,
      fragment: `${url} cannot contain a fragment.`,
      scheme: `${url} cannot use this protocol.`,
      'not-absolute': `${url} is not an absolute URI.`,
    }[fault],
  );
export const defaultRedirectUnknown = (url: string): AwsError =>
  invalidParameter(`DefaultRedirectURI ${url} must be one of the CallbackURLs.`);
export const tooManyClients = (most: number): AwsError =>
  limitExceeded(`The maximum number of app clients (${most}) has been reached.`);
export const secretGivenAndGenerated = (): AwsError =>
  invalidParameter('ClientSecret cannot be provided when GenerateSecret is true.');
export const tooManySecrets = (): AwsError =>
  limitExceeded('A user pool client can have at most 2 client secrets.');
export const clientSecretNotFound = (id: string): AwsError =>
  notFound(`Client secret ${id} does not exist.`);
export const lastSecret = (): AwsError =>
  invalidParameter('The last client secret of a user pool client cannot be deleted.');

export const domainReserved = (word: string): AwsError =>
  invalidParameter(`Domain cannot contain reserved word: ${word}`);
export const domainInvalid = (domain: string): AwsError =>
  invalidParameter(`Invalid domain: ${domain}`);
export const domainTaken = (): AwsError =>
  invalidParameter('Domain already associated with another user pool.');
export const poolHasDomainAlready = (): AwsError =>
  invalidParameter('User pool already has a domain configured.');
export const domainNotFound = (): AwsError => notFound('No such domain or user pool exists.');

export const resourceServerExists = (identifier: string, poolId: string): AwsError =>
  invalidParameter(`${identifier} already exists in user pool ${poolId}.`);
export const resourceServerNotFound = (identifier: string): AwsError =>
  notFound(`Resource server ${identifier} does not exist.`);
export const scopesRepeat = (): AwsError => invalidParameter('Scopes must have distinct names.');
export const tooManyResourceServers = (most: number): AwsError =>
  limitExceeded(`The maximum number of resource servers (${most}) has been reached.`);

export const groupExists = (): AwsError =>
  new AwsError('GroupExistsException', 'A group with the name already exists.');
export const tooManyGroups = (most: number): AwsError =>
  limitExceeded(`The maximum number of groups (${most}) has been reached.`);
export const tooManyGroupsOfUser = (): AwsError =>
  limitExceeded('The maximum number of groups for a user has been reached.');
export const clientIsPublic = (): AwsError =>
  invalidParameter('A client secret can only be added to a user pool client that has one.');

export const emailInvalid = (): AwsError => invalidParameter('Invalid email address format.');
export const phoneInvalid = (): AwsError => invalidParameter('Invalid phone number format.');
export const usernameMustBeEmail = (): AwsError => invalidParameter('Username should be an email.');
export const usernameMustBePhone = (): AwsError =>
  invalidParameter('Username should be a phone number.');
export const usernameMustBeEither = (): AwsError =>
  invalidParameter('Username should be either an email or a phone number.');
export const usernameIsAlias = (format: 'email' | 'phone number'): AwsError =>
  invalidParameter(
    `Username cannot be of ${format} format, since user pool is configured for ${format} alias.`,
  );
export const usernameMismatch = (): AwsError =>
  invalidParameter('User attributes must match the username.');
export const accountExists = (): AwsError =>
  new AwsError('UsernameExistsException', 'User account already exists');
export const userExists = (): AwsError =>
  new AwsError('UsernameExistsException', 'User already exists');
export const usernameAliasTaken = (name: string): AwsError =>
  new AwsError('UsernameExistsException', `An account with the given ${name} already exists.`);
export const signUpNotPermitted = (): AwsError =>
  notAuthorized('SignUp is not permitted for this user pool');
export const cannotBeConfirmed = (status: string): AwsError =>
  notAuthorized(`User cannot be confirmed. Current status is ${status}`);
export const alreadyConfirmed = (): AwsError => invalidParameter('User is already confirmed.');
export const noVerifiedContact = (): AwsError =>
  invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
export const noContact = (): AwsError =>
  invalidParameter('Cannot resend codes. Auto verification not turned on.');
export const cannotBeReset = (): AwsError =>
  notAuthorized('User password cannot be reset in the current state.');
export const resendUnsupported = (): AwsError =>
  new AwsError(
    'UnsupportedUserStateException',
    'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
  );
export const externalUser = (): AwsError =>
  invalidParameter('The operation is not supported for users of external identity providers.');
export const filterInvalid = (): AwsError => invalidParameter('Error while parsing filter');
export const searchAttributeInvalid = (name: string): AwsError =>
  invalidParameter(`Invalid search attribute: ${name}`);
export const userAttributesUnknown = (names: readonly string[]): AwsError =>
  invalidParameter(
    `Invalid user attributes: ${names.map((name) => `user.${name}: Attribute does not exist in the schema.\n`).join('')}`,
  );
export const filterAttributeInvalid = (): AwsError =>
  invalidParameter('One or more requested attributes do not exist.');
export const codeNotDelivered = (): AwsError =>
  new AwsError('CodeDeliveryFailureException', 'The message could not be delivered.');
export const userOfClientNotFound = (): AwsError =>
  new AwsError('UserNotFoundException', 'Username/client id combination not found.');
