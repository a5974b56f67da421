import type {
  DescribeImageAttributeRequest,
  ImageAttribute,
  ModifyImageAttributeRequest,
  ResetImageAttributeRequest,
} from '@aws-sdk/client-ec2';
import type { Call } from '@gatehouse/service-kit';
import { operationNotPermitted, parameterInvalid } from '../errors.ts';
import { withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { EVERYBODY, shares } from '../repositories/shares.ts';
import { publicAccess } from '../storage/public-access.ts';
import { ownImage } from './images.ts';
import { grantees, sharingChange, sharingKeys } from './sharing.ts';

const share = async (call: Call, input: ModifyImageAttributeRequest): Promise<void> => {
  const { tx } = call;
  const change = sharingChange({
    OperationType: input.OperationType,
    UserIds: input.UserIds,
    GroupNames: input.UserGroups,
    lists: input.LaunchPermission,
  });
  const keys = sharingKeys('LaunchPermission', change);
  const image = await ownImage(call, 'ModifyImageAttribute', input.ImageId ?? '', keys);
  if (change.add.includes(EVERYBODY)) {
    if (image.details.blockDevices.some(({ Ebs }) => Ebs?.Encrypted === true))
      throw operationNotPermitted('You cannot make an AMI with encrypted volumes public.');
    if ((await publicAccess(tx, call, 'image')) !== 'unblocked')
      throw operationNotPermitted(
        "You can't publicly share this image because block public access for AMIs is enabled for this account.",
      );
  }
  await shares.add(tx, image, change.add);
  await shares.remove(tx, image, change.remove);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html */
export const modifyImageAttribute = () =>
  changes<ModifyImageAttributeRequest, void>(
    { partial: 'launchPermission and description' },
    async (input, call) => {
      const isDescription = input.Description !== undefined || input.Attribute === 'description';
      if (isDescription) {
        const image = await ownImage(call, 'ModifyImageAttribute', input.ImageId ?? '', {
          'ec2:Attribute': 'Description',
        });
        const description = input.Description?.Value ?? input.Value ?? '';
        await resources.save(call.tx, withDetails(image, { description }));
        return;
      }
      if (input.Attribute !== undefined && input.Attribute !== 'launchPermission')
        throw parameterInvalid('attribute', input.Attribute, 'Unknown attribute.');
      await share(call, input);
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetImageAttribute.html */
export const resetImageAttribute = () =>
  changes<ResetImageAttributeRequest, void>({}, async ({ ImageId = '', Attribute }, call) => {
    if (Attribute !== 'launchPermission')
      throw parameterInvalid('attribute', Attribute, 'Unknown attribute.');
    await shares.clear(call.tx, await ownImage(call, 'ResetImageAttribute', ImageId));
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImageAttribute.html */
export const describeImageAttribute = () =>
  shows<DescribeImageAttributeRequest, ImageAttribute>(
    { partial: 'launchPermission, description and blockDeviceMapping' },
    async ({ ImageId = '', Attribute }, call) => {
      const image = await ownImage(call, 'DescribeImageAttribute', ImageId);
      switch (Attribute) {
        case 'launchPermission':
          return { ImageId, LaunchPermissions: grantees(await shares.of(call.tx, image)) };
        case 'description':
          return { ImageId, Description: { Value: image.details.description ?? '' } };
        case 'blockDeviceMapping':
          return { ImageId, BlockDeviceMappings: [...image.details.blockDevices] };
        default:
          throw parameterInvalid('attribute', Attribute, 'Unknown attribute.');
      }
    },
  );
