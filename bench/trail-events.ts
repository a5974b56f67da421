// Events as CloudTrail's records come to a bus: [source, event, where the id is, an id, the id's variable part].
const CALLS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['ec2', 'TerminateInstances', ['instancesSet', 'items', '0', 'instanceId'], 'i-'],
  ['ec2', 'DeleteVolume', ['volumeId'], 'vol-'],
  ['ec2', 'DeleteSnapshot', ['snapshotId'], 'snap-'],
  ['ec2', 'DeregisterImage', ['imageId'], 'ami-'],
  ['ec2', 'DeleteSecurityGroup', ['groupId'], 'sg-'],
  ['ec2', 'DeleteVpc', ['vpcId'], 'vpc-'],
  ['ec2', 'DeleteSubnet', ['subnetId'], 'subnet-'],
  ['ec2', 'DeleteNetworkInterface', ['networkInterfaceId'], 'eni-'],
  ['ec2', 'DeleteNatGateway', ['DeleteNatGatewayRequest', 'NatGatewayId'], 'nat-'],
  ['s3', 'DeleteBucket', ['bucketName'], 'logs-'],
  ['rds', 'DeleteDBInstance', ['dBInstanceIdentifier'], 'orders-'],
  ['iam', 'DeleteUser', ['userName'], 'ana-'],
  ['iam', 'DeleteRole', ['roleName'], 'deploy-'],
  ['iam', 'DeleteAccessKey', ['accessKeyId'], 'AKIA'],
  ['lambda', 'DeleteFunction20150331', ['functionName'], 'resize-'],
  ['sns', 'DeleteTopic', ['topicArn'], 'arn:aws:sns:eu-central-1:111122223333:topic-'],
  ['sqs', 'DeleteQueue', ['queueUrl'], 'https://sqs.eu-central-1.amazonaws.com/111122223333/q-'],
  ['dynamodb', 'DeleteTable', ['tableName'], 'sessions-'],
  ['kms', 'ScheduleKeyDeletion', ['keyId'], 'arn:aws:kms:eu-central-1:111122223333:key/'],
  ['secretsmanager', 'DeleteSecret', ['secretId'], 'prod/db-'],
  ['logs', 'DeleteLogGroup', ['logGroupName'], '/aws/lambda/fn-'],
  ['ecs', 'StopTask', ['task'], 'arn:aws:ecs:eu-central-1:111122223333:task/prod/'],
  ['eks', 'DeleteCluster', ['name'], 'prod-'],
  ['cloudtrail', 'DeleteTrail', ['name'], 'org-trail-'],
];

const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];
const AGENTS = [
  'aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#standard',
  'Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.205 md/arch#x86_64 lang/python#3.12.1 Botocore/1.34.51',
  'aws-sdk-js/3.515.0 ua/2.1 os/linux#5.15.0 lang/js md/nodejs#20.11.1 api/cloudformation#3.515.0',
  'Terraform/1.7.3 (+https://www.terraform.io) terraform-provider-aws/5.37.0 aws-sdk-go-v2/1.25.0 os/linux lang/go#1.21.6',
  'cloudformation.amazonaws.com',
];

const within = (path: readonly string[], id: string): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return id;
  return name === '0' ? [within(rest, id)] : { [name]: within(rest, id) };
};

const hex = (seed: number, length: number): string => {
  let text = '';
  for (let state = seed + 1; text.length < length;)
    text += (state = Math.imul(state, 0x9e3779b1) >>> 0).toString(16);
  return text.slice(0, length);
};

const pick = <Item>(items: readonly Item[], at: number): Item => {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

export const accountOf = (at: number): string => String(111122223333 + (at % 40) * 7919);

const identity = (at: number): unknown => ({
  type: 'AssumedRole',
  principalId: `AROA${hex(at, 17).toUpperCase()}:session-${at % 97}`,
  arn: `arn:aws:sts::${accountOf(at)}:assumed-role/Role${at % 31}/session-${at % 97}`,
  accountId: accountOf(at),
  accessKeyId: `ASIA${hex(at + 7, 16).toUpperCase()}`,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: `AROA${hex(at, 17).toUpperCase()}`,
      arn: `arn:aws:iam::${accountOf(at)}:role/Role${at % 31}`,
      accountId: accountOf(at),
      userName: `Role${at % 31}`,
    },
    attributes: { creationDate: '2026-02-19T09:14:03Z', mfaAuthenticated: 'false' },
  },
});

/** The text of one event; another number is another event. */
export const trailEvent = (at: number): string => {
  const [service, eventName, path, prefix] = pick(CALLS, at);
  const region = pick(REGIONS, at >>> 2);
  const id = `${hex(at, 8)}-${hex(at + 1, 4)}-4${hex(at + 2, 3)}-8${hex(at + 3, 3)}-${hex(at, 12)}`;
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: accountOf(at),
    time: '2026-02-19T09:31:44Z',
    region,
    resources: [],
    detail: {
      eventVersion: '1.09',
      userIdentity: identity(at),
      eventTime: '2026-02-19T09:31:44Z',
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: region,
      sourceIPAddress: `10.${at % 200}.${(at * 7) % 251}.${(at * 13) % 253}`,
      userAgent: pick(AGENTS, at),
      requestParameters: within(path, `${prefix}${hex(at, 17)}`),
      responseElements: { requestId: id, _return: true },
      requestID: id,
      eventID: `${hex(at + 9, 8)}-${id.slice(9)}`,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountOf(at),
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
      },
    },
  });
};

/** The events of services, each with the name of its call. */
export const calls = CALLS.map(([service, name]) => ({ service, name }));
