import type { SubscribeInput, SubscribeResponse } from '@aws-sdk/client-sns';
import { type Call, principalArn, writes } from '@gatehouse/service-kit';
import { permittedTopic } from '../access.ts';
import { topicOf } from '../arns.ts';
import { scheduleConfirmation } from '../confirmations.ts';
import { needsConfirmation, protocolOf, requireEndpoint } from '../endpoints.ts';
import { subscriptionDiffers } from '../errors.ts';
import type { Subscription } from '../model.ts';
import { subscriptions } from '../repositories/subscriptions.ts';
import {
  sameAttributes,
  type SubscriptionDraft,
  withAttributes,
} from '../subscription-attributes.ts';
import { newToken } from '../tokens.ts';
import type { OperationParts } from './parts.ts';

const draftSubscription = (
  { ids, loose }: OperationParts,
  call: Call,
  draft: SubscriptionDraft,
  given: Readonly<Record<string, string>>,
): Subscription => {
  const { topic, protocol, endpoint } = draft;
  const pending = needsConfirmation(protocol, endpoint, call.account);
  return {
    arn: `${topic.arn}:${ids.uuid()}`,
    topicArn: topic.arn,
    owner: call.account,
    region: call.region,
    protocol,
    endpoint,
    principal: principalArn(call.principal),
    state: pending ? 'pending' : 'confirmed',
    attributes: withAttributes(
      draft,
      new Map(),
      Object.entries(given),
      loose ? '' : 'Attributes Reason: ',
    ),
    confirmationWasAuthenticated: !pending,
    authenticateOnUnsubscribe: false,
    createdAt: call.now,
    tokenExpiresAt: call.now,
  };
};

/** Asks the endpoint, with a token that replaces the one before. */
const ask = async (
  parts: OperationParts,
  call: Call,
  arn: string,
  expiresAt: Date,
): Promise<void> =>
  scheduleConfirmation(call.tx, arn, { messageId: parts.ids.uuid(), now: call.now, expiresAt });

const make = async (
  parts: OperationParts,
  call: Call,
  subscription: Subscription,
): Promise<void> => {
  const token = newToken(parts, subscription.arn, call.now);
  await subscriptions.insert(call.tx, subscription, token);
  if (subscription.state === 'pending') await ask(parts, call, subscription.arn, token.expiresAt);
};

/** The subscription that there is already; one that waits is asked once more. */
const repeat = async (
  parts: OperationParts,
  call: Call,
  present: Subscription,
  given: Readonly<Record<string, string>>,
): Promise<void> => {
  if (!sameAttributes(present.attributes, given)) throw subscriptionDiffers();
  if (present.state !== 'pending') return;
  const token = newToken(parts, present.arn, call.now);
  await subscriptions.setToken(call.tx, present.arn, 'pending', token);
  await ask(parts, call, present.arn, token.expiresAt);
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe = (parts: OperationParts) =>
  writes<SubscribeInput, SubscribeResponse>(
    {
      partial:
        'Subscriptions with the protocols firehose, application and sms are kept, but messages to them fail at once and go to the dead-letter queue. The throttlePolicy of a DeliveryPolicy has no effect; ReplayPolicy is refused.',
    },
    async (input, call) => {
      const { tx } = call;
      const ref = topicOf(call, input.TopicArn);
      const endpoint = input.Endpoint ?? '';
      const topic = await permittedTopic(call, ref, {
        action: 'sns:Subscribe',
        keys: { 'sns:Protocol': input.Protocol, 'sns:Endpoint': endpoint || undefined },
        loose: parts.loose,
      });
      const protocol = protocolOf(input.Protocol);
      requireEndpoint(topic, protocol, endpoint);
      const given = input.Attributes ?? {};
      const fresh = draftSubscription(parts, call, { topic, protocol, endpoint }, given);
      const found = await subscriptions.findSame(tx, topic.arn, protocol, endpoint);
      // One that was ended by a link is history for who subscribes anew.
      if (found?.state === 'deleted') await subscriptions.delete(tx, found.arn);
      const present = found?.state === 'deleted' ? undefined : found;

      if (present === undefined) await make(parts, call, fresh);
      else await repeat(parts, call, present, given);
      const { arn, state } = present ?? fresh;
      const tellsArn = state === 'confirmed' || input.ReturnSubscriptionArn === true || parts.loose;
      return { SubscriptionArn: tellsArn ? arn : 'pending confirmation' };
    },
  );
