import { AwsError } from '@gatehouse/core';

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
const parameters = (message: string): AwsError =>
  invalid(`One or more parameter values were invalid: ${message}`);
const list = (values: readonly string[]): string => `[${values.join(', ')}]`;

// Tables. Where no answer of AWS is recorded, the wording is ours: kmsRefused, policyPrincipal, policyPublic, multipleKeys, policyNotFor.

export const tableNotFound = (name: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${name} not found`,
  );
/** Of operations on items, which do not name it. */
export const resourceNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Requested resource not found');
export const resourceArnNotFound = (arn: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: ResourcArn: ${arn} not found`,
  );
export const tableExists = (name: string): AwsError =>
  new AwsError('ResourceInUseException', `Table already exists: ${name}`);
export const tableInUse = (state: string, name: string): AwsError =>
  new AwsError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Table is being ${state}: ${name}`,
  );
export const tableProtected = (): AwsError =>
  invalid(
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  );
export const tooManyTables = (most: number): AwsError =>
  new AwsError(
    'LimitExceededException',
    `Subscriber limit exceeded: Provisioned table count exceeds the limit of ${most}`,
  );
export const nameLength = (member: string): AwsError =>
  invalid(`${member} must be at least 3 characters long and at most 255 characters long`);
export const namePattern = (name: string, member: string): AwsError =>
  invalid(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
  );
export const arnInvalid = (arn: string): AwsError =>
  invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
export const otherRegion = (arn: string): AwsError =>
  invalid(`Invalid Request: ResourceArn ${arn} is not of this Region`);

export const throughputGiven = (): AwsError =>
  parameters(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  );
export const throughputMissing = (): AwsError =>
  parameters(
    'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  );
export const indexThroughputGiven = (index: string): AwsError =>
  parameters(
    `ProvisionedThroughput should not be specified for index: ${index} when BillingMode is PAY_PER_REQUEST`,
  );
export const indexThroughputMissing = (index: string): AwsError =>
  parameters(`ProvisionedThroughput must be specified for index: ${index}`);
export const throughputTooHigh = (member: string, value: number): AwsError =>
  invalid(`Given value ${value} for ${member} is out of bounds`);
export const memberMissing = (member: string): AwsError =>
  invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
export const keyUndefined = (): AwsError =>
  invalid('Invalid KeySchema: Some index key attribute have no definition');
export const keysUndefined = (keys: readonly string[], definitions: readonly string[]): AwsError =>
  parameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: ${list(keys)}, AttributeDefinitions: ${list(definitions)}`,
  );
export const sameKeys = (): AwsError =>
  invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
export const firstNotHash = (): AwsError =>
  invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
export const secondNotRange = (): AwsError =>
  invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
export const multipleKeys = (index: string): AwsError =>
  parameters(`Index ${index} has more than one attribute in a part of its key`);
export const definitionsExact = (): AwsError =>
  parameters(
    'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  );
export const definitionsUnused = (
  definitions: readonly string[],
  keys: readonly string[],
): AwsError =>
  parameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: ${list(definitions)}, keys used: ${list(keys)}`,
  );
export const definitionTwice = (): AwsError =>
  parameters('Cannot have two attributes with the same name');
export const indexesEmpty = (kind: 'Global' | 'Local'): AwsError =>
  parameters(`List of ${kind}SecondaryIndexes is empty`);
export const localWithoutRange = (): AwsError =>
  parameters(
    'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
  );
export const localIndexWithoutRange = (index: string): AwsError =>
  parameters(`Index KeySchema does not have a range key for index: ${index}`);
export const localOtherHash = (index: string, own: string, table: string): AwsError =>
  parameters(
    `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index}. index hash key: ${own}, table hash key: ${table}`,
  );
export const projectionUnknown = (): AwsError => parameters('Unknown ProjectionType: null');
export const projectionNames = (type: string): AwsError =>
  parameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
export const projectionNamesMissing = (): AwsError =>
  parameters('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
export const projectionTooMany = (): AwsError =>
  invalid('Number of NonKeyAttributes across all secondary indexes exceeds the limit of 100');
export const indexTwice = (index: string): AwsError => parameters(`Duplicate index name: ${index}`);
export const localTooMany = (): AwsError =>
  parameters('Number of LocalSecondaryIndexes exceeds per-table limit of 5');
export const globalTooMany = (): AwsError =>
  parameters('GlobalSecondaryIndex count exceeds the per-table limit of 20');
export const streamView = (): AwsError =>
  parameters('StreamSpecification: StreamViewType must be specified when StreamEnabled is true');
export const sseKeyWithoutKms = (): AwsError =>
  parameters('KMSMasterKeyId must not be specified when SSEType is not KMS or Enabled is false');
export const sseSame = (): AwsError =>
  parameters('Table is already encrypted by given KMSMasterKeyId');
export const sseType = (): AwsError =>
  parameters('SSEType AES256 is not supported: tables are encrypted by KMS or by keys of AWS');
export const kmsRefused = (message: string): AwsError =>
  invalid(`KMS validation error: ${message}`);
export const kmsDenied = (message: string): AwsError =>
  new AwsError('AccessDeniedException', `KMS key access denied error: ${message}`, { status: 400 });
export const nothingToUpdate = (): AwsError =>
  invalid(
    'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
  );
export const throughputSame = (read: number, write: number): AwsError =>
  invalid(
    `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
  );
export const oneIndexAtATime = (): AwsError =>
  new AwsError(
    'LimitExceededException',
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  );
export const indexExists = (index: string): AwsError =>
  invalid(`Attempting to create an index which already exists: ${index}`);
export const indexMissing = (index: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Index: ${index} not found`,
  );
export const indexInUse = (index: string): AwsError =>
  new AwsError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Index is being created or deleted: ${index}`,
  );
export const notServed = (what: string): AwsError =>
  invalid(`${what} is not supported by Gatehouse`);

// Time to live, tags, policies, backups.

export const ttlSame = (enabled: boolean): AwsError =>
  invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
export const ttlOther = (name: string): AwsError =>
  invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${name}`);
export const tagsTooMany = (): AwsError => invalid('Too many tags: the limit is 50');
export const tagReserved = (): AwsError =>
  invalid("One or more parameter values were invalid: Tag keys must not start with 'aws:'");
export const tagKeysEmpty = (): AwsError =>
  invalid('Atleast one Tag Key needs to be provided as Input.');
export const tagsEmpty = (): AwsError => invalid('Atleast one Tag needs to be provided as Input.');
export const tagTwice = (key: string): AwsError =>
  invalid(`Duplicate Tag Key found in input: ${key}`);
export const tokenInvalid = (): AwsError => invalid('Invalid NextToken');
export const policyInvalid = (reason: string): AwsError =>
  invalid(`Invalid policy document: ${reason}`);
export const policyPrincipal = (): AwsError =>
  policyInvalid('a principal does not exist or is malformed');
export const policyPublic = (): AwsError =>
  policyInvalid('it grants public access, which DynamoDB does not let a policy do');
export const policyNotFor = (arn: string): AwsError =>
  invalid(`Resource-based policies are for tables here, not for ${arn}`);
export const policyNotFound = (arn: string): AwsError =>
  new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  );
export const policyRevision = (revision: string): AwsError =>
  new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: Requested update for policy with expected revision id ${revision} does not match the current one`,
  );

// Values.

export const numberMeaningless = (text: string | undefined): AwsError =>
  invalid(
    `The parameter cannot be converted to a numeric value${text === undefined ? '' : `: ${text}`}`,
  );
export const numberOverflow = (): AwsError =>
  invalid(
    'Number overflow. Attempting to store a number with magnitude larger than supported range',
  );
export const numberUnderflow = (): AwsError =>
  invalid(
    'Number underflow. Attempting to store a number with magnitude smaller than supported range',
  );
export const numberMany = (): AwsError =>
  invalid('Attempting to store more than 38 significant digits in a Number');
export const valueEmpty = (): AwsError =>
  invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
export const valueMany = (): AwsError =>
  invalid(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
export const nullValue = (): AwsError =>
  parameters('Null attribute value types must have the value of true');
export const setEmpty = (kind: 'string' | 'number'): AwsError =>
  parameters(`An ${kind} set  may not be empty`);
export const binarySetEmpty = (): AwsError => parameters('Binary sets should not be empty');
export const setTwice = (values: readonly string[]): AwsError =>
  parameters(`Input collection ${list(values)} contains duplicates.`);
export const numbersTwice = (): AwsError => invalid('Input collection contains duplicates');
export const binariesTwice = (values: readonly string[]): AwsError =>
  parameters(`Input collection ${list(values)}of type BS contains duplicates.`);
export const nestedTooDeep = (): AwsError =>
  invalid('Nesting Levels have exceeded supported limits');
export const itemTooLarge = (): AwsError =>
  invalid('Item size has exceeded the maximum allowed size');
export const updateTooLarge = (): AwsError =>
  invalid('Item size to update has exceeded the maximum allowed size');
export const attributeNameEmpty = (): AwsError =>
  parameters('An AttributeName must have at least one character');
export const attributeNameTooLong = (): AwsError =>
  parameters('Attribute name is too large, must be less than 65535 bytes');

const TELLING = [
  /(?<=numeric value: ).*/s,
  /(?<=Input collection \[).*(?=\])/s,
  /(?<=AttributeValue: \{).*(?=\})/s,
];

/** A message as records of calls show it: `numberMeaningless`, sets and bounds that are refused tell values of items. */
export const withoutValues = (message: string): string =>
  TELLING.reduce((text, pattern) => text.replace(pattern, '***'), message);

// Keys.

export const keyMismatch = (): AwsError =>
  invalid('The provided key element does not match the schema');
export const keyMissing = (name: string): AwsError =>
  parameters(`Missing the key ${name} in the item`);
export const keyType = (name: string, expected: string, actual: string): AwsError =>
  parameters(`Type mismatch for key ${name} expected: ${expected} actual: ${actual}`);
export const indexKeyType = (
  name: string,
  expected: string,
  actual: string,
  index: string,
): AwsError =>
  parameters(
    `Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual} IndexName: ${index}`,
  );
export const keyEmpty = (name: string, type: string): AwsError =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
  );
export const indexKeyEmpty = (name: string, type: string, index: string): AwsError =>
  invalid(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. IndexName: ${index}, IndexKey: ${name}`,
  );
export const updatedIndexKeyEmpty = (name: string, type: string, index: string): AwsError =>
  invalid(
    `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. IndexName: ${index}, IndexKey: ${name}`,
  );
export const hashTooLong = (): AwsError =>
  parameters('Size of hashkey has exceeded the maximum size limit of2048 bytes');
export const rangeTooLong = (): AwsError =>
  parameters('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
export const keyUpdate = (name: string): AwsError =>
  parameters(`Cannot update attribute ${name}. This attribute is part of the key`);
export const startKeyInvalid = (reason?: string): AwsError =>
  invalid(`The provided starting key is invalid${reason === undefined ? '' : `: ${reason}`}`);
export const startKeyOutside = (): AwsError =>
  invalid('The provided starting key is outside query boundaries based on provided conditions');
export const startKeyOtherSegment = (): AwsError =>
  invalid(
    'The provided Segment and TotalSegments values do not match the values used in the previous scan',
  );

// Expressions.

export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

export const expressionInvalid = (kind: ExpressionKind, reason: string): AwsError =>
  invalid(`Invalid ${kind}: ${reason}`);
export const unusedNames = (names: readonly string[]): AwsError =>
  invalid(
    `Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`,
  );
export const unusedValues = (names: readonly string[]): AwsError =>
  invalid(
    `Value provided in ExpressionAttributeValues unused in expressions: keys: {${names.join(', ')}}`,
  );
export const namesWithoutExpression = (): AwsError =>
  invalid('ExpressionAttributeNames can only be specified when using expressions');
export const valuesWithoutExpression = (absent: readonly string[]): AwsError =>
  invalid(
    `ExpressionAttributeValues can only be specified when using expressions: ${absent.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} null`,
  );
export const namesEmpty = (): AwsError => invalid('ExpressionAttributeNames must not be empty');
export const valuesEmpty = (): AwsError => invalid('ExpressionAttributeValues must not be empty');
export const nameKeyInvalid = (key: string): AwsError =>
  invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
export const valueKeyInvalid = (key: string): AwsError =>
  invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
export const nameValueInvalid = (reason: string): AwsError =>
  invalid(`ExpressionAttributeNames contains invalid value: ${reason}`);
export const valueValueInvalid = (reason: string, key: string): AwsError =>
  invalid(`ExpressionAttributeValues contains invalid value: ${reason} for key ${key}`);
export const bothKindsOfParameters = (
  old: readonly string[],
  expressions: readonly string[],
): AwsError =>
  invalid(
    `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${old.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
  );
export const keyConditionInvalid = (message: string): AwsError => invalid(message);
export const keyConditionMissing = (name: string): AwsError =>
  invalid(`Query condition missed key schema element: ${name}`);
export const keyConditionType = (): AwsError =>
  parameters('Condition parameter type does not match schema type');
export const updateOperandType = (): AwsError =>
  invalid('An operand in the update expression has an incorrect data type');
export const updateAttributeMissing = (): AwsError =>
  invalid('The provided expression refers to an attribute that does not exist in the item');
export const updatePathInvalid = (): AwsError =>
  invalid('The document path provided in the update expression is invalid for update');

// Requests.

export const enumInvalid = (value: string, at: string, allowed: readonly string[]): AwsError =>
  invalid(
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: ${list(allowed)}`,
  );

export const conditionFailed = (item?: unknown): AwsError =>
  new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    members: item === undefined ? {} : { Item: item },
  });
export const requestInvalid = (message: string): AwsError => invalid(message);
export const parametersInvalid = (message: string): AwsError => parameters(message);

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}
export const transactionCancelled = (reasons: readonly CancellationReason[]): AwsError =>
  new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons ${list(reasons.map(({ Code }) => Code))}`,
    { members: { CancellationReasons: reasons } },
  );
export const tokenMismatch = (): AwsError =>
  new AwsError(
    'IdempotentParameterMismatchException',
    'Request had the same client token, but different parameters',
  );
