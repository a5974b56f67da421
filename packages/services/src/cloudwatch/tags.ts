import type { Tag } from '@aws-sdk/client-cloudwatch';
import { parseArn } from '@gatehouse/core';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import { arnInvalid, duplicateTag, reservedTag, tooManyTags } from './errors.ts';
import type { Scope } from './model.ts';
import type { TaggedKind } from './ports.ts';
import { dashboards } from './repositories/dashboards.ts';

const MOST_TAGS = 50;
const GLOBAL_REGION = 'us-east-1';

export const tagLimits: Limits = {
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { maxLength: 256 },
};

/** The tags of a request, checked. */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Key.toLowerCase().startsWith('aws:')) throw reservedTag();
    if (tags.has(Key)) throw duplicateTag();
    tags.set(Key, Value);
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

export const dashboardArn = (partition: string, account: string, name: string): string =>
  `arn:${partition}:cloudwatch::${account}:dashboard/${name}`;

/** Dashboards are of the account, in no Region; their tags are found where AWS has what is global. */
export const dashboardOwner = (arn: string, account: string): TagOwner => ({
  arn,
  account,
  region: GLOBAL_REGION,
  type: 'cloudwatch:dashboard',
});

const DASHBOARD: TaggedKind = {
  prefix: 'dashboard/',
  type: 'cloudwatch:dashboard',
  exists: async (tx, { account }, name) => (await dashboards.find(tx, account, name)) !== undefined,
};

/** A resource that can have tags, by its ARN. */
export interface TaggedResource {
  readonly owner: TagOwner;
  readonly name: string;
  readonly kind: TaggedKind;
}

/** @throws AwsError for what is no ARN of a resource that has tags in this account and Region */
export const taggedResource = (
  kinds: readonly TaggedKind[],
  { account, region }: Scope,
  arn: string,
): TaggedResource => {
  const parsed = parseArn(arn);
  const kind = [DASHBOARD, ...kinds].find(({ prefix }) => parsed?.resource.startsWith(prefix));
  if (parsed?.service !== 'cloudwatch' || parsed.account !== account || kind === undefined)
    throw arnInvalid(arn);
  if (parsed.region !== (kind === DASHBOARD ? '' : region)) throw arnInvalid(arn);
  const name = parsed.resource.slice(kind.prefix.length);
  const owner =
    kind === DASHBOARD ? dashboardOwner(arn, account) : { arn, account, region, type: kind.type };
  return { owner, name, kind };
};
