import type { DeactivateMFADeviceRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { authorizeEnabledDevice } from '../mfa-subject.ts';
import { EXISTING_USER_NAME, required, SERIAL_NUMBER } from '../names.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';

/**
 * The virtual device stays and can be enabled again.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
 */
export const deactivateMfaDevice = () =>
  writes<DeactivateMFADeviceRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, SerialNumber: SERIAL_NUMBER } },
    async (input, call) => {
      const device = await authorizeEnabledDevice(
        call,
        'iam:DeactivateMFADevice',
        input.UserName,
        required('serialNumber', input.SerialNumber),
      );
      // Only virtual devices can be without a user.
      if (device.serial.startsWith('arn:')) await mfaDevices.release(call.tx, device.serial);
      else await mfaDevices.delete(call.tx, device.serial);
      return {};
    },
  );
