import type { UntagMFADeviceRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { authorizeDevice } from '../mfa-subject.ts';
import { required, SERIAL_NUMBER } from '../names.ts';
import { removeTags, tagKeyLimits } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html */
export const untagMfaDevice = () =>
  writes<UntagMFADeviceRequest, object>(
    { limits: { SerialNumber: SERIAL_NUMBER, ...tagKeyLimits } },
    async (input, call) => {
      const keys = required('tagKeys', input.TagKeys);
      const { device } = await authorizeDevice(
        call,
        'iam:UntagMFADevice',
        required('serialNumber', input.SerialNumber),
        { 'aws:TagKeys': keys },
      );
      await removeTags(call.tx, device.serial, keys);
      return {};
    },
  );
