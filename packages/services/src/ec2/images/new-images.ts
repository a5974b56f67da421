import type {
  BlockDeviceMapping,
  CreateImageRequest,
  CreateImageResult,
  RegisterImageRequest,
  RegisterImageResult,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorized, authorizeNew, touch, authorizedOne } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { missingParameter } from '../errors.ts';
import type { Kinds, Resource } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { changes } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { type NewTags, putTags, specifiedTags } from '../tags.ts';
import { visibleOne } from './usable.ts';

const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;
const MS = 1000;

export const checkedName = (name: string | undefined): string => {
  if (name === undefined) throw missingParameter('Name');
  if (!NAME.test(name))
    throw new AwsError(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    );
  return name;
};

export const addImage = async (
  { ids }: Ec2Deps,
  call: Call,
  details: Kinds['image'],
  tags: NewTags,
): Promise<Resource<'image'>> => {
  const { tx, account, now } = call;
  const earlier = await resources.named(tx, call, 'image', details.name);
  if (earlier !== undefined)
    throw new AwsError(
      'InvalidAMIName.Duplicate',
      `AMI name ${details.name} is already in use by AMI ${earlier.id}`,
    );
  const ground = { tx, ids, account, region: call.region, now };
  const image = await add(ground, 'image', details, { unique: details.name });
  await putTags(tx, image, tags('image'));
  touch(call, 'image', image.id);
  return image;
};

const namedSnapshot = (
  call: Call,
  operation: string,
  id: string,
): Promise<Resource<'snapshot'>> => {
  const find = () => visibleOne(call.tx, call, 'snapshot', id);
  return authorizedOne(call, operation, { kind: 'snapshot', id, find });
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html */
export const registerImage = (deps: Ec2Deps) =>
  changes<RegisterImageRequest, RegisterImageResult>(
    { partial: 'images backed by EBS snapshots alone' },
    async (input, call) => {
      const tags = specifiedTags(input.TagSpecifications, 'image');
      await authorizeNew(call, 'RegisterImage', 'image', tags('image'));
      const name = checkedName(input.Name);
      const rootDevice = input.RootDeviceName ?? '/dev/sda1';
      const blockDevices: BlockDeviceMapping[] = [];
      for (const mapping of input.BlockDeviceMappings ?? []) {
        const id = mapping.Ebs?.SnapshotId;
        const snapshot =
          id === undefined ? undefined : await namedSnapshot(call, 'RegisterImage', id);
        const Ebs = {
          DeleteOnTermination: true,
          VolumeType: 'gp2' as const,
          ...(snapshot === undefined ? {} : { VolumeSize: snapshot.details.size }),
          ...mapping.Ebs,
          // What is encrypted stays so, whatever the request says: by it the image may be public or not.
          ...(snapshot === undefined ? {} : { Encrypted: snapshot.details.encrypted }),
        };
        blockDevices.push({ ...mapping, Ebs });
      }
      const root = blockDevices.find(({ DeviceName }) => DeviceName === rootDevice);
      if (root?.Ebs?.SnapshotId === undefined)
        throw new AwsError(
          'InvalidBlockDeviceMapping',
          `No snapshot given for the root device ${rootDevice}`,
        );
      const image = await addImage(
        deps,
        call,
        {
          name,
          description: input.Description,
          architecture: input.Architecture ?? 'x86_64',
          rootDevice,
          blockDevices,
          state: 'available',
          enaSupport: input.EnaSupport ?? false,
          bootMode: input.BootMode,
        },
        tags,
      );
      return { ImageId: image.id };
    },
  );

/** A snapshot of each of the instance's volumes, which the image is made of. */
const snapshotDevices = async (
  { ids, delaySeconds }: Ec2Deps,
  call: Call,
  instance: Resource<'instance'>,
  image: string,
  tags: NewTags,
): Promise<BlockDeviceMapping[]> => {
  const { tx, account, now } = call;
  const mappings: BlockDeviceMapping[] = [];
  for (const { device, volume, deleteOnTermination } of instance.details.blockDevices) {
    const found = await resources.find(tx, call, 'volume', volume);
    if (found === undefined) throw new Error(`${volume} is attached and not there`);
    const { size, type, encrypted, kmsKey, dataKey } = found.details;
    const ground = { tx, ids, account, region: call.region, now };
    const snapshot = await add(ground, 'snapshot', {
      volume,
      size,
      description: `Created by CreateImage(${instance.id}) for ${image}`,
      encrypted,
      kmsKey,
      dataKey,
      completedAt: now.getTime() + delaySeconds * MS,
    });
    await putTags(tx, snapshot, tags('snapshot'));
    mappings.push({
      DeviceName: device,
      Ebs: {
        DeleteOnTermination: deleteOnTermination,
        SnapshotId: snapshot.id,
        VolumeSize: size,
        VolumeType: type,
        Encrypted: encrypted,
      },
    });
  }
  return mappings;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html */
export const createImage = (deps: Ec2Deps) =>
  changes<CreateImageRequest, CreateImageResult>(
    { partial: 'block device mappings of the request are not merged' },
    async (input, call) => {
      const tags = specifiedTags(input.TagSpecifications, 'image', 'snapshot');
      const instance = await authorized(call, 'CreateImage', 'instance', input.InstanceId ?? '');
      await authorizeNew(call, 'CreateImage', 'image', tags('image'), {
        'ec2:Owner': call.account,
      });
      for (const device of instance.details.blockDevices)
        await authorizeNew(call, 'CreateImage', 'snapshot', tags('snapshot'), {
          'ec2:Owner': call.account,
          'ec2:ParentVolume': arnOf(call, 'volume', device.volume),
        });
      const name = checkedName(input.Name);
      if (!['pending', 'running', 'stopping', 'stopped'].includes(instance.details.state))
        throw new AwsError(
          'IncorrectInstanceState',
          `The instance '${instance.id}' is not in a state from which an image can be created.`,
        );
      const { architecture, platform, rootDevice, image } = instance.details;
      const blockDevices = await snapshotDevices(deps, call, instance, name, tags);
      const made = await addImage(
        deps,
        call,
        {
          name,
          description: input.Description,
          architecture,
          platform,
          rootDevice,
          blockDevices,
          state: 'available',
          enaSupport: true,
          sourceInstance: instance.id,
          sourceImage: image,
        },
        tags,
      );
      return { ImageId: made.id };
    },
  );
