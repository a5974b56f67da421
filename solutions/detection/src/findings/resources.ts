import type { AwsSecurityFinding } from '@gatehouse/clients';
import { parseArn } from '@gatehouse/core';
import type { ReportedAlert, ReportedEvent } from '../report/report.ts';

export type FindingResource = NonNullable<AwsSecurityFinding['Resources']>[number];

interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

type MakeArn = (place: Place, name: string) => string;

const regional =
  (service: string, prefix: string): MakeArn =>
  ({ partition, region, account }, name) =>
    `arn:${partition}:${service}:${region}:${account}:${prefix}${name}`;

const ofIam =
  (kind: string): MakeArn =>
  ({ partition, account }, name) =>
    `arn:${partition}:iam::${account}:${kind}/${name}`;

const AS_IT_IS: MakeArn = (_place, name) => name;

/** Security Hub's types of resources, by CloudFormation's, and what a bare name is an ARN of. */
const TYPES: ReadonlyMap<string, readonly [type: string, arn: MakeArn]> = new Map([
  ['AWS::S3::Bucket', ['AwsS3Bucket', ({ partition }, name) => `arn:${partition}:s3:::${name}`]],
  ['AWS::S3::Object', ['AwsS3Object', ({ partition }, name) => `arn:${partition}:s3:::${name}`]],
  ['AWS::IAM::User', ['AwsIamUser', ofIam('user')]],
  ['AWS::IAM::Role', ['AwsIamRole', ofIam('role')]],
  ['AWS::IAM::Group', ['AwsIamGroup', ofIam('group')]],
  ['AWS::IAM::ManagedPolicy', ['AwsIamPolicy', ofIam('policy')]],
  ['AWS::IAM::Policy', ['AwsIamPolicy', ofIam('policy')]],
  ['AWS::IAM::AccessKey', ['AwsIamAccessKey', AS_IT_IS]],
  ['AWS::EC2::Instance', ['AwsEc2Instance', regional('ec2', 'instance/')]],
  ['AWS::EC2::SecurityGroup', ['AwsEc2SecurityGroup', regional('ec2', 'security-group/')]],
  ['AWS::EC2::Volume', ['AwsEc2Volume', regional('ec2', 'volume/')]],
  ['AWS::EC2::VPC', ['AwsEc2Vpc', regional('ec2', 'vpc/')]],
  ['AWS::EC2::Subnet', ['AwsEc2Subnet', regional('ec2', 'subnet/')]],
  ['AWS::EC2::NetworkAcl', ['AwsEc2NetworkAcl', regional('ec2', 'network-acl/')]],
  ['AWS::EC2::NetworkInterface', ['AwsEc2NetworkInterface', regional('ec2', 'network-interface/')]],
  ['AWS::EC2::LaunchTemplate', ['AwsEc2LaunchTemplate', regional('ec2', 'launch-template/')]],
  ['AWS::KMS::Key', ['AwsKmsKey', regional('kms', 'key/')]],
  ['AWS::Lambda::Function', ['AwsLambdaFunction', regional('lambda', 'function:')]],
  ['AWS::RDS::DBInstance', ['AwsRdsDbInstance', regional('rds', 'db:')]],
  ['AWS::RDS::DBCluster', ['AwsRdsDbCluster', regional('rds', 'cluster:')]],
  ['AWS::RDS::DBSnapshot', ['AwsRdsDbSnapshot', regional('rds', 'snapshot:')]],
  [
    'AWS::RDS::DBClusterSnapshot',
    ['AwsRdsDbClusterSnapshot', regional('rds', 'cluster-snapshot:')],
  ],
  ['AWS::DynamoDB::Table', ['AwsDynamoDbTable', regional('dynamodb', 'table/')]],
  [
    'AWS::SecretsManager::Secret',
    ['AwsSecretsManagerSecret', regional('secretsmanager', 'secret:')],
  ],
  ['AWS::SNS::Topic', ['AwsSnsTopic', regional('sns', '')]],
  ['AWS::SQS::Queue', ['AwsSqsQueue', regional('sqs', '')]],
  ['AWS::CloudTrail::Trail', ['AwsCloudTrailTrail', regional('cloudtrail', 'trail/')]],
  ['AWS::CloudWatch::Alarm', ['AwsCloudWatchAlarm', regional('cloudwatch', 'alarm:')]],
  ['AWS::CloudFormation::Stack', ['AwsCloudFormationStack', regional('cloudformation', 'stack/')]],
  ['AWS::ECR::Repository', ['AwsEcrRepository', regional('ecr', 'repository/')]],
  ['AWS::ECS::Cluster', ['AwsEcsCluster', regional('ecs', 'cluster/')]],
  ['AWS::ECS::Service', ['AwsEcsService', regional('ecs', 'service/')]],
  ['AWS::ECS::TaskDefinition', ['AwsEcsTaskDefinition', regional('ecs', 'task-definition/')]],
  ['AWS::EKS::Cluster', ['AwsEksCluster', regional('eks', 'cluster/')]],
  ['AWS::Redshift::Cluster', ['AwsRedshiftCluster', regional('redshift', 'cluster:')]],
]);

const LONGEST_ID = 512;
const MOST_RESOURCES = 32;

const isArn = (text: string): boolean => text.startsWith('arn:');

/** Accounts and Regions of an ARN, where it has them. */
const regionOf = (id: string): Pick<FindingResource, 'Region'> => {
  const region = parseArn(id)?.region;
  return region === undefined || region === '' ? {} : { Region: region };
};

const touched = (
  { type, id }: ReportedAlert['resources'][number],
  place: Place,
): FindingResource => {
  const known = TYPES.get(type);
  if (known === undefined)
    return {
      Type: 'Other',
      Id: id.slice(0, LONGEST_ID),
      ...regionOf(id),
      Details: { Other: { Type: type } },
    };
  const [Type, arnOf] = known;
  const full = (isArn(id) || id.startsWith('https:') ? id : arnOf(place, id)).slice(0, LONGEST_ID);
  return { Type, Id: full, ...regionOf(full) };
};

/** Whoever did it, as GuardDuty names them: by the access key, or by the principal where there is none. */
const actorOf = (actor: string, place: Place): FindingResource | undefined => {
  if (!isArn(actor)) return undefined;
  const kind = /:iam::\d*:(user|role)\//.exec(actor)?.[1];
  if (kind === 'user') return { Type: 'AwsIamUser', Id: actor, Partition: partition(place) };
  if (kind === 'role') return { Type: 'AwsIamRole', Id: actor, Partition: partition(place) };
  return undefined;
};

const partition = ({ partition: name }: Place): 'aws' | 'aws-cn' | 'aws-us-gov' =>
  name === 'aws-cn' || name === 'aws-us-gov' ? name : 'aws';

/** What an alert is about, then who did it; the account where nothing is known. */
export const resourcesOf = (alert: ReportedAlert, place: Place): FindingResource[] => {
  const actors = alert.actors.flatMap((actor) => actorOf(actor, place) ?? []);
  const all = [...alert.resources.map((one) => touched(one, place)), ...actors];
  const found = [...new Map(all.map((one) => [`${one.Type} ${one.Id}`, one])).values()];
  return found.length === 0
    ? [{ Type: 'AwsAccount', Id: `AWS::::Account:${place.account}` }]
    : found.slice(0, MOST_RESOURCES);
};

const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The call that the alert is about: its last one. */
export const actionOf = (
  event: ReportedEvent | undefined,
  alert: ReportedAlert,
): Pick<AwsSecurityFinding, 'Action'> => {
  if (event === undefined || event.sourceIp === '') return {};
  const isDomain = event.sourceIp.endsWith('.amazonaws.com');
  return {
    Action: {
      ActionType: 'AWS_API_CALL',
      AwsApiCallAction: {
        Api: event.name,
        ServiceName: event.source,
        CallerType: isDomain ? 'domain' : 'remoteIp',
        ...(isDomain ? { DomainDetails: { Domain: event.sourceIp } } : {}),
        ...(ADDRESS.test(event.sourceIp)
          ? { RemoteIpDetails: { IpAddressV4: event.sourceIp } }
          : {}),
        AffectedResources: Object.fromEntries(
          event.resources.slice(0, 10).map(({ type, id }) => [type, id.slice(0, LONGEST_ID)]),
        ),
        FirstSeen: alert.firstAt,
        LastSeen: alert.lastAt,
      },
    },
  };
};
