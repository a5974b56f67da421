import { AwsError } from '@gatehouse/core';

export const invalidTimeRange = (): AwsError =>
  new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The specified next token is not valid.');

export const invalidToken = (): AwsError =>
  new AwsError('InvalidTokenException', 'The specified token is not valid.');

export const invalidLookupAttributes = (): AwsError =>
  new AwsError(
    'InvalidLookupAttributesException',
    'A maximum of 1 lookup attribute is allowed for lookups, and its value must not be empty.',
  );

export const invalidEventCategory = (category: string): AwsError =>
  new AwsError('InvalidEventCategoryException', `Event category ${category} is not valid.`);

export const invalidMaxResults = (given: number): AwsError =>
  new AwsError(
    'InvalidMaxResultsException',
    `The maximum number of results must be between 1 and 50, not ${given}.`,
  );

export const invalidTrailName = (message: string): AwsError =>
  new AwsError('InvalidTrailNameException', message);

export const invalidArn = (arn: string): AwsError =>
  new AwsError('CloudTrailARNInvalidException', `Invalid ARN: ${arn}`);

export const trailNotFound = (trail: string, account: string): AwsError =>
  new AwsError('TrailNotFoundException', `Unknown trail: ${trail} for the user: ${account}`);

export const trailExists = (name: string, account: string): AwsError =>
  new AwsError(
    'TrailAlreadyExistsException',
    `Trail ${name} already exists for customer: ${account}`,
  );

export const tooManyTrails = (account: string, count: number, region: string): AwsError =>
  new AwsError(
    'MaximumNumberOfTrailsExceededException',
    `User: ${account} already has ${count} trails in ${region}.`,
  );

export const notHomeRegion = (arn: string, home: string): AwsError =>
  new AwsError(
    'InvalidHomeRegionException',
    `The trail ${arn} can be changed only in its home Region, ${home}.`,
  );

export const invalidCombination = (message: string): AwsError =>
  new AwsError('InvalidParameterCombinationException', message);

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const invalidBucketName = (message: string): AwsError =>
  new AwsError('InvalidS3BucketNameException', message);

export const invalidPrefix = (): AwsError =>
  new AwsError(
    'InvalidS3PrefixException',
    'The S3 key prefix must not be longer than 200 characters.',
  );

export const invalidTopicName = (): AwsError =>
  new AwsError('InvalidSnsTopicNameException', 'The SNS topic name or ARN is not valid.');

export const invalidKeyId = (): AwsError =>
  new AwsError('InvalidKmsKeyIdException', 'The KMS key ID is not valid.');

export const invalidLogGroup = (): AwsError =>
  new AwsError(
    'InvalidCloudWatchLogsLogGroupArnException',
    'CloudTrail cannot validate the specified log group ARN.',
  );

export const invalidLogsRole = (): AwsError =>
  new AwsError(
    'InvalidCloudWatchLogsRoleArnException',
    'CloudTrail cannot validate the specified role ARN.',
  );

/** The role does not let CloudTrail use it. */
export const roleUntrusted = (): AwsError =>
  new AwsError(
    'InvalidCloudWatchLogsRoleArnException',
    'Access denied. Check the trust relationships for your role.',
  );

/** The role may not write to the log group. */
export const groupDenied = (): AwsError =>
  new AwsError(
    'InvalidCloudWatchLogsLogGroupArnException',
    'Access denied. Check the permissions for your role.',
  );

export const roleMissing = (): AwsError =>
  new AwsError(
    'InvalidCloudWatchLogsRoleArnException',
    'You must specify a role ARN as well as a log group.',
  );

export const bucketMissing = (bucket: string): AwsError =>
  new AwsError('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`);

export const bucketPolicyInsufficient = (bucket: string): AwsError =>
  new AwsError(
    'InsufficientS3BucketPolicyException',
    `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
  );

export const topicInsufficient = (): AwsError =>
  new AwsError(
    'InsufficientSnsTopicPolicyException',
    'SNS Topic does not exist or the topic policy is incorrect!',
  );

export const encryptionInsufficient = (bucket: string, key: string): AwsError =>
  new AwsError(
    'InsufficientEncryptionPolicyException',
    `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${key}.`,
  );

export const keyNotFound = (key: string): AwsError =>
  new AwsError('KmsKeyNotFoundException', `Unable to find key ${key}.`);

export const notInOrganization = (): AwsError =>
  new AwsError(
    'OrganizationsNotInUseException',
    'The account is not a member of an organization, so it cannot have an organization trail.',
  );

export const notManagementAccount = (): AwsError =>
  new AwsError(
    'NotOrganizationMasterAccountException',
    'Only the management account of an organization can create or change an organization trail.',
  );

export const invalidEventSelectors = (message: string): AwsError =>
  new AwsError('InvalidEventSelectorsException', message);

export const invalidInsightSelectors = (message: string): AwsError =>
  new AwsError('InvalidInsightSelectorsException', message);

export const insightsNotEnabled = (arn: string): AwsError =>
  new AwsError(
    'InsightNotEnabledException',
    `Trail ${arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
  );

export const invalidTag = (message: string): AwsError =>
  new AwsError('InvalidTagParameterException', message);

export const tooManyTags = (): AwsError =>
  new AwsError('TagsLimitExceededException', 'A trail can have at most 50 tags.');

export const resourceNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Resource ${arn} was not found.`);

export const resourceTypeNotSupported = (arn: string): AwsError =>
  new AwsError(
    'ResourceTypeNotSupportedException',
    `The resource type of ${arn} is not supported.`,
  );
