import { AwsError } from '@gatehouse/core';

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
const exists = (message: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', message);
export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
/** AWS names the parameter and most times the reason. */
export const invalidParameter = (name: string, reason?: string): AwsError =>
  invalid(`Parameter ${name} is not valid.${reason === undefined ? '' : ` Reason: ${reason}`}`);
export const arnInvalid = (arn: string): AwsError =>
  invalidParameter(arn, 'Provided Arn is not in correct format.');
export const missingParameters = (names: string): AwsError =>
  invalid(`Parameter(s) ${names} must be specified.`);

export const limitExceeded = (): AwsError =>
  new AwsError(
    'LimitExceededException',
    'The requested resource exceeds the maximum number allowed.',
  );
export const tokenInvalid = (): AwsError => invalidParameter('NextToken');

export const busNotFound = (name: string): AwsError =>
  notFound(`Event bus ${name} does not exist.`);
export const busExists = (name: string): AwsError => exists(`Event bus ${name} already exists.`);
export const busNameHasSlash = (): AwsError => invalid("Event bus name must not contain '/'.");
export const eventSourceNotFound = (name: string): AwsError =>
  notFound(`Event source ${name} does not exist.`);
export const defaultBusStays = (): AwsError => invalid('Cannot delete event bus default.');
export const busHasRules = (name: string): AwsError =>
  invalid(`Event bus ${name} can't be deleted since it has rules.`);
export const permissionActionUnknown = (): AwsError =>
  invalid("Provided value in parameter 'action' is not supported.");
export const statementNotFound = (): AwsError =>
  notFound('Statement with the provided id does not exist.');
export const policyTooLong = (most: number): AwsError =>
  new AwsError(
    'PolicyLengthExceededException',
    `The policy of an event bus has at most ${most} characters.`,
  );

export const ruleNotFound = (name: string, bus: string): AwsError =>
  notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
export const ruleHasTargets = (): AwsError =>
  invalid("Rule can't be deleted since it has targets.");
export const patternInvalid = (message: string): AwsError =>
  new AwsError('InvalidEventPatternException', message);
export const patternTooLong = (rule: string, most: number): AwsError =>
  invalid(`Parameter EventPattern for rule ${rule} exceeds limit of ${most}.`);
export const scheduleInvalid = (): AwsError => invalidParameter('ScheduleExpression');
export const scheduleOnCustomBus = (): AwsError =>
  invalid('ScheduleExpression is supported only on the default event bus.');
export const managedRule = (name: string, canForce: boolean): AwsError =>
  new AwsError(
    'ManagedRuleException',
    canForce
      ? `Rule ${name} is managed by an AWS service and can only be modified if force is true.`
      : `Rule ${name} is managed by an AWS service.`,
  );
export const tagsOnManagedRule = (name: string): AwsError =>
  new AwsError(
    'ManagedRuleException',
    `Tag related operations on the managed rule ${name} is not allowed`,
  );
export const roleInvalid = (arn: string): AwsError =>
  invalidParameter('RoleArn', `${arn} does not name a role of this account.`);

export const roleNotAssumable = (arn: string, service: string): AwsError =>
  invalid(`Provided role '${arn}' cannot be assumed by principal '${service}'.`);

export const onlyOneInput = (id: string): AwsError =>
  invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
export const inputNotJson = (id: string): AwsError =>
  invalid(`JSON syntax error in input for target ${id}.`);
export const inputPathInvalid = (id: string): AwsError =>
  invalid(`InputPath for target ${id} is invalid.`);
export const placeholderUnknown = (id: string, placeholder: string): AwsError =>
  invalid(`InputTemplate for target ${id} contains invalid placeholder ${placeholder}.`);
export const placeholderInText = (id: string, placeholder: string): AwsError =>
  invalid(
    `InputTemplate for target ${id} contains placeholder ${placeholder} valid only for JSON template.`,
  );
export const pathKeyInvalid = (id: string, key: string): AwsError =>
  invalid(`InputTransformer for target ${id} contains invalid key ${key}.`);
export const onlyTransformer = (id: string): AwsError =>
  invalid(
    `Input and InputPath are not valid forms of input for target ${id}. The only valid form of input is InputTransformer.`,
  );
export const parametersForTarget = (names: string, id: string): AwsError =>
  invalid(`Parameter(s) ${names} must be specified for target: ${id}.`);
export const parametersNotForTarget = (names: string, id: string): AwsError =>
  invalid(`Parameter(s) ${names} not supported for target: ${id}.`);
export const roleRequired = (arn: string): AwsError =>
  invalid(`RoleArn is required for target ${arn}.`);
export const roleNotSupported = (arn: string): AwsError =>
  invalid(`RoleArn is not supported for target ${arn}.`);
export const crossAccountTarget = (arn: string): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `Access to the resource ${arn} is denied. Reason: Adding cross-account target is not permitted.`,
    { status: 400 },
  );
export const onlyBusTargets = (): AwsError =>
  invalid('Only EventBus targets are allowed on cross-account PutTargets calls.');
export const targetIsOwnBus = (arn: string): AwsError =>
  invalidParameter(arn, 'Source and target event bus must be different.');
export const notADeadLetterQueue = (service: string): AwsError =>
  invalidParameter('DeadLetterConfig', `${service} is not supported as a dead letter resource.`);
export const fifoDeadLetterQueue = (): AwsError =>
  invalidParameter('DeadLetterConfig', 'SQS FIFO is not supported by Dead Letter Queues.');
export const deadLetterElsewhere = (): AwsError =>
  invalidParameter('DeadLetterConfig', 'The dead letter queue must be in the same Region.');

export const entriesTooLarge = (): AwsError =>
  invalid('Total size of the entries in the request is over the limit.');
export const eventInvalid = (): AwsError => invalidParameter('Event');

export const archiveNotFound = (name: string): AwsError =>
  notFound(`Archive ${name} does not exist.`);
export const archiveExists = (name: string): AwsError => exists(`Archive ${name} already exists.`);
export const onlyOneFilter = (operation: string, names: string): AwsError =>
  invalid(`At most one filter is allowed for ${operation}. Use either : ${names}.`);

export const replayNotFound = (name: string): AwsError =>
  notFound(`Replay ${name} does not exist.`);
export const replayExists = (name: string): AwsError => exists(`Replay ${name} already exists.`);
export const replayIsOver = (name: string): AwsError =>
  new AwsError(
    'IllegalStatusException',
    `Replay ${name} is not in a valid state for this operation.`,
  );

export const connectionNotFound = (name: string): AwsError =>
  notFound(`Connection '${name}' does not exist.`);
export const connectionNotDescribed = (name: string): AwsError =>
  notFound(`Failed to describe the connection(s). Connection '${name}' does not exist.`);
export const connectionExists = (name: string): AwsError =>
  exists(`Connection ${name} already exists.`);
export const authParametersMissing = (block: string): AwsError =>
  invalidParameter(block, 'Missing required field(s)');

export const apiDestinationNotFound = (name: string): AwsError =>
  notFound(`An api-destination '${name}' does not exist.`);
export const apiDestinationNotDescribed = (name: string): AwsError =>
  notFound(
    `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
  );
export const apiDestinationExists = (name: string): AwsError =>
  exists(`An api-destination '${name}' already exists.`);

export const tagKeyReserved = (): AwsError =>
  invalid('Tag keys that start with aws: are reserved for system use.');
export const duplicateTagKeys = (): AwsError =>
  invalid('Invalid parameter: Duplicated keys are not allowed.');
