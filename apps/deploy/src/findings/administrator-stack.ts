import { BootstraplessSynthesizer, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { documentOf, type Statement } from '../iam/documents.ts';
import { ownRole, roleArnOutput } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import { DELETION_PATTERN } from './deletion-pattern.ts';
import {
  allow,
  busStatement,
  functionStatements,
  hereArn,
  HISTORY_ROLE,
  QUEUE,
  queueStatement,
  RESOLVER_ROLE,
  resolveStatement,
  RULE,
  trustLambda,
  trustRole,
} from './documents.ts';
import { allowOnQueue, createDeadQueue, createFunction, createQueue } from './function.ts';
import type { Code, FindingsSettings } from './settings.ts';

const FUNCTION = 'gatehouse-resolver';
const DEAD_QUEUE = 'gatehouse-deletions-dead';
const RECEIVES = 10;
/** Longer than the resolver needs for ten messages. */
const VISIBILITY_SECONDS = 60;
/** As long and as often as EventBridge tries at the most. */
const DAY_SECONDS = 86_400;
const DELIVERIES = 185;
const DESCRIPTION = 'Resolves the findings of resources that no longer exist';

interface Target {
  readonly arn: string;
  readonly deadQueue: CfnQueue;
}

const createRule = (scope: Construct, { arn, deadQueue }: Target): CfnRule =>
  new CfnRule(scope, 'Rule', {
    name: RULE,
    description: 'Resources that are deleted, for the finding resolver',
    eventPattern: DELETION_PATTERN,
    state: 'ENABLED',
    targets: [
      {
        id: 'resolver',
        arn,
        deadLetterConfig: { arn: deadQueue.attrArn },
        retryPolicy: { maximumEventAgeInSeconds: DAY_SECONDS, maximumRetryAttempts: DELIVERIES },
      },
    ],
  });

const createResolverFunction = (
  scope: Construct,
  { logRetentionDays }: FindingsSettings,
  code: Code,
): Target => {
  const deadQueue = createDeadQueue(scope, DEAD_QUEUE);
  const role = ownRole(scope, 'Role', {
    name: RESOLVER_ROLE,
    description: DESCRIPTION,
    trust: trustLambda(),
    policy: documentOf(resolveStatement(), ...functionStatements(FUNCTION, DEAD_QUEUE)),
  });
  const made = createFunction(scope, {
    name: FUNCTION,
    description: DESCRIPTION,
    code,
    role,
    deadQueue,
    logRetentionDays,
  });
  return { arn: made.attrArn, deadQueue };
};

/** The role that a server becomes, with what it needs beside Security Hub. */
const serverRole = (scope: Construct, serverRoleArn: string, more: Statement): void => {
  const role = ownRole(scope, 'Role', {
    name: RESOLVER_ROLE,
    description: DESCRIPTION,
    trust: trustRole(serverRoleArn),
    policy: documentOf(resolveStatement(), more),
  });
  roleArnOutput(scope, 'ResolverRoleArn', role);
};

const queueUrlOutput = (scope: Construct, { ref }: CfnQueue): CfnOutput =>
  new CfnOutput(scope, 'QueueUrl', { value: ref });

const createResolverQueue = (scope: Construct, serverRoleArn: string): Target => {
  const deadQueue = createDeadQueue(scope, DEAD_QUEUE);
  const queue = createQueue(scope, 'Queue', QUEUE, { VisibilityTimeout: VISIBILITY_SECONDS });
  queue.redrivePolicy = { deadLetterTargetArn: deadQueue.attrArn, maxReceiveCount: RECEIVES };
  allowOnQueue(scope, 'QueuePolicy', queue, queueStatement(QUEUE));
  serverRole(
    scope,
    serverRoleArn,
    allow(
      'TakeDeletions',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      hereArn('sqs', QUEUE),
    ),
  );
  queueUrlOutput(scope, queue);
  return { arn: queue.attrArn, deadQueue };
};

const openBus = (scope: Construct, settings: FindingsSettings): CfnEventBusPolicy => {
  const statement = busStatement(settings);
  return new CfnEventBusPolicy(scope, 'BusPolicy', { statementId: statement.Sid, statement });
};

const allowRule = (scope: Construct, { arn }: Target, { attrArn }: CfnRule): CfnPermission =>
  new CfnPermission(scope, 'RulePermission', {
    action: 'lambda:InvokeFunction',
    functionName: arn,
    principal: 'events.amazonaws.com',
    sourceArn: attrArn,
  });

const readHistories = ({ partition, organizationId }: FindingsSettings): Statement => ({
  ...allow('ReadHistories', 'sts:AssumeRole', `arn:${partition}:iam::*:role/${HISTORY_ROLE}`),
  Condition: { StringEquals: { 'aws:ResourceOrgID': organizationId } },
});

/** For the account that administers Security Hub, in the Region where findings come together. */
export class ResolverAdministratorStack extends Stack {
  constructor(scope: Construct, settings: FindingsSettings) {
    super(scope, 'GatehouseResolverAdministrator', {
      env: { account: settings.administratorAccount, region: settings.region },
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: `Gatehouse: ${DESCRIPTION.toLowerCase()}`,
    });
    const { resolver } = settings;
    if (resolver.by === 'history') {
      serverRole(this, resolver.serverRoleArn, readHistories(settings));
      return;
    }
    openBus(this, settings);
    const target =
      resolver.by === 'function'
        ? createResolverFunction(this, settings, resolver.code)
        : createResolverQueue(this, resolver.serverRoleArn);
    const rule = createRule(this, target);
    allowOnQueue(this, 'DeadQueuePolicy', target.deadQueue, queueStatement(DEAD_QUEUE));
    if (resolver.by === 'function') allowRule(this, target, rule);
  }
}
