import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorizedOne } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { invalidValue, parameterInvalid, volumeTooSmall } from '../errors.ts';
import { visibleOne } from '../images/usable.ts';
import type { Kinds, Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { encryptionOf } from '../storage/encryption.ts';
import { volumeShape } from '../storage/volume-shape.ts';

/** A volume that an instance will have. */
export interface DeviceDraft {
  readonly device: string;
  readonly deleteOnTermination: boolean;
  readonly volume: Kinds['volume'];
  readonly from: Resource<'snapshot'> | undefined;
}

const MOST_DEVICES = 40;
const DEVICE = /^[A-Za-z0-9/._-]{1,255}$/;

/** The image's devices, changed and added to by those of the request. */
const merged = (
  image: Resource<'image'>,
  given: readonly BlockDeviceMapping[] | undefined,
): readonly BlockDeviceMapping[] => {
  const devices = new Map<string, BlockDeviceMapping>();
  for (const mapping of image.details.blockDevices) devices.set(mapping.DeviceName ?? '', mapping);
  const seen = new Set<string>();
  for (const mapping of given ?? []) {
    const { DeviceName: name = '' } = mapping;
    if (!DEVICE.test(name)) throw parameterInvalid('deviceName', name, 'Invalid device name.');
    if (seen.has(name))
      throw invalidValue(`Duplicate device name ${name} in the block device mapping`);
    seen.add(name);
    const earlier = devices.get(name);
    if (mapping.NoDevice !== undefined) devices.delete(name);
    else devices.set(name, { ...earlier, ...mapping, Ebs: { ...earlier?.Ebs, ...mapping.Ebs } });
  }
  if (devices.size > MOST_DEVICES)
    throw invalidValue(`The maximum number of block devices is ${MOST_DEVICES}`);
  // A device with a virtual name is a disk of the host, which no instance type here has.
  return [...devices.values()].filter(
    ({ VirtualName }) => VirtualName === undefined || VirtualName === '',
  );
};

/** A snapshot that a mapping names is used by the caller; the image's own comes with the image. */
const sourceOf = async (
  call: Call,
  image: Resource<'image'>,
  id: string | undefined,
): Promise<Resource<'snapshot'> | undefined> => {
  if (id === undefined) return undefined;
  const ofImage = image.details.blockDevices.some(({ Ebs }) => Ebs?.SnapshotId === id);
  if (ofImage) return resources.inRegion(call.tx, call.region, 'snapshot', id);
  const find = () => visibleOne(call.tx, call, 'snapshot', id);
  return authorizedOne(call, 'RunInstances', { kind: 'snapshot', id, find });
};

export const deviceDrafts = async (
  deps: Ec2Deps,
  call: Call,
  image: Resource<'image'>,
  given: readonly BlockDeviceMapping[] | undefined,
  zone: string,
): Promise<readonly DeviceDraft[]> => {
  const drafts: DeviceDraft[] = [];
  for (const { DeviceName = '', Ebs = {} } of merged(image, given)) {
    const snapshot = await sourceOf(call, image, Ebs.SnapshotId);
    const size = Ebs.VolumeSize ?? snapshot?.details.size;
    const shape = volumeShape({
      type: Ebs.VolumeType ?? 'gp2',
      size,
      iops: Ebs.Iops,
      throughput: Ebs.Throughput,
    });
    const least = snapshot?.details.size ?? 0;
    if (shape.size < least) throw volumeTooSmall(shape.size, least);
    const encryption = await encryptionOf(deps, call, {
      encrypted: Ebs.Encrypted,
      key: Ebs.KmsKeyId,
      from: snapshot,
    });
    drafts.push({
      device: DeviceName,
      deleteOnTermination: Ebs.DeleteOnTermination ?? true,
      volume: {
        ...shape,
        ...encryption,
        snapshot: Ebs.SnapshotId,
        zone,
        multiAttach: false,
      },
      from: snapshot,
    });
  }
  return drafts;
};

export const volumeKeys = (
  { region: at }: Pick<Call, 'region'>,
  volume: Kinds['volume'],
): ConditionKeys => ({
  'ec2:AvailabilityZone': volume.zone,
  'ec2:Encrypted': volume.encrypted,
  'ec2:ParentSnapshot':
    volume.snapshot === undefined
      ? undefined
      : arnOf({ account: '', region: at }, 'snapshot', volume.snapshot),
  'ec2:VolumeIops': volume.iops,
  'ec2:VolumeSize': volume.size,
  'ec2:VolumeThroughput': volume.throughput,
  'ec2:VolumeType': volume.type,
});
