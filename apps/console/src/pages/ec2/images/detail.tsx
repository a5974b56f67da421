import type { ImageAttribute } from '@aws-sdk/client-ec2';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { KindDetail } from '../resources/kind-detail.tsx';
import { Sharing } from '../shared/sharing.tsx';
import { IMAGES } from './images.tsx';

const ImageSharing = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  const loaded = useLoad(`sharing ${aws.region} ${id}`, async (signal) => {
    const { LaunchPermissions = [] } = await aws.call<ImageAttribute>(
      'ec2',
      'DescribeImageAttribute',
      { ImageId: id, Attribute: 'launchPermission' },
      signal,
    );
    return LaunchPermissions;
  });
  return (
    <Sharing
      what="image"
      danger="Every AWS account can launch a public image and read all that is on its disks: files, keys, passwords."
      loaded={loaded}
      change={(LaunchPermission) =>
        aws.call('ec2', 'ModifyImageAttribute', { ImageId: id, LaunchPermission })
      }
    />
  );
};

export const Component = () => {
  const account = useAccount();
  return (
    <KindDetail
      kind={IMAGES}
      tabs={({ ImageId = '', OwnerId }) =>
        OwnerId === account
          ? [['sharing', 'Sharing', <ImageSharing key="sharing" id={ImageId} />]]
          : []
      }
    />
  );
};
