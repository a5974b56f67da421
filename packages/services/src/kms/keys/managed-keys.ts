/** A service that has a key of its own in each account. */
interface ManagedService {
  /** As `kms:ViaService` names it. */
  readonly service: string;
  /** As descriptions and statements name it. */
  readonly label: string;
}

/** By the name after `alias/aws/`, where the alias has another name than the service, or the service another label. */
const SERVICES: ReadonlyMap<string, ManagedService> = new Map([
  ['dynamodb', { service: 'dynamodb', label: 'DynamoDB' }],
  ['ebs', { service: 'ec2', label: 'EBS' }],
  ['elasticfilesystem', { service: 'elasticfilesystem', label: 'EFS' }],
  ['lambda', { service: 'lambda', label: 'Lambda' }],
  ['rds', { service: 'rds', label: 'RDS' }],
  ['s3', { service: 's3', label: 'S3' }],
  ['secretsmanager', { service: 'secretsmanager', label: 'Secrets Manager' }],
  ['sns', { service: 'sns', label: 'SNS' }],
  ['sqs', { service: 'sqs', label: 'SQS' }],
  ['ssm', { service: 'ssm', label: 'SSM' }],
]);

export const MANAGED_NAMES: readonly string[] = [...SERVICES.keys()];

export const managedService = (name: string): ManagedService =>
  SERVICES.get(name) ?? { service: name, label: name };
