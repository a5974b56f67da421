import type { UnsubscribeInput } from '@aws-sdk/client-sns';
import { type Call, writes } from '@gatehouse/service-kit';
import { authorizeSubscription } from '../access.ts';
import { subscriptionOf } from '../arns.ts';
import { scheduleConfirmation } from '../confirmations.ts';
import { authenticationNeeded } from '../errors.ts';
import type { Subscription } from '../model.ts';
import { subscriptions } from '../repositories/subscriptions.ts';
import { topics } from '../repositories/topics.ts';
import { newToken } from '../tokens.ts';
import { isByLink } from './confirm-subscription.ts';
import type { OperationParts } from './parts.ts';

/** Ends it and tells the endpoint, which may take it back: it was not its owner who ended it, or nobody knows. */
const endWithNotice = async (
  parts: OperationParts,
  call: Call,
  { arn }: Subscription,
): Promise<void> => {
  const token = newToken(parts, arn, call.now);
  await subscriptions.setToken(call.tx, arn, 'deleted', token);
  await scheduleConfirmation(call.tx, arn, {
    messageId: parts.ids.uuid(),
    now: call.now,
    expiresAt: token.expiresAt,
  });
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export const unsubscribe = (parts: OperationParts) =>
  writes<UnsubscribeInput, Record<string, never>>({}, async (input, call) => {
    const { tx } = call;
    const ref = subscriptionOf(call, input.SubscriptionArn);
    const found = await subscriptions.find(tx, ref.arn);
    const byLink = isByLink(call);
    if (byLink) call.allowEverybody('the link was sent to the endpoint alone');
    else await authorizeSubscription(call, 'sns:Unsubscribe', ref, found);
    // AWS answers the same for a subscription that is not there.
    if (found === undefined || found.state === 'deleted') return {};
    if (byLink && found.authenticateOnUnsubscribe) throw authenticationNeeded();

    const isPush = ['email', 'email-json', 'http', 'https'].includes(found.protocol);
    const hasNotice = isPush && found.state === 'confirmed' && !found.authenticateOnUnsubscribe;
    if (hasNotice && (byLink || found.owner !== call.account))
      await endWithNotice(parts, call, found);
    else await subscriptions.delete(tx, ref.arn);
    await topics.countDeletedSubscription(tx, found.topicArn);
    return {};
  });
