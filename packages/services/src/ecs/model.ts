import type {
  Attachment,
  Attribute,
  AutoScalingGroupProvider,
  CapacityProviderStrategyItem,
  CapacityProviderUpdateStatus,
  ClusterConfiguration,
  ClusterServiceConnectDefaults,
  ClusterSetting,
  Compatibility,
  Container,
  CreateServiceRequest,
  DeploymentRolloutState,
  InferenceAccelerator,
  LaunchType,
  LoadBalancer,
  ManagedInstancesProvider,
  NetworkConfiguration,
  NetworkMode,
  RegisterTaskDefinitionRequest,
  Resource,
  Scale,
  ServiceRegistry,
  TaskOverride,
  TaskStopCode,
  VersionInfo,
} from '@aws-sdk/client-ecs';

export type ClusterStatus = 'ACTIVE' | 'INACTIVE';

export interface ClusterDetails {
  readonly settings: ClusterSetting[];
  readonly configuration?: ClusterConfiguration | undefined;
  readonly capacityProviders: string[];
  readonly defaultCapacityProviderStrategy: CapacityProviderStrategyItem[];
  readonly serviceConnectDefaults?: ClusterServiceConnectDefaults | undefined;
}

export interface Cluster {
  readonly name: string;
  readonly status: ClusterStatus;
  readonly details: ClusterDetails;
}

export interface ClusterCounts {
  readonly registeredContainerInstances: number;
  readonly runningTasks: number;
  readonly pendingTasks: number;
  readonly activeServices: number;
}

export type TaskDefinitionStatus = 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';

export type TaskDefinitionDetails = Omit<
  RegisterTaskDefinitionRequest,
  'family' | 'tags' | 'containerDefinitions' | 'networkMode'
> & {
  readonly containerDefinitions: NonNullable<RegisterTaskDefinitionRequest['containerDefinitions']>;
  readonly networkMode: NetworkMode;
  readonly compatibilities: Compatibility[];
};

export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly status: TaskDefinitionStatus;
  readonly details: TaskDefinitionDetails;
  readonly registeredBy: string;
  readonly registeredAt: number;
  readonly deregisteredAt: number | undefined;
  readonly deleteRequestedAt: number | undefined;
}

export type ServiceStatus = 'ACTIVE' | 'DRAINING' | 'INACTIVE';

/** What new tasks of a service are made from; a change of any of it is a new deployment. */
export interface Template {
  /** ARN with revision. */
  readonly taskDefinition?: string | undefined;
  readonly launchType?: LaunchType | undefined;
  readonly capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined;
  readonly platformVersion?: string | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
}

export interface Deployment extends Template {
  /** `ecs-svc/` and 19 digits. */
  readonly id: string;
  readonly status: 'PRIMARY' | 'ACTIVE';
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rolloutState: DeploymentRolloutState;
  readonly rolloutStateReason: string;
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

/** Members of CreateService and UpdateService that are kept as they came. */
export type ServiceOptions = Pick<
  CreateServiceRequest,
  | 'availabilityZoneRebalancing'
  | 'loadBalancers'
  | 'serviceRegistries'
  | 'deploymentConfiguration'
  | 'placementConstraints'
  | 'placementStrategy'
  | 'healthCheckGracePeriodSeconds'
  | 'enableECSManagedTags'
  | 'propagateTags'
  | 'enableExecuteCommand'
  | 'serviceConnectConfiguration'
  | 'volumeConfigurations'
  | 'vpcLatticeConfigurations'
>;

export interface ServiceDetails {
  readonly options: ServiceOptions;
  readonly template: Template;
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  readonly role?: string | undefined;
  readonly deployments: readonly Deployment[];
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
  /** Digest of the CreateService request, which makes its repetition recognizable. */
  readonly request: string;
}

export interface Service {
  readonly cluster: string;
  readonly name: string;
  readonly status: ServiceStatus;
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly desiredCount: number;
  readonly details: ServiceDetails;
  readonly createdBy: string;
  readonly createdAt: number;
}

export interface TaskSetDetails extends Template {
  readonly externalId?: string | undefined;
  readonly loadBalancers: LoadBalancer[];
  readonly serviceRegistries: ServiceRegistry[];
  readonly scale: Scale;
}

export interface TaskSet {
  readonly cluster: string;
  readonly service: string;
  /** `ecs-svc/` and 19 digits. */
  readonly id: string;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  readonly details: TaskSetDetails;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** In the order a task goes through them (ECS Developer Guide, "Task lifecycle"). */
export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface TaskDetails {
  readonly taskDefinition: string;
  /** The task has its own network interface. */
  readonly awsvpc: boolean;
  readonly group: string;
  readonly overrides: TaskOverride;
  readonly containers: Container[];
  readonly attachments: Attachment[];
  readonly attributes: Attribute[];
  readonly inferenceAccelerators: InferenceAccelerator[];
  readonly availabilityZone: string;
  readonly capacityProvider?: string | undefined;
  readonly platformVersion?: string | undefined;
  readonly platformFamily?: string | undefined;
  /** As the API gives them; absent on EC2 unless the task definition states them. */
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
  readonly ephemeralStorageGiB?: number | undefined;
  readonly enableExecuteCommand: boolean;
  readonly hostPorts: number[];
  readonly stopCode?: TaskStopCode | undefined;
  readonly stoppedReason?: string | undefined;
}

/** Milliseconds since 1970 by the API's member name. */
export interface TaskTimes {
  readonly createdAt: number;
  readonly connectivityAt?: number;
  readonly pullStartedAt?: number;
  readonly pullStoppedAt?: number;
  readonly startedAt?: number;
  readonly stoppingAt?: number;
  readonly executionStoppedAt?: number;
  readonly stoppedAt?: number;
}

export interface Task {
  readonly cluster: string;
  readonly id: string;
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly launchType: LaunchType | undefined;
  readonly family: string;
  readonly startedBy: string | undefined;
  readonly service: string | undefined;
  readonly containerInstance: string | undefined;
  /** CPU units and MiB that it takes on its container instance. */
  readonly cpu: number;
  readonly memory: number;
  readonly details: TaskDetails;
  readonly times: TaskTimes;
  readonly version: number;
  readonly protectedUntil: number | undefined;
}

export interface ContainerInstanceDetails {
  readonly versionInfo: VersionInfo;
  readonly registeredResources: Resource[];
  /** What the agent reports: `ecs.os-type` and the like; custom attributes are rows of their own. */
  readonly attributes: Attribute[];
  readonly capacityProvider?: string | undefined;
}

export interface ContainerInstance {
  readonly cluster: string;
  readonly id: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly ec2InstanceId: string;
  readonly details: ContainerInstanceDetails;
  readonly version: number;
  readonly registeredAt: number;
}

export interface CapacityProviderDetails {
  readonly autoScalingGroupProvider?: AutoScalingGroupProvider | undefined;
  readonly managedInstancesProvider?: ManagedInstancesProvider | undefined;
  readonly updateStatus?: CapacityProviderUpdateStatus | undefined;
}

export interface CapacityProvider {
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly cluster: string | undefined;
  readonly details: CapacityProviderDetails;
}
