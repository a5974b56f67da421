import type {
  ListQueueTagsRequest,
  ListQueueTagsResult,
  TagQueueRequest,
  UntagQueueRequest,
} from '@aws-sdk/client-sqs';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { missingParameter } from '../errors.ts';
import { requestTags, requireRoom, requireTagKeys, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export const tagQueue = () =>
  writes<TagQueueRequest, object>({}, async (input, call) => {
    const { tx } = call;
    const tags = requestTags(input.Tags);
    const keys = requestTagKeys(tags);
    const queue = await permittedQueueOfUrl(call, 'sqs:TagQueue', input.QueueUrl, keys);
    if (tags.size === 0) throw missingParameter('Tags');
    requireRoom(queue.name, new Map([...(await tagStore.of(tx, queue.arn)), ...tags]));
    await tagStore.put(tx, tagOwner(queue), tags);
    return {};
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export const untagQueue = () =>
  writes<UntagQueueRequest, object>({}, async (input, call) => {
    const given = input.TagKeys ?? [];
    const condition = given.length === 0 ? {} : { 'aws:TagKeys': given };
    const queue = await permittedQueueOfUrl(call, 'sqs:UntagQueue', input.QueueUrl, condition);
    await tagStore.remove(call.tx, queue.arn, requireTagKeys(input.TagKeys));
    return {};
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const listQueueTags = () =>
  reads<ListQueueTagsRequest, ListQueueTagsResult>({}, async (input, call) => {
    const queue = await permittedQueueOfUrl(call, 'sqs:ListQueueTags', input.QueueUrl);
    return { Tags: Object.fromEntries(await tagStore.of(call.tx, queue.arn)) };
  });
