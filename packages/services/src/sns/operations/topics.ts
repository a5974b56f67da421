import type {
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTopicsInput,
  ListTopicsResponse,
  SetTopicAttributesInput,
} from '@aws-sdk/client-sns';
import { reads, tagStore, writes } from '@gatehouse/service-kit';
import { authorizeTopic, permittedTopic, touchTopic } from '../access.ts';
import { topicOf } from '../arns.ts';
import { topicNotFound } from '../errors.ts';
import { readPage } from '../paging.ts';
import { subscriptions } from '../repositories/subscriptions.ts';
import { topics } from '../repositories/topics.ts';
import { shownTopicAttributes, topicAttribute } from '../topic-attributes.ts';
import type { OperationParts } from './parts.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const deleteTopic = ({ loose }: OperationParts) =>
  writes<DeleteTopicInput, Record<string, never>>({}, async (input, call) => {
    const { tx } = call;
    const ref = topicOf(call, input.TopicArn);
    const topic = await topics.find(tx, ref.arn);
    await authorizeTopic(call, ref, topic, { action: 'sns:DeleteTopic', loose });
    // AWS answers as if it had deleted it; suites of emulators expect an error.
    if (topic === undefined && loose) throw topicNotFound();

    touchTopic(call, ref);
    await subscriptions.deleteOfTopic(tx, ref.arn);
    await topics.delete(tx, ref.arn);
    await tagStore.removeAll(tx, ref.arn);
    return {};
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics = ({ pages }: OperationParts) =>
  reads<ListTopicsInput, ListTopicsResponse>({}, async (input, call) => {
    await call.authorize('sns:ListTopics', '*');
    const { rows, nextToken } = await readPage(pages, call, input.NextToken, {
      operation: 'ListTopics',
      filters: {},
      fetch: (after, limit) => topics.list(call.tx, call, after, limit),
      positionOf: ({ name }) => name,
    });
    return { Topics: rows.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes = ({ loose }: OperationParts) =>
  reads<GetTopicAttributesInput, GetTopicAttributesResponse>({}, async (input, call) => {
    const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
      action: 'sns:GetTopicAttributes',
      loose,
    });
    const counts = await subscriptions.counts(call.tx, topic.arn);
    return { Attributes: shownTopicAttributes(topic, counts, { loose }) };
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes = ({ loose }: OperationParts) =>
  writes<SetTopicAttributesInput, Record<string, never>>(
    {
      partial:
        'TracingConfig and the delivery status attributes are kept and shown, but nothing is traced or logged.',
    },
    async (input, call) => {
      const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
        action: 'sns:SetTopicAttributes',
        loose,
      });
      const name = input.AttributeName ?? '';
      const value = topicAttribute(topic, name, input.AttributeValue ?? '', { loose });
      const attributes = new Map(topic.attributes);
      if (value === undefined) attributes.delete(name);
      else attributes.set(name, value);
      await topics.setAttributes(call.tx, topic.arn, attributes);
      return {};
    },
  );
