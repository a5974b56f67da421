import { AwsError } from '@gatehouse/core';

const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);
const invalidValue = (parameter: string, value: unknown, reason: string): AwsError =>
  invalidParameter(
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const missingParameter = (name: string): AwsError =>
  new AwsError(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
  );
export const queueDoesNotExist = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
export const addressInvalid = (url: string): AwsError =>
  new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
export const queueNameInvalid = (): AwsError =>
  invalidParameter(
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
export const fifoNameInvalid = (): AwsError =>
  invalidParameter(
    'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
  );
export const queueNameMissing = (): AwsError =>
  invalidParameter('Value for parameter QueueName is invalid. Reason: Must specify a queue name.');
export const queueNameExists = (attribute: string): AwsError =>
  new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );
export const queueDeletedRecently = (): AwsError =>
  new AwsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );
export const purgeInProgress = (name: string): AwsError =>
  new AwsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
  );

export const unknownAttribute = (name: string): AwsError =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const attributeInvalid = (name: string, reason?: string): AwsError =>
  new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason === undefined ? '' : ` Reason: ${reason}`}`,
  );
export const bothEncryptions = (): AwsError =>
  new AwsError(
    'InvalidAttributeName',
    'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
  );
/** What KMS says of a queue's key, under SQS's name for it. */
export const kmsRefused = (code: string, message: string): AwsError => new AwsError(code, message);
export const redrivePolicyInvalid = (text: string, reason: string): AwsError =>
  invalidValue('RedrivePolicy', text, reason);
export const redriveAllowPolicyInvalid = (text: string, reason: string): AwsError =>
  invalidValue('RedriveAllowPolicy', text, reason);

export const outOfRange = (parameter: string, value: number, from: number, to: number): AwsError =>
  invalidValue(parameter, value, `Must be between ${from} and ${to}, if provided.`);
export const delayInvalid = (value: number): AwsError =>
  invalidValue('DelaySeconds', value, 'DelaySeconds must be >= 0 and <= 900.');
export const waitInvalid = (value: number): AwsError =>
  invalidValue('WaitTimeSeconds', value, 'Must be >= 0 and <= 20, if provided.');
export const delayOnFifo = (value: number): AwsError =>
  invalidValue(
    'DelaySeconds',
    value,
    'The request include parameter that is not valid for this queue type.',
  );
export const notForStandard = (parameter: string, value: string): AwsError =>
  invalidValue(
    parameter,
    value,
    'The request include parameter that is not valid for this queue type.',
  );
export const idInvalid = (parameter: string, value: string): AwsError =>
  invalidValue(
    parameter,
    value,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
export const deduplicationIdMissing = (): AwsError =>
  invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
export const groupIdMissingInBatch = (): AwsError =>
  invalidParameter('The request must contain the parameter MessageGroupId.');
export const messageTooLong = (most: number): AwsError =>
  invalidParameter(
    `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
  );
export const charactersInvalid = (): AwsError =>
  new AwsError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );

export const tooManyMessageAttributes = (count: number): AwsError =>
  invalidParameter(`Number of message attributes [${count}] exceeds the allowed maximum [10].`);
export const attributeNameInvalid = (name: string): AwsError =>
  invalidParameter(
    `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
  );
export const attributeTypeInvalid = (name: string, kind: AttributeKind): AwsError =>
  invalidParameter(
    `The type of message (${kind}) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
  );
export const attributeEmpty = (name: string, type: string, kind: AttributeKind): AwsError =>
  invalidParameter(
    `Message (${kind}) attribute '${name}' must contain a non-empty value of type '${type}'.`,
  );
export const attributeNotNumber = (name: string): AwsError =>
  invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
export const listValues = (): AwsError =>
  new AwsError(
    'UnsupportedOperation',
    'Message attribute list values in SendMessage operation are not supported.',
  );
export const systemAttributeUnknown = (name: string): AwsError =>
  invalidParameter(`Message system attribute name '${name}' is invalid.`);

/** `user` for those of the message, `system` for those that AWS knows. */
export type AttributeKind = 'system' | 'user';

export const batchEmpty = (entry: string): AwsError =>
  new AwsError('EmptyBatchRequest', `There should be at least one ${entry} in the request.`);
export const batchTooMany = (count: number): AwsError =>
  new AwsError(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are 10. You have sent ${count}.`,
  );
export const batchIdInvalid = (): AwsError =>
  new AwsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  );
export const batchIdRepeats = (id: string): AwsError =>
  new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
export const batchTooLong = (bytes: number, most: number): AwsError =>
  new AwsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${most} bytes. You have sent ${bytes} bytes.`,
  );

export const receiptInvalid = (handle: string): AwsError =>
  new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
export const receiptExpired = (handle: string): AwsError =>
  invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
export const notInFlight = (handle: string): AwsError =>
  invalidValue(
    'ReceiptHandle',
    handle,
    'Message does not exist or is not available for visibility timeout change.',
  );
export const visibilityTooLong = (seconds: number): AwsError =>
  invalidValue(
    'VisibilityTimeout',
    seconds,
    'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
  );
export const visibilityInvalid = (seconds: number): AwsError =>
  invalidValue('VisibilityTimeout', seconds, 'Must be between 0 and 43200, if provided.');
export const tooManyInFlight = (): AwsError =>
  new AwsError('OverLimit', 'The maximum number of in flight messages is reached: 120000.', {
    status: 403,
  });

export const labelInvalid = (label: string): AwsError =>
  invalidValue(
    'Label',
    label,
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
  );
export const labelExists = (label: string): AwsError =>
  invalidValue('Label', label, 'Already exists.');
export const labelUnknown = (label: string): AwsError =>
  invalidValue('Label', label, "can't find label.");
export const actionInvalid = (action: string): AwsError =>
  invalidValue(
    'ActionName',
    `SQS:${action}`,
    'Only the queue owner is allowed to invoke this action.',
  );
export const actionUnknown = (action: string): AwsError =>
  invalidValue(
    'ActionName',
    `SQS:${action}`,
    'Please refer to the appropriate WSDL for a list of valid actions.',
  );
export const principalInvalid = (ids: readonly string[]): AwsError =>
  invalidValue('PrincipalId', `[${ids.join(', ')}]`, 'Unable to verify.');
export const tooManyPermissions = (): AwsError =>
  new AwsError('OverLimit', 'The maximum number of permissions for the queue is reached.');
export const tooManyActions = (count: number): AwsError =>
  new AwsError('OverLimit', `${count} Actions were found, maximum allowed is 7.`);

export const tagKeyInvalid = (): AwsError =>
  invalidParameter('Tag keys must be between 1 and 128 characters in length.');
export const tagValueInvalid = (): AwsError =>
  invalidParameter('Tag values must be between 0 and 256 characters in length.');
export const tagCharactersInvalid = (): AwsError =>
  invalidParameter(
    'Tags can only contain Unicode letters, digits, white space, and the symbols _ . : / = + - @.',
  );
export const tagKeyReserved = (): AwsError => invalidParameter('Tag keys cannot begin with aws:.');
export const tooManyTags = (queue: string): AwsError =>
  invalidParameter(`Too many tags added for queue ${queue}.`);
export const tokenInvalid = (): AwsError => invalidParameter('Invalid or expired next token.');

export const sourceMissing = (parameter: 'DestinationArn' | 'SourceArn'): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  );
export const notDeadLetterQueue = (): AwsError =>
  invalidParameter('Source queue must be configured as a Dead Letter Queue.');
export const taskRunning = (): AwsError =>
  invalidParameter(
    'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
  );
export const taskHandleInvalid = (): AwsError =>
  invalidParameter('Value for parameter TaskHandle is invalid.');
export const taskMissing = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Task does not exist.');
export const arnInvalid = (parameter: string): AwsError =>
  invalidParameter(
    `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
  );
export const sameQueues = (): AwsError =>
  invalidParameter('Source queue arn and destination queue arn cannot be the same.');
export const otherType = (): AwsError =>
  invalidParameter('Source and destination queues must be of the same type.');
