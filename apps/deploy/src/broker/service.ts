import { CfnOutput, type CfnParameter, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  type ContainerDefinition,
  ContainerDependencyCondition,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
  Secret as TaskSecret,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { brokerRoleArn, organizationRoleArn } from '../iam/documents.ts';
import { bucketOf, clusterOf, secretOf, vpcOf } from '../interfaces.ts';
import type { DeploySettings, MailSettings, PeopleSettings } from '../settings.ts';
import { type Database, DATABASE_NAME } from './database.ts';
import { CONSOLE_PORT, type Network } from './network.ts';
import type { Records } from './records.ts';
import {
  ACCESS_POLICY_FILE,
  DATA_FOLDER,
  DATABASE_FILE,
  FOLDER,
  MASTER_KEY_FILE,
  SECRETS_SCRIPT,
  SMTP_PASSWORD_FILE,
} from './secrets-script.ts';
import { createTaskRole } from './task-role.ts';

export interface Parameters {
  readonly image: CfnParameter;
  readonly certificateArn: CfnParameter;
  readonly checkpointKeyArn: CfnParameter;
  readonly tasks: CfnParameter;
}

interface Parts {
  readonly settings: DeploySettings;
  readonly network: Network;
  readonly records: Records;
  readonly database: Database;
  readonly parameters: Parameters;
}

const HEX_DIGITS = 64;

/** 256 bits: of letters and digits, the 16 that hexadecimal has. */
const createMasterKey = (scope: Construct, { records }: Parts): Secret =>
  new Secret(scope, 'MasterKey', {
    secretName: 'gatehouse-broker/master-key',
    description: 'Seals what the access broker stores. Lost, what is sealed cannot be read again.',
    encryptionKey: records.key,
    generateSecretString: {
      passwordLength: HEX_DIGITS,
      excludeUppercase: true,
      excludePunctuation: true,
      excludeCharacters: 'ghijklmnopqrstuvwxyz',
      requireEachIncludedType: false,
    },
  });

const peopleOf = (people: PeopleSettings): Record<string, string> =>
  people.kind === 'cognito'
    ? {
        GATEHOUSE_COGNITO_USER_POOL_ID: people.userPoolId,
        GATEHOUSE_OIDC_CLIENT_ID: people.clientId,
      }
    : {
        GATEHOUSE_OIDC_ISSUER: people.issuer,
        GATEHOUSE_OIDC_CLIENT_ID: people.clientId,
        GATEHOUSE_OIDC_AUDIENCE: people.audience,
        GATEHOUSE_OIDC_GROUPS_CLAIM: people.groupsClaim,
      };

const mailOf = (mail: MailSettings | undefined): Record<string, string> =>
  mail === undefined
    ? {}
    : {
        GATEHOUSE_SMTP_URL: mail.url,
        GATEHOUSE_SMTP_FROM: mail.from,
        GATEHOUSE_SMTP_PASSWORD_FILE: SMTP_PASSWORD_FILE,
      };

/** No secret is among these. */
export const environmentOf = ({
  settings,
  records,
}: Pick<Parts, 'settings' | 'records'>): Record<string, string> => ({
  GATEHOUSE_CLOUD: 'aws',
  AWS_REGION: settings.region,
  GATEHOUSE_CONSOLE_LISTEN: `0.0.0.0:${CONSOLE_PORT}`,
  GATEHOUSE_CONSOLE_URL: settings.service.consoleUrl,
  GATEHOUSE_TRUSTED_PROXIES: '1',
  GATEHOUSE_DATA: DATA_FOLDER,
  GATEHOUSE_DATABASE_FILE: DATABASE_FILE,
  GATEHOUSE_MASTER_KEY_FILE: MASTER_KEY_FILE,
  GATEHOUSE_ACCESS_POLICY_FILE: ACCESS_POLICY_FILE,
  GATEHOUSE_BROKER_ROLE_ARN: brokerRoleArn(settings),
  GATEHOUSE_TARGET_ROLE_NAME: settings.targetRoleName,
  GATEHOUSE_ORGANIZATION_ROLE_ARN: organizationRoleArn(settings),
  GATEHOUSE_EVENT_REGIONS: settings.service.regions.join(','),
  GATEHOUSE_NOTICE_TOPIC_ARN: records.notices.topicArn,
  GATEHOUSE_CHECKPOINT_BUCKET: records.checkpoints.bucketName,
  ...peopleOf(settings.service.people),
  ...mailOf(settings.service.mail),
});

const addSecrets = (
  scope: Construct,
  task: FargateTaskDefinition,
  parts: Parts,
): ContainerDefinition => {
  const { settings, database, parameters, records } = parts;
  const ofDatabase = (field: string): TaskSecret =>
    TaskSecret.fromSecretsManager(database.secret, field);
  const given = (id: string, arn: string): TaskSecret =>
    TaskSecret.fromSecretsManager(Secret.fromSecretCompleteArn(scope, id, arn));
  const { mail } = settings.service;
  return task.addContainer('secrets', {
    image: ContainerImage.fromRegistry(parameters.image.valueAsString),
    essential: false,
    readonlyRootFilesystem: true,
    entryPoint: ['/bin/sh', '-c'],
    command: [SECRETS_SCRIPT],
    environment: {
      FOLDER,
      DATABASE_NAME,
      ACCESS_POLICY: settings.service.accessPolicy,
    },
    secrets: {
      MASTER_KEY: TaskSecret.fromSecretsManager(secretOf(createMasterKey(scope, parts))),
      CHECKPOINT_KEY: given('CheckpointKey', parameters.checkpointKeyArn.valueAsString),
      ...(mail === undefined
        ? {}
        : { SMTP_PASSWORD: given('MailPassword', mail.passwordSecretArn) }),
      DATABASE_HOST: ofDatabase('host'),
      DATABASE_PORT: ofDatabase('port'),
      DATABASE_USER: ofDatabase('username'),
      DATABASE_PASSWORD: ofDatabase('password'),
    },
    logging: LogDrivers.awsLogs({ logGroup: records.serviceLogs, streamPrefix: 'secrets' }),
  });
};

const createTask = (scope: Construct, parts: Parts): FargateTaskDefinition => {
  const { settings, records, parameters } = parts;
  const role = createTaskRole(scope, settings, records);
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: 'gatehouse-broker',
    cpu: 512,
    memoryLimitMiB: 1024,
    runtimePlatform: {
      cpuArchitecture: CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    // It reads the secrets: for tasks of this account alone, as with the role that it hands over to.
    executionRole: new Role(scope, 'TaskExecutionRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': settings.brokerAccount } },
      }),
    }),
    // Imported as immutable: grants of constructs would widen what is written out above.
    taskRole: Role.fromRoleArn(scope, 'ImmutableTaskRole', role.attrArn, { mutable: false }),
    volumes: [{ name: 'state' }, { name: 'tmp' }],
  });
  const secrets = addSecrets(scope, task, parts);
  const broker = task.addContainer('broker', {
    image: ContainerImage.fromRegistry(parameters.image.valueAsString),
    readonlyRootFilesystem: true,
    environment: environmentOf(parts),
    portMappings: [{ containerPort: CONSOLE_PORT }],
    // Longer than what running work is given to end.
    stopTimeout: Duration.seconds(30),
    logging: LogDrivers.awsLogs({ logGroup: records.serviceLogs, streamPrefix: 'broker' }),
  });
  broker.addContainerDependencies({
    container: secrets,
    condition: ContainerDependencyCondition.SUCCESS,
  });
  secrets.addMountPoints({ sourceVolume: 'state', containerPath: FOLDER, readOnly: false });
  broker.addMountPoints(
    { sourceVolume: 'state', containerPath: FOLDER, readOnly: false },
    { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false },
  );
  task.defaultContainer = broker;
  return task;
};

const createService = (scope: Construct, parts: Parts): FargateService => {
  const { network, parameters } = parts;
  return new FargateService(scope, 'Service', {
    serviceName: 'gatehouse-broker',
    cluster: clusterOf(
      new Cluster(scope, 'Cluster', {
        vpc: vpcOf(network.vpc),
        containerInsightsV2: ContainerInsights.ENABLED,
      }),
    ),
    taskDefinition: createTask(scope, parts),
    desiredCount: parameters.tasks.valueAsNumber,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
    assignPublicIp: false,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    securityGroups: [network.tasks],
    healthCheckGracePeriod: Duration.seconds(60),
    enableExecuteCommand: false,
  });
};

const createBalancer = (scope: Construct, { settings, network, records }: Parts) => {
  const { internetFacing } = settings.service;
  const balancer = new ApplicationLoadBalancer(scope, 'Balancer', {
    vpc: vpcOf(network.vpc),
    internetFacing,
    vpcSubnets: {
      subnetType: internetFacing ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS,
    },
    securityGroup: network.balancer,
    deletionProtection: true,
    dropInvalidHeaderFields: true,
  });
  balancer.logAccessLogs(bucketOf(records.accessLogs), 'balancer');
  return balancer;
};

/** The broker's tasks behind a load balancer that speaks TLS alone. */
export const createBrokerService = (scope: Construct, parts: Parts): void => {
  const { parameters } = parts;
  const service = createService(scope, parts);
  service.node.addDependency(parts.database.cluster);
  const balancer = createBalancer(scope, parts);
  const listener = balancer.addListener('Https', {
    protocol: ApplicationProtocol.HTTPS,
    sslPolicy: SslPolicy.TLS13_RES,
    certificates: [
      Certificate.fromCertificateArn(scope, 'Certificate', parameters.certificateArn.valueAsString),
    ],
    // The security group says who.
    open: false,
  });
  listener.addTargets('Tasks', {
    targets: [service],
    protocol: ApplicationProtocol.HTTP,
    port: CONSOLE_PORT,
    deregistrationDelay: Duration.seconds(20),
    healthCheck: {
      path: '/_gatehouse/ready',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
  });
  outputs(scope, {
    BalancerName: balancer.loadBalancerDnsName,
    BrokerRoleArn: brokerRoleArn(parts.settings),
    CheckpointBucket: parts.records.checkpoints.bucketName,
    NoticeTopicArn: parts.records.notices.topicArn,
  });
};

const outputs = (
  scope: Construct,
  values: Readonly<Record<string, string>>,
): readonly CfnOutput[] =>
  Object.entries(values).map(([name, value]) => new CfnOutput(scope, name, { value }));
