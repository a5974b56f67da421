import type { Target } from './model.ts';

type Parameters = keyof Pick<
  Target,
  | 'AppSyncParameters'
  | 'BatchParameters'
  | 'EcsParameters'
  | 'HttpParameters'
  | 'KinesisParameters'
  | 'RedshiftDataParameters'
  | 'RunCommandParameters'
  | 'SageMakerPipelineParameters'
>;

/** What a rule can send to (Amazon EventBridge User Guide, "Event bus targets"). */
export interface TargetKind {
  /** Of the ARN. */
  readonly service: string;
  /** The resource part of the ARN, whole. */
  readonly resource: RegExp;
  /** `required`: EventBridge assumes a role. `optional`: a resource policy lets it in. `none`: it takes no role. */
  readonly role: 'required' | 'optional' | 'none';
  /** The block of parameters that belongs to it; it can have no other, `SqsParameters` excepted. */
  readonly parameters?: Parameters;
  /** It cannot do without them. */
  readonly needsParameters?: boolean;
  /** By a role it may be of another account. */
  readonly crossAccount?: boolean;
  readonly crossRegion?: boolean;
}

const KINDS: readonly TargetKind[] = [
  {
    service: 'lambda',
    resource: /^function:[\w-]{1,140}(:[\w$-]{1,128})?$/,
    role: 'optional',
    crossAccount: true,
  },
  { service: 'sqs', resource: /^[\w-]{1,80}(\.fifo)?$/, role: 'optional', crossAccount: true },
  { service: 'sns', resource: /^[\w-]{1,256}(\.fifo)?$/, role: 'optional', crossAccount: true },
  { service: 'logs', resource: /^log-group:[\w./#-]{1,512}$/, role: 'none' },
  {
    service: 'events',
    resource: /^event-bus\/[\w./-]{1,256}$/,
    role: 'required',
    crossAccount: true,
    crossRegion: true,
  },
  {
    service: 'events',
    resource: /^api-destination\/[\w.-]{1,64}\/[A-Za-z0-9-]{1,64}$/,
    role: 'required',
    parameters: 'HttpParameters',
  },
  {
    service: 'events',
    resource: /^target\/(create-snapshot|reboot-instance|stop-instance|terminate-instance)$/,
    role: 'required',
  },
  {
    service: 'ecs',
    resource: /^cluster\/[\w-]{1,255}$/,
    role: 'required',
    parameters: 'EcsParameters',
    needsParameters: true,
  },
  { service: 'states', resource: /^stateMachine:[\w:.-]{1,256}$/, role: 'required' },
  {
    service: 'kinesis',
    resource: /^stream\/[\w.-]{1,128}$/,
    role: 'required',
    parameters: 'KinesisParameters',
    crossAccount: true,
  },
  { service: 'firehose', resource: /^deliverystream\/[\w.-]{1,64}$/, role: 'required' },
  {
    service: 'batch',
    resource: /^job-queue\/[\w-]{1,128}$/,
    role: 'required',
    parameters: 'BatchParameters',
    needsParameters: true,
  },
  { service: 'codebuild', resource: /^project\/[\w-]{1,255}$/, role: 'required' },
  { service: 'codepipeline', resource: /^[\w.@-]{1,100}$/, role: 'required' },
  {
    service: 'ssm',
    resource: /^(document|automation-definition)\/[\w./:$-]{1,256}$/,
    role: 'required',
    parameters: 'RunCommandParameters',
  },
  { service: 'ssm-incidents', resource: /^response-plan\/[\w-]{1,200}$/, role: 'required' },
  { service: 'glue', resource: /^workflow\/[\w-]{1,255}$/, role: 'required' },
  { service: 'inspector', resource: /^target\/[\w/-]{1,256}$/, role: 'required' },
  {
    service: 'redshift',
    resource: /^cluster:[\w-]{1,63}$/,
    role: 'required',
    parameters: 'RedshiftDataParameters',
    needsParameters: true,
  },
  {
    service: 'redshift-serverless',
    resource: /^workgroup\/[\w-]{1,64}$/,
    role: 'required',
    parameters: 'RedshiftDataParameters',
    needsParameters: true,
  },
  {
    service: 'sagemaker',
    resource: /^pipeline\/[\w-]{1,256}$/,
    role: 'required',
    parameters: 'SageMakerPipelineParameters',
  },
  {
    service: 'appsync',
    resource: /^endpoints\/graphql-api\/[\w-]{1,128}$/,
    role: 'required',
    parameters: 'AppSyncParameters',
  },
  {
    service: 'execute-api',
    resource: /^[\w/.*$-]{1,512}$/,
    role: 'optional',
    parameters: 'HttpParameters',
    crossAccount: true,
  },
];

export const PARAMETERS: readonly Parameters[] = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
];

/** The kind of an ARN's service and resource; undefined for what no rule can send to. */
export const targetKind = (service: string, resource: string): TargetKind | undefined =>
  KINDS.find((kind) => kind.service === service && kind.resource.test(resource));
