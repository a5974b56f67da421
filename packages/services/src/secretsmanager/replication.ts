import type { ReplicationStatusType } from '@aws-sdk/client-secrets-manager';
import { AwsError, partitionOf } from '@gatehouse/core';
import { regionsOf } from '@gatehouse/policy';
import { type Call, tagStore } from '@gatehouse/service-kit';
import { replicaRegion } from './errors.ts';
import { isReplica, NO_ROTATION, type Replica, type Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { prune } from './pruning.ts';
import { labels } from './repositories/labels.ts';
import { secrets } from './repositories/secrets.ts';
import { versions } from './repositories/versions.ts';
import { tagOwner } from './tags.ts';
import { DEFAULT_KEY, type PlainValue } from './values.ts';

/** Values that the caller has brought, by version id: for them nobody has to decrypt. */
type Known = ReadonlyMap<string, PlainValue>;

const NOTHING: Known = new Map();

const arnIn = ({ arn, region }: Secret, other: string): string =>
  arn.replace(`:secretsmanager:${region}:`, `:secretsmanager:${other}:`);

/** Versions with a label, re-encrypted as the caller under the replica's own key. */
const copyVersions = async (
  { limits, values }: SecretsParts,
  call: Call,
  primary: Secret,
  replica: Secret,
  known: Known,
): Promise<void> => {
  const { tx } = call;
  const held = await labels.of(tx, primary.id);
  const copied = new Set<string>();
  for (const versionId of new Set(held.values())) {
    const version = await versions.find(tx, primary.id, versionId);
    if (version?.value === undefined) continue;
    copied.add(versionId);
    if ((await versions.find(tx, replica.id, versionId)) !== undefined) continue;
    const plain =
      known.get(versionId) ?? (await values.open(call, primary, versionId, version.value));
    const value = await values.seal(call, replica, versionId, plain);
    await versions.insert(tx, { ...version, secretId: replica.id, accessedAt: undefined, value });
  }
  const shown = [...held].filter(([, versionId]) => copied.has(versionId));
  await labels.replace(tx, replica.id, new Map(shown));
  await prune(tx, replica.id, limits.versions, call.now);
};

const copyDetails = async (call: Call, primary: Secret, replica: Secret): Promise<void> => {
  const { tx } = call;
  await secrets.setDetails(tx, {
    ...replica,
    description: primary.description,
    type: primary.type,
    changedAt: primary.changedAt,
  });
  await secrets.setPolicy(tx, replica.id, primary.policy);
  await tagStore.removeAll(tx, replica.arn);
  await tagStore.put(tx, tagOwner(replica), await tagStore.of(tx, primary.arn));
};

/** Brings the replicas of a secret up to what it is now, in the transaction of the change. */
export const updateReplicas = async (
  parts: SecretsParts,
  call: Call,
  secretId: string,
  known: Known = NOTHING,
): Promise<void> => {
  const primary = await secrets.byId(call.tx, secretId);
  if (primary === undefined || primary.replicas.length === 0) return;
  for (const replica of await secrets.replicasOf(call.tx, primary.id)) {
    await copyDetails(call, primary, replica);
    await copyVersions(parts, call, primary, replica, known);
  }
};

export interface AskedReplica {
  readonly Region?: string | undefined;
  readonly KmsKeyId?: string | undefined;
}

const newReplica = (
  { ids }: SecretsParts,
  primary: Secret,
  { region, kmsKeyId }: Pick<Replica, 'kmsKeyId' | 'region'>,
): Secret => ({
  ...primary,
  id: ids.uuid(),
  region,
  arn: arnIn(primary, region),
  kmsKeyId,
  primaryRegion: primary.region,
  primaryId: primary.id,
  replicas: [],
  accessedAt: undefined,
  rotation: NO_ROTATION,
});

/** Whether there is room for a replica: a secret that is there may have to make it. */
const makeRoom = async (call: Call, replica: Secret, force: boolean): Promise<boolean> => {
  const there = await secrets.find(call.tx, replica);
  if (there === undefined) return true;
  // One that is replicated itself holds on to its copies, and what a service manages is that service's to remove.
  const isKept = there.replicas.length > 0 || there.owningService !== undefined;
  if (!force || isReplica(there) || isKept) return false;
  await removeSecret(call.tx, there);
  return true;
};

export const removeSecret = async (tx: Call['tx'], secret: Secret): Promise<void> => {
  await tagStore.removeAll(tx, secret.arn);
  await secrets.remove(tx, secret.id);
};

const replicate = async (
  parts: SecretsParts,
  call: Call,
  primary: Secret,
  asked: Pick<Replica, 'kmsKeyId' | 'region'>,
  { force, known }: { readonly force: boolean; readonly known: Known },
): Promise<Replica> => {
  const replica = newReplica(parts, primary, asked);
  if (!(await makeRoom(call, replica, force))) {
    const message = `Replication failed: Secret name ${primary.name} already exists in region ${asked.region}.`;
    return { ...asked, status: 'Failed', message };
  }
  await secrets.insert(call.tx, replica);
  try {
    await copyVersions(parts, call, primary, replica, known);
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    await removeSecret(call.tx, replica);
    return { ...asked, status: 'Failed', message: `Replication failed: ${cause.message}` };
  }
  await copyDetails(call, primary, replica);
  return { ...asked, status: 'InSync' };
};

/** The Regions of a request, each of which must be another. */
export const requireRegions = (
  { region }: Pick<Secret, 'region'>,
  asked: readonly AskedReplica[],
): readonly Pick<Replica, 'kmsKeyId' | 'region'>[] => {
  const regions = asked.map(({ Region = '' }) => Region);
  if (new Set(regions).size < regions.length) throw replicaRegion();
  const there = regionsOf(partitionOf(region));
  if (regions.some((one) => one === region || !there.includes(one))) throw replicaRegion();
  return asked.map(({ Region = '', KmsKeyId }) => ({
    region: Region,
    kmsKeyId: KmsKeyId === '' ? undefined : KmsKeyId,
  }));
};

/** Adds replicas; answers the primary as it is then. A Region in which it fails is listed as failed. */
export const addReplicas = async (
  parts: SecretsParts,
  call: Call,
  primary: Secret,
  asked: readonly AskedReplica[],
  { force, known = NOTHING }: { readonly force: boolean; readonly known?: Known | undefined },
): Promise<Secret> => {
  const added: Replica[] = [];
  for (const one of requireRegions(primary, asked)) {
    const there = primary.replicas.find(({ region }) => region === one.region);
    added.push(
      there?.status === 'InSync'
        ? there
        : await replicate(parts, call, primary, one, { force, known }),
    );
  }
  const kept = primary.replicas.filter(({ region }) => added.every((one) => one.region !== region));
  const changed = { ...primary, primaryRegion: primary.region, replicas: [...kept, ...added] };
  await secrets.setReplicas(call.tx, changed);
  return changed;
};

/** The primary without the replicas of these Regions; their rows are somebody else's to remove. */
export const forgetReplicas = async (
  call: Call,
  primary: Secret,
  regions: ReadonlySet<string>,
): Promise<Secret> => {
  const replicas = primary.replicas.filter(({ region }) => !regions.has(region));
  const primaryRegion = replicas.length === 0 ? undefined : primary.primaryRegion;
  const changed = { ...primary, primaryRegion, replicas };
  await secrets.setReplicas(call.tx, changed);
  return changed;
};

export const removeReplicas = async (
  call: Call,
  primary: Secret,
  regions: ReadonlySet<string>,
): Promise<Secret> => {
  for (const replica of await secrets.replicasOf(call.tx, primary.id))
    if (regions.has(replica.region)) await removeSecret(call.tx, replica);
  return forgetReplicas(call, primary, regions);
};

/** Undefined where there is nothing to tell. */
export const replicationStatus = ({ replicas }: Secret): ReplicationStatusType[] | undefined =>
  replicas.length === 0
    ? undefined
    : replicas.map(({ region, kmsKeyId, status, message }) => ({
        Region: region,
        KmsKeyId: kmsKeyId ?? DEFAULT_KEY,
        Status: status,
        ...(message === undefined ? {} : { StatusMessage: message }),
      }));
