import { type Call, type ConditionKeys, type Tags, tagStore } from '@gatehouse/service-kit';
import { arnOf, arnOfResource, named } from './arns.ts';
import { notFound } from './errors.ts';
import { KINDS } from './kinds.ts';
import type { Kind, Resource, SnapshotKind } from './model.ts';
import { resources } from './repositories/resources.ts';
import { shares } from './repositories/shares.ts';
import { newTagKeys, ownTagKeys } from './tags.ts';

interface KeyedDetails {
  readonly class?: string | undefined;
  readonly databaseName?: string | undefined;
  readonly encrypted?: boolean | undefined;
  readonly engine?: string | undefined;
  readonly iops?: number | undefined;
  readonly multiAz?: boolean | undefined;
  readonly storage?: number | undefined;
}

/** Of an instance that is there, or of what is about to be made (Service Authorization Reference, "Amazon RDS"). */
export const databaseKeys = (details: KeyedDetails): ConditionKeys => ({
  'rds:DatabaseClass': details.class,
  'rds:DatabaseEngine': details.engine,
  'rds:DatabaseName': details.databaseName,
  'rds:MultiAz': details.multiAz,
  'rds:Piops': details.iops ?? 0,
  'rds:StorageEncrypted': details.encrypted,
  'rds:StorageSize': details.storage,
  'rds:Vpc': true,
});

const isInstance = (resource: Resource<Kind>): resource is Resource<'db'> => resource.kind === 'db';

/** The decision on a resource that is there. */
export const authorizeOn = async (
  call: Call,
  operation: string,
  resource: Resource<Kind>,
  keys: ConditionKeys = {},
): Promise<void> => {
  const arn = arnOfResource(resource);
  const own = resource.account === call.account;
  // Others' tags on what they share are theirs to see.
  const tags: Tags = own ? await tagStore.of(call.tx, arn) : new Map();
  await call.authorize(
    `rds:${operation}`,
    arn,
    {
      ...(isInstance(resource) ? databaseKeys(resource.details) : {}),
      ...ownTagKeys(resource.kind, tags),
      ...(own ? {} : { 'aws:ResourceAccount': resource.account }),
      ...keys,
    },
    // The list of accounts that a snapshot is shared with stands for a resource policy.
    own ? {} : { resourceAccount: call.account },
  );
};

/** The caller's own resource; whoever may not do `operation` on it does not learn whether it is there. */
export const authorized = async <K extends Kind>(
  call: Call,
  operation: string,
  kind: K,
  given: string | undefined,
  keys: ConditionKeys = {},
): Promise<Resource<K>> => {
  const name = named(call, kind, given ?? '');
  const own = name.account === call.account && name.region === call.region;
  const resource = own ? await resources.find(call.tx, name) : undefined;
  if (resource === undefined) {
    await call.authorize(`rds:${operation}`, arnOf(name, kind, name.id), keys);
    throw notFound(kind, given ?? '');
  }
  await authorizeOn(call, operation, resource, keys);
  touch(call, resource);
  return resource;
};

/** A snapshot that the caller may restore or copy: an own one, or one that its owner shares. */
export const usableSnapshot = async <K extends SnapshotKind>(
  call: Call,
  operation: string,
  kind: K,
  given: string,
): Promise<Resource<K>> => {
  const name = named(call, kind, given);
  const found = await resources.find(call.tx, name);
  const own = name.account === call.account;
  const usable =
    found !== undefined && (own || (await shares.reaches(call.tx, found, call.account)))
      ? found
      : undefined;
  if (usable === undefined) {
    // Whoever may restore at all learns of another account's snapshot only that it is not there for them.
    await call.authorize(
      `rds:${operation}`,
      arnOf(name, kind, name.id),
      {},
      { resourceAccount: call.account },
    );
    throw notFound(kind, given);
  }
  await authorizeOn(call, operation, usable);
  return usable;
};

/** The decision on what is being made, and the second one on its tags. */
export const authorizeNew = async (
  call: Call,
  operation: string,
  kind: Kind,
  id: string,
  tags: Tags,
  keys: ConditionKeys = {},
): Promise<void> => {
  const arn = arnOf(call, kind, id);
  const tagKeys = newTagKeys(tags);
  await call.authorize(`rds:${operation}`, arn, { ...keys, ...tagKeys });
  if (tags.size > 0)
    await call.authorize('rds:AddTagsToResource', arn, { 'rds:TagsFromRequest': true, ...tagKeys });
};

/** The decision on a further resource that the operation takes; it may be one that is made with the first use. */
export const authorizeNamed = async (
  call: Call,
  operation: string,
  kind: 'cluster' | 'cluster-pg' | 'pg' | 'subgrp' | 'snapshot' | 'cluster-snapshot' | 'og',
  given: string,
  keys: ConditionKeys = {},
): Promise<void> => {
  const id = given.toLowerCase();
  const found =
    kind === 'og'
      ? undefined
      : await resources.find(call.tx, { account: call.account, region: call.region, kind, id });
  if (found === undefined) await call.authorize(`rds:${operation}`, arnOf(call, kind, id), keys);
  else await authorizeOn(call, operation, found, keys);
};

/** The decision to list a kind of resource, or to look at one of it. */
export const authorizeDescribe = async (
  call: Call,
  operation: string,
  kind: Kind,
  given: string | undefined,
): Promise<void> => {
  const name = named(call, kind, given ?? '*');
  const found = given === undefined ? undefined : await resources.find(call.tx, name);
  if (found !== undefined && found.account === call.account)
    await authorizeOn(call, operation, found);
  else
    await call.authorize(
      `rds:${operation}`,
      arnOf(name, kind, name.id),
      {},
      // What another account shares may be looked at by whoever may look at snapshots.
      kind === 'snapshot' || kind === 'cluster-snapshot' ? { resourceAccount: call.account } : {},
    );
};

/** Notes a resource for CloudTrail. */
export const touch = (call: Call, { kind, id }: Pick<Resource<Kind>, 'kind' | 'id'>): void =>
  call.touch({ type: KINDS[kind].type, name: id });
