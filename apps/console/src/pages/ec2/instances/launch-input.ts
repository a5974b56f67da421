import type { DescribeImagesResult } from '@aws-sdk/client-ec2';
import type { Aws } from '../../../api/aws.ts';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import type { Values } from '../shared/fields.tsx';
import { namedTag } from '../shared/names.ts';

/** What somebody chose in the form. */
export interface Launch {
  readonly values: Values;
  readonly groups: readonly string[];
  readonly tags: readonly EditedTag[];
  readonly imdsv2: boolean;
  readonly encrypted: boolean;
  readonly isProtected: boolean;
}

/** The image says which device is the root. */
const rootDevice = async (aws: Aws, image: string): Promise<string> => {
  const { Images } = await aws.call<DescribeImagesResult>('ec2', 'DescribeImages', {
    ImageIds: [image],
  });
  return Images?.[0]?.RootDeviceName ?? '/dev/xvda';
};

const tagged = (tags: readonly EditedTag[]): object =>
  tags.length === 0
    ? {}
    : {
        TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({
          ResourceType,
          Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
        })),
      };

/** The input of RunInstances. */
export const launchInput = async (aws: Aws, launch: Launch): Promise<object> => {
  const { image = '', type, count = '1', key, profile, subnet, name } = launch.values;
  return {
    ImageId: image,
    InstanceType: type,
    MinCount: Number(count),
    MaxCount: Number(count),
    ...(key === '' ? {} : { KeyName: key }),
    ...(profile === '' ? {} : { IamInstanceProfile: { Name: profile } }),
    ...(subnet === '' ? {} : { SubnetId: subnet }),
    ...(launch.groups.length === 0 ? {} : { SecurityGroupIds: launch.groups }),
    ...(launch.encrypted
      ? {
          BlockDeviceMappings: [
            { DeviceName: await rootDevice(aws, image), Ebs: { Encrypted: true } },
          ],
        }
      : {}),
    MetadataOptions: { HttpTokens: launch.imdsv2 ? 'required' : 'optional' },
    DisableApiTermination: launch.isProtected,
    ...tagged([...namedTag(name), ...launch.tags]),
  };
};
