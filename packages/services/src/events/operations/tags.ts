import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-eventbridge';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { authorizeBus, authorizeRule, touchBus, touchRule } from '../access.ts';
import { busRef, parseBusArn, parseRuleArn } from '../arns.ts';
import { arnInvalid, busNotFound, ruleNotFound, tagsOnManagedRule } from '../errors.ts';
import { anyArn } from '../limits.ts';
import type { BusRef, RuleRef } from '../model.ts';
import { buses } from '../repositories/buses.ts';
import { rules } from '../repositories/rules.ts';
import {
  busTagOwner,
  requestTags,
  requireRoom,
  ruleTagOwner,
  shownTags,
  tagLimits,
} from '../tags.ts';

interface Tagged {
  readonly owner: TagOwner;
  readonly present: Tags;
}

const permittedBus = async (
  call: Call,
  ref: BusRef,
  access: { readonly action: string; readonly keys?: ConditionKeys },
): Promise<Tagged> => {
  const bus = await buses.find(call.tx, ref);
  const present = await authorizeBus(call, ref, bus, access);
  if (bus === undefined || ref.region !== call.region) throw busNotFound(ref.name);
  touchBus(call, ref);
  return { owner: busTagOwner(ref), present };
};

const permittedRule = async (
  call: Call,
  ref: RuleRef,
  access: { readonly action: string; readonly keys?: ConditionKeys; readonly writes: boolean },
): Promise<Tagged> => {
  const bus = await buses.find(call.tx, busRef(ref, ref.busName));
  const rule = await rules.find(call.tx, ref.arn);
  const present = await authorizeRule(call, ref, bus, rule, access);
  if (rule === undefined || ref.region !== call.region) throw ruleNotFound(ref.name, ref.busName);
  if (access.writes && rule.managedBy !== undefined) throw tagsOnManagedRule(rule.name);
  touchRule(call, ref);
  return { owner: ruleTagOwner(ref), present };
};

/** The bus or rule and its tags, once the caller may; nothing else has tags. */
const permitted = (
  call: Call,
  given: string | undefined,
  access: { readonly action: string; readonly keys?: ConditionKeys; readonly writes: boolean },
): Promise<Tagged> => {
  const arn = given ?? '';
  const rule = parseRuleArn(arn);
  if (rule !== undefined) return permittedRule(call, rule, access);
  const bus = parseBusArn(arn);
  if (bus === undefined) throw arnInvalid(arn);
  return permittedBus(call, bus, access);
};

const limits = { ResourceARN: anyArn };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, TagResourceResponse>(
    { limits: { ...limits, ...tagLimits } },
    async (input, call) => {
      const tags = requestTags(input.Tags);
      const { owner, present } = await permitted(call, input.ResourceARN, {
        action: 'events:TagResource',
        keys: requestTagKeys(tags),
        writes: true,
      });
      requireRoom(new Map([...present, ...tags]));
      await tagStore.put(call.tx, owner, tags);
      return {};
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, UntagResourceResponse>(
    { limits: { ...limits, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const keys = input.TagKeys ?? [];
      const { owner } = await permitted(call, input.ResourceARN, {
        action: 'events:UntagResource',
        keys: keys.length === 0 ? {} : { 'aws:TagKeys': keys },
        writes: true,
      });
      await tagStore.remove(call.tx, owner.arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    { limits },
    async (input, call) => {
      const { present } = await permitted(call, input.ResourceARN, {
        action: 'events:ListTagsForResource',
        writes: false,
      });
      return { Tags: shownTags(present) };
    },
  );
