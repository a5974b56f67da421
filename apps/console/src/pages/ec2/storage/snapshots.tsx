import type { DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { volumes } from '../shared/sources.ts';

const encrypted = ({ Encrypted }: Json<Snapshot>): string =>
  Encrypted === true ? 'Encrypted' : 'Not encrypted';

export const SNAPSHOTS: Kind<Json<Snapshot>, DescribeSnapshotsResult> = {
  path: 'snapshots',
  title: 'Snapshots',
  one: 'snapshot',
  description: 'What volumes held at a time. Those of this account.',
  empty: 'No snapshots',
  operation: 'DescribeSnapshots',
  input: { OwnerIds: ['self'] },
  pick: ({ Snapshots }) => Snapshots,
  idMember: 'SnapshotIds',
  idOf: ({ SnapshotId = '' }) => SnapshotId,
  tagsOf: ({ Tags }) => Tags,
  type: 'snapshot',
  ownerless: true,
  stateOf: ({ State }) => State,
  columns: [
    column('size', 'Size in GiB', ({ VolumeSize }) => VolumeSize),
    column('encryption', 'Encryption', encrypted),
    column('description', 'Description', ({ Description }) => Description),
    {
      id: 'volume',
      header: 'Volume',
      cell: ({ VolumeId }) => <IdLink id={VolumeId} />,
      text: ({ VolumeId }) => VolumeId,
    },
    {
      id: 'started',
      header: 'Started',
      cell: ({ StartTime }) => <Time at={StartTime} />,
      text: ({ StartTime }) => StartTime,
    },
  ],
  filters: [
    ['status', 'State', ['pending', 'completed', 'error']],
    ['encrypted', 'Encrypted', ['true', 'false']],
    ['tag:Name', 'Name'],
    ['volume-id', 'Volume ID'],
  ],
  facts: (snapshot) => [
    ['Size', `${snapshot.VolumeSize} GiB`],
    ['Progress', snapshot.Progress],
    ['Encryption', encrypted(snapshot)],
    ['KMS key', snapshot.KmsKeyId],
    ['Volume', <IdLink key="volume" id={snapshot.VolumeId} />],
    ['Owner', snapshot.OwnerId],
    ['Description', snapshot.Description],
    ['Started', <Time key="started" at={snapshot.StartTime} />],
  ],
  create: {
    label: 'Create snapshot',
    fields: [
      { id: 'volume', label: 'Volume', source: volumes },
      { id: 'name', label: 'Name', optional: true },
      { id: 'description', label: 'Description', optional: true },
    ],
    act: (aws, { volume, name, description }) =>
      aws.call('ec2', 'CreateSnapshot', {
        VolumeId: volume,
        Description: description,
        ...tagSpecifications('snapshot', namedTag(name)),
      }),
  },
  remove: {
    label: 'Delete snapshot',
    text: 'What it holds is gone, for the accounts that it is shared with, too.',
    act: (aws, { SnapshotId }) => aws.call('ec2', 'DeleteSnapshot', { SnapshotId }),
  },
};
