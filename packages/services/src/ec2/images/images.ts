import type {
  DescribeImagesRequest,
  DescribeImagesResult,
  DeregisterImageRequest,
  DeregisterImageResult,
  Image,
} from '@aws-sdk/client-ec2';
import type { Call, ConditionKeys, Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import type { Resource } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { EVERYBODY, shares } from '../repositories/shares.ts';
import { withoutBlocked } from '../storage/public-access.ts';
import { shownTags } from '../tags.ts';
import { catalogue, inCatalogue } from './catalogue.ts';
import { stretched, visibleOne } from './usable.ts';

const MARKETPLACE = 'aws-marketplace';

const isOfCatalogue = ({ region: at, id }: Resource<'image'>): boolean =>
  inCatalogue(at, id) !== undefined;

const shownImage = (image: Resource<'image'>, tags: Tags, everybody: boolean): Image => {
  const { id, account, createdAt, details } = image;
  return {
    ImageId: id,
    ImageLocation: `${details.alias ?? account}/${details.name}`,
    Name: details.name,
    ...(details.description === undefined ? {} : { Description: details.description }),
    OwnerId: account,
    ...(details.alias === undefined ? {} : { ImageOwnerAlias: details.alias }),
    Public: everybody,
    State: details.state,
    CreationDate: createdAt.toISOString(),
    ImageType: 'machine',
    Architecture: details.architecture,
    ...(details.platform === undefined ? {} : { Platform: 'Windows' as const }),
    PlatformDetails: details.platform === undefined ? 'Linux/UNIX' : 'Windows',
    UsageOperation: details.platform === undefined ? 'RunInstances' : 'RunInstances:0002',
    RootDeviceName: details.rootDevice,
    RootDeviceType: 'ebs',
    BlockDeviceMappings: [...details.blockDevices],
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: details.enaSupport,
    SriovNetSupport: 'simple',
    ProductCodes: [],
    ...(details.bootMode === undefined ? {} : { BootMode: details.bootMode }),
    ...(details.sourceInstance === undefined ? {} : { SourceInstanceId: details.sourceInstance }),
    ...(details.sourceImage === undefined ? {} : { SourceImageId: details.sourceImage }),
    Tags: shownTags(tags),
  };
};

/** Narrows a list to owners and to those who may launch: `self`, `amazon`, `all` (for the latter) or account ids. */
const narrowed = async (
  call: Call,
  rows: readonly Resource<'image'>[],
  { Owners = [], ExecutableUsers = [] }: DescribeImagesRequest,
): Promise<Resource<'image'>[]> => {
  const isOwner = (row: Resource<'image'>): boolean =>
    Owners.some(
      (owner) =>
        (owner === 'self' ? call.account : owner) === row.account ||
        (owner !== MARKETPLACE && owner === row.details.alias),
    );
  const owned = rows.filter((row) => Owners.length === 0 || isOwner(row));
  if (ExecutableUsers.length === 0) return owned;
  const launchable = new Set<string>();
  for (const user of ExecutableUsers) {
    const grantee = user === 'self' ? call.account : user;
    for (const id of await shares.with(call.tx, 'image', call.region, grantee)) launchable.add(id);
  }
  return owned.filter(
    (row) => launchable.has(row.id) || (ExecutableUsers.includes(EVERYBODY) && isOfCatalogue(row)),
  );
};

const devices =
  (
    look: (
      device: NonNullable<Image['BlockDeviceMappings']>[number],
    ) => string | number | boolean | undefined,
  ) =>
  ({ BlockDeviceMappings = [] }: Image) =>
    BlockDeviceMappings.map(look);

const IMAGES = (input: DescribeImagesRequest): Description<'image', Image> => ({
  kind: 'image',
  filters: {
    architecture: ({ Architecture }) => Architecture,
    'block-device-mapping.delete-on-termination': devices(({ Ebs }) => Ebs?.DeleteOnTermination),
    'block-device-mapping.device-name': devices(({ DeviceName }) => DeviceName),
    'block-device-mapping.encrypted': devices(({ Ebs }) => Ebs?.Encrypted),
    'block-device-mapping.snapshot-id': devices(({ Ebs }) => Ebs?.SnapshotId),
    'block-device-mapping.volume-size': devices(({ Ebs }) => Ebs?.VolumeSize),
    'block-device-mapping.volume-type': devices(({ Ebs }) => Ebs?.VolumeType),
    'creation-date': ({ CreationDate }) => CreationDate,
    description: ({ Description: text }) => text,
    'ena-support': ({ EnaSupport }) => EnaSupport,
    hypervisor: ({ Hypervisor }) => Hypervisor,
    'image-id': ({ ImageId }) => ImageId,
    'image-type': ({ ImageType }) => ImageType,
    'is-public': ({ Public }) => Public,
    name: ({ Name }) => Name,
    'owner-alias': ({ ImageOwnerAlias }) => ImageOwnerAlias,
    'owner-id': ({ OwnerId }) => OwnerId,
    platform: ({ Platform }) => Platform?.toLowerCase(),
    'root-device-name': ({ RootDeviceName }) => RootDeviceName,
    'root-device-type': ({ RootDeviceType }) => RootDeviceType,
    'source-instance-id': ({ SourceInstanceId }) => SourceInstanceId,
    state: ({ State }) => State,
    'virtualization-type': ({ VirtualizationType }) => VirtualizationType,
  },
  find: {
    all: async (call, stretch) => {
      const rows = await resources.visible(call.tx, call, 'image');
      const usable = await withoutBlocked(call.tx, call, 'image', rows);
      const all = [...catalogue(call.region), ...usable];
      return stretched(await narrowed(call, all, input), stretch);
    },
    byId: async (call, ids) => {
      const found: Resource<'image'>[] = [];
      for (const id of new Set(ids)) {
        const one = inCatalogue(call.region, id) ?? (await visibleOne(call.tx, call, 'image', id));
        if (one !== undefined) found.push(one);
      }
      return narrowed(call, found, input);
    },
  },
  show: async (call, rows, tags) => {
    const open = await shares.everybodys(call.tx, 'image', call.region);
    return rows.map((row) => shownImage(row, tags(row), isOfCatalogue(row) || open.has(row.id)));
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
export const describeImages = ({ pages }: Ec2Deps) =>
  shows<DescribeImagesRequest, DescribeImagesResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeImages');
    const { shown, next } = await described(pages, call, IMAGES(input), input, input.ImageIds);
    return { Images: [...shown], ...next };
  });

/** The caller's own image; somebody else's that is visible is not the caller's to change. */
export const ownImage = async (
  call: Call,
  operation: string,
  id: string,
  keys: ConditionKeys = {},
): Promise<Resource<'image'>> => {
  const image = await authorized(call, operation, 'image', id, keys);
  return image;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html */
export const deregisterImage = () =>
  changes<DeregisterImageRequest, DeregisterImageResult>(
    { partial: 'snapshots stay' },
    async ({ ImageId = '' }, call) => {
      const image = await ownImage(call, 'DeregisterImage', ImageId);
      await removeWithTags(call.tx, image);
      return { Return: true };
    },
  );
