import type {
  CopySnapshotRequest,
  CopySnapshotResult,
  CreateSnapshotRequest,
  DeleteSnapshotRequest,
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult,
  DescribeSnapshotsRequest,
  DescribeSnapshotsResult,
  ModifySnapshotAttributeRequest,
  ResetSnapshotAttributeRequest,
  Snapshot,
  SnapshotState,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, touch, authorizedOne } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  incorrectState,
  missingParameter,
  operationNotPermitted,
  parameterInvalid,
} from '../errors.ts';
import { grantees, sharingChange, sharingKeys } from '../images/sharing.ts';
import { stretched, visibleOne } from '../images/usable.ts';
import type { Resource, Scope } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources, type Stretch } from '../repositories/resources.ts';
import { EVERYBODY, shares } from '../repositories/shares.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { encryptionOf, isManaged } from './encryption.ts';
import { publicAccess, withoutBlocked } from './public-access.ts';
import { addCopy } from './snapshot-copies.ts';

const MS = 1000;

const stateOf = (failed: boolean, done: boolean): SnapshotState => {
  if (failed) return 'error';
  return done ? 'completed' : 'pending';
};

export const shownSnapshot = (
  { id, account, createdAt, details }: Resource<'snapshot'>,
  tags: Tags,
  now: Date,
): Snapshot => {
  const failed = details.failure !== undefined;
  const done = !failed && now.getTime() >= details.completedAt;
  return {
    SnapshotId: id,
    VolumeId: details.volume,
    VolumeSize: details.size,
    Description: details.description,
    OwnerId: account,
    StartTime: createdAt,
    State: stateOf(failed, done),
    // Amazon EBS User Guide, "Copy an Amazon EBS snapshot".
    ...(failed ? { StateMessage: 'Given key ID is not accessible' } : {}),
    Progress: done ? '100%' : '',
    ...(done ? { CompletionTime: new Date(details.completedAt) } : {}),
    Encrypted: details.encrypted,
    ...(details.kmsKey === undefined ? {} : { KmsKeyId: details.kmsKey }),
    StorageTier: 'standard',
    Tags: shownTags(tags),
  };
};

/** Narrows a list to owners and to those who may restore: `self`, `all` (for the latter) or account ids. */
const narrowed = async (
  call: Call,
  rows: readonly Resource<'snapshot'>[],
  { OwnerIds = [], RestorableByUserIds = [] }: DescribeSnapshotsRequest,
): Promise<Resource<'snapshot'>[]> => {
  const owners = OwnerIds.map((owner) => (owner === 'self' ? call.account : owner));
  const users = RestorableByUserIds.map((user) => (user === 'self' ? call.account : user));
  const owned = rows.filter((row) => owners.length === 0 || owners.includes(row.account));
  if (users.length === 0) return owned;
  const open = await shares.everybodys(call.tx, 'snapshot', call.region);
  const restorable = new Set<string>();
  if (users.includes(EVERYBODY)) for (const id of open) restorable.add(id);
  for (const user of users.filter((one) => one !== EVERYBODY)) {
    for (const id of await shares.with(call.tx, 'snapshot', call.region, user)) restorable.add(id);
    // What is the account's own, it may restore as well.
    for (const row of owned) if (row.account === user) restorable.add(row.id);
  }
  return owned.filter(({ id }) => restorable.has(id));
};

const SNAPSHOTS = (input: DescribeSnapshotsRequest): Description<'snapshot', Snapshot> => ({
  kind: 'snapshot',
  filters: {
    description: ({ Description: text }) => text,
    encrypted: ({ Encrypted }) => Encrypted,
    'owner-alias': ({ OwnerAlias }) => OwnerAlias,
    'owner-id': ({ OwnerId }) => OwnerId,
    progress: ({ Progress }) => Progress,
    'snapshot-id': ({ SnapshotId }) => SnapshotId,
    'start-time': ({ StartTime }) => StartTime,
    status: ({ State }) => State,
    'storage-tier': ({ StorageTier }) => StorageTier,
    'volume-id': ({ VolumeId }) => VolumeId,
    'volume-size': ({ VolumeSize }) => VolumeSize,
  },
  find: {
    all: async (call, stretch: Stretch) => {
      const rows = await resources.visible(call.tx, call, 'snapshot');
      const usable = await withoutBlocked(call.tx, call, 'snapshot', rows);
      return stretched(await narrowed(call, usable, input), stretch);
    },
    byId: async (call, ids) => {
      const found: Resource<'snapshot'>[] = [];
      for (const id of new Set(ids)) {
        const one = await visibleOne(call.tx, call, 'snapshot', id);
        if (one !== undefined) found.push(one);
      }
      return found;
    },
  },
  show: (call, rows, tags) => rows.map((row) => shownSnapshot(row, tags(row), call.now)),
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html */
export const describeSnapshots = ({ pages }: Ec2Deps) =>
  shows<DescribeSnapshotsRequest, DescribeSnapshotsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeSnapshots');
    const description = SNAPSHOTS(input);
    const { shown, next } = await described(pages, call, description, input, input.SnapshotIds);
    return { Snapshots: [...shown], ...next };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html */
export const createSnapshot = ({ ids, delaySeconds }: Ec2Deps) =>
  changes<CreateSnapshotRequest, Snapshot>({ partial: 'no Outposts' }, async (input, call) => {
    const { tx, account, now } = call;
    const tags = specifiedTags(input.TagSpecifications, 'snapshot')('snapshot');
    const volume = await authorized(call, 'CreateSnapshot', 'volume', input.VolumeId ?? '');
    const { encrypted, kmsKey, dataKey, size } = volume.details;
    await authorizeNew(call, 'CreateSnapshot', 'snapshot', tags, {
      'ec2:Encrypted': encrypted,
      'ec2:Owner': account,
      'ec2:ParentVolume': arnOf(call, 'volume', volume.id),
      'ec2:VolumeSize': size,
    });
    if (volume.details.failure !== undefined)
      throw incorrectState(`Volume '${volume.id}' is in the 'error' state.`);
    const ground = { tx, ids, account, region: call.region, now };
    const snapshot = await add(ground, 'snapshot', {
      volume: volume.id,
      size,
      description: input.Description ?? '',
      encrypted,
      kmsKey,
      dataKey,
      completedAt: now.getTime() + delaySeconds * MS,
    });
    await putTags(tx, snapshot, tags);
    touch(call, 'snapshot', snapshot.id);
    return { ...shownSnapshot(snapshot, tags, now), State: 'pending', Progress: '' };
  });

/** Where the source of a copy is: a Region that the request names. */
const copySource = (
  call: Call,
  sourceRegion: string,
  id: string,
): Promise<Resource<'snapshot'>> => {
  const scope: Scope = { account: call.account, region: sourceRegion };
  const find = () => visibleOne(call.tx, scope, 'snapshot', id);
  return authorizedOne(call, 'CopySnapshot', { kind: 'snapshot', id, find });
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html */
export const copySnapshot = (deps: Ec2Deps) =>
  changes<CopySnapshotRequest, CopySnapshotResult>({}, async (input, call) => {
    const { account } = call;
    const tags = specifiedTags(input.TagSpecifications, 'snapshot')('snapshot');
    if (input.SourceRegion === undefined) throw missingParameter('sourceRegion');
    const source = await copySource(call, input.SourceRegion, input.SourceSnapshotId ?? '');
    const encryption = await encryptionOf(deps, call, {
      encrypted: input.Encrypted,
      key: input.KmsKeyId,
      from: source,
    });
    await authorizeNew(call, 'CopySnapshot', 'snapshot', tags, {
      'ec2:Encrypted': encryption.encrypted,
      'ec2:Owner': account,
      'ec2:VolumeSize': source.details.size,
    });
    const description = input.Description ?? `[Copied ${source.id} from ${source.region}]`;
    const { size } = source.details;
    const copy = await addCopy(
      deps,
      call,
      { from: source, size, description, ...encryption },
      tags,
    );
    touch(call, 'snapshot', copy.id);
    return { SnapshotId: copy.id, ...(tags.size === 0 ? {} : { Tags: shownTags(tags) }) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html */
export const deleteSnapshot = () =>
  changes<DeleteSnapshotRequest, void>({}, async ({ SnapshotId = '' }, call) => {
    const snapshot = await authorized(call, 'DeleteSnapshot', 'snapshot', SnapshotId);
    const images = await resources.list(call.tx, call, 'image');
    const user = images.find(({ details }) =>
      details.blockDevices.some(({ Ebs }) => Ebs?.SnapshotId === snapshot.id),
    );
    if (user !== undefined)
      throw new AwsError(
        'InvalidSnapshot.InUse',
        `The snapshot ${snapshot.id} is currently in use by ${user.id}`,
      );
    await removeWithTags(call.tx, snapshot);
  });

const ATTRIBUTE = 'createVolumePermission';

const requirePermission = (attribute: string | undefined): void => {
  if (attribute !== undefined && attribute !== ATTRIBUTE)
    throw parameterInvalid('attribute', attribute, 'Unknown attribute.');
};

/** What is encrypted with the account's own default key nobody else could read, and what is encrypted is for named accounts. */
const requireShareable = async (
  deps: Ec2Deps,
  call: Call,
  { details }: Resource<'snapshot'>,
  added: readonly string[],
): Promise<void> => {
  if (added.length === 0) return;
  if (details.encrypted && (await isManaged(deps, call, details.kmsKey)))
    throw operationNotPermitted('Encrypted snapshots with EBS default key cannot be shared');
  if (!added.includes(EVERYBODY)) return;
  if (details.encrypted)
    throw operationNotPermitted('Encrypted snapshots cannot be shared publicly');
  if ((await publicAccess(call.tx, call, 'snapshot')) !== 'unblocked')
    throw operationNotPermitted(
      'Unable to share snapshot publicly: block public access for snapshots is enabled in this Region',
    );
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html */
export const modifySnapshotAttribute = (deps: Ec2Deps) =>
  changes<ModifySnapshotAttributeRequest, void>({}, async (input, call) => {
    const { tx } = call;
    requirePermission(input.Attribute);
    const change = sharingChange({ ...input, lists: input.CreateVolumePermission });
    const keys = sharingKeys('CreateVolumePermission', change);
    const id = input.SnapshotId ?? '';
    const snapshot = await authorized(call, 'ModifySnapshotAttribute', 'snapshot', id, keys);
    await requireShareable(deps, call, snapshot, change.add);
    await shares.add(tx, snapshot, change.add);
    await shares.remove(tx, snapshot, change.remove);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetSnapshotAttribute.html */
export const resetSnapshotAttribute = () =>
  changes<ResetSnapshotAttributeRequest, void>({}, async ({ SnapshotId = '', Attribute }, call) => {
    requirePermission(Attribute);
    const snapshot = await authorized(call, 'ResetSnapshotAttribute', 'snapshot', SnapshotId);
    await shares.clear(call.tx, snapshot);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshotAttribute.html */
export const describeSnapshotAttribute = () =>
  shows<DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult>(
    {},
    async ({ SnapshotId = '', Attribute }, call) => {
      const snapshot = await authorized(call, 'DescribeSnapshotAttribute', 'snapshot', SnapshotId);
      if (Attribute === 'productCodes') return { SnapshotId, ProductCodes: [] };
      requirePermission(Attribute);
      const names = await shares.of(call.tx, snapshot);
      return { SnapshotId, CreateVolumePermissions: grantees(names) };
    },
  );
