import type { Tag } from '@aws-sdk/client-iam';
import { AwsError } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  type Limits,
  type OperationDefinition,
  type PageTokens,
  reads,
  requestTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { pageLimits, required } from './names.ts';
import { paging } from './paging.ts';
import { duplicateTagKeys, reservedTagKey, tooManyTags } from './policy-errors.ts';
import { addTags, removeTags, tagLimits, tagOwner } from './tags.ts';

const MOST_TAGS = 50;
const KEY_PATTERN = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+';
const MOST_KEY_CHARACTERS = 128;
const KEY = new RegExp(`^(?=.{1,${MOST_KEY_CHARACTERS}}$)${KEY_PATTERN}$`, 'u');

/** The tags of a request for something whose tag keys are told apart by case: everything but users and roles. */
export const requestedResourceTags = (tags: readonly Tag[] | undefined): Tags => {
  const entries = (tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const);
  const found = new Map(entries);
  if (found.size < entries.length) throw duplicateTagKeys(false);
  for (const key of found.keys()) if (/^aws:/i.test(key)) throw reservedTagKey();
  return found;
};

/** IAM reports a wrong element of a list of texts for the whole list. */
const requireTagKeys = (keys: readonly string[]): void => {
  const right = keys.every((key) => KEY.test(key));
  if (right) return;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to ${MOST_KEY_CHARACTERS}, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${KEY_PATTERN}, Member must not be null]`,
  );
};

/** Short keys first, then by code unit, as IAM lists them. */
const inOrder = (tags: Tags): [string, string][] =>
  [...tags].toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));

/** A resource whose tags are to be changed or listed. */
interface Tagged {
  readonly arn: string;
  /** To be called after a change. */
  readonly changed?: (call: Call) => void | Promise<void>;
}

interface Settings<Named> {
  /** As the operations are called: `Role` in `TagRole`, `ListRoleTags`. */
  readonly noun: string;
  /** As the tagging API spells it. */
  readonly type: string;
  readonly limits: Limits;
  readonly requested: (tags: readonly Tag[] | undefined) => Tags;
  readonly ignoresCase: boolean;
  /** Finds and authorizes. */
  readonly resolve: (
    call: Call,
    action: string,
    input: Named,
    keys: ConditionKeys,
    readsOnly: boolean,
  ) => Promise<Tagged>;
}

/** `TagX`, `UntagX` and `ListXTags` of one kind of resource. */
export const taggingOperations = <Named>(
  { noun, type, limits, requested, ignoresCase, resolve }: Settings<Named>,
  pages: PageTokens,
): Readonly<Record<string, OperationDefinition>> => ({
  [`Tag${noun}`]: writes<Named & { readonly Tags?: readonly Tag[] }, object>(
    { limits: { ...limits, ...tagLimits } },
    async (input, call) => {
      const tags = requested(required('tags', input.Tags));
      const tagged = await resolve(call, `iam:Tag${noun}`, input, requestTagKeys(tags), false);
      const owner = tagOwner(tagged.arn, call.account, type);
      if (ignoresCase) await addTags(call.tx, owner, tags);
      else {
        const existing = await tagStore.of(call.tx, tagged.arn);
        if (new Map([...existing, ...tags]).size > MOST_TAGS) throw tooManyTags();
        await tagStore.put(call.tx, owner, tags);
      }
      await tagged.changed?.(call);
      return {};
    },
  ),
  [`Untag${noun}`]: writes<Named & { readonly TagKeys?: readonly string[] }, object>(
    { limits: { ...limits, TagKeys: { maxLength: MOST_TAGS, sensitive: true } } },
    async (input, call) => {
      const keys = required('tagKeys', input.TagKeys);
      requireTagKeys(keys);
      const tagged = await resolve(call, `iam:Untag${noun}`, input, { 'aws:TagKeys': keys }, false);
      if (ignoresCase) await removeTags(call.tx, tagged.arn, keys);
      else await tagStore.remove(call.tx, tagged.arn, keys);
      await tagged.changed?.(call);
      return {};
    },
  ),
  [`List${noun}Tags`]: reads<
    Named & { readonly Marker?: string; readonly MaxItems?: number },
    object
  >({ limits: { ...limits, ...pageLimits } }, async (input, call) => {
    const { arn } = await resolve(call, `iam:List${noun}Tags`, input, {}, true);
    const page = paging(pages, call, `List${noun}Tags`, input, { arn });
    const all = inOrder(await tagStore.of(call.tx, arn));
    const last = page.after === undefined ? -1 : all.findIndex(([key]) => key === page.after?.[0]);
    const { items, more } = page.cut(all.slice(last + 1), ([key]) => [key]);
    return { Tags: items.map(([Key, Value]) => ({ Key, Value })), ...more };
  }),
});
