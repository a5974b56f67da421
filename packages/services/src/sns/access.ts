import type { NamedPolicy } from '@gatehouse/policy';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import type { SubscriptionRef } from './arns.ts';
import { topicNotFound } from './errors.ts';
import type { Subscription, Topic, TopicRef } from './model.ts';
import { topics } from './repositories/topics.ts';
import { isPolicyAction, topicPolicy } from './topic-policy.ts';

const policyFor = (
  call: Call,
  action: string,
  topic: Topic | undefined,
  loose: boolean,
): NamedPolicy | undefined => {
  // Without decisions a policy may be any text.
  if (topic === undefined || loose) return undefined;
  return topic.account === call.account || isPolicyAction(action) ? topicPolicy(topic) : undefined;
};

/** A service acts for an account, which the default policy of topics asks for; people have no such key. */
const sourceKeys = ({ principal }: Call): ConditionKeys =>
  principal.kind === 'service'
    ? { 'aws:SourceOwner': principal.account, 'aws:SourceAccount': principal.account }
    : {};

export interface TopicAccess {
  readonly action: string;
  readonly keys?: ConditionKeys;
  /** Decisions are off, and policies are not read. */
  readonly loose: boolean;
}

/** Throws unless the caller's policies and the topic's own let him do it; `topic` is undefined when there is none. */
export const authorizeTopic = async (
  call: Call,
  ref: TopicRef,
  topic: Topic | undefined,
  { action, keys = {}, loose }: TopicAccess,
): Promise<Tags> => {
  const tags: Tags = topic === undefined ? new Map() : await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    action,
    ref.arn,
    { ...resourceTagKeys(undefined, tags), ...sourceKeys(call), ...keys },
    { resourceAccount: ref.account, resourcePolicy: policyFor(call, action, topic, loose) },
  );
  return tags;
};

export const touchTopic = (call: Call, topic: TopicRef): void => {
  if (topic.account !== call.account) call.alsoRecordIn(topic.account);
  call.touch({ type: 'AWS::SNS::Topic', name: topic.arn, arn: topic.arn });
};

/** The topic that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedTopic = async (
  call: Call,
  ref: TopicRef,
  access: TopicAccess,
): Promise<Topic> => {
  const topic = await topics.find(call.tx, ref.arn);
  call.touch({ type: 'AWS::SNS::Topic', name: ref.arn, arn: ref.arn });
  await authorizeTopic(call, ref, topic, access);
  if (topic === undefined) throw topicNotFound();
  touchTopic(call, topic);
  return topic;
};

/**
 * Subscriptions belong to who subscribed, and to the topic's owner as well. Nobody else may do anything with them, and
 * hears the same whether there is one.
 */
export const authorizeSubscription = async (
  call: Call,
  action: string,
  { topic }: SubscriptionRef,
  subscription: Subscription | undefined,
): Promise<void> => {
  const isOwn = topic.account === call.account || subscription?.owner === call.account;
  await call.authorize(
    action,
    topic.arn,
    subscription === undefined
      ? {}
      : { 'sns:Protocol': subscription.protocol, 'sns:Endpoint': subscription.endpoint },
    { resourceAccount: isOwn ? call.account : topic.account },
  );
  call.touch({ type: 'AWS::SNS::Topic', name: topic.arn, arn: topic.arn });
};
