import { AwsError } from '@gatehouse/core';

/** AWS writes `Invalid parameter: ` before most of what it says here. */
export const invalidParameter = (what: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
const parameterValueInvalid = (message: string): AwsError =>
  new AwsError('ParameterValueInvalid', message);
const notFound = (message: string): AwsError => new AwsError('NotFound', message, { status: 404 });

/** What KMS says of a topic's key, under SNS's name for it. */
export const kmsRefused = (code: string, message: string): AwsError => new AwsError(code, message);
export const topicNotFound = (): AwsError => notFound('Topic does not exist');
export const subscriptionNotFound = (): AwsError => notFound('Subscription does not exist');
export const resourceNotFound = (): AwsError =>
  new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });

export const arnTooShort = (member: string, elements: number): AwsError =>
  invalidParameter(`${member} Reason: An ARN must have at least 6 elements, not ${elements}`);
export const noValue = (member: string): AwsError =>
  invalidParameter(`${member} Reason: no value for required parameter`);

export const topicNameInvalid = (): AwsError => invalidParameter('Topic Name');
export const fifoTopicNameInvalid = (): AwsError =>
  invalidParameter(
    'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
  );
export const attributesDiffer = (): AwsError =>
  invalidParameter('Attributes Reason: Topic already exists with different attributes');
export const tagsDiffer = (): AwsError =>
  invalidParameter('Tags Reason: Topic already exists with different tags');
export const policyTooLong = (): AwsError => invalidParameter('Policy Error: too long');
export const policyInvalid = (): AwsError => invalidParameter('Policy Error: null');
export const statementExists = (): AwsError => invalidParameter('Statement already exists');
export const actionOutOfScope = (): AwsError =>
  invalidParameter('Policy statement action out of service scope!');

export const duplicateTagKeys = (): AwsError =>
  invalidParameter('Duplicated keys are not allowed.');
export const tagKeyReserved = (): AwsError =>
  invalidParameter('Tag keys that start with aws: are reserved for system use.');
export const tooManyTags = (): AwsError =>
  new AwsError(
    'TagLimitExceeded',
    'Could not complete request: tag quota of per resource exceeded',
  );

export const subscriptionDiffers = (): AwsError =>
  invalidParameter('Attributes Reason: Subscription already exists with different attributes');
export const protocolUnknown = (protocol: string): AwsError =>
  invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
export const smsEndpointInvalid = (endpoint: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid SMS endpoint: ${endpoint}`);
export const fifoQueueOnStandardTopic = (): AwsError =>
  invalidParameter(
    'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
  );
export const protocolOnFifoTopic = (protocol: string): AwsError =>
  invalidParameter(`Invalid protocol type: ${protocol}`);
export const tokenInvalid = (): AwsError => new AwsError('InvalidParameter', 'Invalid token');
export const authenticationNeeded = (): AwsError =>
  new AwsError('AuthorizationError', 'Unsubscribing needs a signed request.', { status: 403 });

export const targetNotFound = (): AwsError =>
  invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
export const targetMissing = (): AwsError => invalidParameter('TopicArn or TargetArn');
export const phoneNumberInvalid = (number: string): AwsError =>
  invalidParameter(`PhoneNumber Reason: ${number} is not valid to publish to`);
export const groupIdMissing = (): AwsError =>
  invalidParameter('The MessageGroupId parameter is required for FIFO topics');
export const deduplicationIdMissing = (): AwsError =>
  invalidParameter(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
export const deduplicationIdOnStandardTopic = (): AwsError =>
  invalidParameter(
    'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
  );
export const noDefaultEntry = (): AwsError =>
  invalidParameter('Message Structure - No default entry in JSON message body');
export const messageNotJson = (): AwsError =>
  invalidParameter('Message Structure - JSON message body failed to parse');

export const attributeEmpty = (name: string, type: string): AwsError =>
  parameterValueInvalid(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
  );
export const attributeField = (name: string, type: string, field: string): AwsError =>
  parameterValueInvalid(
    `The message attribute '${name}' with type '${type}' must use field '${field}'.`,
  );
export const attributeTypeUnknown = (name: string): AwsError =>
  parameterValueInvalid(
    `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
  );
export const attributeNotNumber = (name: string): AwsError =>
  parameterValueInvalid(`Could not cast message attribute '${name}' value to number.`);
export const attributeNotArray = (name: string): AwsError =>
  parameterValueInvalid(
    `The message attribute '${name}' of type 'String.Array' is not a JSON array.`,
  );
export const attributeNameTooLong = (): AwsError =>
  parameterValueInvalid('Length of message attribute name must be less than 256 bytes.');
export const attributeNameCharacter = (codePoint: number): AwsError =>
  parameterValueInvalid(
    `Invalid non-alphanumeric character '#x${codePoint.toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
  );
export const attributeNameDot = (where: 'starting' | 'ending'): AwsError =>
  parameterValueInvalid(`Invalid message attribute name ${where} with character '.' was found.`);
export const attributeNameDots = (): AwsError =>
  parameterValueInvalid("Message attribute name can not have successive '.' character.");

export const emptyBatch = (): AwsError =>
  new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
export const tooManyEntries = (): AwsError =>
  new AwsError(
    'TooManyEntriesInBatchRequest',
    'The batch request contains more entries than permissible.',
  );
export const batchTooLong = (): AwsError =>
  new AwsError(
    'BatchRequestTooLong',
    'The length of all the messages put together is more than the limit.',
  );
export const entryIdsNotDistinct = (): AwsError =>
  new AwsError(
    'BatchEntryIdsNotDistinct',
    'Two or more batch entries in the request have the same Id.',
  );
export const entryIdInvalid = (): AwsError =>
  new AwsError(
    'InvalidBatchEntryId',
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  );
