import type { TagMFADeviceRequest } from '@aws-sdk/client-iam';
import { requestTagKeys, writes } from '@gatehouse/service-kit';
import { authorizeDevice } from '../mfa-subject.ts';
import { required, SERIAL_NUMBER } from '../names.ts';
import { addTags, requestedTags, tagLimits, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html */
export const tagMfaDevice = () =>
  writes<TagMFADeviceRequest, object>(
    { limits: { SerialNumber: SERIAL_NUMBER, ...tagLimits } },
    async (input, call) => {
      const tags = requestedTags(required('tags', input.Tags));
      const { device } = await authorizeDevice(
        call,
        'iam:TagMFADevice',
        required('serialNumber', input.SerialNumber),
        requestTagKeys(tags),
      );
      await addTags(call.tx, tagOwner(device.serial, call.account, 'iam:mfa'), tags);
      return {};
    },
  );
