import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-ecs';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { existing } from '../authorization.ts';
import { findTagged } from '../tagged-resources.ts';
import { requestTags, requireRoom, shownTags, tagLimits, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, TagResourceResponse>({ limits: tagLimits }, async (input, call) => {
    const { tx } = call;
    const tags = requestTags(input.tags);
    const resource = await findTagged(tx, call, input.resourceArn ?? '');
    const present = await tagStore.of(tx, resource.arn);
    await call.authorize(
      'ecs:TagResource',
      resource.arn,
      existing(present, { ...resource.keys, ...requestTagKeys(tags) }),
    );
    if (resource.missing !== undefined) throw resource.missing;

    requireRoom(new Map([...present, ...tags]));
    call.touch(resource.touched);
    await tagStore.put(tx, tagOwner(call, resource.kind, resource.arn), tags);
    return {};
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, UntagResourceResponse>(
    { limits: { 'tagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const { tx } = call;
      const keys = input.tagKeys ?? [];
      const resource = await findTagged(tx, call, input.resourceArn ?? '');
      const present = await tagStore.of(tx, resource.arn);
      await call.authorize(
        'ecs:UntagResource',
        resource.arn,
        existing(present, {
          ...resource.keys,
          ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
        }),
      );
      if (resource.missing !== undefined) throw resource.missing;

      call.touch(resource.touched);
      // Tags that ECS set itself stay.
      await tagStore.remove(
        tx,
        resource.arn,
        keys.filter((key) => !key.startsWith('aws:')),
      );
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>({}, async (input, call) => {
    const { tx } = call;
    const resource = await findTagged(tx, call, input.resourceArn ?? '');
    const present = await tagStore.of(tx, resource.arn);
    await call.authorize('ecs:ListTagsForResource', resource.arn, existing(present, resource.keys));
    if (resource.missing !== undefined) throw resource.missing;

    call.touch(resource.touched);
    return { tags: shownTags(present) };
  });
