import {
  effectiveTopicDelivery,
  readTopicDelivery,
  shownTopicDelivery,
} from './delivery-policy.ts';
import { invalidParameter } from './errors.ts';
import { FilterPolicyError } from './filter-policy.ts';
import { isFifo, type Topic, type TopicRef } from './model.ts';
import { policyText, requirePolicy } from './topic-policy.ts';

interface Rules {
  readonly loose: boolean;
}

const FEEDBACK = ['Application', 'Firehose', 'HTTP', 'Lambda', 'SQS'].flatMap((protocol) => [
  `${protocol}FailureFeedbackRoleArn`,
  `${protocol}SuccessFeedbackRoleArn`,
  `${protocol}SuccessFeedbackSampleRate`,
]);

const NAMES = new Set([
  'ContentBasedDeduplication',
  'DeliveryPolicy',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
  ...FEEDBACK,
]);

const MOST_NAME = 100;

const requireOneOf = (name: string, value: string, allowed: readonly string[]): void => {
  if (!allowed.includes(value))
    throw invalidParameter(`${name}: Invalid value [${value}]. Must be ${allowed.join(' or ')}.`);
};

/** A delivery policy's error, told as AWS tells those of attributes. */
const checked = <T>(name: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FilterPolicyError) throw invalidParameter(`${name}: ${error.message}`);
    throw error;
  }
};

const requireFifo = (name: string, topic: TopicRef): void => {
  if (!isFifo(topic)) throw invalidParameter(`${name}: only FIFO topics have it`);
};

/** The value to store, or undefined when the attribute goes back to what is usual. */
export const topicAttribute = (
  topic: TopicRef,
  name: string,
  value: string,
  { loose }: Rules,
): string | undefined => {
  if (!NAMES.has(name)) throw invalidParameter('AttributeName');
  switch (name) {
    case 'Policy':
      if (value === '') return undefined;
      if (!loose) requirePolicy(value);
      return value;
    case 'DeliveryPolicy':
      checked(name, () => readTopicDelivery(value));
      return loose ? value || undefined : checked(name, () => shownTopicDelivery(value));
    case 'DisplayName':
      // It becomes the beginning of mails and SMS.
      if (value.length > MOST_NAME || /\p{Cc}/u.test(value)) throw invalidParameter('DisplayName');
      return value;
    case 'SignatureVersion':
      requireOneOf(name, value, ['1', '2']);
      return value;
    case 'TracingConfig':
      requireOneOf(name, value, ['PassThrough', 'Active']);
      return value;
    case 'ContentBasedDeduplication':
      requireFifo(name, topic);
      requireOneOf(name, value, ['true', 'false']);
      return value;
    case 'FifoThroughputScope':
      requireFifo(name, topic);
      requireOneOf(name, value, ['Topic', 'MessageGroup']);
      return value;
    default:
      return value === '' ? undefined : value;
  }
};

/** The attributes of CreateTopic, checked; `FifoTopic` is told by the name from then on. */
export const newTopicAttributes = (
  topic: TopicRef,
  given: Readonly<Record<string, string>>,
  rules: Rules,
): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (name === 'FifoTopic') {
      requireOneOf(name, value, ['true', 'false']);
      continue;
    }
    const stored = topicAttribute(topic, name, value, rules);
    if (stored !== undefined) attributes.set(name, stored);
  }
  return attributes;
};

export interface SubscriptionCounts {
  readonly confirmed: number;
  readonly pending: number;
}

/** What GetTopicAttributes shows. */
export const shownTopicAttributes = (
  topic: Topic,
  counts: SubscriptionCounts,
  { loose }: Rules,
): Record<string, string> => {
  const stored = Object.fromEntries(
    [...topic.attributes].filter(([name]) => name !== 'Policy' && name !== 'DisplayName'),
  );
  return {
    ...(loose ? { DeliveryPolicy: '' } : {}),
    ...stored,
    Policy: policyText(topic, loose),
    Owner: topic.account,
    SubscriptionsPending: String(counts.pending),
    SubscriptionsConfirmed: String(counts.confirmed),
    SubscriptionsDeleted: String(topic.deletedSubscriptions),
    TopicArn: topic.arn,
    DisplayName: topic.attributes.get('DisplayName') ?? '',
    EffectiveDeliveryPolicy: effectiveTopicDelivery(topic.attributes.get('DeliveryPolicy')),
    ...(isFifo(topic)
      ? {
          FifoTopic: 'true',
          ContentBasedDeduplication: topic.attributes.get('ContentBasedDeduplication') ?? 'false',
        }
      : {}),
  };
};
