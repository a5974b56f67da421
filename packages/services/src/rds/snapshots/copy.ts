import type {
  CopyDBClusterSnapshotMessage,
  CopyDBClusterSnapshotResult,
  CopyDBSnapshotMessage,
  CopyDBSnapshotResult,
} from '@aws-sdk/client-rds';
import { type Call, type Tags, tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorizeNew, usableSnapshot } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { dataKeyOfCopy, requireCopyable } from '../encryption/as-caller.ts';
import { chosenKey } from '../encryption/chosen-key.ts';
import {
  crossRegionKeyMissing,
  invalidCombination,
  invalidState,
  keyNotAccessible,
} from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { carryPassword } from '../passwords.ts';
import { requestTags } from '../tags.ts';
import type { SnapshotDetails } from './model.ts';
import { asClusterSnapshot, asSnapshot } from './narrow.ts';
import { addSnapshot } from './new-snapshot.ts';
import { shownClusterSnapshot, shownSnapshot, statusOf } from './views.ts';

interface Wish {
  readonly operation: 'CopyDBSnapshot' | 'CopyDBClusterSnapshot';
  readonly kind: SnapshotKind;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly targetMember: string;
  readonly key: string | undefined;
  readonly copyTags: boolean | undefined;
  readonly tags: Tags;
}

/** Another account's or Region's key reads nothing here, so what is encrypted comes with a key of one's own. */
const targetKey = (
  call: Call,
  source: Resource<SnapshotKind>,
  given: string | undefined,
): string | undefined => {
  if (given !== undefined) {
    if (source.kind === 'cluster-snapshot' && !source.details.encrypted)
      throw invalidCombination(
        'KmsKeyId cannot be specified when the source DB cluster snapshot is not encrypted.',
      );
    return given;
  }
  if (!source.details.encrypted) return undefined;
  if (source.region !== call.region) throw crossRegionKeyMissing();
  if (source.account !== call.account) throw keyNotAccessible('None', 'target KMS key');
  return source.details.kmsKey;
};

/** The caller reads what is copied by its key, and writes the copy under the other. */
const recrypted = async (
  deps: RdsDeps,
  call: Call,
  source: Resource<SnapshotKind>,
  given: string | undefined,
): Promise<Pick<SnapshotDetails, 'encrypted' | 'kmsKey' | 'dataKey'>> => {
  const named = targetKey(call, source, given);
  if (named === undefined) return { encrypted: false, kmsKey: undefined, dataKey: undefined };
  await requireCopyable(call, source);
  const key = await chosenKey(deps, call, named, 'target KMS key');
  const dataKey = await dataKeyOfCopy(call, key, source);
  return { encrypted: true, kmsKey: key.arn, dataKey };
};

const copied = async (
  deps: RdsDeps,
  call: Call,
  wish: Wish,
): Promise<{ readonly copy: Resource<SnapshotKind>; readonly tags: Tags }> => {
  const { operation, kind } = wish;
  const id = newIdentifier(kind, wish.target, wish.targetMember);
  const source = await usableSnapshot<SnapshotKind>(call, operation, kind, wish.source ?? '');
  await authorizeNew(call, operation, kind, id, wish.tags, copyKeys(operation));
  if (statusOf(source, call.now) !== 'available')
    throw invalidState(kind, `The snapshot ${source.id} is not in available state.`);
  const snapshot: Resource<SnapshotKind> = {
    ...source,
    account: call.account,
    region: call.region,
    id,
    createdAt: call.now,
    details: {
      ...source.details,
      type: 'manual',
      ...(await recrypted(deps, call, source, wish.key)),
      completedAt: call.now.getTime() + deps.delaySeconds * 1000,
      copiedFrom: arnOfResource(source),
      copiedFromRegion: source.region === call.region ? undefined : source.region,
    },
  };
  const own = source.account === call.account && wish.copyTags === true;
  const inherited: Tags = own ? await tagStore.of(call.tx, arnOfResource(source)) : new Map();
  // API_CopyDBSnapshot: tags that are given replace those of the source.
  const tags = wish.tags.size > 0 ? wish.tags : inherited;
  const secret = carryPassword(deps.vault, source, snapshot);
  return { copy: await addSnapshot(deps, call, { ...snapshot, secret }, tags), tags };
};

const copyKeys = (operation: Wish['operation']): Parameters<Call['authorize']>[2] =>
  operation === 'CopyDBSnapshot' ? { 'rds:CopyOptionGroup': false } : {};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html */
export const copyDBSnapshot = (deps: RdsDeps) =>
  writes<CopyDBSnapshotMessage, CopyDBSnapshotResult>(
    { partial: 'no option groups, custom zones or local snapshots' },
    async (input, call) => {
      const { copy, tags } = await copied(deps, call, {
        operation: 'CopyDBSnapshot',
        kind: 'snapshot',
        source: input.SourceDBSnapshotIdentifier,
        target: input.TargetDBSnapshotIdentifier,
        targetMember: 'TargetDBSnapshotIdentifier',
        key: input.KmsKeyId,
        copyTags: input.CopyTags,
        tags: requestTags(input.Tags),
      });
      return { DBSnapshot: shownSnapshot(asSnapshot(copy), tags, call) };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBClusterSnapshot.html */
export const copyDBClusterSnapshot = (deps: RdsDeps) =>
  writes<CopyDBClusterSnapshotMessage, CopyDBClusterSnapshotResult>({}, async (input, call) => {
    const { copy, tags } = await copied(deps, call, {
      operation: 'CopyDBClusterSnapshot',
      kind: 'cluster-snapshot',
      source: input.SourceDBClusterSnapshotIdentifier,
      target: input.TargetDBClusterSnapshotIdentifier,
      targetMember: 'TargetDBClusterSnapshotIdentifier',
      key: input.KmsKeyId,
      copyTags: input.CopyTags,
      tags: requestTags(input.Tags),
    });
    return { DBClusterSnapshot: shownClusterSnapshot(asClusterSnapshot(copy), tags, call) };
  });
