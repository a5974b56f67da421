import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { exampleSettings, resourcesOf, templateOf, templatesOf } from '../deployed.fixture.ts';

const made = templateOf('GatehouseBroker');
const broker = Template.fromJSON(made.template);

const all = (type: string): readonly Readonly<Record<string, unknown>>[] =>
  [...resourcesOf(made).values()]
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

const one = (type: string): Readonly<Record<string, unknown>> => {
  const [first, ...others] = all(type);
  if (first === undefined || others.length > 0) throw new Error(`there is not one ${type}`);
  return first;
};

const text = (value: unknown): string => JSON.stringify(value);

describe('the tasks', () => {
  test('are two, without a public address, behind a breaker that takes a bad release back', () => {
    broker.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: { Ref: 'Tasks' },
      EnableExecuteCommand: false,
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
      },
    });
    expect(broker.findParameters('Tasks')['Tasks']).toMatchObject({ Default: 2, MinValue: 0 });
    for (const subnet of all('AWS::EC2::Subnet')) expect(subnet['MapPublicIpOnLaunch']).toBe(false);
  });

  interface Container {
    readonly Name: string;
    readonly Image: unknown;
    readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
    readonly Secrets?: readonly { readonly Name: string }[];
    readonly ReadonlyRootFilesystem: boolean;
    readonly Privileged?: boolean;
    readonly DependsOn?: readonly object[];
  }
  const containers = (): readonly Container[] =>
    one('AWS::ECS::TaskDefinition')['ContainerDefinitions'] as readonly Container[];

  test('run the image that is given, by its digest, with nothing to write to but their own volumes', () => {
    for (const { Image, ReadonlyRootFilesystem, Privileged } of containers()) {
      expect(Image).toEqual({ Ref: 'Image' });
      expect(ReadonlyRootFilesystem).toBe(true);
      expect(Privileged).not.toBe(true);
    }
    const { AllowedPattern = '' } = broker.findParameters('Image')['Image'] as Record<
      string,
      string
    >;
    expect(`ghcr.io/example/gatehouse@sha256:${'0'.repeat(64)}`).toMatch(
      new RegExp(AllowedPattern),
    );
    expect('ghcr.io/example/gatehouse:latest').not.toMatch(new RegExp(AllowedPattern));
  });

  test('the broker begins when the secrets are in their files, and has none in its environment', () => {
    const found = containers().find(({ Name }) => Name === 'broker');

    expect(found?.DependsOn).toEqual([{ ContainerName: 'secrets', Condition: 'SUCCESS' }]);
    expect(found?.Secrets).toBeUndefined();
    const environment = new Map(found?.Environment.map(({ Name, Value }) => [Name, Value]));
    expect(environment.get('GATEHOUSE_CLOUD')).toBe('aws');
    expect(environment.get('GATEHOUSE_BROKER_ROLE_ARN')).toBe(
      'arn:aws:iam::777788889999:role/GatehouseBrokerRole',
    );
    expect(environment.get('GATEHOUSE_EVENT_REGIONS')).toBe('eu-central-1,us-east-1');
    expect(text([...environment])).not.toMatch(/resolve:secretsmanager|password/i);
  });

  test('fit into a task definition', () => {
    // AWS Fargate: 64 KiB.
    expect(text(one('AWS::ECS::TaskDefinition')).length).toBeLessThan(65_536);
  });
});

describe('the network', () => {
  interface Rule {
    readonly CidrIp?: string;
    readonly FromPort?: number;
    readonly ToPort?: number;
    readonly IpProtocol?: string;
  }
  const groups = () =>
    all('AWS::EC2::SecurityGroup').map((group) => ({
      name: String(group['GroupDescription']),
      ingress: (group['SecurityGroupIngress'] ?? []) as readonly Rule[],
      egress: (group['SecurityGroupEgress'] ?? []) as readonly Rule[],
    }));

  test('is entered through the load balancer, from where the settings say, by TLS', () => {
    const entries = groups().flatMap(({ name, ingress }) =>
      ingress.map(({ CidrIp, FromPort, ToPort }) => [name, CidrIp, FromPort, ToPort]),
    );

    expect(entries).toEqual([['Load balancer of the access broker', '10.0.0.0/8', 443, 443]]);
  });

  test('the load balancer reaches the tasks, the tasks reach the database, each at one port', () => {
    const steps = all('AWS::EC2::SecurityGroupIngress').map(({ Description, FromPort, ToPort }) =>
      text([Description, FromPort, ToPort]),
    );

    expect(steps.toSorted((a, b) => a.localeCompare(b))).toEqual([
      '["Console and API",4580,4580]',
      '["PostgreSQL",5432,5432]',
    ]);
  });

  test('nothing but the tasks leaves it, and they by TLS alone', () => {
    const exits = groups().flatMap(({ name, egress }) =>
      egress
        .filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32')
        .map(({ CidrIp, FromPort, ToPort }) => [name, CidrIp, FromPort, ToPort]),
    );

    expect(exits).toEqual([['Tasks of the access broker', '0.0.0.0/0', 443, 443]]);
  });

  test('with a mail server, its password is a secret and its port the only other way out', () => {
    const settings = exampleSettings();
    const passwordSecretArn = 'arn:aws:secretsmanager:eu-central-1:777788889999:secret:mail-AbCdEf';
    const mail = {
      url: 'smtp://gatehouse@mail.example.com:587',
      from: 'gatehouse@example.com',
      passwordSecretArn,
    };
    const { template } = templateOf('GatehouseBroker', {
      ...settings,
      service: { ...settings.service, mail },
    });

    const mailing = Template.fromJSON(template);
    mailing.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Tasks of the access broker',
      SecurityGroupEgress: Match.arrayWith([
        Match.objectLike({ Description: 'Mail server', FromPort: 587, ToPort: 587 }),
      ]),
    });
    expect(text(template)).toContain(`{"Name":"SMTP_PASSWORD","ValueFrom":"${passwordSecretArn}"}`);
    expect(text(template)).toContain('"GATEHOUSE_SMTP_PASSWORD_FILE"');
  });

  test('the load balancer is internal unless it is asked to be public, speaks TLS alone, and logs', () => {
    const settings = exampleSettings();
    const open = templatesOf({
      ...settings,
      service: { ...settings.service, internetFacing: true },
    }).get('GatehouseBroker');

    broker.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
    });
    Template.fromJSON(open?.template ?? {}).hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Scheme: 'internet-facing' },
    );
    broker.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    broker.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
      Certificates: [{ CertificateArn: { Ref: 'CertificateArn' } }],
    });
    const attributes = text(one('AWS::ElasticLoadBalancingV2::LoadBalancer'));
    for (const name of [
      'access_logs.s3.enabled","Value":"true',
      'deletion_protection.enabled","Value":"true',
      'routing.http.drop_invalid_header_fields.enabled","Value":"true',
    ])
      expect(attributes).toContain(name);
  });
});

describe('the database', () => {
  test('is encrypted with our key, backed up, protected, and takes TLS alone', () => {
    broker.hasResourceProperties('AWS::RDS::DBCluster', {
      Engine: 'aurora-postgresql',
      StorageEncrypted: true,
      BackupRetentionPeriod: 35,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
    });
    expect(text(one('AWS::RDS::DBCluster')['KmsKeyId'])).toContain('Key');
    expect(text(one('AWS::RDS::DBClusterParameterGroup'))).toContain('"rds.force_ssl":"1"');
    broker.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Snapshot' });
  });

  test('is in two zones, and in no way public', () => {
    expect(all('AWS::RDS::DBInstance')).toHaveLength(2);
    for (const instance of all('AWS::RDS::DBInstance')) {
      expect(instance['PubliclyAccessible']).toBe(false);
      expect(instance['DBInstanceClass']).toBe('db.serverless');
    }
    expect(text(one('AWS::RDS::DBSubnetGroup')['SubnetIds'])).toMatch(/Database.*Database/);
  });
});

describe('what is written down', () => {
  test('checkpoints cannot be changed or deleted by anybody before their time', () => {
    expect(all('AWS::S3::Bucket').filter((bucket) => bucket['ObjectLockEnabled'])).toHaveLength(1);
    broker.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    broker.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });

  test('buckets are not public and take TLS alone', () => {
    const buckets = all('AWS::S3::Bucket');
    const policies = all('AWS::S3::BucketPolicy').map(text);

    expect(buckets).toHaveLength(2);
    for (const bucket of buckets)
      expect(bucket['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    expect(policies).toHaveLength(2);
    for (const policy of policies) expect(policy).toContain('"aws:SecureTransport":"false"');
  });

  test('logs, secrets and notices are encrypted with a key that rotates, and logs end', () => {
    expect(one('AWS::KMS::Key')['EnableKeyRotation']).toBe(true);
    expect(all('AWS::Logs::LogGroup')).toHaveLength(3);
    for (const group of all('AWS::Logs::LogGroup')) {
      expect(group['RetentionInDays']).toBe(400);
      expect(group['KmsKeyId']).toBeDefined();
    }
    expect(all('AWS::SecretsManager::Secret')).toHaveLength(2);
    for (const secret of all('AWS::SecretsManager::Secret'))
      expect(secret['KmsKeyId']).toBeDefined();
    expect(one('AWS::SNS::Topic')['KmsMasterKeyId']).toBeDefined();
  });
});

test('no template needs an asset, a bootstrapped account or a function of the toolkit', () => {
  for (const { template } of templatesOf().values()) {
    const written = text(template);
    expect(written).not.toMatch(
      /BootstrapVersion|cdk-hnb659fds|AssetParameters|Custom::|AWS::Lambda/,
    );
  }
});

test('templates for accounts name none, so that a stack set can use them', () => {
  const written = text(templateOf('GatehouseTargetWorkloads').template);

  expect(written).not.toMatch(/111122223333|444455556666|123456789012/);
  expect(written).toContain('777788889999');
});
