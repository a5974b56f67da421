import * as accessanalyzer from '@aws-sdk/client-accessanalyzer';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as organizations from '@aws-sdk/client-organizations';
import * as rds from '@aws-sdk/client-rds';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as securityhub from '@aws-sdk/client-securityhub';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { readServiceModel } from '@gatehouse/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileInputs, type Known } from './hostile-values.fixture.ts';

type ClientConfig = ReturnType<StartedCloud['client']>;

interface Client {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}

const CLIENTS = {
  iam: [iam, iam.IAMClient],
  sts: [sts, sts.STSClient],
  'access-analyzer': [accessanalyzer, accessanalyzer.AccessAnalyzerClient],
  kms: [kms, kms.KMSClient],
  organizations: [organizations, organizations.OrganizationsClient],
  rds: [rds, rds.RDSClient],
  cloudtrail: [cloudtrail, cloudtrail.CloudTrailClient],
  dynamodb: [dynamodb, dynamodb.DynamoDBClient],
  ec2: [ec2, ec2.EC2Client],
  ecs: [ecs, ecs.ECSClient],
  events: [events, events.EventBridgeClient],
  securityhub: [securityhub, securityhub.SecurityHubClient],
  sns: [sns, sns.SNSClient],
  sqs: [sqs, sqs.SQSClient],
  ssm: [ssm, ssm.SSMClient],
  tag: [tagging, tagging.ResourceGroupsTaggingAPIClient],
} as const;

const ACCOUNT = '123456789012';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
});
const ALLOW = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
});

const KNOWN: Known = [
  [
    /^(target|source|destination)?keyid$/i,
    ['alias/fuzz-key', '1234abcd-12ab-34cd-56ef-1234567890ab'],
  ],
  [/^aliasname$/i, ['alias/fuzz-key']],
  [/queueurl/i, [`http://127.0.0.1/${ACCOUNT}/fuzz-queue`]],
  [/queuename/i, ['fuzz-queue']],
  [/^rule$|eventbusname/i, ['fuzz-rule', 'default']],
  [/eventpattern/i, ['{"source":["fuzz"]}']],
  [/scheduleexpression/i, ['rate(5 minutes)']],
  [/eventsourcearn/i, [`arn:aws:events:us-east-1:${ACCOUNT}:event-bus/default`]],
  [/tablename/i, ['fuzz-table']],
  [/expression$/i, ['pk = :v', 'SET a = :v', 'attribute_exists(pk)', 'pk, #n[0].b']],
  [/^imageid$|sourceimageid/i, ['ami-0a1b2c3d4e5f60001']],
  [/cidr/i, ['10.0.0.0/24', '0.0.0.0/0']],
  [/^engine$/i, ['postgres', 'aurora-mysql']],
  [/dbinstanceclass/i, ['db.t3.micro']],
  [/masteruser(name|password)/i, ['fuzz-user-9']],
  [
    /^(source|target|new|final)?db\w*(identifier|groupname)$/i,
    ['fuzz-db', `arn:aws:rds:us-east-1:${ACCOUNT}:db:fuzz-db`],
  ],
  [/resourcename/i, [`arn:aws:rds:us-east-1:${ACCOUNT}:db:fuzz-db`]],
  [/availabilityzone$/i, ['us-east-1a']],
  [/topicarn|targetarn/i, [`arn:aws:sns:us-east-1:${ACCOUNT}:fuzz-topic`]],
  [/user/i, ['fuzz-user']],
  [/role(name)?$/i, ['fuzz-role']],
  [/rolearn/i, [`arn:aws:iam::${ACCOUNT}:role/fuzz-role`]],
  [/group/i, ['fuzz-group']],
  [
    /policyarn/i,
    [`arn:aws:iam::${ACCOUNT}:policy/fuzz-policy`, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ],
  [/cluster/i, ['fuzz-cluster', `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/fuzz-cluster`]],
  [/taskdefinition|family/i, ['fuzz-family', 'fuzz-family:1']],
  [/^service/i, ['fuzz-service']],
  [/resourcearn/i, [`arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/fuzz-cluster`]],
  [/arn/i, [`arn:aws:iam::${ACCOUNT}:user/fuzz-user`]],
  [/trail|^name$/i, ['fuzz-trail', `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/fuzz-trail`]],
  [/assumerolepolicy/i, [TRUST]],
  [/policydocument|policyinput/i, [ALLOW]],
  [/accountid|targetid/i, ['111122223333', ACCOUNT]],
  [/actionnames/i, ['s3:GetObject', 'iam:*', 'ecs:RunTask']],
];

interface Scene {
  readonly cloud: StartedCloud;
  readonly administrator: ClientConfig['credentials'];
  readonly nobody: ClientConfig['credentials'];
}

/** A user of the management account whose end does not end the test. */
const userWith = async (cloud: StartedCloud, name: string, policies: readonly string[]) => {
  const client = new iam.IAMClient(cloud.client());
  try {
    await client.send(new iam.CreateUserCommand({ UserName: name }));
    for (const PolicyArn of policies)
      await client.send(new iam.AttachUserPolicyCommand({ UserName: name, PolicyArn }));
    const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: name }));
    return {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
  } finally {
    client.destroy();
  }
};

/** What the plausible values name. */
const prepare = async (cloud: StartedCloud): Promise<void> => {
  const ours = new iam.IAMClient(cloud.client());
  const containers = new ecs.ECSClient(cloud.client());
  await ours.send(new iam.CreateUserCommand({ UserName: 'fuzz-user' }));
  await ours.send(new iam.CreateGroupCommand({ GroupName: 'fuzz-group' }));
  await ours.send(
    new iam.CreateRoleCommand({ RoleName: 'fuzz-role', AssumeRolePolicyDocument: TRUST }),
  );
  await ours.send(
    new iam.CreatePolicyCommand({ PolicyName: 'fuzz-policy', PolicyDocument: ALLOW }),
  );
  await containers.send(new ecs.CreateClusterCommand({ clusterName: 'fuzz-cluster' }));
  await containers.send(
    new ecs.RegisterTaskDefinitionCommand({
      family: 'fuzz-family',
      containerDefinitions: [{ name: 'main', image: 'nginx', memory: 128 }],
    }),
  );
  const tables = new dynamodb.DynamoDBClient(cloud.client());
  await tables.send(
    new dynamodb.CreateTableCommand({
      TableName: 'fuzz-table',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }),
  );
  const queues = new sqs.SQSClient(cloud.client());
  await queues.send(new sqs.CreateQueueCommand({ QueueName: 'fuzz-queue' }));
  const topics = new sns.SNSClient(cloud.client());
  const { TopicArn } = await topics.send(new sns.CreateTopicCommand({ Name: 'fuzz-topic' }));
  await topics.send(
    new sns.SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:fuzz-queue`,
    }),
  );
  const buses = new events.EventBridgeClient(cloud.client());
  await buses.send(
    new events.PutRuleCommand({ Name: 'fuzz-rule', ScheduleExpression: 'rate(1 day)' }),
  );
  const databases = new rds.RDSClient(cloud.client());
  await databases.send(
    new rds.CreateDBInstanceCommand({
      DBInstanceIdentifier: 'fuzz-db',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'correct-horse-9',
    }),
  );
  databases.destroy();
  const keys = new kms.KMSClient(cloud.client());
  const { KeyMetadata } = await keys.send(new kms.CreateKeyCommand({}));
  const alias = { AliasName: 'alias/fuzz-key', TargetKeyId: KeyMetadata?.KeyId };
  await keys.send(new kms.CreateAliasCommand(alias));
  keys.destroy();
  buses.destroy();
  ours.destroy();
  containers.destroy();
  tables.destroy();
  queues.destroy();
  topics.destroy();
};

interface Outcome {
  readonly status: number;
  readonly name: string;
  readonly message: string;
}

/** How the server answered; undefined when the SDK itself refused to send such an input. */
const outcomeOf = async (client: Client, command: unknown): Promise<Outcome | undefined> => {
  try {
    await client.send(command);
    return { status: 200, name: '', message: '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status =
      '$metadata' in error ? Reflect.get(Object(error.$metadata), 'httpStatusCode') : 0;
    if (typeof status !== 'number' || status === 0) return undefined;
    return { status, name: error.name, message: error.message };
  }
};

const INPUTS = Number(process.env['GATEHOUSE_FUZZ_INPUTS'] ?? 6);
const AT_ONCE = 8;

type Judge = (outcome: Outcome, operation: string) => boolean;

/** Sends every operation of a service what it should not like; answers what the judge calls a fault. */
const faultsOf = async (
  cloud: StartedCloud,
  id: keyof typeof CLIENTS,
  credentials: ClientConfig['credentials'],
  inputs: number,
  isFault: Judge,
): Promise<{ readonly faults: readonly string[]; readonly sent: number }> => {
  const [module, Client] = CLIENTS[id];
  const service = cloud.cloud.services.find((one) => one.id === id);
  const { operations } = readServiceModel(module);
  const client = new Client(cloud.clientWith(credentials)) as Client;
  const faults: string[] = [];
  let sent = 0;
  const work = Object.keys(service?.operations ?? {}).flatMap((name) => {
    const operation = operations.get(name);
    if (operation === undefined) throw new Error(`${id} has no ${name}`);
    const Command = Reflect.get(module, `${name}Command`) as new (input: object) => unknown;
    return hostileInputs(operation.input, KNOWN, inputs).map((input) => ({ name, input, Command }));
  });
  const worker = async (): Promise<void> => {
    for (let job = work.shift(); job !== undefined; job = work.shift()) {
      const { name, input, Command } = job;
      const outcome = await outcomeOf(client, new Command(input));
      if (outcome === undefined) continue;
      sent += 1;
      if (isFault(outcome, `${id}:${name}`))
        faults.push(
          `${id}:${name} ${outcome.status} ${outcome.name} ${outcome.message.slice(0, 200)} <- ${JSON.stringify(input).slice(0, 600)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  client.destroy();
  return { faults, sent };
};

const isAwsAnswer = ({ status, name }: Outcome): boolean =>
  status === 200 || (status >= 400 && status < 500 && name !== '' && name !== 'UnknownError');

// They need no permission: AWS documents each so.
const OPEN_TO_ALL = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);
const TELLS_WHAT_EXISTS = /NoSuch|NotFound|AlreadyExist|Duplicate|Conflict|LimitExceeded|InUse/;

const IDS = Object.keys(CLIENTS) as (keyof typeof CLIENTS)[];
const postgres = await testPostgres();
// What reads and checks an input is the same on both: the second database is asked what it alone may answer otherwise.
const databases: (readonly [string, number, () => Promise<string>])[] = [
  ['SQLite', INPUTS, async () => 'sqlite'],
];
if (postgres !== undefined)
  databases.push(['PostgreSQL', Math.ceil(INPUTS / 3), () => postgres.database()]);

describe.for(databases)('on %s', ([, inputs, database]) => {
  let scene: Scene;

  beforeAll(async () => {
    const cloud = await startCloud({ database: await database() });
    const everything = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    const administrator = await userWith(cloud, 'chaos', everything);
    const nobody = await userWith(cloud, 'nobody', []);
    await prepare(cloud);
    scene = { cloud, administrator, nobody };
  });
  afterAll(() => scene.cloud.stop());

  test.for(IDS)(
    '%s answers an administrator with a result or an AWS error, whatever the input',
    async (id) => {
      const { cloud, administrator } = scene;

      const { faults, sent } = await faultsOf(
        cloud,
        id,
        administrator,
        inputs,
        (outcome) => !isAwsAnswer(outcome),
      );

      expect(faults).toEqual([]);
      expect(sent).toBeGreaterThan(0);
    },
  );

  test.for(IDS)('%s refuses a user without permissions before it tells what exists', async (id) => {
    const { cloud, nobody } = scene;

    const { faults } = await faultsOf(
      cloud,
      id,
      nobody,
      inputs,
      (outcome, operation) =>
        !isAwsAnswer(outcome) ||
        (!OPEN_TO_ALL.has(operation) &&
          (outcome.status === 200 || TELLS_WHAT_EXISTS.test(outcome.name))),
    );

    expect(faults).toEqual([]);
  });
});
