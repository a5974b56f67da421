export interface Example {
  readonly name: string;
  readonly event: object;
  readonly pattern: object;
}

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const TIME = '2026-03-14T09:26:53Z';

const envelope = (id: string, source: string, type: string): object => ({
  version: '0',
  id,
  'detail-type': type,
  source,
  account: ACCOUNT,
  time: TIME,
  region: REGION,
});

const call = (source: string, eventName: string, parameters: object): object => ({
  ...envelope(
    '6f1b9a40-7f2e-4a55-9d0c-0d5f6c1e2a01',
    `aws.${source}`,
    'AWS API Call via CloudTrail',
  ),
  resources: [],
  detail: {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
      accountId: ACCOUNT,
      userName: 'alice',
    },
    eventTime: TIME,
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: parameters,
    responseElements: null,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
  },
});

const INSTANCE = 'i-0a1b2c3d4e5f60718';
const HUB_ARN = `arn:aws:securityhub:${REGION}::product/aws/securityhub`;

/** Events as they arrive, each with a pattern that takes it. */
export const EXAMPLES: readonly Example[] = [
  {
    name: 'CloudTrail: DeleteBucket',
    event: call('s3', 'DeleteBucket', { bucketName: 'invoices', Host: 's3.amazonaws.com' }),
    pattern: {
      source: ['aws.s3'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventName: ['DeleteBucket'], errorCode: [{ exists: false }] },
    },
  },
  {
    name: 'CloudTrail: DeleteRole',
    event: call('iam', 'DeleteRole', { roleName: 'ci-deployer' }),
    pattern: {
      source: ['aws.iam'],
      detail: { eventName: [{ prefix: 'Delete' }], sourceIPAddress: [{ cidr: '203.0.113.0/24' }] },
    },
  },
  {
    name: 'EC2: instance state change',
    event: {
      ...envelope(
        '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
        'aws.ec2',
        'EC2 Instance State-change Notification',
      ),
      resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`],
      detail: { 'instance-id': INSTANCE, state: 'terminated' },
    },
    pattern: {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['stopped', 'terminated'] },
    },
  },
  {
    name: 'Security Hub: finding imported',
    event: {
      ...envelope(
        'c2d3e4f5-0617-4829-8a9b-acbdcedfe0f1',
        'aws.securityhub',
        'Security Hub Findings - Imported',
      ),
      resources: [`${HUB_ARN}/arn:aws:securityhub:${REGION}:${ACCOUNT}:finding/4f2b`],
      detail: {
        findings: [
          {
            SchemaVersion: '2018-10-08',
            Id: `arn:aws:securityhub:${REGION}:${ACCOUNT}:finding/4f2b`,
            ProductArn: HUB_ARN,
            AwsAccountId: ACCOUNT,
            GeneratorId: 'falco/Write below etc',
            Severity: { Label: 'HIGH', Normalized: 70 },
            Title: 'Write below etc',
            Workflow: { Status: 'NEW' },
            RecordState: 'ACTIVE',
            Resources: [
              { Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0a1b` },
            ],
          },
        ],
      },
    },
    pattern: {
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Imported'],
      detail: {
        findings: {
          Severity: { Normalized: [{ numeric: ['>=', 70] }] },
          Workflow: { Status: ['NEW', 'NOTIFIED'] },
        },
      },
    },
  },
  {
    name: 'Console sign-in without MFA',
    event: {
      ...envelope(
        '5a6b7c8d-9e0f-4123-8456-789abcdef012',
        'aws.signin',
        'AWS Console Sign In via CloudTrail',
      ),
      resources: [],
      detail: {
        eventName: 'ConsoleLogin',
        userIdentity: { type: 'IAMUser', userName: 'alice' },
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: { MFAUsed: 'No' },
      },
    },
    pattern: {
      'detail-type': ['AWS Console Sign In via CloudTrail'],
      detail: {
        responseElements: { ConsoleLogin: ['Success'] },
        additionalEventData: { MFAUsed: [{ 'anything-but': 'Yes' }] },
      },
    },
  },
  {
    name: 'Your own: order placed',
    event: {
      ...envelope('0f1e2d3c-4b5a-4697-8877-665544332211', 'com.example.shop', 'Order placed'),
      resources: [],
      detail: { order: '4711', total: 129.9, currency: 'EUR', items: ['lamp', 'desk'] },
    },
    pattern: {
      source: [{ prefix: 'com.example' }],
      detail: { total: [{ numeric: ['>', 100] }], items: ['desk'] },
    },
  },
];
