import type { DeletionRecord, Found, ResourceKind } from './kind.ts';
import { member, textAt, textsAt } from './members.ts';

const lastSegment = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** `name`, `arn:…:function:name`, `account:function:name`, each also with `:qualifier`, which names a version only. */
const functionOf = ({ request }: DeletionRecord): readonly Found[] => {
  const named = textAt(request, 'functionName');
  if (named === undefined || textAt(request, 'qualifier') !== undefined) return [];
  const parts = named.split(':');
  const at = parts.indexOf('function');
  const [name, qualifier] = parts.slice(at + 1);
  if (name === undefined || qualifier !== undefined) return [];
  const owner = at > 0 ? parts[at - 1] : undefined;
  return [{ id: name, ...(owner === undefined ? {} : { parts: { a: owner } }) }];
};

const layerVersion = ({ request }: DeletionRecord): readonly Found[] => {
  const layer = textAt(request, 'layerName');
  const version = member(request, 'versionNumber');
  if (layer === undefined || (typeof version !== 'string' && typeof version !== 'number'))
    return [];
  const name = layer.slice(layer.lastIndexOf(':') + 1);
  return [{ id: `${name}:${version}` }];
};

/** Digests of the images that are gone: a tag alone only loses its name. */
const images = ({ request, response }: DeletionRecord): readonly Found[] => {
  const repository = textAt(request, 'repositoryName');
  if (repository === undefined) return [];
  const failed = new Set(textsAt(response, 'failures[].imageId.imageDigest'));
  const asked = [
    ...textsAt(response, 'imageIds[].imageDigest'),
    ...textsAt(request, 'imageIds[].imageDigest'),
  ];
  return [...new Set(asked)]
    .filter((digest) => !failed.has(digest))
    .map((digest) => ({ id: `${repository}/${digest}` }));
};

/** A member of an ECS cluster, which the call names by its ARN or its name, or leaves to the default one. */
const inCluster =
  (path: string) =>
  ({ request }: DeletionRecord): readonly Found[] =>
    textsAt(request, path).map((id) => ({
      id: lastSegment(id),
      parts: { cluster: lastSegment(textAt(request, 'cluster') ?? 'default') },
    }));

const ecs = (
  type: string,
  event: string,
  rest: Pick<ResourceKind, 'arn'> & Partial<ResourceKind>,
): ResourceKind => ({
  type,
  service: 'ecs',
  events: [event],
  ...rest,
});

export const COMPUTE_KINDS: readonly ResourceKind[] = [
  {
    type: 'AwsLambdaFunction',
    service: 'lambda',
    events: ['DeleteFunction'],
    arn: 'arn:{p}:lambda:{r}:{a}:function:{id}',
    find: functionOf,
    alsoKnownAs: (arn) => [`${arn}:$LATEST`],
  },
  {
    type: 'AwsLambdaLayerVersion',
    service: 'lambda',
    events: ['DeleteLayerVersion'],
    arn: 'arn:{p}:lambda:{r}:{a}:layer:{id}',
    find: layerVersion,
  },
  ecs('AwsEcsCluster', 'DeleteCluster', {
    arn: 'arn:{p}:ecs:{r}:{a}:cluster/{id}',
    paths: ['cluster'],
    answered: 'cluster.clusterArn',
  }),
  ecs('AwsEcsService', 'DeleteService', {
    arn: 'arn:{p}:ecs:{r}:{a}:service/{cluster}/{id}',
    find: inCluster('service'),
    answered: 'service.serviceArn',
  }),
  ecs('AwsEcsTask', 'StopTask', {
    arn: 'arn:{p}:ecs:{r}:{a}:task/{cluster}/{id}',
    find: inCluster('task'),
    answered: 'task.taskArn',
    unique: true,
  }),
  ecs('AwsEcsTaskDefinition', 'DeregisterTaskDefinition', {
    arn: 'arn:{p}:ecs:{r}:{a}:task-definition/{id}',
    paths: ['taskDefinition'],
    answered: 'taskDefinition.taskDefinitionArn',
  }),
  {
    type: 'AwsEcrRepository',
    service: 'ecr',
    events: ['DeleteRepository'],
    arn: 'arn:{p}:ecr:{r}:{a}:repository/{id}',
    paths: ['repositoryName'],
    answered: 'repository.repositoryArn',
  },
  {
    type: 'AwsEcrContainerImage',
    service: 'ecr',
    events: ['BatchDeleteImage'],
    arn: 'arn:{p}:ecr:{r}:{a}:repository/{id}',
    find: images,
  },
  {
    type: 'AwsEksCluster',
    service: 'eks',
    events: ['DeleteCluster'],
    arn: 'arn:{p}:eks:{r}:{a}:cluster/{id}',
    paths: ['name'],
    answered: 'cluster.arn',
  },
  ...[
    ['AwsAutoScalingAutoScalingGroup', 'DeleteAutoScalingGroup', 'autoScalingGroup'],
    ['AwsAutoScalingLaunchConfiguration', 'DeleteLaunchConfiguration', 'launchConfiguration'],
  ].map(([type = '', event = '', what = '']): ResourceKind => ({
    type,
    service: 'autoscaling',
    events: [event],
    // Between type and name is a UUID that the event does not tell.
    arn: `arn:{p}:autoscaling:{r}:{a}:${what}:{uuid}:${what}Name/{id}`,
    paths: [`${what}Name`],
  })),
  {
    type: 'AwsElasticBeanstalkEnvironment',
    service: 'elasticbeanstalk',
    events: ['TerminateEnvironment'],
    arn: 'arn:{p}:elasticbeanstalk:{r}:{a}:environment/{applicationName}/{id}',
    answered: 'environmentArn',
    // The call may name it by its id; the answer has both.
    find: ({ request, response }) => {
      const id = textAt(response, 'environmentName') ?? textAt(request, 'environmentName');
      const applicationName =
        textAt(response, 'applicationName') ?? textAt(request, 'applicationName');
      return id === undefined ? [] : [{ id, parts: { applicationName } }];
    },
  },
  {
    type: 'AwsSageMakerNotebookInstance',
    service: 'sagemaker',
    events: ['DeleteNotebookInstance'],
    arn: 'arn:{p}:sagemaker:{r}:{a}:notebook-instance/{id}',
    paths: ['notebookInstanceName'],
  },
  {
    type: 'Other',
    service: 'elasticmapreduce',
    events: ['TerminateJobFlows'],
    arn: 'arn:{p}:elasticmapreduce:{r}:{a}:cluster/{id}',
    paths: ['jobFlowIds[]'],
    unique: true,
  },
  {
    type: 'Other',
    service: 'workspaces',
    events: ['TerminateWorkspaces'],
    arn: 'arn:{p}:workspaces:{r}:{a}:workspace/{id}',
    unique: true,
    find: ({ request, response }) => {
      const failed = new Set(textsAt(response, 'failedRequests[].workspaceId'));
      return textsAt(request, 'terminateWorkspaceRequests[].workspaceId')
        .filter((id) => !failed.has(id))
        .map((id) => ({ id }));
    },
  },
  {
    type: 'AwsAmazonMqBroker',
    service: 'amazonmq',
    events: ['DeleteBroker'],
    arn: 'arn:{p}:mq:{r}:{a}:broker:{brokerName}:{id}',
    paths: ['brokerId'],
  },
  {
    type: 'AwsCodeBuildProject',
    service: 'codebuild',
    events: ['DeleteProject'],
    arn: 'arn:{p}:codebuild:{r}:{a}:project/{id}',
    paths: ['name'],
  },
  {
    type: 'AwsCloudFormationStack',
    service: 'cloudformation',
    events: ['DeleteStack'],
    // After the name comes a UUID that the event does not tell, unless the call names the stack by its ARN.
    arn: 'arn:{p}:cloudformation:{r}:{a}:stack/{id}/{uuid}',
    paths: ['stackName'],
  },
  {
    type: 'AwsStepFunctionStateMachine',
    service: 'states',
    events: ['DeleteStateMachine'],
    arn: '{id}',
    paths: ['stateMachineArn'],
  },
];
