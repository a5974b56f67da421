import { INSTANCE, INSTANCE_ID, OWN, STRANGER, record, session, times } from '../rules.fixture.ts';
import { type Case, DENIED } from './case.fixture.ts';

export const EVASION_CASES: Readonly<Record<string, Case>> = {
  'bucket policy': {
    rule: 'attack.policy-lets-strangers-in',
    records: [
      record('s3:PutBucketPolicy', {
        bucketName: 'orders',
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
              Action: ['s3:GetObject'],
              Resource: 'arn:aws:s3:::orders/*',
            },
          ],
        },
        Host: 'x',
        policy: '',
      }),
    ],
    near: [
      record('s3:PutBucketPolicy', {
        bucketName: 'orders',
        bucketPolicy: {
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      }),
      record('s3:PutBucketPolicy', {
        bucketName: 'orders',
        bucketPolicy: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: '*',
              Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
            },
          ],
        },
      }),
    ],
  },
  'key policy for everybody': {
    rule: 'attack.policy-lets-strangers-in',
    records: [
      record('kms:PutKeyPolicy', {
        keyId: 'k',
        policyName: 'default',
        policy:
          '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}]}',
      }),
    ],
    near: [
      record('kms:PutKeyPolicy', {
        keyId: 'k',
        policyName: 'default',
        policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${OWN}:root"},"Action":"kms:*","Resource":"*"}]}`,
      }),
    ],
  },
  'user data': {
    rule: 'attack.user-data-changed',
    records: [
      record('ec2:ModifyInstanceAttribute', {
        instanceId: INSTANCE_ID,
        userData: '<sensitiveDataRemoved>',
      }),
    ],
    near: [
      record('ec2:ModifyInstanceAttribute', {
        instanceId: INSTANCE_ID,
        ebsOptimized: { value: true },
      }),
    ],
  },
  'unusual instances': {
    rule: 'attack.unusual-instances',
    records: [
      record(
        'ec2:RunInstances',
        {
          instanceType: 'p2.xlarge',
          instancesSet: { items: [{ imageId: 'ami-1', minCount: 10, maxCount: 10 }] },
        },
        { errorCode: 'Client.UnauthorizedOperation' },
      ),
    ],
    near: [
      record('ec2:RunInstances', {
        instanceType: 'm7i.24xlarge',
        instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] },
      }),
      record('ec2:RunInstances', {
        instanceType: 't3.micro',
        instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] },
      }),
    ],
  },
  'command on instances': {
    rule: 'attack.commands-on-instances',
    records: [
      record(
        'ssm:SendCommand',
        {
          documentName: 'AWS-RunShellScript',
          instanceIds: ['i-0abc1234def567890', 'i-0abc1234def567891'],
          parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        },
        session('ops', 'x'),
      ),
    ],
    near: [
      record(
        'ssm:SendCommand',
        {
          documentName: 'AWS-RunPatchBaseline',
          instanceIds: ['i-0abc1234def567890', 'i-0abc1234def567891'],
        },
        session('ops', 'x'),
      ),
    ],
  },
  'command by a long-term key': {
    rule: 'attack.command-by-user-key',
    records: [
      record('ssm:SendCommand', {
        documentName: 'AWS-RunPowerShellScript',
        instanceIds: ['i-0abc1234def567890'],
      }),
    ],
    near: [
      record(
        'ssm:SendCommand',
        { documentName: 'AWS-RunShellScript', instanceIds: ['i-0abc1234def567890'] },
        session('ops', 'x'),
      ),
    ],
  },
  'sessions on instances': {
    rule: 'attack.sessions-on-instances',
    records: times(3, (at) => record('ssm:StartSession', { target: `i-0abc1234def56789${at}` })),
    near: times(5, () => record('ssm:StartSession', { target: INSTANCE_ID })),
  },
  'notebook lifecycle': {
    rule: 'attack.notebook-start-changed',
    records: [
      record('sagemaker:UpdateNotebookInstanceLifecycleConfig', {
        notebookInstanceLifecycleConfigName: 'x',
        onStart: [{ content: 'eA==' }],
      }),
    ],
    near: [
      record('sagemaker:UpdateNotebookInstance', {
        notebookInstanceName: 'x',
        instanceType: 'ml.t3.medium',
      }),
    ],
  },
  'trail stopped': {
    rule: 'attack.trail-stopped',
    severity: 'HIGH',
    records: [record('cloudtrail:StopLogging', { name: 'main' })],
    near: [record('cloudtrail:StartLogging', { name: 'main' })],
  },
  'trail deleted': {
    rule: 'attack.trail-stopped',
    severity: 'HIGH',
    records: [record('cloudtrail:DeleteTrail', { name: 'main' })],
    near: [record('cloudtrail:DescribeTrails', null)],
  },
  'event selectors': {
    rule: 'attack.trail-weakened',
    records: [
      record('cloudtrail:PutEventSelectors', {
        trailName: 'main',
        eventSelectors: [
          {
            readWriteType: 'ReadOnly',
            includeManagementEvents: false,
            dataResources: [],
            excludeManagementEventSources: [],
          },
        ],
      }),
    ],
    near: [
      record('cloudtrail:PutEventSelectors', {
        trailName: 'main',
        eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }],
      }),
    ],
  },
  'lifecycle of a day': {
    rule: 'attack.objects-expire-soon',
    records: [
      record('s3:PutBucketLifecycle', {
        bucketName: 'my-cloudtrail-bucket',
        lifecycle: '',
        LifecycleConfiguration: {
          xmlns: 'x',
          Rule: { ID: 'nuke', Status: 'Enabled', Expiration: { Days: 1 }, Filter: { Prefix: '*' } },
        },
      }),
    ],
    near: [
      record('s3:PutBucketLifecycle', {
        bucketName: 'my-uploads',
        LifecycleConfiguration: { Rule: [{ ID: 'old', Expiration: { Days: 365 } }] },
      }),
    ],
  },
  'DNS logs': {
    rule: 'attack.dns-logs-deleted',
    records: [
      record('route53resolver:DeleteResolverQueryLogConfig', {
        resolverQueryLogConfigId: 'rqlc-1',
      }),
    ],
    near: [record('route53resolver:CreateResolverQueryLogConfig', { name: 'x' })],
  },
  'flow logs': {
    rule: 'attack.flow-logs-deleted',
    records: [
      record('ec2:DeleteFlowLogs', {
        DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } },
      }),
    ],
    near: [record('ec2:CreateFlowLogs', {})],
  },
  'leave organization': {
    rule: 'attack.organization-left',
    severity: 'HIGH',
    records: [record('organizations:LeaveOrganization', null, DENIED)],
    near: [record('organizations:DescribeOrganization', null)],
  },
  guardduty: {
    rule: 'attack.guardduty-impaired',
    severity: 'HIGH',
    records: [record('guardduty:UpdateDetector', { detectorId: 'd', enable: false })],
    near: [record('guardduty:UpdateDetector', { detectorId: 'd', enable: true })],
  },
  config: {
    rule: 'attack.config-stopped',
    records: [record('config:StopConfigurationRecorder', { configurationRecorderName: 'default' })],
    near: [record('config:PutConfigRule', {})],
  },
  'security hub': {
    rule: 'attack.security-service-disabled',
    records: [record('securityhub:DisableSecurityHub', null)],
    near: [record('securityhub:EnableSecurityHub', null)],
  },
  'security logs': {
    rule: 'attack.security-logs-deleted',
    records: [record('logs:DeleteLogGroup', { logGroupName: 'aws-cloudtrail-logs-1' })],
    near: [record('logs:DeleteLogGroup', { logGroupName: '/aws/lambda/orders' })],
  },
  'model logging': {
    rule: 'attack.model-logging-deleted',
    records: [record('bedrock:DeleteModelInvocationLoggingConfiguration', null)],
    near: [record('bedrock:GetModelInvocationLoggingConfiguration', null)],
  },
  guardrail: {
    rule: 'attack.guardrail-deleted',
    records: [record('bedrock:DeleteGuardrail', { guardrailIdentifier: 'g' })],
    near: [record('bedrock:CreateGuardrail', { name: 'g' })],
  },
  'versions suspended': {
    rule: 'attack.bucket-versions-off',
    records: [
      record('s3:PutBucketVersioning', {
        bucketName: 'orders',
        VersioningConfiguration: { Status: 'Suspended' },
      }),
    ],
    near: [
      record('s3:PutBucketVersioning', {
        bucketName: 'orders',
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    ],
  },
  'password data': {
    rule: 'attack.password-data-read',
    records: times(5, (at) =>
      record(
        'ec2:GetPasswordData',
        { instanceId: `i-${at}` },
        { errorCode: 'Client.InvalidInstanceID.NotFound' },
      ),
    ),
    near: [record('ec2:GetPasswordData', { instanceId: 'i-1' })],
  },
  'instance credentials at an operator': {
    rule: 'attack.instance-credentials-elsewhere',
    records: [
      record('ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: [INSTANCE_ID] }),
      record('sts:GetCallerIdentity', null, INSTANCE, { sourceIPAddress: '203.0.113.50' }),
    ],
    near: [
      record('ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: [INSTANCE_ID] }),
      record('sts:GetCallerIdentity', null, INSTANCE),
    ],
  },
  'instance credentials in two networks': {
    rule: 'attack.instance-credentials-elsewhere',
    records: [
      record('ssm:UpdateInstanceInformation', null, INSTANCE),
      record('ec2:DescribeInstances', {}, INSTANCE, { sourceIPAddress: '45.9.148.3' }),
    ],
    near: [
      record('ssm:UpdateInstanceInformation', null, INSTANCE),
      record('s3:ListBuckets', null, INSTANCE, { sourceIPAddress: '10.0.3.7' }),
    ],
  },
  'instance credentials at an operator, told backwards': {
    rule: 'attack.instance-credentials-elsewhere',
    records: [
      record('sts:GetCallerIdentity', null, INSTANCE, { sourceIPAddress: '203.0.113.50' }),
      record('ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: [INSTANCE_ID] }),
    ],
    near: [
      record('sts:GetCallerIdentity', null, INSTANCE),
      record('ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: [INSTANCE_ID] }),
    ],
  },
  'mass secret retrieval': {
    rule: 'attack.secrets-read',
    records: times(20, (at) => record('secretsmanager:GetSecretValue', { secretId: `s${at}` })),
    near: times(20, () => record('secretsmanager:GetSecretValue', { secretId: 'db' })),
  },
};
