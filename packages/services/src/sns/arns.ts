import { parseArn } from '@gatehouse/core';
import { arnTooShort, invalidParameter, noValue } from './errors.ts';
import type { Scope, TopicRef } from './model.ts';

const ELEMENTS = 6;

export const topicRef = ({ account, region }: Scope, name: string): TopicRef => ({
  account,
  region,
  name,
  arn: `arn:aws:sns:${region}:${account}:${name}`,
});

const requireElements = (member: string, arn: string): void => {
  const elements = arn.split(':').length;
  if (elements < ELEMENTS) throw arnTooShort(member, elements);
};

/** What an ARN names, if it is one of a topic; undefined for others. */
export const parseTopicArn = (arn: string): TopicRef | undefined => {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'sns' || parsed.partition !== 'aws' || parsed.resource.includes(':'))
    return undefined;
  if (!/^\d{12}$/.test(parsed.account)) return undefined;
  return { account: parsed.account, region: parsed.region, name: parsed.resource, arn };
};

/** The topic of a request: of any account, and of the Region that the request went to. */
export const topicOf = (
  { region }: Pick<Scope, 'region'>,
  given: string | undefined,
  member = 'TopicArn',
): TopicRef => {
  const arn = given ?? '';
  requireElements(member, arn);
  const ref = parseTopicArn(arn);
  if (ref === undefined || ref.region !== region) throw invalidParameter(member);
  return ref;
};

export interface SubscriptionRef {
  readonly arn: string;
  readonly topic: TopicRef;
}

/** `arn:aws:sns:region:account:topic:id` */
export const subscriptionOf = (
  scope: Pick<Scope, 'region'>,
  given: string | undefined,
): SubscriptionRef => {
  const arn = given ?? '';
  if (arn === '') throw noValue('SubscriptionArn');
  requireElements('SubscriptionArn', arn);
  const end = arn.lastIndexOf(':');
  const topic = parseTopicArn(arn.slice(0, end));
  if (topic === undefined || topic.region !== scope.region)
    throw invalidParameter('SubscriptionId');
  return { arn, topic };
};
