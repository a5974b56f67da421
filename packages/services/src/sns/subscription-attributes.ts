import { parseArn } from '@gatehouse/core';
import {
  effectiveDelivery,
  readSubscriptionDelivery,
  shownEffectiveDelivery,
} from './delivery-policy.ts';
import { invalidParameter } from './errors.ts';
import type { FilterScope } from './filter-matching.ts';
import { FilterPolicyError, isNested, parseFilterPolicy, parseJson } from './filter-policy.ts';
import { isFifo, type Protocol, type Subscription, type Topic, type TopicRef } from './model.ts';

export interface SubscriptionDraft {
  readonly topic: TopicRef;
  readonly protocol: Protocol;
  readonly endpoint: string;
}

const NAMES = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
]);

const refuse = (message: string): never => {
  throw new FilterPolicyError(message);
};

/** Queue of a RedrivePolicy. */
export const deadLetterQueue = (text: string): string | undefined => {
  const value = parseJson(text);
  const arn =
    value !== null && typeof value === 'object' && 'deadLetterTargetArn' in value
      ? value.deadLetterTargetArn
      : undefined;
  return typeof arn === 'string' && isQueueArn(arn) ? arn : undefined;
};

export const isQueueArn = (arn: string): boolean => {
  const parsed = parseArn(arn);
  return (
    parsed?.service === 'sqs' &&
    /^\d{12}$/.test(parsed.account) &&
    /^[\w-]{1,80}(\.fifo)?$/.test(parsed.resource)
  );
};

const requireRedrive = ({ topic, endpoint }: SubscriptionDraft, text: string): void => {
  const queue = deadLetterQueue(text);
  if (queue === undefined) return refuse('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  if (isFifo(topic) && endpoint.endsWith('.fifo') && !queue.endsWith('.fifo'))
    refuse('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.');
};

const requireOneOf = (
  name: string,
  value: string,
  allowed: readonly string[],
  end: string,
): void => {
  if (!allowed.includes(value)) refuse(`${name}: Invalid value [${value}]. ${end}`);
};

const labelled = (name: string, read: () => unknown): void => {
  try {
    read();
  } catch (error) {
    if (error instanceof FilterPolicyError && !error.message.startsWith(`${name}: `))
      return refuse(`${name}: ${error.message}`);
    throw error;
  }
};

const check = (draft: SubscriptionDraft, name: string, value: string): void => {
  switch (name) {
    case 'RawMessageDelivery':
      return requireOneOf(name, value, ['true', 'false'], 'Must be true or false.');
    case 'FilterPolicyScope':
      return requireOneOf(
        name,
        value,
        ['MessageAttributes', 'MessageBody'],
        'Please use either MessageBody or MessageAttributes',
      );
    case 'FilterPolicy':
      return labelled(name, () => parseFilterPolicy(value));
    case 'DeliveryPolicy':
      return labelled(name, () => readSubscriptionDelivery(value));
    case 'RedrivePolicy':
      return labelled(name, () => requireRedrive(draft, value));
    case 'SubscriptionRoleArn':
      if (parseArn(value)?.service !== 'iam') refuse(`${name}: invalid arn`);
      return undefined;
    default:
      throw invalidParameter('AttributeName');
  }
};

export const filterScope = (attributes: ReadonlyMap<string, string>): FilterScope =>
  attributes.get('FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';

/** Attributes with changes, checked one by one and together. */
const merge = (
  draft: SubscriptionDraft,
  present: ReadonlyMap<string, string>,
  changes: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> => {
  const merged = new Map(present);
  for (const [name, value] of changes) {
    if (!NAMES.has(name)) throw invalidParameter('AttributeName');
    if (value === '' && name !== 'RawMessageDelivery') merged.delete(name);
    else {
      check(draft, name, value);
      merged.set(name, value);
    }
  }
  const filter = merged.get('FilterPolicy');
  if (
    filter !== undefined &&
    filterScope(merged) === 'MessageAttributes' &&
    isNested(parseFilterPolicy(filter))
  )
    refuse('Filter policy scope MessageAttributes does not support nested filter policy');
  return merged;
};

/** @param prefix What AWS writes first: Subscribe names its member `Attributes`. */
export const withAttributes = (
  draft: SubscriptionDraft,
  present: ReadonlyMap<string, string>,
  changes: readonly (readonly [string, string])[],
  prefix = '',
): ReadonlyMap<string, string> => {
  try {
    return merge(draft, present, changes);
  } catch (error) {
    if (error instanceof FilterPolicyError) throw invalidParameter(`${prefix}${error.message}`);
    throw error;
  }
};

const USUAL: ReadonlyMap<string, string> = new Map([
  ['RawMessageDelivery', 'false'],
  ['FilterPolicyScope', 'MessageAttributes'],
]);

/** Whether what a repeated Subscribe gives is what there is. */
export const sameAttributes = (
  present: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): boolean =>
  Object.entries(given).every(
    ([name, value]) => (present.get(name) ?? USUAL.get(name) ?? '') === value,
  );

/** What GetSubscriptionAttributes shows. */
export const shownSubscriptionAttributes = (
  subscription: Subscription,
  topic: Topic | undefined,
): Record<string, string> => {
  const { attributes, protocol } = subscription;
  const isHttp = protocol === 'http' || protocol === 'https';
  const stored = new Map(attributes);
  // AWS shows the scope only beside a policy, and then always.
  stored.delete('FilterPolicyScope');
  if (stored.has('FilterPolicy')) stored.set('FilterPolicyScope', filterScope(attributes));
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Owner: subscription.owner,
    Protocol: protocol,
    Endpoint: subscription.endpoint,
    SubscriptionPrincipal: subscription.principal,
    PendingConfirmation: String(subscription.state === 'pending'),
    ConfirmationWasAuthenticated: String(subscription.confirmationWasAuthenticated),
    RawMessageDelivery: 'false',
    ...Object.fromEntries(stored),
    ...(isHttp
      ? {
          EffectiveDeliveryPolicy: shownEffectiveDelivery(
            effectiveDelivery(
              topic?.attributes.get('DeliveryPolicy'),
              attributes.get('DeliveryPolicy'),
            ),
          ),
        }
      : {}),
  };
};
