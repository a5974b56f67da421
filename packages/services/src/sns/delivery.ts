import type { OutboundRequest } from '@gatehouse/core';
import type { QueueMessageAttribute } from '@gatehouse/service-kit';
import { scheduleWork, type Store, type WorkHandler } from '@gatehouse/store';
import {
  delaySeconds,
  effectiveDelivery,
  MAIL_RETRIES,
  QUEUE_RETRIES,
  type RetryPolicy,
} from './delivery-policy.ts';
import type { SnsDeps } from './deps.ts';
import { type DocumentParts, functionEvent, notification } from './documents.ts';
import { DELIVERY } from './fan-out.ts';
import { notificationMail, unsubscribePage } from './mails.ts';
import { isFifo, type Message, type Subscription, textFor, type Topic } from './model.ts';
import { type Delivery, messages } from './repositories/messages.ts';
import { subscriptions } from './repositories/subscriptions.ts';
import { topics } from './repositories/topics.ts';
import { deadLetterQueue } from './subscription-attributes.ts';

export type DeliveryParts = SnsDeps & DocumentParts;

/** Amazon SNS waits 15 seconds for an endpoint. */
const TIMEOUT_MILLISECONDS = 15_000;
/** More attributes than a queue takes: Amazon SNS Developer Guide, "Message attributes". */
const MOST_QUEUE_ATTRIBUTES = 10;

/** `failed`: for good; it makes no sense to try it again. */
export type Outcome = 'done' | 'failed' | 'later';

interface Job {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly topic: Topic;
  readonly subscription: Subscription;
}

const isRaw = ({ attributes }: Subscription): boolean =>
  attributes.get('RawMessageDelivery') === 'true';

const queueAttributes = (message: Message): Readonly<Record<string, QueueMessageAttribute>> =>
  Object.fromEntries(
    [...message.attributes].map(([name, { type, value }]) => [
      name,
      type.startsWith('Binary')
        ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
        : { DataType: type, StringValue: value },
    ]),
  );

export const SERVICE = 'sns.amazonaws.com';

const toQueue = async (parts: DeliveryParts, job: Job, queueArn: string): Promise<Outcome> => {
  const { message, topic, subscription } = job;
  const raw = isRaw(subscription);
  if (raw && message.attributes.size > MOST_QUEUE_ATTRIBUTES) return 'failed';
  const ordered = queueArn.endsWith('.fifo');
  const result = await parts.queues.send({
    queueArn,
    body: raw
      ? textFor(message, subscription.protocol)
      : await notification(parts, topic, subscription, message),
    messageAttributes: raw ? queueAttributes(message) : undefined,
    // A standard queue gets the group of a standard topic's message, and nothing of a FIFO topic's.
    groupId: ordered || !isFifo(topic) ? message.groupId : undefined,
    deduplicationId: ordered ? message.deduplicationId : undefined,
    source: { service: SERVICE, sourceArn: topic.arn, sourceAccount: topic.account },
  });
  return result === 'sent' ? 'done' : 'failed';
};

const toFunction = async (
  parts: DeliveryParts,
  { message, topic, subscription }: Job,
  functionArn: string,
): Promise<Outcome> => {
  const result = await parts.functions?.invokeAsync({
    functionArn,
    payload: functionEvent(
      await notification(parts, topic, subscription, message),
      subscription.arn,
    ),
    source: { service: SERVICE, sourceArn: topic.arn, sourceAccount: topic.account },
  });
  return result === 'sent' ? 'done' : 'failed';
};

/** What a status means (Amazon SNS Developer Guide, "Message delivery retries"): the server's faults may pass. */
export const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return 'done';
  return status >= 500 || status === 429 || status < 200 ? 'later' : 'failed';
};

export const snsRequest = (
  url: string,
  body: string,
  about: {
    readonly type: string;
    readonly messageId: string;
    readonly topicArn: string;
    readonly contentType: string;
    readonly more?: Readonly<Record<string, string>>;
  },
): OutboundRequest => ({
  method: 'POST',
  url,
  body,
  timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  headers: {
    'x-amz-sns-message-type': about.type,
    'x-amz-sns-message-id': about.messageId,
    'x-amz-sns-topic-arn': about.topicArn,
    ...about.more,
    'content-type': about.contentType,
    'user-agent': 'Amazon Simple Notification Service Agent',
    'accept-encoding': 'identity',
  },
});

const toUrl = async (parts: DeliveryParts, job: Job): Promise<Outcome> => {
  const { message, topic, subscription } = job;
  const raw = isRaw(subscription);
  const { contentType } = effectiveDelivery(
    topic.attributes.get('DeliveryPolicy'),
    subscription.attributes.get('DeliveryPolicy'),
  );
  const body = raw
    ? textFor(message, subscription.protocol)
    : await notification(parts, topic, subscription, message);
  const { status } = await parts.outbound.send(
    snsRequest(subscription.endpoint, body, {
      type: 'Notification',
      messageId: message.id,
      topicArn: topic.arn,
      contentType,
      more: {
        'x-amz-sns-subscription-arn': subscription.arn,
        ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
      },
    }),
  );
  return outcomeOf(status);
};

const toMail = async (parts: DeliveryParts, job: Job): Promise<Outcome> => {
  const { message, topic, subscription } = job;
  const text =
    subscription.protocol === 'email-json'
      ? await notification(parts, topic, subscription, message)
      : textFor(message, subscription.protocol);
  await parts.mailer.send({
    to: [subscription.endpoint],
    ...notificationMail(message.subject, text, unsubscribePage(parts, subscription)),
    ...(subscription.protocol === 'email-json' ? { text } : {}),
    key: `sns/${message.id}/${subscription.arn}`,
  });
  return 'done';
};

const attempt = async (parts: DeliveryParts, job: Job): Promise<Outcome> => {
  const { protocol, endpoint } = job.subscription;
  switch (protocol) {
    case 'sqs':
      return toQueue(parts, job, endpoint);
    case 'http':
    case 'https':
      return toUrl(parts, job);
    case 'email':
    case 'email-json':
      return toMail(parts, job);
    case 'lambda':
      return toFunction(parts, job, endpoint);
    case 'application':
    case 'firehose':
    case 'sms':
      // Nothing here receives them: for the sender that is an endpoint which is gone.
      return 'failed';
    default:
      return protocol satisfies never;
  }
};

export const retryPolicy = (topic: Topic, { protocol, attributes }: Subscription): RetryPolicy => {
  switch (protocol) {
    case 'http':
    case 'https':
      return effectiveDelivery(
        topic.attributes.get('DeliveryPolicy'),
        attributes.get('DeliveryPolicy'),
      ).retries;
    case 'email':
    case 'email-json':
      return MAIL_RETRIES;
    default:
      return QUEUE_RETRIES;
  }
};

/** What is to be done first in a lane; a subscription that is gone leaves only the end of the delivery. */
const nextJob = ({ vault }: DeliveryParts, store: Store, lane: string) =>
  store.read(async (tx) => {
    const delivery = await messages.nextDelivery(tx, vault, lane);
    if (delivery === undefined) return undefined;
    const subscription = await subscriptions.find(tx, delivery.subscriptionArn);
    const topic = await topics.find(tx, delivery.message.topicArn);
    return subscription?.state !== 'confirmed' || topic === undefined
      ? { delivery }
      : { delivery, job: { delivery, message: delivery.message, topic, subscription } };
  });

/** To the queue for what could not be delivered, if the subscription has one. */
const bury = async (parts: DeliveryParts, job: Job): Promise<void> => {
  const { subscription, topic, message } = job;
  const redrive = subscription.attributes.get('RedrivePolicy');
  const queue = redrive === undefined ? undefined : deadLetterQueue(redrive);
  const fields = { subscription: subscription.arn, topic: topic.arn, message: message.id };
  if (queue === undefined) return parts.log.warn('a notification was not delivered', fields);
  const outcome = await toQueue(parts, job, queue);
  if (outcome !== 'done')
    parts.log.warn('a notification was not delivered, nor taken by its dead-letter queue', fields);
};

/** Tries one delivery; false when its lane must wait. */
const tryOne = async (parts: DeliveryParts, store: Store, job: Job, lane: string) => {
  const { delivery, topic, subscription } = job;
  const outcome = await attempt(parts, job).catch((error: unknown): Outcome => {
    parts.log.debug('a notification was not delivered yet', { cause: String(error) });
    return 'later';
  });
  const failures = delivery.failures + 1;
  const delay =
    outcome === 'later' ? delaySeconds(retryPolicy(topic, subscription), failures) : undefined;
  if (delay === undefined) {
    if (outcome !== 'done') await bury(parts, job);
    await store.write((tx) => messages.endDelivery(tx, delivery));
    return true;
  }
  const dueAt = new Date(parts.clock.now().getTime() + delay * 1000);
  await store.write(async (tx) => {
    await messages.setFailures(tx, delivery, failures);
    await scheduleWork(tx, { kind: DELIVERY, key: lane, payload: lane, dueAt });
  });
  return false;
};

/** Delivers what waits in a lane, in order, as long as it is taken. */
export const deliver =
  (parts: DeliveryParts): WorkHandler =>
  async (store, work) => {
    const lane = work.payload;
    for (;;) {
      const next = await nextJob(parts, store, lane);
      if (next === undefined) return;
      const { job, delivery } = next;
      if (job === undefined) await store.write((tx) => messages.endDelivery(tx, delivery));
      else if (!(await tryOne(parts, store, job, lane))) return;
    }
  };
