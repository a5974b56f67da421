import type { ConfirmSubscriptionInput, ConfirmSubscriptionResponse } from '@aws-sdk/client-sns';
import { type Call, writes } from '@gatehouse/service-kit';
import { cancelWork } from '@gatehouse/store';
import { authorizeTopic, touchTopic } from '../access.ts';
import { parseTopicArn } from '../arns.ts';
import { CONFIRMATION, EXPIRY } from '../confirmations.ts';
import { SERVICE } from '../delivery.ts';
import { authenticationNeeded, invalidParameter, tokenInvalid } from '../errors.ts';
import type { TopicRef } from '../model.ts';
import { subscriptions } from '../repositories/subscriptions.ts';
import { topics } from '../repositories/topics.ts';
import { isToken, tokenHash } from '../tokens.ts';
import type { OperationParts } from './parts.ts';

/** Whether the request came by a link of ours, which nobody signed. */
export const isByLink = ({ principal }: Call): boolean =>
  principal.kind === 'service' && principal.name === SERVICE;

/**
 * The token was sent to the endpoint alone, and proves that its owner agrees. Callers of the topic's account need their
 * policies' leave all the same, and those of others must not be forbidden it.
 */
const authorize = async (call: Call, ref: TopicRef, loose: boolean): Promise<void> => {
  const action = 'sns:ConfirmSubscription';
  if (isByLink(call)) return call.allowEverybody('the token proves that the endpoint agrees');
  if (ref.account === call.account) {
    await authorizeTopic(call, ref, await topics.find(call.tx, ref.arn), { action, loose });
    return undefined;
  }
  const decision = await call.decide(action, ref.arn, {}, { resourceAccount: ref.account });
  if (!decision.allowed && decision.because === 'explicit-deny')
    return call.authorize(action, ref.arn, {}, { resourceAccount: ref.account });
  return call.allowEverybody('the token proves that the endpoint agrees');
};

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export const confirmSubscription = ({ loose }: OperationParts) =>
  writes<ConfirmSubscriptionInput, ConfirmSubscriptionResponse>(
    { redact: ['Token'] },
    async (input, call) => {
      const { tx } = call;
      const ref = parseTopicArn(input.TopicArn ?? '');
      if (ref?.region !== call.region) throw invalidParameter('Topic');
      await authorize(call, ref, loose);
      const token = input.Token ?? '';
      if (!isToken(token)) throw tokenInvalid();
      const subscription = await subscriptions.findByToken(tx, ref.arn, tokenHash(token), call.now);
      if (subscription === undefined) throw invalidParameter('Token');
      const authenticated = !isByLink(call);
      const onUnsubscribe = input.AuthenticateOnUnsubscribe === 'true';
      if (onUnsubscribe && !authenticated) throw authenticationNeeded();

      touchTopic(call, ref);
      if (subscription.state !== 'confirmed') {
        await subscriptions.confirm(tx, subscription.arn, {
          authenticated,
          authenticateOnUnsubscribe: onUnsubscribe,
        });
        await cancelWork(tx, CONFIRMATION, subscription.arn);
        await cancelWork(tx, EXPIRY, subscription.arn);
      }
      return { SubscriptionArn: subscription.arn };
    },
  );
