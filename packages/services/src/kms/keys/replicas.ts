import type {
  ReplicateKeyRequest,
  ReplicateKeyResponse,
  UpdatePrimaryRegionRequest,
} from '@aws-sdk/client-kms';
import { partitionOf } from '@gatehouse/core';
import { regionsOf } from '@gatehouse/policy';
import { type Call, requestTagKeys, type Tags, tagStore, writes } from '@gatehouse/service-kit';
import { cancelWork, scheduleWork, type Tx } from '@gatehouse/store';
import { callerConditions } from '../access/key-conditions.ts';
import type { Key, KeyPolicy, KeyRef } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { checkedPolicy, POLICY } from '../policies/checked-policy.ts';
import { defaultKeyPolicy } from '../policies/default-policies.ts';
import { keys } from '../repositories/keys.ts';
import { administeredKey, affected, KEY_ID } from './administered-key.ts';
import {
  keyNotFound,
  notMultiRegion,
  notPrimary,
  regionUnknown,
  replicaExists,
  validation,
} from './errors.ts';
import { isPrimary, setRegions } from './family.ts';
import { keyMetadata } from './metadata.ts';
import { keyArn } from './names.ts';
import { ROTATION, scheduleRotation, workKey } from './rotate.ts';
import { requireState } from './states.ts';
import { requestTags, tagOwner, TAGS } from './tags.ts';

/** The end of `Creating` and `Updating`. */
export const SYNCHRONIZATION = 'kms.synchronization';

const REGION = { minLength: 1, maxLength: 32, pattern: '([a-z]+-){2,3}\\d+' } as const;

const requirePrimary = (key: Key): void => {
  if (key.details.multiRegion === undefined) throw notMultiRegion(key);
  if (!isPrimary(key)) throw notPrimary(key);
};

const requireRegion = (key: Key, region: string): void => {
  if (!regionsOf(partitionOf(key.region)).includes(region)) throw regionUnknown(region);
};

const scheduleEnd = (
  { delaySeconds }: Pick<KmsParts, 'delaySeconds'>,
  tx: Tx,
  key: Pick<Key, 'account' | 'region' | 'id'>,
  now: Date,
): Promise<void> =>
  scheduleWork(tx, {
    kind: SYNCHRONIZATION,
    key: workKey(key),
    payload: '',
    dueAt: new Date(now.getTime() + delaySeconds * 1000),
  });

/** The replica is a key of its own in its Region, which whoever makes it must be allowed to make there. */
const authorizeReplica = async (
  call: Call,
  key: Key,
  region: string,
  tags: Tags,
): Promise<void> => {
  const conditions = {
    ...requestTagKeys(tags),
    ...callerConditions(call, { action: 'CreateKey', keyId: '' }),
    'aws:RequestedRegion': region,
    'kms:KeySpec': key.details.spec,
    'kms:KeyUsage': key.details.usage,
    'kms:KeyOrigin': key.details.origin,
    'kms:MultiRegion': true,
    'kms:MultiRegionKeyType': 'REPLICA',
  };
  await call.authorize('kms:CreateKey', '*', conditions);
  if (tags.size > 0) await call.authorize('kms:TagResource', '*', conditions);
};

const replicaPolicy = async (
  parts: KmsParts,
  call: Call,
  input: ReplicateKeyRequest,
  ref: Pick<Key, 'account' | 'region' | 'id'>,
): Promise<KeyPolicy> =>
  input.Policy === undefined
    ? { document: defaultKeyPolicy(ref), principals: new Map() }
    : checkedPolicy(
        parts,
        call,
        { ...ref, arn: keyArn(ref) },
        input.Policy,
        input.BypassPolicyLockoutSafetyCheck === true,
      );

const newReplica = (
  key: Key,
  region: string,
  description: string,
  policy: KeyPolicy,
  tags: Tags,
  now: Date,
): Key => {
  const ref = { account: key.account, region, id: key.id };
  const before = key.details.multiRegion;
  return {
    ...ref,
    arn: keyArn(ref),
    createdAt: now,
    state: 'Creating',
    details: {
      description,
      spec: key.details.spec,
      usage: key.details.usage,
      origin: key.details.origin,
      manager: 'CUSTOMER',
      multiRegion: {
        primaryRegion: key.region,
        replicaRegions: [...(before?.replicaRegions ?? []), region],
      },
    },
    // Imported material is imported into each Region by itself.
    currentMaterial: key.details.origin === 'EXTERNAL' ? undefined : key.currentMaterial,
    policy,
    tags,
    aliases: [],
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html */
export const replicateKey = (parts: KmsParts) =>
  writes<ReplicateKeyRequest, ReplicateKeyResponse>(
    {
      limits: {
        ...KEY_ID,
        ReplicaRegion: REGION,
        Policy: POLICY,
        Description: { maxLength: 8192 },
        ...TAGS,
      },
    },
    async (input, call) => {
      const { tx, now } = call;
      const { ReplicaRegion: region = '' } = input;
      const tags = requestTags(input.Tags);
      const key = await administeredKey(parts, call, 'ReplicateKey', input.KeyId, {
        'kms:ReplicaRegion': region,
      });
      await authorizeReplica(call, key, region, tags);
      requirePrimary(key);
      requireRegion(key, region);
      const ref = { account: key.account, region, id: key.id };
      if (region === key.region || (await keys.find(tx, ref)) !== undefined)
        throw replicaExists(keyArn(ref));
      const policy = await replicaPolicy(parts, call, input, ref);
      const replica = newReplica(key, region, input.Description ?? '', policy, tags, now);
      await keys.insert(tx, replica);
      await tagStore.put(tx, tagOwner(replica), tags);
      if (key.details.origin === 'AWS_KMS') await parts.materials.copy(tx, key, replica);
      if (replica.details.multiRegion !== undefined)
        await setRegions(tx, key, replica.details.multiRegion);
      await scheduleEnd(parts, tx, replica, now);
      return {
        ReplicaKeyMetadata: keyMetadata(replica),
        ReplicaPolicy: policy.document,
        ReplicaTags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
      };
    },
  );

/** Rotation is the primary's. */
const moveRotation = async (tx: Tx, from: Key, to: KeyRef): Promise<void> => {
  const { rotation } = from.details;
  const [before, after] = [await keys.find(tx, from), await keys.find(tx, to)];
  if (rotation === undefined || before === undefined || after === undefined) return;
  await keys.setDetails(tx, before, { ...before.details, rotation: undefined });
  await cancelWork(tx, ROTATION, workKey(before));
  const details = { ...after.details, rotation };
  await keys.setDetails(tx, after, details);
  await scheduleRotation(tx, { ...after, details });
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html */
export const updatePrimaryRegion = (parts: KmsParts) =>
  writes<UpdatePrimaryRegionRequest, object>(
    { limits: { ...KEY_ID, PrimaryRegion: REGION } },
    async ({ KeyId, PrimaryRegion: region = '' }, call) => {
      const { tx, now } = call;
      const key = await administeredKey(parts, call, 'UpdatePrimaryRegion', KeyId, {
        'kms:PrimaryRegion': region,
      });
      requirePrimary(key);
      if (region === key.region)
        throw validation(`${key.arn} is the primary key of its multi-Region key already.`);
      const ref = { account: key.account, region, id: key.id };
      const next = await keys.find(tx, ref);
      if (next === undefined) throw keyNotFound(ref, key.id);
      requireState(next, 'UpdatePrimaryRegion');
      const others = key.details.multiRegion?.replicaRegions ?? [];
      await setRegions(tx, key, {
        primaryRegion: region,
        replicaRegions: [...others.filter((one) => one !== region), key.region],
      });
      await moveRotation(tx, key, ref);
      for (const one of [key, ref]) {
        await keys.setState(tx, one, 'Updating');
        await scheduleEnd(parts, tx, one, now);
      }
      return affected(key);
    },
  );
