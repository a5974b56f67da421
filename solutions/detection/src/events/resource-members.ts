/** A member of a call's parameters or answer that names a resource: its path, and the resource's type. */
type Members = Readonly<Record<string, string>>;

const AMI = 'AWS::EC2::Image';
const BUCKET = 'AWS::S3::Bucket';
const FUNCTION = 'AWS::Lambda::Function';
const INSTANCE = 'AWS::EC2::Instance';
const KEY = 'AWS::KMS::Key';
const POLICY = 'AWS::IAM::ManagedPolicy';
const ROLE = 'AWS::IAM::Role';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const SNAPSHOT = 'AWS::EC2::Snapshot';
const TRAIL = 'AWS::CloudTrail::Trail';
const USER = 'AWS::IAM::User';

const iam: Members = {
  userName: USER,
  'user.userName': USER,
  roleName: ROLE,
  groupName: 'AWS::IAM::Group',
  policyArn: POLICY,
  'policy.arn': POLICY,
  policyName: 'AWS::IAM::Policy',
  accessKeyId: 'AWS::IAM::AccessKey',
  'accessKey.accessKeyId': 'AWS::IAM::AccessKey',
  instanceProfileName: 'AWS::IAM::InstanceProfile',
  serialNumber: 'AWS::IAM::VirtualMFADevice',
  'virtualMFADevice.serialNumber': 'AWS::IAM::VirtualMFADevice',
  sAMLProviderArn: 'AWS::IAM::SAMLProvider',
  openIDConnectProviderArn: 'AWS::IAM::OIDCProvider',
};

const ec2: Members = {
  instanceId: INSTANCE,
  'instancesSet.items.instanceId': INSTANCE,
  'instanceIdSet.items.instanceId': INSTANCE,
  snapshotId: SNAPSHOT,
  sourceSnapshotId: SNAPSHOT,
  'snapshotSet.items.snapshotId': SNAPSHOT,
  imageId: AMI,
  'imagesSet.items.imageId': AMI,
  'createImageResponse.imageId': AMI,
  volumeId: 'AWS::EC2::Volume',
  groupId: SECURITY_GROUP,
  groupName: SECURITY_GROUP,
  'groupSet.items.groupId': SECURITY_GROUP,
  'securityGroupIdSet.items.groupId': SECURITY_GROUP,
  vpcId: 'AWS::EC2::VPC',
  subnetId: 'AWS::EC2::Subnet',
  networkAclId: 'AWS::EC2::NetworkAcl',
  routeTableId: 'AWS::EC2::RouteTable',
  internetGatewayId: 'AWS::EC2::InternetGateway',
  networkInterfaceId: 'AWS::EC2::NetworkInterface',
  keyName: 'AWS::EC2::KeyPair',
  'keySet.items.keyName': 'AWS::EC2::KeyPair',
  launchTemplateId: 'AWS::EC2::LaunchTemplate',
  launchTemplateName: 'AWS::EC2::LaunchTemplate',
  flowLogId: 'AWS::EC2::FlowLog',
  'flowLogIdSet.item': 'AWS::EC2::FlowLog',
  allocationId: 'AWS::EC2::EIP',
};

const rds: Members = {
  dBInstanceIdentifier: 'AWS::RDS::DBInstance',
  sourceDBInstanceIdentifier: 'AWS::RDS::DBInstance',
  dBClusterIdentifier: 'AWS::RDS::DBCluster',
  dBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
  dBClusterSnapshotIdentifier: 'AWS::RDS::DBClusterSnapshot',
  sourceDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
  targetDBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
  snapshotIdentifier: 'AWS::RDS::DBSnapshot',
};

const lambda: Members = {
  functionName: FUNCTION,
  layerName: 'AWS::Lambda::LayerVersion',
  uuid: 'AWS::Lambda::EventSourceMapping',
};

const eks: Members = { name: 'AWS::EKS::Cluster', clusterName: 'AWS::EKS::Cluster' };

const ecs: Members = {
  cluster: 'AWS::ECS::Cluster',
  clusterName: 'AWS::ECS::Cluster',
  service: 'AWS::ECS::Service',
  taskDefinition: 'AWS::ECS::TaskDefinition',
  family: 'AWS::ECS::TaskDefinition',
};

/** Event source without `.amazonaws.com`: where its calls name what they are about. */
const SERVICES: Readonly<Record<string, Members>> = {
  iam,
  ec2,
  rds,
  lambda,
  eks,
  ecs,
  s3: { bucketName: BUCKET },
  kms: { keyId: KEY, targetKeyId: KEY, aliasName: 'AWS::KMS::Alias', 'keyMetadata.arn': KEY },
  sts: { roleArn: ROLE },
  secretsmanager: { secretId: 'AWS::SecretsManager::Secret', name: 'AWS::SecretsManager::Secret' },
  ssm: {
    name: 'AWS::SSM::Parameter',
    names: 'AWS::SSM::Parameter',
    path: 'AWS::SSM::Parameter',
    instanceIds: INSTANCE,
    target: INSTANCE,
    documentName: 'AWS::SSM::Document',
  },
  cloudtrail: {
    name: TRAIL,
    trailName: TRAIL,
    trailNameList: TRAIL,
    eventDataStore: 'AWS::CloudTrail::EventDataStore',
  },
  dynamodb: {
    tableName: 'AWS::DynamoDB::Table',
    backupArn: 'AWS::DynamoDB::Backup',
    tableArn: 'AWS::DynamoDB::Table',
  },
  guardduty: { detectorId: 'AWS::GuardDuty::Detector' },
  config: {
    configurationRecorderName: 'AWS::Config::ConfigurationRecorder',
    deliveryChannelName: 'AWS::Config::DeliveryChannel',
    configRuleName: 'AWS::Config::ConfigRule',
  },
  logs: { logGroupName: 'AWS::Logs::LogGroup', logGroupNames: 'AWS::Logs::LogGroup' },
  events: { name: 'AWS::Events::Rule', rule: 'AWS::Events::Rule' },
  monitoring: { alarmName: 'AWS::CloudWatch::Alarm', alarmNames: 'AWS::CloudWatch::Alarm' },
  sns: { topicArn: 'AWS::SNS::Topic', name: 'AWS::SNS::Topic' },
  sqs: { queueUrl: 'AWS::SQS::Queue', queueName: 'AWS::SQS::Queue' },
  ecr: { repositoryName: 'AWS::ECR::Repository' },
  cloudformation: { stackName: 'AWS::CloudFormation::Stack' },
  organizations: {
    accountId: 'AWS::Organizations::Account',
    policyId: 'AWS::Organizations::Policy',
  },
  ses: { identity: 'AWS::SES::EmailIdentity', emailIdentity: 'AWS::SES::EmailIdentity' },
  route53: { hostedZoneId: 'AWS::Route53::HostedZone' },
  rolesanywhere: { name: 'AWS::RolesAnywhere::TrustAnchor' },
  elasticfilesystem: { fileSystemId: 'AWS::EFS::FileSystem' },
  glue: { name: 'AWS::Glue::Job', endpointName: 'AWS::Glue::DevEndpoint' },
  bedrock: { modelId: 'AWS::Bedrock::Model' },
  sagemaker: { notebookInstanceName: 'AWS::SageMaker::NotebookInstance' },
  codebuild: { name: 'AWS::CodeBuild::Project', projectName: 'AWS::CodeBuild::Project' },
  redshift: { clusterIdentifier: 'AWS::Redshift::Cluster' },
  wafv2: { name: 'AWS::WAFv2::WebACL', resourceArn: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
  backup: { backupVaultName: 'AWS::Backup::BackupVault' },
};

export interface ResourceMember {
  /** What follows the first member. */
  readonly rest: readonly string[];
  readonly type: string;
}

type ByFirst = ReadonlyMap<string, readonly ResourceMember[]>;

const membersOf = (members: Members): ByFirst => {
  const found = new Map<string, ResourceMember[]>();
  for (const [path, type] of Object.entries(members)) {
    const [first = '', ...rest] = path.split('.');
    found.set(first, [...(found.get(first) ?? []), { rest, type }]);
  }
  return found;
};

/** By service and the first member of a path: calls have few members, services many names. */
export const RESOURCE_MEMBERS: ReadonlyMap<string, ByFirst> = new Map(
  Object.entries(SERVICES).map(([service, members]) => [service, membersOf(members)]),
);

/** Newer calls of EC2 wrap their parameters, `DeleteFlowLogsRequest`, and spell them otherwise: paths by lower-case name. */
export const WRAPPED_MEMBERS: ReadonlyMap<string, string> = new Map(
  Object.entries(ec2)
    .filter(([path]) => !path.includes('.'))
    .map(([path, type]) => [path.toLowerCase(), type]),
);
