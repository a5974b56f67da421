import {
  documentOf,
  type PolicyDocument,
  type Statement,
  type Substituted,
} from '../iam/documents.ts';
import type { FindingsSettings } from './settings.ts';

/** One name for the rules of all accounts, so that each is found where one knows the other. */
export const RULE = 'gatehouse-deletions';
export const QUEUE = 'gatehouse-deletions';
export const RESOLVER_ROLE = 'GatehouseResolver';
export const HISTORY_ROLE = 'GatehouseHistoryReader';
export const IMPORTER_ROLE = 'GatehouseFalcoImporter';

type Arn = string | Substituted;

/** CloudFormation fills in account, Region and partition: one template serves every account and Region. */
export const sub = (text: string): Substituted => ({ 'Fn::Sub': text });

/** ARN in the account and Region of the stack. */
export const hereArn = (service: string, resource: string): Substituted =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

export const busArn = ({ partition, region, administratorAccount }: FindingsSettings): string =>
  `arn:${partition}:events:${region}:${administratorAccount}:event-bus/default`;

export const resolverRoleArn = ({ partition, administratorAccount }: FindingsSettings): string =>
  `arn:${partition}:iam::${administratorAccount}:role/${RESOLVER_ROLE}`;

export const allow = (
  Sid: string,
  Action: string | readonly string[],
  Resource: Arn | readonly Arn[],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource });

/** Who may put events on the administrator's bus: the statement of the post on resolving findings, word for word. */
export const busStatement = (settings: FindingsSettings): Statement => ({
  Sid: 'allow_all_accounts_from_organization_to_put_events',
  Effect: 'Allow',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: busArn(settings),
  Condition: { StringEquals: { 'aws:PrincipalOrgID': settings.organizationId } },
});

/** The role itself and not its account: a delegation to the account would admit whoever may write its IAM policies. */
export const trustRole = (roleArn: string): PolicyDocument =>
  documentOf({
    Sid: 'OnlyThatRole',
    Effect: 'Allow',
    Principal: { AWS: roleArn },
    Action: 'sts:AssumeRole',
  });

export const trustLambda = (): PolicyDocument =>
  documentOf({
    Sid: 'OnlyLambda',
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });

/** EventBridge, for that rule of this account alone. */
export const trustRule = (): PolicyDocument =>
  documentOf({
    Sid: 'OnlyTheRule',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': sub('${AWS::AccountId}') },
      ArnEquals: { 'aws:SourceArn': hereArn('events', `rule/${RULE}`) },
    },
  });

/** Of a queue: the rule puts messages into it, and nobody else whom IAM does not let. */
export const queueStatement = (queue: string): Statement => ({
  Sid: 'OnlyTheRule',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: hereArn('sqs', queue),
  Condition: { ArnEquals: { 'aws:SourceArn': hereArn('events', `rule/${RULE}`) } },
});

/** GetFindings and BatchUpdateFindings know no resource but the hub; conditions on findings are of no use to a resolver of all. */
export const resolveStatement = (): Statement =>
  allow('ResolveFindings', ['securityhub:GetFindings', 'securityhub:BatchUpdateFindings'], '*');

/** Findings of the account's own product, in one Region or in all. */
export const importStatement = (region: '${AWS::Region}' | '*'): Statement =>
  allow(
    'ImportFindings',
    'securityhub:BatchImportFindings',
    sub(
      `arn:\${AWS::Partition}:securityhub:${region}:\${AWS::AccountId}:product/\${AWS::AccountId}/default`,
    ),
  );

/** What a function needs besides its own work: to log, and to put aside what it could not do. */
export const functionStatements = (name: string, deadQueue: string): readonly Statement[] => [
  allow(
    'Log',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [hereArn('logs', `log-group:/aws/lambda/${name}:*`)],
  ),
  allow('PutAside', 'sqs:SendMessage', hereArn('sqs', deadQueue)),
];
