import type { BlockDeviceMapping, CopyImageRequest, CopyImageResult } from '@aws-sdk/client-ec2';
import type { Call } from '@gatehouse/service-kit';
import { authorizedOne, authorizeNew } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import type { Resource } from '../model.ts';
import { changes } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { encryptionOf } from '../storage/encryption.ts';
import { addCopy } from '../storage/snapshot-copies.ts';
import { type NewTags, specifiedTags } from '../tags.ts';
import { addImage, checkedName } from './new-images.ts';
import { usableImage } from './usable.ts';

interface Copied {
  readonly mapping: BlockDeviceMapping;
  readonly failed: boolean;
}

/** The mapping with a snapshot of the caller's own in it, encrypted as a copied snapshot would be. */
const copiedDevice = async (
  deps: Ec2Deps,
  call: Call,
  source: Resource<'image'>,
  mapping: BlockDeviceMapping,
  { input, tags }: { readonly input: CopyImageRequest; readonly tags: NewTags },
): Promise<Copied> => {
  const id = mapping.Ebs?.SnapshotId;
  if (id === undefined) return { mapping, failed: false };
  const from = await resources.inRegion(call.tx, call.region, 'snapshot', id);
  const encryption = await encryptionOf(deps, call, {
    encrypted: input.Encrypted,
    key: input.KmsKeyId,
    from,
  });
  const size = from?.details.size ?? mapping.Ebs?.VolumeSize ?? 1;
  const description = `Copied for DestinationAmi from SourceAmi ${source.id} for SourceSnapshot ${id}`;
  const copy = await addCopy(
    deps,
    call,
    { from, size, description, ...encryption },
    tags('snapshot'),
  );
  const Ebs = { ...mapping.Ebs, SnapshotId: copy.id, Encrypted: encryption.encrypted };
  return { mapping: { ...mapping, Ebs }, failed: copy.details.failure !== undefined };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html */
export const copyImage = (deps: Ec2Deps) =>
  changes<CopyImageRequest, CopyImageResult>(
    { partial: 'within the Region' },
    async (input, call) => {
      const tags = specifiedTags(input.TagSpecifications, 'image', 'snapshot');
      const id = input.SourceImageId ?? '';
      const find = async () =>
        input.SourceRegion === call.region ? usableImage(deps, call, id) : undefined;
      const source = await authorizedOne(call, 'CopyImage', { kind: 'image', id, find });
      await authorizeNew(call, 'CopyImage', 'image', tags('image'));
      await authorizeNew(call, 'CopyImage', 'snapshot', tags('snapshot'));
      const name = checkedName(input.Name);
      const copied: Copied[] = [];
      for (const mapping of source.details.blockDevices)
        copied.push(await copiedDevice(deps, call, source, mapping, { input, tags }));
      const image = await addImage(
        deps,
        call,
        {
          ...source.details,
          name,
          description: input.Description ?? source.details.description,
          alias: undefined,
          blockDevices: copied.map(({ mapping }) => mapping),
          state: copied.some(({ failed }) => failed) ? 'failed' : 'available',
          sourceImage: source.id,
        },
        tags,
      );
      return { ImageId: image.id };
    },
  );
