import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-sns';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { authorizeTopic, touchTopic } from '../access.ts';
import { parseTopicArn, topicRef } from '../arns.ts';
import { resourceNotFound } from '../errors.ts';
import type { TopicRef } from '../model.ts';
import { topics } from '../repositories/topics.ts';
import { requestTags, requireRoom, shownTags, tagLimits, tagOwner } from '../tags.ts';
import type { OperationParts } from './parts.ts';

/** The topic and its tags, once the caller may; nothing but topics has tags. */
const permitted = async (
  call: Call,
  given: string | undefined,
  access: { readonly action: string; readonly keys?: ConditionKeys; readonly loose: boolean },
): Promise<{ readonly ref: TopicRef; readonly present: Tags }> => {
  // What is no ARN of a topic is answered like one that is not there.
  const ref = parseTopicArn(given ?? '');
  const topic = ref?.region === call.region ? await topics.find(call.tx, ref.arn) : undefined;
  const asked = ref ?? topicRef(call, '*');
  const present = await authorizeTopic(call, asked, topic, access);
  if (topic === undefined) throw resourceNotFound();
  touchTopic(call, topic);
  return { ref: topic, present };
};

const limits = { ResourceArn: { minLength: 1, maxLength: 1011 }, ...tagLimits };

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export const tagResource = ({ loose }: OperationParts) =>
  writes<TagResourceRequest, TagResourceResponse>({ limits }, async (input, call) => {
    const tags = requestTags(input.Tags);
    const { ref, present } = await permitted(call, input.ResourceArn, {
      action: 'sns:TagResource',
      keys: requestTagKeys(tags),
      loose,
    });
    requireRoom(new Map([...present, ...tags]));
    await tagStore.put(call.tx, tagOwner(ref), tags);
    return {};
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export const untagResource = ({ loose }: OperationParts) =>
  writes<UntagResourceRequest, UntagResourceResponse>(
    { limits: { ...limits, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const keys = input.TagKeys ?? [];
      const { ref } = await permitted(call, input.ResourceArn, {
        action: 'sns:UntagResource',
        keys: keys.length === 0 ? {} : { 'aws:TagKeys': keys },
        loose,
      });
      await tagStore.remove(call.tx, ref.arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export const listTagsForResource = ({ loose }: OperationParts) =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    { limits },
    async (input, call) => {
      const { present } = await permitted(call, input.ResourceArn, {
        action: 'sns:ListTagsForResource',
        loose,
      });
      return { Tags: shownTags(present) };
    },
  );
