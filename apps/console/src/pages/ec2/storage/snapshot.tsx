import type { DescribeSnapshotAttributeResult } from '@aws-sdk/client-ec2';
import { useAwsClient } from '../../../session/session-context.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { KindDetail } from '../resources/kind-detail.tsx';
import { Sharing } from '../shared/sharing.tsx';
import { SNAPSHOTS } from './snapshots.tsx';

const Attribute = 'createVolumePermission';

const SnapshotSharing = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  const loaded = useLoad(`sharing ${aws.region} ${id}`, async (signal) => {
    const { CreateVolumePermissions = [] } = await aws.call<DescribeSnapshotAttributeResult>(
      'ec2',
      'DescribeSnapshotAttribute',
      { SnapshotId: id, Attribute },
      signal,
    );
    return CreateVolumePermissions;
  });
  return (
    <Sharing
      what="snapshot"
      danger="Every AWS account can make a volume of a public snapshot and read all that was on the disk: files, keys, passwords, and what was deleted but not overwritten."
      loaded={loaded}
      change={(CreateVolumePermission) =>
        aws.call('ec2', 'ModifySnapshotAttribute', {
          SnapshotId: id,
          Attribute,
          CreateVolumePermission,
        })
      }
    />
  );
};

export const Component = () => (
  <KindDetail
    kind={SNAPSHOTS}
    tabs={({ SnapshotId = '' }) => [
      ['sharing', 'Sharing', <SnapshotSharing key="sharing" id={SnapshotId} />],
    ]}
  />
);
