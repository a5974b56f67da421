import type { CreateTopicInput, CreateTopicResponse } from '@aws-sdk/client-sns';
import { AwsError } from '@gatehouse/core';
import { type Call, requestTagKeys, type Tags, tagStore, writes } from '@gatehouse/service-kit';
import { touchTopic } from '../access.ts';
import { topicRef } from '../arns.ts';
import { attributesDiffer, fifoTopicNameInvalid, tagsDiffer, topicNameInvalid } from '../errors.ts';
import type { Topic, TopicRef } from '../model.ts';
import { topics } from '../repositories/topics.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';
import { newTopicAttributes } from '../topic-attributes.ts';
import type { OperationParts } from './parts.ts';

const NAME = /^[\w-]{1,256}$/;
const FIFO_NAME = /^[\w-]{1,251}\.fifo$/;

const standardNameInvalid = (loose: boolean): AwsError =>
  loose
    ? new AwsError(
        'InvalidParameterValue',
        'Topic names must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
      )
    : topicNameInvalid();

const fifoNameInvalid = (loose: boolean): AwsError => {
  const error = fifoTopicNameInvalid();
  return loose
    ? new AwsError('InvalidParameterValue', error.message.replace('Invalid parameter: ', ''))
    : error;
};

const requireName = (name: string, fifo: boolean, loose: boolean): void => {
  if (fifo && !FIFO_NAME.test(name)) throw fifoNameInvalid(loose);
  if (!fifo && !NAME.test(name)) throw standardNameInvalid(loose);
};

/** A topic is made once; asking for it again with what it has finds it. */
const requireSame = async (
  call: Call,
  present: Topic,
  attributes: ReadonlyMap<string, string>,
  tags: Tags | undefined,
): Promise<void> => {
  for (const [name, value] of attributes)
    if (present.attributes.get(name) !== value) throw attributesDiffer();
  if (tags === undefined) return;
  const own = await tagStore.of(call.tx, present.arn);
  const same = own.size === tags.size && [...tags].every(([key, value]) => own.get(key) === value);
  if (!same) throw tagsDiffer();
};

const make = async (
  call: Call,
  ref: TopicRef,
  attributes: ReadonlyMap<string, string>,
  tags: Tags,
): Promise<void> => {
  await topics.insert(call.tx, ref, attributes, call.now);
  await tagStore.put(call.tx, tagOwner(ref), tags);
};

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic = ({ loose }: OperationParts) =>
  writes<CreateTopicInput, CreateTopicResponse>(
    {
      limits: tagLimits,
      partial:
        'KMS decides who may publish to a topic with a KmsMasterKeyId; messages that wait for their delivery are sealed by the master key. There is no message archive and no data protection policy.',
    },
    async (input, call) => {
      const name = input.Name ?? '';
      const given = input.Attributes ?? {};
      requireName(name, given['FifoTopic'] === 'true', loose);
      const ref = topicRef(call, name);
      const tags = requestTags(input.Tags);
      await call.authorize('sns:CreateTopic', ref.arn, requestTagKeys(tags));

      const attributes = newTopicAttributes(ref, given, { loose });
      touchTopic(call, ref);
      const present = await topics.find(call.tx, ref.arn);
      if (present === undefined) await make(call, ref, attributes, tags);
      else await requireSame(call, present, attributes, input.Tags && tags);
      return { TopicArn: ref.arn };
    },
  );
