import { AwsError } from '@gatehouse/core';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export const parameterNotFound = (name: string): AwsError =>
  new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
export const versionNotFound = (version: number, name: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
export const labelNotFound = (label: string, name: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find label ${label} for parameter ${name}. Verify the label and try again.`,
  );
export const alreadyExists = (): AwsError =>
  new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
export const tooManyUpdates = (): AwsError =>
  new AwsError('TooManyUpdates', 'There are concurrent updates for this resource. Try again.');

const PATH_RULE =
  'If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
export const nameInvalid = (): AwsError =>
  invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive). ${PATH_RULE}`);
export const nameReserved = (): AwsError =>
  invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
export const nameIsAwss = (name: string): AwsError =>
  new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`, {
    status: 400,
  });
export const nameNotQualified = (): AwsError =>
  invalid('Parameter name must be a fully qualified name.');
export const nameTooLong = (most: number): AwsError =>
  invalid(`Parameter name can have at most ${most} characters in this Region.`);
export const tooManyLevels = (): AwsError =>
  new AwsError(
    'HierarchyLevelLimitExceededException',
    'A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide.',
  );
export const arnInvalid = (text: string): AwsError =>
  invalid(`Parameter ARN is not valid in this Region: ${text}`);
export const pathInvalid = (): AwsError =>
  invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );

export const valueMissing = (): AwsError =>
  invalid(
    "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
  );
export const valueNests = (): AwsError =>
  invalid('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
export const typeMissing = (): AwsError =>
  invalid('A parameter type is required when you create a parameter.');
export const dataTypeUnknown = (given: string): AwsError =>
  invalid(
    `The following data type is not supported: ${given} (Data type names are all lowercase.)`,
  );
export const imageNotString = (): AwsError =>
  invalid('The data type aws:ec2:image is supported for parameters of type String only.');
export const imageInvalid = (): AwsError =>
  invalid(
    'The parameter value does not have the format of an Amazon Machine Image (AMI) ID, such as ami-12345abcdeEXAMPLE.',
  );
export const patternInvalid = (): AwsError =>
  new AwsError(
    'InvalidAllowedPatternException',
    "The request doesn't meet the regular expression requirement.",
  );
export const patternMismatch = (pattern: string): AwsError =>
  new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
export const tagsWithOverwrite = (): AwsError =>
  invalid(
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  );

const TIERS =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';
export const standardTooLong = (): AwsError =>
  invalid(
    `Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${TIERS}`,
  );
export const advancedTooLong = (): AwsError =>
  invalid(
    `Advanced tier parameters support a maximum parameter value of 8192 characters. ${TIERS}`,
  );
export const standardPolicies = (): AwsError =>
  invalid(
    `Standard tier parameters don't support parameter policies. To use them, upgrade the parameter to use the advanced-parameter tier. ${TIERS}`,
  );
export const downgrade = (): AwsError =>
  invalid(
    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.",
  );
export const tooManyStandard = (most: number): AwsError =>
  new AwsError(
    'ParameterLimitExceeded',
    `You have reached the maximum number of standard parameters for this AWS account and Region (${most}). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).`,
  );
export const tooManyAdvanced = (most: number): AwsError =>
  new AwsError(
    'ParameterLimitExceeded',
    `You have reached the maximum number of advanced parameters for this AWS account and Region (${most}). To add more parameters, delete existing parameters.`,
  );
export const oldestIsLabelled = (name: string, version: number): AwsError =>
  new AwsError(
    'ParameterMaxVersionLimitExceeded',
    `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  );
export const tooManyLabels = (): AwsError =>
  new AwsError(
    'ParameterVersionLabelLimitExceeded',
    'A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.',
  );
export const labelLength = (labels: readonly string[]): AwsError =>
  invalid(
    `1 validation error detected: Value '[${labels.join(', ')}]' at 'labels' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 100, Member must have length greater than or equal to 1]`,
  );

export const keyOnlyForSecure = (): AwsError =>
  invalid('KeyId is required for SecureString type parameter only.');
export const keyUnknown = (keyId: string): AwsError =>
  new AwsError('InvalidKeyId', `The key ID ${keyId} is not valid: no such key was found.`);

/** What KMS refused, as Systems Manager passes it on. */
export const kmsSays = ({ name, message }: AwsError, requestId: string): AwsError => {
  const isRefusal = name.startsWith('AccessDenied');
  const text = `${message} (Service: AWSKMS; Status Code: 400; Error Code: ${name}; Request ID: ${requestId}; Proxy: null)`;
  return new AwsError(isRefusal ? 'AccessDeniedException' : 'InvalidKeyId', text, { status: 400 });
};

export const policiesUnreadable = (): AwsError =>
  new AwsError(
    'InvalidPolicyTypeException',
    'Parameter policies must be a JSON array of policies, each with a Type, a Version and Attributes.',
  );
export const policyType = (type: string): AwsError =>
  new AwsError(
    'InvalidPolicyTypeException',
    `The policy type ${type} isn't supported. Parameter Store supports the following policy types: Expiration, ExpirationNotification, and NoChangeNotification.`,
  );
export const policyAttribute = (type: string, what: string): AwsError =>
  new AwsError(
    'InvalidPolicyAttributeException',
    `The attributes of the ${type} policy aren't valid: ${what}`,
  );
export const policyConflict = (what: string): AwsError =>
  new AwsError('IncompatiblePolicyException', `There is a conflict in the policies: ${what}`);
export const tooManyPolicies = (): AwsError =>
  new AwsError(
    'PoliciesLimitExceededException',
    'You specified more than the maximum number of allowed policies for the parameter. The maximum is 10.',
  );

export const filterKey = (key: string, valid: string): AwsError =>
  new AwsError(
    'InvalidFilterKey',
    `The following filter key is not valid: ${key}. Valid filter keys include: [${valid}].`,
  );
export const filterTwice = (key: string): AwsError =>
  new AwsError(
    'InvalidFilterKey',
    `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
  );
export const filterOption = (option: string, valid: string): AwsError =>
  new AwsError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [${valid}].`,
  );
export const filterValue = (value: string, valid: string): AwsError =>
  new AwsError(
    'InvalidFilterValue',
    `The following filter value is not valid: ${value}. Valid values include: [${valid}].`,
  );
export const filterValueMissing = (key: string): AwsError =>
  new AwsError(
    'InvalidFilterValue',
    `The following filter values are missing : null for filter key ${key}`,
  );
export const filterReserved = (): AwsError =>
  invalid(
    'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
  );
export const filtersTwice = (): AwsError =>
  invalid('You can use either Filters or ParameterFilters in a single request.');
export const nextToken = (): AwsError =>
  new AwsError('InvalidNextToken', 'The specified token is not valid.');

export const resourceType = (type: string): AwsError =>
  new AwsError('InvalidResourceType', `${type} is not a type of resource that can be tagged.`);
export const resourceId = (id: string): AwsError =>
  new AwsError('InvalidResourceId', `The resource ID "${id}" is not valid.`);
export const tooManyTags = (): AwsError =>
  new AwsError('TooManyTagsError', 'A parameter can have at most 50 tags.');
export const tagsTwice = (): AwsError => invalid('Duplicate tag keys are not allowed.');
export const tagReserved = (): AwsError =>
  invalid('Tag keys and values must not begin with the reserved prefix "aws:".');

export const settingNotFound = (id: string): AwsError =>
  new AwsError('ServiceSettingNotFound', `Setting ${id} was not found.`);
export const settingValue = (value: string, valid: readonly string[]): AwsError =>
  invalid(`The setting value ${value} is not valid. Valid values include: [${valid.join(', ')}]`);

export const sharedNotFound = (): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    'The specified parameter to be shared could not be found.',
  );
export const sharingParameter = (names: readonly string[], message: string): AwsError =>
  new AwsError('ResourcePolicyInvalidParameterException', message, {
    members: { ParameterNames: names },
  });
export const sharingMalformed = (why: string): AwsError =>
  new AwsError(
    'MalformedResourcePolicyDocumentException',
    `The specified policy document is malformed or invalid: ${why}`,
  );
export const sharingLimit = (most: number, what: string): AwsError =>
  new AwsError(
    'ResourcePolicyLimitExceededException',
    `The resource policy exceeds the limit of ${most} (${what}).`,
    { members: { Limit: most, LimitType: what } },
  );
export const sharingNotFound = (): AwsError =>
  new AwsError(
    'ResourcePolicyNotFoundException',
    'No policies with the specified policy ID and hash could be found.',
  );
export const sharingConflict = (): AwsError =>
  new AwsError(
    'ResourcePolicyConflictException',
    "The hash provided in the call doesn't match the stored hash.",
  );

export const selectorInvalid = (): AwsError =>
  invalid(
    'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>',
  );
export const secretNeedsDecryption = (): AwsError =>
  invalid('WithDecryption flag must be True for retrieving a Secret Manager secret.');
export const secretNotFound = (name: string): AwsError =>
  new AwsError(
    'ParameterNotFound',
    `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${name} not found.`,
  );
export const secretRequestInvalid = (): AwsError => invalid('Invalid Request to Secrets Manager');
export const secretRefused = (): AwsError =>
  invalid('An error occurred while calling one AWS dependency service.');
