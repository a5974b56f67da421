import type { DeleteVirtualMFADeviceRequest } from '@aws-sdk/client-iam';
import { tagStore, writes } from '@gatehouse/service-kit';
import { mfaDeviceStillEnabled } from '../errors.ts';
import { authorizeDevice } from '../mfa-subject.ts';
import { required, SERIAL_NUMBER } from '../names.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html */
export const deleteVirtualMfaDevice = () =>
  writes<DeleteVirtualMFADeviceRequest, object>(
    { limits: { SerialNumber: SERIAL_NUMBER } },
    async (input, call) => {
      const { device } = await authorizeDevice(
        call,
        'iam:DeleteVirtualMFADevice',
        required('serialNumber', input.SerialNumber),
      );
      if (device.assigned !== undefined) throw mfaDeviceStillEnabled();
      await mfaDevices.delete(call.tx, device.serial);
      await tagStore.removeAll(call.tx, device.serial);
      return {};
    },
  );
