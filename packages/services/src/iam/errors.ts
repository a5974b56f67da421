import { AwsError } from '@gatehouse/core';

const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message);
const exists = (message: string): AwsError => new AwsError('EntityAlreadyExists', message);

// Names, paths, paging

export const invalidName = (member: string): AwsError =>
  new AwsError(
    'ValidationError',
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
export const invalidPath = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  );
export const invalidPathPrefix = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
  );
export const invalidAlias = (): AwsError =>
  new AwsError(
    'ValidationError',
    'The specified value for accountAlias is invalid. It must contain only digits, lowercase letters, and hyphens (-), but cannot begin or end with a hyphen, contain two hyphens in a row or be a 12 digit number.',
  );
export const missing = (member: string): AwsError =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );
export const invalidMarker = (): AwsError => new AwsError('ValidationError', 'Invalid Marker.');

// Tags

export const duplicateTags = (): AwsError =>
  new AwsError(
    'InvalidInput',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  );
export const reservedTagKey = (): AwsError =>
  new AwsError('InvalidInput', 'System tags cannot be added/updated by requester');
export const tooManyTags = (limit: number): AwsError => limitExceeded('TagsPerResource', limit);

// Users and groups

export const noSuchUser = (name: string): AwsError =>
  noSuchEntity(`The user with name ${name} cannot be found.`);
export const userExists = (name: string): AwsError =>
  exists(`User with name ${name} already exists.`);
export const mustNameUser = (): AwsError =>
  new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
export const noSuchGroup = (name: string): AwsError =>
  noSuchEntity(`The group with name ${name} cannot be found.`);
export const groupExists = (name: string): AwsError =>
  exists(`Group with name ${name} already exists.`);
export const deleteConflict = (what: string): AwsError =>
  new AwsError('DeleteConflict', `Cannot delete entity, must ${what} first.`);

export const limitExceeded = (quota: string, limit: number): AwsError =>
  new AwsError('LimitExceeded', `Cannot exceed quota for ${quota}: ${limit}`);

// Credentials

export const noSuchAccessKey = (id: string): AwsError =>
  noSuchEntity(`The Access Key with id ${id} cannot be found.`);
/** AWS answers so for a key that does not exist too, so that nobody can probe for keys. */
export const mayNotSeeAccessKey = (caller: string, id: string): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,
    { status: 403 },
  );
export const noSuchLoginProfile = (name: string): AwsError =>
  noSuchEntity(`Login Profile for User ${name} cannot be found.`);
export const loginProfileExists = (name: string): AwsError =>
  exists(`Login Profile for user ${name} already exists.`);
export const passwordPolicyViolation = (message: string): AwsError =>
  new AwsError('PasswordPolicyViolation', message);
export const onlyUsersChangePasswords = (): AwsError =>
  new AwsError('InvalidUserType', 'Only IAM Users can change their own password');
export const wrongOldPassword = (): AwsError =>
  new AwsError('AccessDenied', 'The old password was incorrect.', { status: 403 });
export const tooManyWrongPasswords = (user: string): AwsError =>
  new AwsError(
    'EntityTemporarilyUnmodifiable',
    `The password of user ${user} cannot be changed for a while after wrong attempts. Try again later.`,
    { status: 409 },
  );
export const noPasswordPolicy = (account: string): AwsError =>
  noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`);
export const noPasswordPolicyToDelete = (): AwsError =>
  noSuchEntity('The account policy with name PasswordPolicy cannot be found.');
export const noSuchMfaDevice = (serial: string): AwsError =>
  noSuchEntity(`MFA Device with serial number ${serial} does not exist.`);
export const notUsersMfaDevice = (): AwsError => noSuchEntity('MFA Device invalid for user.');
export const mfaDeviceExists = (): AwsError => exists('MFA device already exists.');
export const mfaDeviceInUse = (): AwsError => exists('MFA Device is already in use.');
export const mfaDeviceStillEnabled = (): AwsError =>
  new AwsError('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.');
export const invalidAuthenticationCode = (): AwsError =>
  new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid.');

export const noSuchPublicKey = (id: string): AwsError =>
  noSuchEntity(`The Public Key with id ${id} cannot be found.`);
export const invalidPublicKey = (): AwsError =>
  new AwsError('InvalidPublicKey', 'The public key is malformed or otherwise invalid.');
export const duplicateSshPublicKey = (): AwsError =>
  new AwsError(
    'DuplicateSSHPublicKey',
    'The SSH public key is already associated with the specified IAM user.',
  );
export const noSuchServiceCredential = (id: string): AwsError =>
  noSuchEntity(`The Service Specific Credential with id ${id} cannot be found.`);
export const notSupportedService = (service: string): AwsError =>
  new AwsError(
    'NotSupportedService',
    `The service ${service} does not support service-specific credentials.`,
  );
export const ageNotSupported = (): AwsError =>
  new AwsError('ValidationError', 'CredentialAgeDays is only valid for API keys.');
export const noSuchCertificate = (id: string): AwsError =>
  noSuchEntity(`The Certificate with id ${id} cannot be found.`);
export const malformedCertificate = (body: string): AwsError =>
  new AwsError('MalformedCertificate', `Certificate ${body} is malformed.`);
export const duplicateCertificate = (): AwsError =>
  new AwsError('DuplicateCertificate', 'The certificate is already associated with this user.');
export const noSuchServerCertificate = (name: string): AwsError =>
  noSuchEntity(`The Server Certificate with name ${name} cannot be found.`);
export const serverCertificateExists = (name: string): AwsError =>
  exists(`The Server Certificate with name ${name} already exists.`);
export const malformedServerCertificate = (): AwsError =>
  new AwsError(
    'MalformedCertificate',
    'Unable to parse certificate. Please ensure the certificate is in PEM format.',
  );
export const malformedChain = (): AwsError =>
  new AwsError(
    'MalformedCertificate',
    'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order.',
  );
export const malformedPrivateKey = (): AwsError =>
  new AwsError(
    'MalformedCertificate',
    'Unable to parse key. Please ensure the private key is in PEM format.',
  );
export const encryptedPrivateKey = (): AwsError =>
  new AwsError('MalformedCertificate', 'Unable to parse key; the private key was encrypted.');
export const keyPairMismatch = (): AwsError =>
  new AwsError('KeyPairMismatch', 'Private key does not match public key certificate');

// Account

export const aliasTaken = (alias: string): AwsError =>
  exists(`The account alias ${alias} already exists.`);
export const noSuchAlias = (alias: string): AwsError =>
  noSuchEntity(`The account alias with name ${alias} cannot be found.`);
export const noCredentialReport = (): AwsError =>
  new AwsError('ReportNotPresent', 'No report exists. Generate one with GenerateCredentialReport.');
export const credentialReportExpired = (): AwsError =>
  new AwsError(
    'ReportExpired',
    'The most recent report has expired. Generate a new one with GenerateCredentialReport.',
  );
export const credentialReportInProgress = (): AwsError =>
  new AwsError('ReportInProgress', 'The report is still being generated.');
