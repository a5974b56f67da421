import { AwsError } from '@gatehouse/core';
import type { QueryProblem } from '@gatehouse/logs-query';

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
export const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const groupMissing = (): AwsError => notFound('The specified log group does not exist.');
export const streamMissing = (): AwsError => notFound('The specified log stream does not exist.');
export const groupExists = (): AwsError =>
  new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
export const streamExists = (): AwsError =>
  new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
export const groupProtected = (): AwsError =>
  new AwsError(
    'ValidationException',
    'Deletion protection is enabled on the log group. Disable it before deleting the log group.',
  );
export const limitExceeded = (): AwsError =>
  new AwsError('LimitExceededException', 'Resource limit exceeded.');
export const eitherNameOrArn = (): AwsError =>
  invalid('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
export const groupNameRequired = (): AwsError =>
  invalid('Either LogGroup name or LogGroup ARN must be specified.');
export const arnNotGroup = (): AwsError =>
  invalid('The specified ARN is not a valid log group ARN.');
export const prefixOrPattern = (): AwsError =>
  invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
export const prefixWithTimeOrder = (): AwsError =>
  invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
/** A group's key is none, or does not let CloudWatch Logs use it for the group. */
export const keyRefused = (groupArn: string, isForbidden: boolean): AwsError =>
  new AwsError(
    isForbidden ? 'AccessDeniedException' : 'InvalidParameterException',
    `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn}'`,
  );
export const tokenInvalid = (): AwsError => invalid('The specified nextToken is invalid.');
export const namesAndPrefix = (): AwsError =>
  invalid('Parameters logStreamNames and logStreamNamePrefix are mutually exclusive.');
export const retentionInvalid = (days: number, allowed: readonly number[]): AwsError =>
  invalid(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`,
  );

export const notChronological = (): AwsError =>
  invalid('Log events in a single PutLogEvents request must be in chronological order.');
export const spanTooLong = (): AwsError =>
  invalid(
    'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
  );
export const uploadTooLarge = (bytes: number, most: number): AwsError =>
  invalid(`Upload too large: ${bytes} bytes exceeds limit of ${most}`);
export const eventTooLarge = (bytes: number, most: number): AwsError =>
  invalid(`Log event too large: ${bytes} bytes exceeds limit of ${most}`);

export const subscriptionMissing = (): AwsError =>
  notFound('The specified subscription filter does not exist.');
export const metricFilterMissing = (): AwsError =>
  notFound('The specified metric filter does not exist.');
export const destinationMissing = (): AwsError =>
  notFound('The specified destination does not exist.');
export const policyMissing = (name: string): AwsError =>
  notFound(`Policy with name [${name}] does not exist.`);
export const policyInvalid = (): AwsError => invalid('Invalid policy document.');
export const policyNamed = (): AwsError =>
  invalid('policyName and policyDocument must be specified.');
export const notExecutable = (): AwsError =>
  invalid(
    'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  );
export const vendorUnknown = (vendor: string): AwsError =>
  invalid(`PutSubscriptionFilter operation cannot work with destinationArn for vendor ${vendor}`);
export const roleWithFunction = (): AwsError =>
  invalid('destinationArn for vendor lambda cannot be used with roleArn');
export const groupOfFunction = (): AwsError =>
  invalid('The log group provided is reserved for the function logs of the destination function.');
export const notHere = (what: 'Kinesis' | 'Firehose'): AwsError =>
  invalid(
    `Could not deliver test message to specified ${what} stream. Check if the given ${what === 'Kinesis' ? 'kinesis' : 'Firehose'} stream is in ACTIVE state.`,
  );
export const destinationArnInvalid = (): AwsError =>
  invalid('The specified destination ARN is invalid.');
export const classLacks = (what: string): AwsError =>
  new AwsError(
    'InvalidOperationException',
    `${what} are not supported for log groups of the INFREQUENT_ACCESS log class.`,
  );
export const metricValueInvalid = (value: string): AwsError =>
  invalid(`Invalid metric transformation value: ${value}`);
export const defaultWithDimensions = (): AwsError =>
  invalid(
    'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
  );
export const tooManyDimensions = (): AwsError =>
  invalid('Invalid metric transformation: at most 3 dimensions are allowed.');
export const tagKeyReserved = (): AwsError => invalid('Tag keys cannot begin with aws:.');
export const tooManyTags = (arn: string): AwsError =>
  new AwsError('TooManyTagsException', `The resource ${arn} can have at most 50 tags.`);
export const tagInvalid = (): AwsError =>
  invalid('Tag keys must have 1 to 128 and tag values 0 to 256 permitted characters.');

export const malformedQuery = ({ message, start, end }: QueryProblem): AwsError =>
  new AwsError('MalformedQueryException', message, {
    members: {
      queryCompileError: {
        location: { startCharOffset: start, endCharOffset: end },
        message,
      },
    },
  });
export const outsideGroups = (from: number, until: number): AwsError =>
  new AwsError(
    'MalformedQueryException',
    `Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings ([${from},${until}])`,
  );
export const queriedGroupMissing = (name: string, account: string): AwsError =>
  notFound(`Log group '${name}' does not exist for account ID '${account}'`);
export const tooManyQueries = (most: number): AwsError =>
  new AwsError(
    'LimitExceededException',
    `Account maximum query concurrency limit of [${most}] reached.`,
  );
export const oneGroupParameter = (): AwsError =>
  invalid(
    'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified, and not be empty.',
  );
export const tooManyGroups = (most: number): AwsError =>
  invalid(`A query can search ${most} log groups at most.`);
export const languageUnknown = (language: string): AwsError =>
  invalid(`Query language ${language} is not supported.`);
export const timesReversed = (): AwsError =>
  invalid('The start time of a query must not be after its end time.');
export const queryMissing = (): AwsError => notFound('The specified query does not exist.');
export const queryEnded = (status: string): AwsError =>
  invalid(`The specified query is not running. Its status is ${status}.`);
export const definitionMissing = (): AwsError =>
  notFound('The specified query definition does not exist.');
export const pointerInvalid = (): AwsError => invalid('The specified logRecordPointer is invalid.');
export const recordMissing = (): AwsError => notFound('The specified log record does not exist.');
