import { compilePolicy, type NamedPolicy, PolicySyntaxError } from '@gatehouse/policy';
import { actionOutOfScope, policyInvalid, policyTooLong, statementExists } from './errors.ts';
import type { Topic, TopicRef } from './model.ts';

// Amazon SNS quotas: a topic policy has at most 30,720 bytes.
const MOST_BYTES = 30_720;

/** Amazon SNS Developer Guide, "Valid Amazon SNS policy actions", in lower case. */
const POLICY_ACTIONS: ReadonlyMap<string, string> = new Map(
  [
    'AddPermission',
    'DeleteTopic',
    'GetDataProtectionPolicy',
    'GetTopicAttributes',
    'ListSubscriptionsByTopic',
    'ListTagsForResource',
    'Publish',
    'PutDataProtectionPolicy',
    'RemovePermission',
    'SetTopicAttributes',
    'Subscribe',
  ].map((action) => [action.toLowerCase(), action]),
);

/** Whether a topic's policy can allow an action (`sns:Publish`) to others. */
export const isPolicyAction = (action: string): boolean =>
  POLICY_ACTIONS.has(action.slice(action.indexOf(':') + 1).toLowerCase());

const DEFAULT_ACTIONS = [
  'SNS:GetTopicAttributes',
  'SNS:SetTopicAttributes',
  'SNS:AddPermission',
  'SNS:RemovePermission',
  'SNS:DeleteTopic',
  'SNS:Subscribe',
  'SNS:ListSubscriptionsByTopic',
  'SNS:Publish',
];

/** The policy of a topic that was given none: services that act for its owner may use it. */
export const defaultPolicy = ({ arn, account }: TopicRef, withReceive: boolean): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: withReceive ? [...DEFAULT_ACTIONS, 'SNS:Receive'] : DEFAULT_ACTIONS,
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });

export const policyText = (topic: Topic, withReceive = false): string =>
  topic.attributes.get('Policy') ?? defaultPolicy(topic, withReceive);

export const topicPolicy = (topic: Topic): NamedPolicy => ({
  id: topic.arn,
  policy: compilePolicy(policyText(topic), 'resource'),
});

/** Refuses a text that could not be a topic's policy. */
export const requirePolicy = (text: string): void => {
  if (Buffer.byteLength(text) > MOST_BYTES) throw policyTooLong();
  try {
    compilePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw policyInvalid();
    throw error;
  }
};

interface Document {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const parse = (text: string): Document => {
  const document: Readonly<Record<string, unknown>> & { readonly Statement?: unknown } =
    JSON.parse(text);
  const { Statement } = document;
  return { ...document, Statement: Array.isArray(Statement) ? Statement : [Statement] };
};

const oneOrMany = (items: readonly string[]): string | readonly string[] =>
  items.length === 1 ? (items[0] ?? '') : items;

/** The policy with a statement more, as AddPermission writes it. */
export const withPermission = (
  topic: Topic,
  text: string,
  permission: {
    readonly label: string;
    readonly accounts: readonly string[];
    readonly actions: readonly string[];
  },
): string => {
  const document = parse(text);
  if (document.Statement.some(({ Sid }) => Sid === permission.label)) throw statementExists();
  const actions = permission.actions.map((given) => {
    const action = POLICY_ACTIONS.get(given.toLowerCase());
    if (action === undefined) throw actionOutOfScope();
    return `SNS:${action}`;
  });
  const statement = {
    Sid: permission.label,
    Effect: 'Allow',
    Principal: {
      AWS: oneOrMany(permission.accounts.map((account) => `arn:aws:iam::${account}:root`)),
    },
    Action: oneOrMany(actions),
    Resource: topic.arn,
  };
  return JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
};

export const withoutPermission = (text: string, label: string): string => {
  const document = parse(text);
  return JSON.stringify({
    ...document,
    Statement: document.Statement.filter(({ Sid }) => Sid !== label),
  });
};
