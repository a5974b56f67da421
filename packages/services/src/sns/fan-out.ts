import { createHash } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import { matchesFilter } from './filter-matching.ts';
import { parseFilterPolicy } from './filter-policy.ts';
import { type Message, type Subscription, textFor } from './model.ts';
import { messages } from './repositories/messages.ts';
import { subscriptions } from './repositories/subscriptions.ts';
import { filterScope } from './subscription-attributes.ts';

export const DELIVERY = 'sns.delivery';

/** Whether a subscription wants a message. */
const wants = ({ attributes, protocol }: Subscription, message: Message): boolean => {
  const filter = attributes.get('FilterPolicy');
  return (
    filter === undefined ||
    matchesFilter(parseFilterPolicy(filter), filterScope(attributes), {
      attributes: message.attributes,
      body: textFor(message, protocol),
    })
  );
};

/** What must be delivered one after the other: all of a group to one subscription, where there are groups. */
const laneOf = ({ id, groupId, sequenceNumber }: Message, subscriptionArn: string): string =>
  sequenceNumber === undefined
    ? `${subscriptionArn}/${id}`
    : `${subscriptionArn}/group/${createHash('sha256')
        .update(groupId ?? '')
        .digest('hex')}`;

/** Leaves a delivery for each subscription that wants the message. */
export const fanOut = async (tx: Tx, vault: Vault, message: Message): Promise<void> => {
  const wanting = (await subscriptions.confirmedOf(tx, message.topicArn)).filter((subscription) =>
    wants(subscription, message),
  );
  if (wanting.length === 0) return;
  await messages.insert(tx, vault, message);
  for (const { arn } of wanting) {
    const lane = laneOf(message, arn);
    // A lane at work finds what comes after by itself, and one that pauses must not be hurried.
    const isBusy = await messages.hasDeliveries(tx, lane);
    await messages.addDelivery(tx, message, arn, lane);
    if (!isBusy)
      await scheduleWork(tx, {
        kind: DELIVERY,
        key: lane,
        payload: lane,
        dueAt: message.publishedAt,
      });
  }
};
