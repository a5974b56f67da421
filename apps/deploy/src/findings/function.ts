import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { documentOf, type Statement } from '../iam/documents.ts';
import type { Code } from './settings.ts';

/** As long as SQS keeps anything. */
const FOURTEEN_DAYS_SECONDS = 1_209_600;
const RETRIES = 2;
const SIX_HOURS_SECONDS = 21_600;
const TIMEOUT_SECONDS = 300;
const MEMORY_MEGABYTES = 256;

/** A queue encrypted with keys of SQS. */
export const createQueue = (
  scope: Construct,
  id: string,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): CfnQueue => {
  const queue = new CfnQueue(scope, id, { queueName: name, sqsManagedSseEnabled: true });
  for (const [property, value] of Object.entries(more)) queue.addPropertyOverride(property, value);
  return queue;
};

/** Where what could not be delivered or done is kept, for as long as SQS keeps anything. */
export const createDeadQueue = (scope: Construct, name: string): CfnQueue =>
  createQueue(scope, 'DeadQueue', name, { MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS });

export const allowOnQueue = (
  scope: Construct,
  id: string,
  queue: CfnQueue,
  statement: Statement,
): CfnQueuePolicy =>
  new CfnQueuePolicy(scope, id, { queues: [queue.ref], policyDocument: documentOf(statement) });

interface FunctionParts {
  readonly name: string;
  readonly description: string;
  readonly code: Code;
  readonly role: CfnRole;
  readonly deadQueue: CfnQueue;
  readonly logRetentionDays: number;
}

const codeOf = (code: Code): object => {
  if (code.kind === 'inline') return { ZipFile: code.text };
  const { bucket, key } = code;
  return { S3Bucket: bucket.includes('${') ? { 'Fn::Sub': bucket } : bucket, S3Key: key };
};

const retry = (scope: Construct, { ref }: CfnFunction): CfnEventInvokeConfig =>
  new CfnEventInvokeConfig(scope, 'Retries', {
    functionName: ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: RETRIES,
    maximumEventAgeInSeconds: SIX_HOURS_SECONDS,
  });

/** A function that is called asynchronously: what fails is done again twice, then put aside. */
export const createFunction = (scope: Construct, parts: FunctionParts): CfnFunction => {
  const { name, description, role, deadQueue } = parts;
  // Lambda would make it at the first call, and keep what is in it for ever.
  const logs = new CfnLogGroup(scope, 'Logs', {
    logGroupName: `/aws/lambda/${name}`,
    retentionInDays: parts.logRetentionDays,
  });
  const made = new CfnFunction(scope, 'Function', {
    functionName: name,
    description,
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    role: role.attrArn,
    deadLetterConfig: { targetArn: deadQueue.attrArn },
    code: {},
    timeout: TIMEOUT_SECONDS,
    memorySize: MEMORY_MEGABYTES,
  });
  made.addPropertyOverride('Code', codeOf(parts.code));
  made.addResourceDependency(logs);
  retry(scope, made);
  return made;
};
