import type {
  CreateVolumeRequest,
  DeleteVolumeRequest,
  DescribeVolumesModificationsRequest,
  DescribeVolumesModificationsResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
  ModifyVolumeRequest,
  ModifyVolumeResult,
  Volume,
  VolumeAttachment,
  VolumeModification,
  VolumeState,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { newId } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, touch, authorizedOne } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { incorrectState, invalidValue, missingParameter } from '../errors.ts';
import { visibleOne } from '../images/usable.ts';
import { volumeKeys } from '../instances/launch-devices.ts';
import { type Resource, withDetails } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { zonesOf } from '../networking/zones.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { shownAttachment } from './attachments.ts';
import { encryptionOf } from './encryption.ts';
import type { VolumeDetails } from './model.ts';
import { tellVolume } from './notices.ts';
import { sealing } from './sealing.ts';
import { volumeShape } from './volume-shape.ts';

const stateOf = ({ attachment, failure }: VolumeDetails): VolumeState => {
  if (failure !== undefined) return 'error';
  return attachment === undefined ? 'available' : 'in-use';
};

const shownVolume = ({ id, createdAt, details }: Resource<'volume'>, tags: Tags): Volume => ({
  VolumeId: id,
  Size: details.size,
  SnapshotId: details.snapshot ?? '',
  AvailabilityZone: details.zone,
  State: stateOf(details),
  CreateTime: createdAt,
  Attachments: details.attachment === undefined ? [] : [shownAttachment(id, details.attachment)],
  Encrypted: details.encrypted,
  ...(details.kmsKey === undefined ? {} : { KmsKeyId: details.kmsKey }),
  ...(details.iops === undefined ? {} : { Iops: details.iops }),
  ...(details.throughput === undefined ? {} : { Throughput: details.throughput }),
  VolumeType: details.type,
  MultiAttachEnabled: details.multiAttach,
  Tags: shownTags(tags),
});

const attachments =
  (look: (one: VolumeAttachment) => string | boolean | Date | undefined) =>
  ({ Attachments = [] }: Volume) =>
    Attachments.map(look);

const VOLUMES: Description<'volume', Volume> = {
  kind: 'volume',
  filters: {
    'attachment.attach-time': attachments(({ AttachTime }) => AttachTime),
    'attachment.delete-on-termination': attachments((one) => one.DeleteOnTermination),
    'attachment.device': attachments(({ Device }) => Device),
    'attachment.instance-id': attachments(({ InstanceId }) => InstanceId),
    'attachment.status': attachments(({ State }) => State),
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    'create-time': ({ CreateTime }) => CreateTime,
    encrypted: ({ Encrypted }) => Encrypted,
    'multi-attach-enabled': ({ MultiAttachEnabled }) => MultiAttachEnabled,
    size: ({ Size }) => Size,
    'snapshot-id': ({ SnapshotId }) => SnapshotId,
    status: ({ State }) => State,
    'volume-id': ({ VolumeId }) => VolumeId,
    'volume-type': ({ VolumeType }) => VolumeType,
  },
  show: (_call, rows, tags) => rows.map((row) => shownVolume(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
export const describeVolumes = ({ pages }: Ec2Deps) =>
  shows<DescribeVolumesRequest, DescribeVolumesResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeVolumes');
    const { shown, next } = await described(pages, call, VOLUMES, input, input.VolumeIds);
    return { Volumes: [...shown], ...next };
  });

/** The snapshot that a volume is to be made from, usable by the caller. */
const sourceSnapshot = async (
  call: Call,
  id: string | undefined,
): Promise<Resource<'snapshot'> | undefined> => {
  if (id === undefined || id === '') return undefined;
  const find = () => visibleOne(call.tx, call, 'snapshot', id);
  const snapshot = await authorizedOne(call, 'CreateVolume', { kind: 'snapshot', id, find });
  if (snapshot.details.failure !== undefined)
    throw incorrectState('Snapshot is in invalid state - error');
  if (snapshot.details.completedAt > call.now.getTime())
    throw incorrectState('Snapshot is in invalid state - pending');
  return snapshot;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
export const createVolume = (deps: Ec2Deps) =>
  changes<CreateVolumeRequest, Volume>({ partial: 'no Outposts' }, async (input, call) => {
    const { tx, account, now } = call;
    const tags = specifiedTags(input.TagSpecifications, 'volume')('volume');
    const snapshot = await sourceSnapshot(call, input.SnapshotId);
    const zones = zonesOf(call.region);
    const zone = zones.find(
      ({ name, id }) => name === input.AvailabilityZone || id === input.AvailabilityZoneId,
    );
    const size = input.Size ?? snapshot?.details.size;
    const encryption = await encryptionOf(deps, call, {
      encrypted: input.Encrypted,
      key: input.KmsKeyId,
      from: snapshot,
    });
    const shape = volumeShape({
      type: input.VolumeType ?? 'gp2',
      size,
      iops: input.Iops,
      throughput: input.Throughput,
    });
    const details = {
      ...shape,
      ...encryption,
      snapshot: snapshot?.id,
      zone: zone?.name ?? input.AvailabilityZone ?? '',
      multiAttach: input.MultiAttachEnabled ?? false,
    };
    await authorizeNew(call, 'CreateVolume', 'volume', tags, {
      ...volumeKeys(call, details),
      'ec2:KmsKeyId': input.KmsKeyId === undefined ? undefined : encryption.kmsKey,
    });
    if (input.AvailabilityZone === undefined && input.AvailabilityZoneId === undefined)
      throw missingParameter('AvailabilityZone');
    if (zone === undefined)
      throw new AwsError('InvalidZone.NotFound', `The zone '${details.zone}' does not exist.`);
    if (snapshot !== undefined && shape.size < snapshot.details.size)
      throw invalidValue('Volume size must be greater or equal to snapshot size');
    const ground = { tx, ids: deps.ids, account, region: call.region, now };
    const id = newId(deps.ids, 'volume');
    const sealed = await sealing(deps, call, id, encryption.kmsKey, snapshot);
    const volume = await add(ground, 'volume', { ...details, ...sealed }, { id });
    await putTags(tx, volume, tags);
    touch(call, 'volume', volume.id);
    const { failure } = sealed;
    const result = failure === undefined ? 'available' : 'failed';
    await tellVolume(deps, call, { event: 'createVolume', volume: id, result, failure });
    return { ...shownVolume(volume, tags), State: 'creating' };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVolume.html */
export const deleteVolume = (deps: Ec2Deps) =>
  changes<DeleteVolumeRequest, void>({}, async ({ VolumeId = '' }, call) => {
    const volume = await authorized(call, 'DeleteVolume', 'volume', VolumeId);
    const { attachment } = volume.details;
    if (attachment !== undefined)
      throw new AwsError(
        'VolumeInUse',
        `Volume ${volume.id} is currently attached to ${attachment.instance}`,
      );
    await removeWithTags(call.tx, volume);
    const notice = { event: 'deleteVolume', volume: volume.id, result: 'deleted' } as const;
    await tellVolume(deps, call, notice);
  });

const shownModification = (
  { id, details }: Resource<'volume'>,
  settledAt: number,
  now: Date,
): VolumeModification => {
  const { modification } = details;
  if (modification === undefined) throw new Error(`${id} has no modification`);
  const { from, to, startedAt } = modification;
  const done = now.getTime() >= startedAt + settledAt;
  return {
    VolumeId: id,
    ModificationState: done ? 'completed' : 'modifying',
    Progress: done ? 100 : 0,
    StartTime: new Date(startedAt),
    ...(done ? { EndTime: new Date(startedAt + settledAt) } : {}),
    OriginalSize: from.size,
    OriginalVolumeType: from.type,
    ...(from.iops === undefined ? {} : { OriginalIops: from.iops }),
    ...(from.throughput === undefined ? {} : { OriginalThroughput: from.throughput }),
    OriginalMultiAttachEnabled: details.multiAttach,
    TargetSize: to.size,
    TargetVolumeType: to.type,
    ...(to.iops === undefined ? {} : { TargetIops: to.iops }),
    ...(to.throughput === undefined ? {} : { TargetThroughput: to.throughput }),
    TargetMultiAttachEnabled: details.multiAttach,
  };
};

const MS = 1000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html */
export const modifyVolume = ({ delaySeconds }: Ec2Deps) =>
  changes<ModifyVolumeRequest, ModifyVolumeResult>(
    { partial: 'no Multi-Attach' },
    async (input, call) => {
      const { tx, now } = call;
      const volume = await authorized(call, 'ModifyVolume', 'volume', input.VolumeId ?? '');
      const { details } = volume;
      const from = {
        size: details.size,
        type: details.type,
        iops: details.iops,
        throughput: details.throughput,
      };
      const type = input.VolumeType ?? details.type;
      const sameType = type === details.type && type !== 'gp2';
      const to = volumeShape({
        type,
        size: input.Size ?? details.size,
        iops: input.Iops ?? (sameType ? details.iops : undefined),
        throughput: input.Throughput ?? (sameType ? details.throughput : undefined),
      });
      if (to.size < from.size) throw invalidValue(`New size cannot be smaller than existing size`);
      const changed = withDetails(volume, {
        ...to,
        iops: to.iops,
        throughput: to.throughput,
        modification: { startedAt: now.getTime(), from, to },
      });
      await resources.save(tx, changed);
      return { VolumeModification: shownModification(changed, delaySeconds * MS, now) };
    },
  );

interface Listed {
  readonly modification: VolumeModification | undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumesModifications.html */
export const describeVolumesModifications = ({ pages, delaySeconds }: Ec2Deps) =>
  shows<DescribeVolumesModificationsRequest, DescribeVolumesModificationsResult>(
    {},
    async (input, call) => {
      await authorizeAll(call, 'DescribeVolumesModifications');
      const of =
        (look: (one: VolumeModification) => string | number | undefined) =>
        ({ modification }: Listed) =>
          modification === undefined ? undefined : look(modification);
      const description: Description<'volume', Listed & { Tags?: never }> = {
        kind: 'volume',
        filters: {
          'modification-state': of(({ ModificationState }) => ModificationState),
          'original-size': of(({ OriginalSize }) => OriginalSize),
          'target-size': of(({ TargetSize }) => TargetSize),
          'volume-id': of(({ VolumeId }) => VolumeId),
        },
        show: (_call, rows) =>
          rows.map((row) => ({
            modification:
              row.details.modification === undefined
                ? undefined
                : shownModification(row, delaySeconds * MS, call.now),
          })),
      };
      const { shown, next } = await described(pages, call, description, input, input.VolumeIds);
      return {
        VolumesModifications: shown.flatMap(({ modification }) => modification ?? []),
        ...next,
      };
    },
  );
