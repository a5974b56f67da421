import type { OperationDefinition } from '@gatehouse/service-kit';
import { confirmSubscription } from './confirm-subscription.ts';
import { createTopic } from './create-topic.ts';
import type { OperationParts } from './parts.ts';
import { addPermission, removePermission } from './permissions.ts';
import { publish, publishBatch } from './publish.ts';
import { subscribe } from './subscribe.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
} from './subscriptions.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './topics.ts';
import { unsubscribe } from './unsubscribe.ts';

export const operations = (
  parts: OperationParts,
): Readonly<Record<string, OperationDefinition>> => ({
  AddPermission: addPermission(parts),
  ConfirmSubscription: confirmSubscription(parts),
  CreateTopic: createTopic(parts),
  DeleteTopic: deleteTopic(parts),
  GetSubscriptionAttributes: getSubscriptionAttributes(),
  GetTopicAttributes: getTopicAttributes(parts),
  ListSubscriptions: listSubscriptions(parts),
  ListSubscriptionsByTopic: listSubscriptionsByTopic(parts),
  ListTagsForResource: listTagsForResource(parts),
  ListTopics: listTopics(parts),
  Publish: publish(parts),
  PublishBatch: publishBatch(parts),
  RemovePermission: removePermission(parts),
  SetSubscriptionAttributes: setSubscriptionAttributes(),
  SetTopicAttributes: setTopicAttributes(parts),
  Subscribe: subscribe(parts),
  TagResource: tagResource(parts),
  Unsubscribe: unsubscribe(parts),
  UntagResource: untagResource(parts),
});
