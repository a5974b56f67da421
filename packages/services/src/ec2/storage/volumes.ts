import type {
  AttachVolumeRequest,
  CreateVolumeRequest,
  DeleteVolumeRequest,
  DescribeVolumesModificationsRequest,
  DescribeVolumesModificationsResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
  DetachVolumeRequest,
  ModifyVolumeRequest,
  ModifyVolumeResult,
  Volume,
  VolumeAttachment,
  VolumeModification,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized, authorizeNew, touch, authorizedOne } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { incorrectState, invalidValue, missingParameter, parameterInvalid } from '../errors.ts';
import { visibleOne } from '../images/usable.ts';
import { volumeKeys } from '../instances/launch-devices.ts';
import { type Resource, withDetails } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { zonesOf } from '../networking/zones.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { encryptionOf } from './encryption.ts';
import type { VolumeAttachmentDetails } from './model.ts';
import { volumeShape } from './volume-shape.ts';

const shownAttachment = (
  volume: string,
  attachment: VolumeAttachmentDetails,
  state: VolumeAttachment['State'] = 'attached',
): VolumeAttachment => ({
  VolumeId: volume,
  InstanceId: attachment.instance,
  Device: attachment.device,
  State: state,
  AttachTime: new Date(attachment.attachedAt),
  DeleteOnTermination: attachment.deleteOnTermination,
});

const shownVolume = ({ id, createdAt, details }: Resource<'volume'>, tags: Tags): Volume => ({
  VolumeId: id,
  Size: details.size,
  SnapshotId: details.snapshot ?? '',
  AvailabilityZone: details.zone,
  State: details.attachment === undefined ? 'available' : 'in-use',
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
  if (snapshot.details.completedAt > call.now.getTime())
    throw incorrectState(`Snapshot is in invalid state - pending`);
  return snapshot;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
export const createVolume = ({ ids }: Ec2Deps) =>
  changes<CreateVolumeRequest, Volume>({ partial: 'no Outposts' }, async (input, call) => {
    const { tx, account, now } = call;
    const tags = specifiedTags(input.TagSpecifications, 'volume')('volume');
    const snapshot = await sourceSnapshot(call, input.SnapshotId);
    const zones = zonesOf(call.region);
    const zone = zones.find(
      ({ name, id }) => name === input.AvailabilityZone || id === input.AvailabilityZoneId,
    );
    const size = input.Size ?? snapshot?.details.size;
    const encryption = await encryptionOf(tx, call, {
      encrypted: input.Encrypted,
      key: input.KmsKeyId,
      from: snapshot?.details,
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
      'ec2:KmsKeyId': encryption.kmsKey,
    });
    if (input.AvailabilityZone === undefined && input.AvailabilityZoneId === undefined)
      throw missingParameter('AvailabilityZone');
    if (zone === undefined)
      throw new AwsError('InvalidZone.NotFound', `The zone '${details.zone}' does not exist.`);
    if (snapshot !== undefined && shape.size < snapshot.details.size)
      throw invalidValue('Volume size must be greater or equal to snapshot size');
    const ground = { tx, ids, account, region: call.region, now };
    const volume = await add(ground, 'volume', details);
    await putTags(tx, volume, tags);
    touch(call, 'volume', volume.id);
    return { ...shownVolume(volume, tags), State: 'creating' };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVolume.html */
export const deleteVolume = () =>
  changes<DeleteVolumeRequest, void>({}, async ({ VolumeId = '' }, call) => {
    const volume = await authorized(call, 'DeleteVolume', 'volume', VolumeId);
    const { attachment } = volume.details;
    if (attachment !== undefined)
      throw new AwsError(
        'VolumeInUse',
        `Volume ${volume.id} is currently attached to ${attachment.instance}`,
      );
    await removeWithTags(call.tx, volume);
  });

const DEVICE = /^(?:\/dev\/)?(?:sd|xvd|hd)[a-z]{1,2}\d{0,2}$/;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html */
export const attachVolume = () =>
  changes<AttachVolumeRequest, VolumeAttachment>(
    { partial: 'no Multi-Attach' },
    async (input, call) => {
      const { tx, now } = call;
      const volume = await authorized(call, 'AttachVolume', 'volume', input.VolumeId ?? '');
      const instance = await authorized(call, 'AttachVolume', 'instance', input.InstanceId ?? '');
      const device = input.Device ?? '';
      if (!DEVICE.test(device))
        throw parameterInvalid('device', device, `${device} is not a valid EBS device name.`);
      if (volume.details.attachment !== undefined)
        throw new AwsError('VolumeInUse', `${volume.id} is already attached to an instance`);
      if (!['running', 'stopped', 'stopping', 'pending'].includes(instance.details.state))
        throw new AwsError('IncorrectState', `Instance '${instance.id}' is not 'running'.`);
      if (volume.details.zone !== instance.details.zone)
        throw new AwsError(
          'InvalidVolume.ZoneMismatch',
          `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`,
        );
      if (instance.details.blockDevices.some((one) => one.device === device))
        throw parameterInvalid('device', device, `${device} is already in use`);
      const attachment = {
        instance: instance.id,
        device,
        attachedAt: now.getTime(),
        deleteOnTermination: false,
      };
      await resources.save(tx, withDetails(volume, { attachment }));
      const { attachedAt, deleteOnTermination } = attachment;
      const added = { device, volume: volume.id, attachedAt, deleteOnTermination };
      const blockDevices = [...instance.details.blockDevices, added];
      await resources.save(tx, withDetails(instance, { blockDevices }));
      return shownAttachment(volume.id, attachment, 'attaching');
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html */
export const detachVolume = () =>
  changes<DetachVolumeRequest, VolumeAttachment>({}, async (input, call) => {
    const { tx } = call;
    const volume = await authorized(call, 'DetachVolume', 'volume', input.VolumeId ?? '');
    const { attachment } = volume.details;
    const given = input.InstanceId;
    const instance =
      given === undefined && attachment === undefined
        ? undefined
        : await authorized(call, 'DetachVolume', 'instance', given ?? attachment?.instance ?? '');
    if (attachment === undefined)
      throw incorrectState(`Volume '${volume.id}' is in the 'available' state.`);
    const device = input.Device ?? attachment.device;
    if (
      instance === undefined ||
      attachment.instance !== instance.id ||
      attachment.device !== device
    )
      throw new AwsError(
        'InvalidAttachment.NotFound',
        `The volume '${volume.id}' is not attached to instance '${given ?? ''}' as device ${device}`,
      );
    if (device === instance.details.rootDevice && instance.details.state !== 'stopped')
      throw new AwsError(
        'OperationNotPermitted',
        `Unable to detach root volume '${volume.id}' from instance '${instance.id}'`,
      );
    await resources.save(tx, withDetails(volume, { attachment: undefined }));
    const blockDevices = instance.details.blockDevices.filter((one) => one.volume !== volume.id);
    await resources.save(tx, withDetails(instance, { blockDevices }));
    return shownAttachment(volume.id, attachment, 'detaching');
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
