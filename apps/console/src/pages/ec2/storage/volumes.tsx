import type { DescribeVolumesResult, Volume } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { instances, snapshots, zones } from '../shared/sources.ts';

const VOLUME_TYPES = ['gp3', 'gp2', 'io1', 'io2', 'st1', 'sc1', 'standard'].map(
  (type) => [type, type] as const,
);

const ENCRYPTION = [
  ['', 'As the account has it'],
  ['true', 'Encrypted'],
] as const;

const instanceOf = ({ Attachments }: Json<Volume>): string | undefined =>
  Attachments?.[0]?.InstanceId;

const encrypted = ({ Encrypted }: Json<Volume>): string =>
  Encrypted === true ? 'Encrypted' : 'Not encrypted';

export const VOLUMES: Kind<Json<Volume>, DescribeVolumesResult> = {
  path: 'volumes',
  title: 'Volumes',
  one: 'volume',
  description: 'Disks of instances.',
  empty: 'No volumes. Launching an instance makes its own.',
  operation: 'DescribeVolumes',
  pick: ({ Volumes }) => Volumes,
  idMember: 'VolumeIds',
  idOf: ({ VolumeId = '' }) => VolumeId,
  tagsOf: ({ Tags }) => Tags,
  type: 'volume',
  stateOf: ({ State }) => State,
  columns: [
    column('type', 'Type', ({ VolumeType }) => VolumeType),
    column('size', 'Size in GiB', ({ Size }) => Size),
    column('encryption', 'Encryption', encrypted),
    {
      id: 'instance',
      header: 'Instance',
      cell: (volume) => <IdLink id={instanceOf(volume)} />,
      text: instanceOf,
    },
    column('zone', 'Availability Zone', ({ AvailabilityZone }) => AvailabilityZone),
  ],
  filters: [
    ['status', 'State', ['creating', 'available', 'in-use', 'deleting', 'error']],
    ['encrypted', 'Encrypted', ['true', 'false']],
    ['tag:Name', 'Name'],
    ['attachment.instance-id', 'Instance ID'],
  ],
  facts: (volume) => [
    ['Size', `${volume.Size} GiB`],
    ['Type', volume.VolumeType],
    ['IOPS', volume.Iops],
    ['Encryption', encrypted(volume)],
    ['KMS key', volume.KmsKeyId],
    ['Instance', <IdLink key="instance" id={instanceOf(volume)} />],
    ['Device', volume.Attachments?.[0]?.Device],
    ['Snapshot', <IdLink key="snapshot" id={volume.SnapshotId || undefined} />],
    ['Availability Zone', volume.AvailabilityZone],
    ['Created', <Time key="created" at={volume.CreateTime} />],
  ],
  create: {
    label: 'Create volume',
    fields: [
      { id: 'name', label: 'Name', optional: true },
      { id: 'zone', label: 'Availability Zone', source: zones },
      { id: 'type', label: 'Volume type', options: VOLUME_TYPES, initial: 'gp3' },
      { id: 'size', label: 'Size in GiB', initial: '10' },
      { id: 'snapshot', label: 'Snapshot', source: snapshots, optional: true },
      { id: 'encryption', label: 'Encryption', options: ENCRYPTION, optional: true },
    ],
    act: (aws, values) =>
      aws.call('ec2', 'CreateVolume', {
        AvailabilityZone: values['zone'],
        VolumeType: values['type'],
        Size: Number(values['size']),
        ...(values['snapshot'] === '' ? {} : { SnapshotId: values['snapshot'] }),
        ...(values['encryption'] === 'true' ? { Encrypted: true } : {}),
        ...tagSpecifications('volume', namedTag(values['name'])),
      }),
  },
  actions: [
    {
      label: 'Attach',
      can: ({ State }) => State === 'available',
      fields: () => [
        { id: 'instance', label: 'Instance', source: instances },
        { id: 'device', label: 'Device name', initial: '/dev/sdf' },
      ],
      act: (aws, { VolumeId }, { instance, device }) =>
        aws.call('ec2', 'AttachVolume', { VolumeId, InstanceId: instance, Device: device }),
    },
    {
      label: 'Detach',
      text: 'The instance must have unmounted it.',
      can: ({ State }) => State === 'in-use',
      act: (aws, { VolumeId }) => aws.call('ec2', 'DetachVolume', { VolumeId }),
    },
    {
      label: 'Modify',
      fields: (volume) => [
        { id: 'size', label: 'Size in GiB', initial: String(volume.Size ?? '') },
        {
          id: 'type',
          label: 'Volume type',
          options: VOLUME_TYPES,
          initial: volume.VolumeType ?? 'gp3',
        },
      ],
      act: (aws, { VolumeId }, { size, type }) =>
        aws.call('ec2', 'ModifyVolume', { VolumeId, Size: Number(size), VolumeType: type }),
    },
    {
      label: 'Create snapshot',
      fields: () => [{ id: 'description', label: 'Description', optional: true }],
      act: (aws, { VolumeId }, { description }) =>
        aws.call('ec2', 'CreateSnapshot', { VolumeId, Description: description }),
    },
  ],
  remove: {
    label: 'Delete volume',
    text: 'What is on it is gone, unless there is a snapshot.',
    act: (aws, { VolumeId }) => aws.call('ec2', 'DeleteVolume', { VolumeId }),
  },
};
