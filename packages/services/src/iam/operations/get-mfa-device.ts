import type { GetMFADeviceRequest, GetMFADeviceResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { noSuchMfaDevice } from '../errors.ts';
import { EXISTING_USER_NAME, required, SERIAL_NUMBER } from '../names.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html */
export const getMfaDevice = () =>
  reads<GetMFADeviceRequest, GetMFADeviceResponse>(
    { limits: { UserName: EXISTING_USER_NAME, SerialNumber: SERIAL_NUMBER } },
    async (input, call) => {
      const serial = required('serialNumber', input.SerialNumber);
      const owner = await authorizeSubject(call, 'iam:GetMFADevice', input.UserName);
      const device = await mfaDevices.find(call.tx, call.account, serial);
      if (device?.assigned === undefined || device.assigned.ownerId !== owner.id)
        throw noSuchMfaDevice(serial);
      return {
        ...(owner.user === undefined ? {} : { UserName: owner.user.name }),
        SerialNumber: serial,
        EnableDate: device.assigned.at,
      };
    },
  );
