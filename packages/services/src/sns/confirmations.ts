import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { delaySeconds, effectiveDelivery } from './delivery-policy.ts';
import { type DeliveryParts, outcomeOf, retryPolicy, SERVICE, snsRequest } from './delivery.ts';
import { confirmation } from './documents.ts';
import { confirmationMail, confirmationPage, endMail } from './mails.ts';
import { isFifo, type Subscription, type Topic } from './model.ts';
import { subscriptions } from './repositories/subscriptions.ts';
import { topics } from './repositories/topics.ts';
import { openToken } from './tokens.ts';

export const CONFIRMATION = 'sns.confirmation';
export const EXPIRY = 'sns.expiry';

interface Payload {
  readonly messageId: string;
  readonly failures: number;
}

/** Plans the message that carries the subscription's present token, and the end of the token. */
export const scheduleConfirmation = async (
  tx: Tx,
  arn: string,
  plan: { readonly messageId: string; readonly now: Date; readonly expiresAt: Date },
): Promise<void> => {
  const payload: Payload = { messageId: plan.messageId, failures: 0 };
  await scheduleWork(tx, {
    kind: CONFIRMATION,
    key: arn,
    payload: JSON.stringify(payload),
    dueAt: plan.now,
  });
  await scheduleWork(tx, { kind: EXPIRY, key: arn, payload: arn, dueAt: plan.expiresAt });
};

export const expire =
  ({ clock }: Pick<DeliveryParts, 'clock'>): WorkHandler =>
  async (store, { payload: arn }) => {
    await store.write((tx) => subscriptions.deleteExpired(tx, arn, clock.now()));
  };

interface Job {
  readonly topic: Topic;
  readonly subscription: Subscription;
  readonly token: string;
  readonly messageId: string;
}

const mail = async (parts: DeliveryParts, job: Job): Promise<void> => {
  const { topic, subscription, token, messageId } = job;
  const { endpoint, state } = subscription;
  const link = confirmationPage(parts, topic.arn, endpoint, token);
  await parts.mailer.send({
    to: [endpoint],
    ...(state === 'deleted' ? endMail(topic, link) : confirmationMail(topic, link)),
    key: `sns/${messageId}/${subscription.arn}`,
  });
};

const post = async (parts: DeliveryParts, job: Job, body: string): Promise<boolean> => {
  const { topic, subscription, messageId } = job;
  const { contentType } = effectiveDelivery(
    topic.attributes.get('DeliveryPolicy'),
    subscription.attributes.get('DeliveryPolicy'),
  );
  const { status } = await parts.outbound.send(
    snsRequest(subscription.endpoint, body, {
      type:
        subscription.state === 'deleted' ? 'UnsubscribeConfirmation' : 'SubscriptionConfirmation',
      messageId,
      topicArn: topic.arn,
      contentType,
    }),
  );
  return outcomeOf(status) !== 'later';
};

/** True when it was taken, or never will be. */
const send = async (parts: DeliveryParts, job: Job): Promise<boolean> => {
  const { topic, subscription, token, messageId } = job;
  const { protocol, endpoint } = subscription;
  if (protocol === 'email' || protocol === 'email-json') {
    await mail(parts, job);
    return true;
  }
  const at = parts.clock.now();
  const body = await confirmation(parts, topic, subscription, { messageId, token, at });
  if (protocol !== 'sqs') return post(parts, job, body);
  await parts.queues.send({
    queueArn: endpoint,
    body,
    ...(isFifo(topic) && endpoint.endsWith('.fifo')
      ? { groupId: messageId, deduplicationId: messageId }
      : {}),
    source: { service: SERVICE, sourceArn: topic.arn, sourceAccount: topic.account },
  });
  return true;
};

const read = (parts: DeliveryParts, store: Store, arn: string, messageId: string) =>
  store.read(async (tx): Promise<Job | undefined> => {
    const subscription = await subscriptions.find(tx, arn);
    if (subscription === undefined || subscription.state === 'confirmed') return undefined;
    const topic = await topics.find(tx, subscription.topicArn);
    const sealed = await subscriptions.sealedToken(tx, arn);
    return topic === undefined || sealed === undefined
      ? undefined
      : { topic, subscription, messageId, token: openToken(parts.vault, sealed, arn) };
  });

/** Sends the message that asks for a confirmation, as often as the endpoint's delivery policy says. */
export const confirm =
  (parts: DeliveryParts): WorkHandler =>
  async (store, { key: arn, payload }) => {
    const { messageId, failures } = JSON.parse(payload) as Payload;
    const job = await read(parts, store, arn, messageId);
    if (job === undefined) return;
    const sent = await send(parts, job).catch((error: unknown) => {
      parts.log.debug('a confirmation was not delivered yet', { cause: String(error) });
      return false;
    });
    if (sent) return;
    const delay = delaySeconds(retryPolicy(job.topic, job.subscription), failures + 1);
    if (delay === undefined) {
      parts.log.warn('a confirmation was not delivered', { subscription: arn });
      return;
    }
    const again: Payload = { messageId, failures: failures + 1 };
    await store.write((tx) =>
      scheduleWork(tx, {
        kind: CONFIRMATION,
        key: arn,
        payload: JSON.stringify(again),
        dueAt: new Date(parts.clock.now().getTime() + delay * 1000),
      }),
    );
  };
