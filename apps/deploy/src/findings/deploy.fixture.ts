import { buffer } from 'node:stream/consumers';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda, type Runtime } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import type { StartedCloud } from '@gatehouse/testcloud';
import { ZipFile } from 'yazl';
import type { Resource } from '../deployed.fixture.ts';
import type { Template } from '../deployment.ts';
import { type Place, resourcesAt } from './findings.fixture.ts';

type Config = ReturnType<StartedCloud['client']>;
type Properties = Resource['Properties'];

interface Clients {
  readonly events: EventBridge;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly sqs: SQS;
}

const text = (value: unknown): string => String(value);
const number = (value: unknown): number => Number(value);

/** Inline code of a Node.js function goes into `index.js` (CloudFormation, "AWS::Lambda::Function Code"). */
const zipped = (code: unknown): Promise<Uint8Array> => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text((code as { ZipFile: string }).ZipFile)), 'index.js');
  zip.end();
  return buffer(zip.outputStream);
};

const createRole = async ({ iam }: Clients, role: Properties): Promise<void> => {
  const RoleName = text(role['RoleName']);
  await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(role['AssumeRolePolicyDocument']),
  });
  for (const { PolicyName, PolicyDocument } of role['Policies'] as readonly {
    PolicyName: string;
    PolicyDocument: object;
  }[])
    await iam.putRolePolicy({
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify(PolicyDocument),
    });
};

const QUEUE_ATTRIBUTES = ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'VisibilityTimeout'];

const createQueue = async ({ sqs }: Clients, queue: Properties): Promise<void> => {
  const plain = QUEUE_ATTRIBUTES.filter((name) => name in queue).map((name) => [
    name,
    text(queue[name]),
  ]);
  const redrive = queue['RedrivePolicy'];
  await sqs.createQueue({
    QueueName: text(queue['QueueName']),
    Attributes: {
      ...Object.fromEntries(plain),
      ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
    },
  });
};

const createQueuePolicy = async ({ sqs }: Clients, made: Properties): Promise<void> => {
  for (const QueueName of made['Queues'] as readonly string[]) {
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName });
    const Policy = JSON.stringify(made['PolicyDocument']);
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  }
};

const createFunction = async ({ lambda }: Clients, made: Properties): Promise<void> => {
  await lambda.createFunction({
    FunctionName: text(made['FunctionName']),
    Runtime: text(made['Runtime']) as Runtime,
    Handler: text(made['Handler']),
    Role: text(made['Role']),
    Architectures: ['arm64'],
    Timeout: number(made['Timeout']),
    MemorySize: number(made['MemorySize']),
    DeadLetterConfig: made['DeadLetterConfig'] as { TargetArn: string },
    Code: { ZipFile: await zipped(made['Code']) },
  });
};

const createRule = async ({ events }: Clients, rule: Properties): Promise<void> => {
  const Name = text(rule['Name']);
  await events.putRule({ Name, EventPattern: JSON.stringify(rule['EventPattern']) });
  await events.putTargets({
    Rule: Name,
    Targets: [...(rule['Targets'] as readonly { Id: string; Arn: string }[])],
  });
};

/** What CloudFormation does with each type of resource, through the service's own operations. */
const MAKERS: Readonly<Record<string, (clients: Clients, made: Properties) => Promise<unknown>>> = {
  'AWS::IAM::Role': createRole,
  'AWS::SQS::Queue': createQueue,
  'AWS::SQS::QueuePolicy': createQueuePolicy,
  'AWS::Lambda::Function': createFunction,
  'AWS::Events::Rule': createRule,
  'AWS::Events::EventBusPolicy': ({ events }, made) =>
    events.putPermission({
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [made['Statement']] }),
    }),
  'AWS::Lambda::EventInvokeConfig': ({ lambda }, made) =>
    lambda.putFunctionEventInvokeConfig({
      FunctionName: text(made['FunctionName']),
      Qualifier: text(made['Qualifier']),
      MaximumRetryAttempts: number(made['MaximumRetryAttempts']),
      MaximumEventAgeInSeconds: number(made['MaximumEventAgeInSeconds']),
    }),
  'AWS::Lambda::Permission': ({ lambda }, made) =>
    lambda.addPermission({
      StatementId: text(made['Principal']).split('.')[0],
      FunctionName: text(made['FunctionName']),
      Action: text(made['Action']),
      Principal: text(made['Principal']),
      SourceArn: text(made['SourceArn']),
      ...(made['SourceAccount'] === undefined
        ? {}
        : { SourceAccount: text(made['SourceAccount']) }),
    }),
  'AWS::Logs::LogGroup': async ({ logs }, made) => {
    const logGroupName = text(made['LogGroupName']);
    await logs.createLogGroup({ logGroupName });
    await logs.putRetentionPolicy({
      logGroupName,
      retentionInDays: number(made['RetentionInDays']),
    });
  },
  'AWS::Logs::SubscriptionFilter': ({ logs }, made) =>
    logs.putSubscriptionFilter({
      logGroupName: text(made['LogGroupName']),
      filterName: text(made['FilterName']),
      filterPattern: text(made['FilterPattern']),
      destinationArn: text(made['DestinationArn']),
    }),
};

/** What others refer to comes first. */
const ORDER = [
  'AWS::SQS::Queue',
  'AWS::IAM::Role',
  'AWS::Logs::LogGroup',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Events::EventBusPolicy',
  'AWS::Events::Rule',
  'AWS::SQS::QueuePolicy',
  'AWS::Lambda::Permission',
  'AWS::Logs::SubscriptionFilter',
];

/** Makes a template's resources in the embedded cloud. @throws Error for a type that has no maker */
export const deploy = async (template: Template, place: Place, config: Config): Promise<void> => {
  const settings = { ...config, region: place.region };
  const clients: Clients = {
    events: new EventBridge(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    logs: new CloudWatchLogs(settings),
    sqs: new SQS(settings),
  };
  const resources = resourcesAt(template, place).toSorted(
    (one, other) => ORDER.indexOf(one.Type) - ORDER.indexOf(other.Type),
  );
  try {
    for (const { Type, Properties } of resources) {
      const make = MAKERS[Type];
      if (make === undefined) throw new Error(`nobody makes a ${Type}`);
      await make(clients, Properties);
    }
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
};
