import { INSTANCE, INSTANCE_ID, OWN, STRANGER, record, session, times } from '../rules.fixture.ts';
import { type Case, DENIED, ingress, object, share } from './case.fixture.ts';

export const ACCESS_CASES: Readonly<Record<string, Case>> = {
  'batched secret retrieval': {
    rule: 'attack.secrets-read-in-batches',
    records: [
      record('secretsmanager:BatchGetSecretValue', {
        filters: [{ key: 'tag-key', values: ['app'] }],
      }),
    ],
    near: [record('secretsmanager:BatchGetSecretValue', { secretIdList: ['a', 'b'] })],
  },
  'parameters listed and decrypted': {
    rule: 'attack.parameters-read',
    records: [
      record('ssm:DescribeParameters', { maxResults: 10 }),
      record('ssm:GetParameters', { withDecryption: true, names: ['/a', '/b'] }),
    ],
    near: [
      // As people do who look for the name of the one that they need.
      record('ssm:DescribeParameters', { maxResults: 10 }),
      record('ssm:GetParameters', { withDecryption: true, names: ['/a'] }),
      record('ssm:GetParameter', { withDecryption: true, name: '/b' }),
    ],
  },
  'all parameters': {
    rule: 'attack.all-parameters-read',
    records: [
      record('ssm:GetParametersByPath', { path: '/', recursive: true, withDecryption: true }),
    ],
    near: [
      record('ssm:GetParametersByPath', { path: '/app/', recursive: true, withDecryption: true }),
    ],
  },
  'discovery from an instance': {
    rule: 'attack.discovery-from-instance',
    records: [
      'sts:GetCallerIdentity',
      's3:ListBuckets',
      'iam:GetAccountSummary',
      'iam:ListRoles',
      'iam:ListUsers',
      'guardduty:ListDetectors',
    ].map((call) => record(call, null, INSTANCE)),
    near: [
      'sts:GetCallerIdentity',
      'ec2:DescribeInstances',
      's3:ListBuckets',
      'ec2:DescribeTags',
      // Storage drivers, exporters of metrics and the like on nodes.
      'ec2:DescribeSnapshots',
      'rds:DescribeDBInstances',
      'lambda:ListFunctions20150331',
      'secretsmanager:ListSecrets',
    ].map((call) => record(call, null, INSTANCE)),
  },
  'identity enumeration': {
    rule: 'attack.identity-enumeration',
    records: [
      'ListUsers',
      'ListRoles',
      'ListGroups',
      'ListPolicies',
      'GetAccountSummary',
      'ListAttachedUserPolicies',
    ].map((call) => record(`iam:${call}`, null)),
    near: times(30, () => record('iam:ListUsers', null)),
  },
  'SES enumeration': {
    rule: 'attack.mail-enumeration',
    records: ['GetAccountSendingEnabled', 'GetSendQuota', 'ListIdentities'].map((call) =>
      record(`ses:${call}`, null),
    ),
    near: times(9, () => record('ses:GetSendQuota', null)),
  },
  'user data read': {
    rule: 'attack.user-data-read',
    records: times(15, (at) =>
      record(
        'ec2:DescribeInstanceAttribute',
        { instanceId: `i-${at}`, attribute: 'userData' },
        { errorCode: 'Client.InvalidInstanceID.NotFound' },
      ),
    ),
    near: times(15, (at) =>
      record('ec2:DescribeInstanceAttribute', {
        instanceId: `i-${at}`,
        attribute: 'disableApiTermination',
      }),
    ),
  },
  'organization enumeration': {
    rule: 'attack.organization-enumeration',
    records: ['DescribeOrganization', 'ListAccounts', 'ListRoots', 'ListPolicies'].map((call) =>
      record(`organizations:${call}`, null),
    ),
    near: times(9, () => record('organizations:DescribeOrganization', null)),
  },
  'models in many Regions': {
    rule: 'attack.models-enumerated',
    records: ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-south-1'].map((awsRegion) =>
      record('bedrock:ListFoundationModels', null, { awsRegion }),
    ),
    near: times(5, () => record('bedrock:ListFoundationModels', null)),
  },
  screenshots: {
    rule: 'attack.screenshots-taken',
    records: times(3, (at) =>
      record('ec2:GetConsoleScreenshot', {
        GetConsoleScreenshotRequest: { InstanceId: `i-${at}` },
      }),
    ),
    near: [
      record('ec2:GetConsoleScreenshot', { GetConsoleScreenshotRequest: { InstanceId: 'i-1' } }),
    ],
  },
  'instance connect': {
    rule: 'attack.ssh-keys-sent',
    records: times(3, (at) =>
      record('ec2-instance-connect:SendSSHPublicKey', {
        instanceId: `i-${at}`,
        instanceOSUser: 'ec2-user',
        sSHPublicKey: 'ssh-ed25519 AAAA',
      }),
    ),
    near: times(3, () =>
      record('ec2-instance-connect:SendSSHPublicKey', {
        instanceId: 'i-1',
        instanceOSUser: 'ec2-user',
      }),
    ),
  },
  'serial console': {
    rule: 'attack.serial-console',
    records: [
      record('ec2-instance-connect:SendSerialConsoleSSHPublicKey', {
        instanceId: INSTANCE_ID,
        serialPort: 0,
        sSHPublicKey: 'x',
      }),
    ],
    near: [record('ec2-instance-connect:SendSSHPublicKey', { instanceId: INSTANCE_ID })],
  },
  'key pair known from break-ins': {
    rule: 'attack.key-pair-known-bad',
    records: [record('ec2:CreateKeyPair', { keyName: 'xg1' })],
    near: [record('ec2:CreateKeyPair', { keyName: 'laptop' })],
  },
  'port 22': {
    rule: 'attack.admin-port-opened',
    records: [record('ec2:AuthorizeSecurityGroupIngress', ingress(22, 22, '0.0.0.0/0'))],
    near: [
      record('ec2:AuthorizeSecurityGroupIngress', ingress(443, 443, '0.0.0.0/0')),
      record('ec2:AuthorizeSecurityGroupIngress', ingress(22, 22, '203.0.113.0/24')),
    ],
  },
  'AMI shared': {
    rule: 'workload.snapshot-shared',
    records: [
      record('ec2:ModifyImageAttribute', {
        imageId: 'ami-1',
        ...share({ userId: STRANGER }, 'launchPermission'),
      }),
    ],
    near: [
      record('ec2:ModifyImageAttribute', {
        imageId: 'ami-1',
        ...share({ userId: OWN }, 'launchPermission'),
      }),
    ],
  },
  'snapshot made public': {
    rule: 'workload.snapshot-shared',
    records: [
      record('ec2:ModifySnapshotAttribute', {
        snapshotId: 'snap-1',
        ...share({ group: 'all' }, 'createVolumePermission'),
      }),
    ],
    near: [
      record('ec2:ModifySnapshotAttribute', {
        snapshotId: 'snap-1',
        createVolumePermission: { remove: { items: [{ userId: STRANGER }] } },
      }),
    ],
  },
  'RDS snapshot shared': {
    rule: 'workload.snapshot-shared',
    records: [
      record('rds:ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: 'x',
        attributeName: 'restore',
        valuesToAdd: [STRANGER],
      }),
    ],
    near: [
      record('rds:ModifyDBSnapshotAttribute', {
        dBSnapshotIdentifier: 'x',
        attributeName: 'restore',
        valuesToRemove: [STRANGER],
      }),
    ],
  },
  'bucket ACL': {
    rule: 'attack.bucket-made-public',
    records: [record('s3:PutBucketAcl', { bucketName: 'orders', 'x-amz-acl': ['public-read'] })],
    near: [record('s3:PutBucketAcl', { bucketName: 'orders', 'x-amz-acl': ['private'] })],
  },
  'public database': {
    rule: 'attack.database-made-public',
    records: [
      record('rds:ModifyDBInstance', { dBInstanceIdentifier: 'x', publiclyAccessible: true }),
    ],
    near: [
      record('rds:ModifyDBInstance', { dBInstanceIdentifier: 'x', publiclyAccessible: false }),
    ],
  },
  'ransom by single deletion': {
    rule: 'attack.versions-deleted',
    records: times(20, (at) => object('DeleteObject', `file-${at}`, { versionId: `v${at}` })),
    near: times(20, (at) => object('DeleteObject', `file-${at}`)),
  },
  'ransom by batch deletion': {
    rule: 'attack.bucket-emptied',
    records: [
      record('s3:ListObjectVersions', { bucketName: 'orders', versions: '' }),
      record('s3:DeleteObjects', { bucketName: 'orders', delete: '' }),
    ],
    near: [
      record('s3:ListObjectVersions', { bucketName: 'orders', versions: '' }),
      record('s3:DeleteObjects', { bucketName: 'tmp', delete: '' }),
    ],
  },
  'ransom note': {
    rule: 'attack.ransom-note',
    records: [object('PutObject', 'FILES-DELETED-README.txt')],
    near: [object('PutObject', 'README.txt')],
  },
  'ransom by encryption': {
    rule: 'attack.objects-encrypted-by-caller',
    severity: 'HIGH',
    records: times(5, (at) =>
      object('CopyObject', `file-${at}`, {
        'x-amz-server-side-encryption-customer-algorithm': 'AES256',
      }),
    ),
    near: times(5, (at) =>
      object('CopyObject', `file-${at}`, { 'x-amz-server-side-encryption': 'aws:kms' }),
    ),
  },
  'key deletion': {
    rule: 'attack.key-to-be-deleted',
    records: [record('kms:ScheduleKeyDeletion', { keyId: 'k', pendingWindowInDays: 7 })],
    near: [record('kms:CancelKeyDeletion', { keyId: 'k' })],
  },
  'image deregistered': {
    rule: 'attack.image-deregistered',
    records: [record('ec2:DeregisterImage', { imageId: 'ami-1' })],
    near: [record('ec2:DeregisterImage', { imageId: 'ami-1' }, session('housekeeping', 'x'))],
  },
  'database deleted': {
    rule: 'attack.database-deleted-for-good',
    records: [
      record('rds:DeleteDBInstance', { dBInstanceIdentifier: 'x', skipFinalSnapshot: true }),
    ],
    near: [record('rds:DeleteDBInstance', { dBInstanceIdentifier: 'x', skipFinalSnapshot: false })],
  },
  'model access': {
    rule: 'attack.models-opened',
    records: [record('bedrock:PutFoundationModelEntitlement', { modelId: 'm' })],
    near: [record('bedrock:GetFoundationModelAvailability', { modelId: 'm' })],
  },
  'model invoked': {
    rule: 'attack.model-invoked-by-user',
    records: [record('bedrock:InvokeModel', { modelId: 'anthropic.claude-v2' })],
    near: [record('bedrock:InvokeModel', { modelId: 'anthropic.claude-v2' }, session('chat', 'x'))],
  },
  reconnaissance: {
    rule: 'workload.reads-in-short-time',
    records: times(35, (at) => record(`ec2:Describe${at}`, null)),
    near: times(200, (at) => record(`ec2:Describe${at % 20}`, null)),
  },
  'failed calls': {
    rule: 'workload.failed-calls',
    records: times(9, (at) => record(`iam:List${at}`, null, DENIED)),
    near: times(30, () => record('iam:ListUsers', null, DENIED)),
  },
  'task that reads credentials': {
    rule: 'attack.task-reads-credentials',
    records: [
      record('ecs:RegisterTaskDefinition', {
        family: 'x',
        containerDefinitions: [
          { command: ['sh', '-c', 'curl 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] },
        ],
      }),
    ],
    near: [
      record('ecs:RegisterTaskDefinition', {
        containerDefinitions: [{ command: ['node', 'app'] }],
      }),
    ],
  },
  'function URL': {
    rule: 'attack.function-url-for-everybody',
    records: [record('lambda:CreateFunctionUrlConfig', { functionName: 'x', authType: 'NONE' })],
    near: [record('lambda:CreateFunctionUrlConfig', { functionName: 'x', authType: 'AWS_IAM' })],
  },
  'key of a stranger': {
    rule: 'attack.encrypted-for-strangers',
    severity: 'HIGH',
    records: [
      record('s3:PutBucketEncryption', {
        bucketName: 'orders',
        ServerSideEncryptionConfiguration: {
          Rule: {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: `arn:aws:kms:us-east-1:${STRANGER}:key/k`,
            },
          },
        },
      }),
    ],
    near: [
      object('PutObject', 'x', { 'x-amz-server-side-encryption-aws-kms-key-id': 'alias/own' }),
    ],
  },
  'replication to a stranger': {
    rule: 'workload.access-shared',
    records: [
      record('s3:PutBucketReplication', {
        bucketName: 'orders',
        ReplicationConfiguration: { Rule: { Destination: { Bucket: 'x', Account: STRANGER } } },
      }),
    ],
    near: [
      record('s3:PutBucketReplication', {
        bucketName: 'orders',
        ReplicationConfiguration: { Rule: { Destination: { Bucket: 'arn:aws:s3:::x' } } },
      }),
    ],
  },
  'database password': {
    rule: 'attack.database-password-replaced',
    records: [
      record('rds:ModifyDBInstance', { dBInstanceIdentifier: 'x', masterUserPassword: '****' }),
    ],
    near: [record('rds:ModifyDBInstance', { dBInstanceIdentifier: 'x' })],
  },
};
