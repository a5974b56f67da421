import { AwsError } from '@gatehouse/core';

const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);
const client = (message: string): AwsError => new AwsError('ClientException', message);

export const clusterNotFound = (): AwsError =>
  new AwsError('ClusterNotFoundException', 'Cluster not found.');
export const clusterInactive = (): AwsError =>
  new AwsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
export const clusterNameInvalid = (): AwsError =>
  invalidParameter(
    'Cluster name can only contain letters, numbers, hyphens and underscores, and up to 255 of them.',
  );
export const clusterContainsServices = (): AwsError =>
  new AwsError(
    'ClusterContainsServicesException',
    'The Cluster cannot be deleted while Services are active.',
  );
export const clusterContainsTasks = (): AwsError =>
  new AwsError(
    'ClusterContainsTasksException',
    'The Cluster cannot be deleted while Tasks are active.',
  );
export const clusterContainsContainerInstances = (): AwsError =>
  new AwsError(
    'ClusterContainsContainerInstancesException',
    'The Cluster cannot be deleted while Container Instances are active or draining.',
  );
export const clusterContainsCapacityProviders = (): AwsError =>
  new AwsError(
    'ClusterContainsCapacityProviderException',
    'The Cluster cannot be deleted while Capacity Providers are active.',
  );
export const inconsistentRetry = (): AwsError =>
  invalidParameter(
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
export const clientTokenReused = (resourceIds: readonly string[]): AwsError =>
  new AwsError('ConflictException', 'The client token was used before with different parameters.', {
    members: { resourceIds },
  });

export const invalidIdentifier = (): AwsError => invalidParameter('Invalid identifier.');
export const identifierOfOtherCluster = (found: string, expected: string): AwsError =>
  invalidParameter(`Identifier is for ${found}. Your cluster is ${expected}`);
export const cannotBeEmpty = (what: string): AwsError =>
  invalidParameter(`${what} cannot be empty.`);
export const clientCannotBeEmpty = (what: string): AwsError => client(`${what} cannot be empty.`);
export const tooMany = (what: string, most: number): AwsError =>
  invalidParameter(`${what} can have at most ${most} items.`);
export const shouldBeOneOf = (given: string, values: readonly string[]): AwsError =>
  invalidParameter(`${given} should be one of [${values.join(',')}]`);
/** CreateService and CreateTaskSet answer another code than RunTask, and name fewer launch types. */
export const serviceLaunchTypeInvalid = (): AwsError =>
  client('launch type should be one of [EC2,FARGATE]');
export const maxResultsInvalid = (most: number): AwsError =>
  invalidParameter(`maxResults must be between 1 and ${most}.`);
export const nextTokenInvalid = (): AwsError => invalidParameter('Invalid token.');

export const familyInvalid = (): AwsError => client('Family contains invalid characters.');
export const familyTooLong = (): AwsError => client('Family is longer than 255.');
export const containerMember = (member: string): AwsError =>
  client(`Container.${member} should not be null or empty.`);
export const containerNameInvalid = (): AwsError =>
  client('Container.name contains invalid characters.');
export const containerNamesRepeat = (name: string): AwsError =>
  client(`Container name '${name}' is used more than once in the task definition.`);
export const containersEmpty = (): AwsError => client('Container list cannot be empty.');
export const noEssentialContainer = (): AwsError =>
  client('A task definition must have at least one essential container.');
export const memoryMissing = (name: string): AwsError =>
  client(
    `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
  );
export const memoryBelowReservation = (name: string): AwsError =>
  client(
    `Invalid setting for container '${name}'. 'memory' must be greater than or equal to 'memoryReservation'.`,
  );
export const fargateNetworkMode = (): AwsError =>
  client("Fargate only supports network mode 'awsvpc'.");
export const fargateSize = (): AwsError =>
  client('No Fargate configuration exists for given values.');
export const fargatePidMode = (): AwsError =>
  client(
    "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
  );
export const taskSizeInvalid = (member: 'cpu' | 'memory'): AwsError =>
  client(
    `Invalid '${member}' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  );
export const awsvpcHostPort = (): AwsError =>
  client(
    'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
  );
export const taskDefinitionTooLarge = (bytes: number, most: number): AwsError =>
  client(`Actual length: '${bytes}'. Max allowed length is '${most}' bytes.`);
export const revisionMissing = (): AwsError => client('Revision is missing.');
export const revisionInvalid = (given: string): AwsError =>
  client(`Invalid revision number. Number: ${given}`);
export const taskDefinitionUnknown = (): AwsError => client('Unable to describe task definition.');
export const taskDefinitionNotFound = (): AwsError => client('TaskDefinition not found.');
export const taskDefinitionInactive = (): AwsError => client('TaskDefinition is inactive');
export const TASK_DEFINITION_STILL_ACTIVE =
  'The specified task definition is still in ACTIVE status. Please deregister the target and try again.';
export const TASK_DEFINITION_MISSING =
  'The specified task definition does not exist. Specify a valid account, family, revision and try again.';
export const TASK_DEFINITION_IDENTIFIER_INVALID =
  'The specified task definition identifier is invalid. Specify a valid name or ARN and try again.';

export const networkConfigurationMissing = (): AwsError =>
  invalidParameter(
    "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
  );
export const networkConfigurationNotValid = (): AwsError =>
  invalidParameter(
    'Network Configuration is not valid for the given networkMode of this task definition.',
  );
export const subnetsEmpty = (): AwsError => invalidParameter('subnets can not be empty.');
export const launchTypeUnsupported = (launchType: string): AwsError =>
  invalidParameter(`Task definition does not support launch_type ${launchType}.`);
export const launchTypeAndStrategy = (): AwsError =>
  invalidParameter(
    'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
  );
export const noContainerInstances = (): AwsError =>
  invalidParameter('No Container Instances were found in your cluster.');
export const countInvalid = (): AwsError => invalidParameter('Count must be between 1 and 10.');
export const propagateFromService = (): AwsError =>
  invalidParameter('PropagateTags with value SERVICE is not supported for standalone tasks.');
export const overrideOfUnknownContainer = (name: string): AwsError =>
  invalidParameter(
    `Override for container named ${name} is not a container in the TaskDefinition.`,
  );
export const overridesTooLong = (): AwsError =>
  invalidParameter('Container Overrides length must be at most 8192');
export const startedByInvalid = (): AwsError =>
  invalidParameter('startedBy contains invalid characters or is too long.');
export const clientTokenInvalid = (): AwsError =>
  invalidParameter('clientToken must be at most 64 characters in the range of 33-126.');
export const protectionTimeInvalid = (most: number): AwsError =>
  invalidParameter(`expiresInMinutes must be between 1 and ${most}.`);
export const taskNotFound = (): AwsError => invalidParameter('The referenced task was not found.');

export const serviceNotFound = (): AwsError =>
  new AwsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = (): AwsError =>
  new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
export const serviceNotIdempotent = (): AwsError =>
  invalidParameter('Creation of service was not idempotent.');
export const serviceStillDraining = (): AwsError =>
  invalidParameter('Unable to Start a service that is still Draining.');
export const serviceScaledAboveZero = (): AwsError =>
  invalidParameter('The service cannot be stopped while it is scaled above 0.');
export const serviceHasTaskSets = (): AwsError =>
  invalidParameter('The service cannot be stopped while the primary deployment is scaled above 0.');
export const serviceNameInvalid = (): AwsError =>
  invalidParameter('Service name contains invalid characters or is longer than 255.');
export const taskDefinitionRequired = (): AwsError =>
  invalidParameter('TaskDefinition can not be blank.');
export const desiredCountNegative = (): AwsError =>
  invalidParameter('Desired count can not be negative.');
export const desiredCountTooLarge = (most: number): AwsError =>
  invalidParameter(`Desired count can be at most ${most}.`);
export const controllerNotExternal = (): AwsError =>
  invalidParameter(
    'Task sets can only be used with a service whose deployment controller type is EXTERNAL or CODE_DEPLOY.',
  );
export const updateNotForController = (controller: 'CODE_DEPLOY' | 'EXTERNAL'): AwsError =>
  invalidParameter(
    `Unable to update task definition on services with a ${controller} deployment controller.${
      controller === 'CODE_DEPLOY' ? ' Use AWS CodeDeploy to trigger a new deployment.' : ''
    }`,
  );
export const daemonOnFargate = (): AwsError =>
  invalidParameter(
    'The daemon scheduling strategy is not supported for tasks that run on Fargate.',
  );
export const taskSetNotFound = (): AwsError =>
  new AwsError('TaskSetNotFoundException', 'The specified task set does not exist.');
export const scaleInvalid = (): AwsError =>
  invalidParameter('The scale value must be between 0 and 100.');
export const primaryTaskSet = (): AwsError =>
  invalidParameter('The primary task set cannot be deleted without the force option.');

export const containerInstanceNotFound = (): AwsError =>
  invalidParameter('The referenced container instance was not found.');
export const tasksOnInstance = (): AwsError =>
  invalidParameter('Found running tasks on the instance.');
export const identityDocumentInvalid = (): AwsError =>
  client('The instance identity document is invalid.');
export const noAgentUpdate = (): AwsError =>
  new AwsError(
    'NoUpdateAvailableException',
    'There is no update available for your container agent.',
  );
export const targetNotFound = (id: string): AwsError =>
  new AwsError('TargetNotFoundException', `The target ${id} was not found.`);
export const tooManyAttributes = (): AwsError =>
  new AwsError(
    'AttributeLimitExceededException',
    'You can apply up to 10 custom attributes per resource.',
  );
export const attributeInvalid = (member: 'name' | 'value'): AwsError =>
  invalidParameter(`The attribute ${member} is invalid.`);
export const attributeValueWithoutName = (): AwsError =>
  invalidParameter('An attribute name must be specified with an attribute value.');
export const clusterQueryInvalid = (): AwsError =>
  invalidParameter('The expression is not valid in the cluster query language.');

export const capacityProviderUnknown = (): AwsError =>
  client(
    'The specified capacity provider does not exist. Specify a valid name or ARN and try again.',
  );
export const capacityProviderNotFound = (name: string): AwsError =>
  invalidParameter(
    `The specified capacity provider '${name}' was not found. Specify a valid name or ARN and try again.`,
  );
export const capacityProviderExists = (): AwsError =>
  client(
    'The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.',
  );
export const capacityProviderNameInvalid = (): AwsError =>
  client(
    'The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and lowercase), numbers, underscores (_), and hyphens (-). The name can not be prefixed with "aws", "ecs", or "fargate". Specify a valid name and try again.',
  );
export const capacityProviderReserved = (): AwsError =>
  client('The specified capacity provider is reserved and cannot be changed or deleted.');
export const capacityProviderInUse = (): AwsError =>
  client(
    'The capacity provider cannot be deleted because it is associated with a cluster. Remove the capacity provider from the cluster and try again.',
  );
export const capacityProviderKind = (): AwsError =>
  client('Exactly one of autoScalingGroupProvider and managedInstancesProvider must be specified.');
export const capacityProvidersInService = (): AwsError =>
  new AwsError(
    'ResourceInUseException',
    'The specified capacity provider is in use and cannot be removed.',
  );
export const strategyOutsideCluster = (): AwsError =>
  invalidParameter(
    'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.',
  );
export const strategyBases = (): AwsError =>
  invalidParameter(
    'The specified capacity provider strategy contains multiple capacity providers with a base value defined. Only one capacity provider in a strategy can have a base defined.',
  );

export const settingValueInvalid = (name: string): AwsError =>
  invalidParameter(`Invalid value for the account setting ${name}.`);
export const settingOfOthers = (): AwsError =>
  invalidParameter(
    'You can only change the account settings of another principal as the root user.',
  );

export const settingValueWithoutName = (): AwsError =>
  invalidParameter('A setting name must be specified with a setting value.');

export const tagKeysRepeat = (): AwsError => invalidParameter('Duplicate tag keys found.');
export const tagKeyReserved = (): AwsError =>
  invalidParameter('Tag keys that start with aws: are reserved for system use.');
export const tooManyTags = (): AwsError => invalidParameter('A resource can have at most 50 tags.');
export const tagKeyMissing = (): AwsError => invalidParameter('Tag key can not be blank.');
export const resourceArnInvalid = (arn: string): AwsError =>
  invalidParameter(`Invalid resource ARN: ${arn}`);
