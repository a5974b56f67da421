import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesInput,
  Subscription as ShownSubscription,
} from '@aws-sdk/client-sns';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { authorizeSubscription, permittedTopic } from '../access.ts';
import { parseTopicArn, subscriptionOf, topicOf } from '../arns.ts';
import { subscriptionNotFound } from '../errors.ts';
import type { Subscription } from '../model.ts';
import { readPage } from '../paging.ts';
import { subscriptions } from '../repositories/subscriptions.ts';
import { topics } from '../repositories/topics.ts';
import { shownSubscriptionAttributes, withAttributes } from '../subscription-attributes.ts';
import type { OperationParts } from './parts.ts';

const shown =
  (loose: boolean) =>
  ({ arn, topicArn, owner, protocol, endpoint, state }: Subscription): ShownSubscription => ({
    SubscriptionArn: state === 'pending' && !loose ? 'PendingConfirmation' : arn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export const listSubscriptions = ({ pages, loose }: OperationParts) =>
  reads<ListSubscriptionsInput, ListSubscriptionsResponse>({}, async (input, call) => {
    await call.authorize('sns:ListSubscriptions', '*');
    const { rows, nextToken } = await readPage(pages, call, input.NextToken, {
      operation: 'ListSubscriptions',
      filters: {},
      fetch: (after, limit) => subscriptions.listOfOwner(call.tx, call, after, limit),
      positionOf: ({ arn }) => arn,
    });
    return { Subscriptions: rows.map(shown(loose)), NextToken: nextToken };
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic = ({ pages, loose }: OperationParts) =>
  reads<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicResponse>(
    {},
    async (input, call) => {
      const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
        action: 'sns:ListSubscriptionsByTopic',
        loose,
      });
      const { rows, nextToken } = await readPage(pages, call, input.NextToken, {
        operation: 'ListSubscriptionsByTopic',
        filters: { topic: topic.arn },
        fetch: (after, limit) => subscriptions.listOfTopic(call.tx, topic.arn, after, limit),
        positionOf: ({ arn }) => arn,
      });
      return { Subscriptions: rows.map(shown(loose)), NextToken: nextToken };
    },
  );

const permitted = async (
  call: Call,
  action: string,
  given: string | undefined,
): Promise<Subscription> => {
  const ref = subscriptionOf(call, given);
  const subscription = await subscriptions.find(call.tx, ref.arn);
  await authorizeSubscription(call, action, ref, subscription);
  if (subscription === undefined || subscription.state === 'deleted') throw subscriptionNotFound();
  return subscription;
};

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export const getSubscriptionAttributes = () =>
  reads<GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse>(
    {},
    async (input, call) => {
      const subscription = await permitted(
        call,
        'sns:GetSubscriptionAttributes',
        input.SubscriptionArn,
      );
      const topic = await topics.find(call.tx, subscription.topicArn);
      return { Attributes: shownSubscriptionAttributes(subscription, topic) };
    },
  );

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export const setSubscriptionAttributes = () =>
  writes<SetSubscriptionAttributesInput, Record<string, never>>({}, async (input, call) => {
    const subscription = await permitted(
      call,
      'sns:SetSubscriptionAttributes',
      input.SubscriptionArn,
    );
    const topic = parseTopicArn(subscription.topicArn);
    if (topic === undefined) throw new Error(`${subscription.arn} is stored without a topic`);
    const { protocol, endpoint, attributes } = subscription;
    const change = [input.AttributeName ?? '', input.AttributeValue ?? ''] as const;
    await subscriptions.setAttributes(
      call.tx,
      subscription.arn,
      withAttributes({ topic, protocol, endpoint }, attributes, [change]),
    );
    return {};
  });
