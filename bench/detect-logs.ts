import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Numbers below a limit, the same in every run. */
type Chance = (below: number) => number;

const chanceOf = (seed: number): Chance => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
};

const pick = <Item>(chance: Chance, items: readonly Item[]): Item => {
  const item = items[chance(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

const hex = (chance: Chance, length: number): string =>
  Array.from({ length }, () => chance(16).toString(16)).join('');

const uuid = (chance: Chance): string =>
  `${hex(chance, 8)}-${hex(chance, 4)}-4${hex(chance, 3)}-8${hex(chance, 3)}-${hex(chance, 12)}`;

type Call = readonly [
  service: string,
  name: string,
  request: (chance: Chance) => unknown,
  response?: (chance: Chance) => unknown,
];

const tokens = (chance: Chance): unknown => ({
  credentials: {
    accessKeyId: `ASIA${hex(chance, 16).toUpperCase()}`,
    sessionToken: hex(chance, 300),
    expiration: 'Mar 1, 2026, 11:00:00 AM',
  },
  assumedRoleUser: {
    assumedRoleId: `AROA${hex(chance, 17).toUpperCase()}:run`,
    arn: `arn:aws:sts::111122223333:assumed-role/deploy/run-${chance(1000)}`,
  },
});

// What accounts do all day, as often as they do it: mostly reading.
const CALLS: readonly Call[] = [
  [
    'sts',
    'AssumeRole',
    (chance) => ({
      roleArn: `arn:aws:iam::111122223333:role/app-${chance(30)}`,
      roleSessionName: `run-${chance(1000)}`,
      durationSeconds: 3600,
    }),
    tokens,
  ],
  [
    'ec2',
    'DescribeInstances',
    (chance) => ({
      instancesSet: { items: [{ instanceId: `i-${hex(chance, 17)}` }] },
      filterSet: {},
    }),
  ],
  [
    'ec2',
    'DescribeVolumes',
    () => ({
      volumeSet: {},
      filterSet: { items: [{ name: 'tag:app', valueSet: { items: [{ value: 'shop' }] } }] },
    }),
  ],
  [
    'ec2',
    'DescribeSecurityGroups',
    () => ({ securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }),
  ],
  [
    'ec2',
    'DescribeNetworkInterfaces',
    (chance) => ({
      networkInterfaceIdSet: { items: [{ networkInterfaceId: `eni-${hex(chance, 17)}` }] },
    }),
  ],
  [
    'kms',
    'Decrypt',
    (chance) => ({
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-${chance(20)}/part-${chance(900)}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  ],
  [
    'kms',
    'GenerateDataKey',
    (chance) => ({
      keyId: `arn:aws:kms:eu-west-1:111122223333:key/${uuid(chance)}`,
      keySpec: 'AES_256',
    }),
  ],
  [
    's3',
    'GetBucketAcl',
    (chance) => ({ bucketName: `data-${chance(20)}`, Host: 's3.eu-west-1.amazonaws.com', acl: '' }),
  ],
  ['s3', 'ListBuckets', () => ({ Host: 's3.eu-west-1.amazonaws.com' })],
  [
    'ssm',
    'UpdateInstanceInformation',
    (chance) => ({
      instanceId: `i-${hex(chance, 17)}`,
      agentVersion: '3.2.2303.0',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      iPAddress: '10.0.3.17',
    }),
  ],
  [
    'ssm',
    'GetParameter',
    (chance) => ({
      name: `/shop/${pick(chance, ['db', 'cache', 'queue'])}/url`,
      withDecryption: true,
    }),
  ],
  [
    'logs',
    'CreateLogStream',
    (chance) => ({
      logGroupName: `/aws/lambda/fn-${chance(40)}`,
      logStreamName: `2026/03/01/[$LATEST]${hex(chance, 32)}`,
    }),
  ],
  ['monitoring', 'DescribeAlarms', () => ({ maxRecords: 100 })],
  ['autoscaling', 'DescribeAutoScalingGroups', () => null],
  [
    'elasticloadbalancing',
    'DescribeTargetHealth',
    (chance) => ({
      targetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/${hex(chance, 16)}`,
    }),
  ],
  ['rds', 'DescribeDBInstances', (chance) => ({ dBInstanceIdentifier: `orders-${chance(4)}` })],
  ['lambda', 'GetFunction20150331v2', (chance) => ({ functionName: `fn-${chance(40)}` })],
  ['iam', 'GetRole', (chance) => ({ roleName: `app-${chance(30)}` })],
  ['secretsmanager', 'GetSecretValue', (chance) => ({ secretId: `shop/db-${chance(5)}` })],
  [
    'ecs',
    'DescribeTasks',
    (chance) => ({
      cluster: 'prod',
      tasks: [`arn:aws:ecs:eu-west-1:111122223333:task/prod/${hex(chance, 32)}`],
    }),
  ],
  [
    'ecr',
    'BatchGetImage',
    (chance) => ({
      repositoryName: `shop-${chance(6)}`,
      registryId: '111122223333',
      imageIds: [{ imageTag: 'latest' }],
    }),
    (chance) => ({ images: [{ imageManifest: hex(chance, 400) }] }),
  ],
  ['dynamodb', 'DescribeTable', (chance) => ({ tableName: `sessions-${chance(6)}` })],
];

// Now and then somebody changes something.
const CHANGES: readonly Call[] = [
  [
    'ec2',
    'RunInstances',
    (chance) => ({
      instancesSet: { items: [{ imageId: `ami-${hex(chance, 17)}`, minCount: 1, maxCount: 1 }] },
      instanceType: 'm6i.large',
    }),
    (chance) => ({
      instancesSet: {
        items: [
          { instanceId: `i-${hex(chance, 17)}`, instanceState: { code: 0, name: 'pending' } },
        ],
      },
    }),
  ],
  [
    'lambda',
    'UpdateFunctionCode20150331v2',
    (chance) => ({ functionName: `fn-${chance(40)}`, dryRun: false }),
  ],
  [
    'cloudformation',
    'UpdateStack',
    (chance) => ({ stackName: `shop-${chance(8)}`, capabilities: ['CAPABILITY_IAM'] }),
  ],
  [
    'iam',
    'AttachRolePolicy',
    (chance) => ({
      roleName: `app-${chance(30)}`,
      policyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    }),
  ],
  [
    'ec2',
    'AuthorizeSecurityGroupIngress',
    (chance) => ({
      groupId: `sg-${hex(chance, 17)}`,
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] },
          },
        ],
      },
    }),
  ],
];

const AGENTS = [
  'aws-sdk-go-v2/1.25.0 os/linux lang/go#1.21.6 md/GOOS#linux md/GOARCH#amd64 api/sts#1.28.1',
  'Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.205 md/arch#x86_64 lang/python#3.12.1',
  'aws-sdk-java/2.25.1 Linux/5.10.205 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 io/sync http/Apache',
  'APN/1.0 HashiCorp/1.0 Terraform/1.7.3 (+https://www.terraform.io) terraform-provider-aws/5.37.0',
  'Coral/Netty4',
];
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1'];

const identityOf = (chance: Chance, account: string): unknown => {
  const role = `app-${chance(30)}`;
  const id = `AROA${createHash('sha256')
    .update(account + role)
    .digest('hex')
    .slice(0, 17)
    .toUpperCase()}`;
  const session = `i-${createHash('sha256')
    .update(`${role}${chance(4)}`)
    .digest('hex')
    .slice(0, 17)}`;
  return {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId: `ASIA${createHash('sha256').update(`${account}${role}${session}`).digest('hex').slice(0, 16).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${account}:role/${role}`,
        accountId: account,
        userName: role,
      },
      attributes: { creationDate: '2026-03-01T09:14:03Z', mfaAuthenticated: 'false' },
      ec2RoleDelivery: '2.0',
    },
  };
};

const recordOf = (chance: Chance, at: number): unknown => {
  const isChange = chance(100) === 0;
  const [service, eventName, request, response] = pick(chance, isChange ? CHANGES : CALLS);
  const account = pick(chance, ACCOUNTS);
  const region = pick(chance, REGIONS);
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(chance, account),
    eventTime: new Date(at).toISOString().replace(/\.\d+/, ''),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: `10.0.${chance(16)}.${chance(250)}`,
    userAgent: pick(chance, AGENTS),
    ...(chance(200) === 0
      ? { errorCode: 'AccessDenied', errorMessage: 'User is not authorized to perform this.' }
      : {}),
    requestParameters: request(chance),
    responseElements: response?.(chance) ?? null,
    requestID: uuid(chance),
    eventID: uuid(chance),
    readOnly: !isChange,
    ...(service === 'kms'
      ? {
          resources: [
            {
              accountId: account,
              type: 'AWS::KMS::Key',
              ARN: `arn:aws:kms:${region}:${account}:key/${uuid(chance)}`,
            },
          ],
        }
      : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.${region}.amazonaws.com`,
    },
  };
};

export interface Logs {
  readonly records: number;
  /** Of the text, before compression. */
  readonly bytes: number;
}

/** Writes files as CloudTrail delivers them: `{"Records": […]}`, compressed, five minutes each. */
export const writeLogs = (folder: string, files: number, recordsPerFile: number): Logs => {
  const chance = chanceOf(7);
  let bytes = 0;
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) {
    const begin = Date.UTC(2026, 2, 1) + file * 300_000;
    const records = Array.from({ length: recordsPerFile }, (_, index) =>
      recordOf(chance, begin + Math.floor((index * 300_000) / recordsPerFile)),
    );
    const text = JSON.stringify({ Records: records });
    bytes += text.length;
    const stamp = new Date(begin).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
    const name = `111122223333_CloudTrail_eu-west-1_${stamp}Z_${hex(chance, 16)}.json.gz`;
    writeFileSync(join(folder, name), gzipSync(text));
  }
  return { records: files * recordsPerFile, bytes };
};
