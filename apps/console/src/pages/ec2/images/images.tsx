import type { DescribeImagesResult, Image } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { instances } from '../shared/sources.ts';

export const IMAGES: Kind<Json<Image>, DescribeImagesResult> = {
  path: 'images',
  title: 'Images',
  one: 'image',
  description: 'What instances are launched from: those of AWS, of this account, and shared ones.',
  empty: 'No images',
  operation: 'DescribeImages',
  pick: ({ Images }) => Images,
  idMember: 'ImageIds',
  idOf: ({ ImageId = '' }) => ImageId,
  tagsOf: ({ Tags }) => Tags,
  type: 'image',
  ownerless: true,
  stateOf: ({ State }) => State,
  columns: [
    column('ami', 'AMI name', ({ Name }) => Name),
    column('architecture', 'Architecture', ({ Architecture }) => Architecture),
    column('owner', 'Owner', ({ OwnerId, ImageOwnerAlias }) => ImageOwnerAlias ?? OwnerId),
    column('visibility', 'Visibility', ({ Public }) => (Public === true ? 'Public' : 'Private')),
  ],
  filters: [
    ['is-public', 'Public', ['true', 'false']],
    ['architecture', 'Architecture', ['x86_64', 'arm64']],
    ['name', 'AMI name'],
    ['owner-id', 'Owner ID'],
  ],
  facts: (image) => [
    ['AMI name', image.Name],
    ['Description', image.Description],
    ['Architecture', image.Architecture],
    ['Platform', image.PlatformDetails],
    ['Owner', image.OwnerId],
    ['Visibility', image.Public === true ? 'Public' : 'Private'],
    ['Root device', image.RootDeviceName],
    [
      'Snapshots',
      (image.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => (
        <IdLink key={DeviceName} id={Ebs?.SnapshotId} />
      )),
    ],
    ['Created', <Time key="created" at={image.CreationDate} />],
  ],
  create: {
    label: 'Create image',
    text: 'Of an instance, with its volumes as they are.',
    fields: [
      { id: 'instance', label: 'Instance', source: instances },
      { id: 'name', label: 'Image name' },
      { id: 'description', label: 'Description', optional: true },
    ],
    act: (aws, { instance, name, description }) =>
      aws.call('ec2', 'CreateImage', {
        InstanceId: instance,
        Name: name,
        Description: description,
      }),
  },
  remove: {
    label: 'Deregister',
    text: 'Nothing is launched from it any more. Its snapshots stay.',
    act: (aws, { ImageId }) => aws.call('ec2', 'DeregisterImage', { ImageId }),
  },
};
