import type { EnableMFADeviceRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import {
  invalidAuthenticationCode,
  limitExceeded,
  mfaDeviceInUse,
  noSuchMfaDevice,
} from '../errors.ts';
import { openSeed } from '../mfa-subject.ts';
import { AUTHENTICATION_CODE, EXISTING_USER_NAME, required, SERIAL_NUMBER } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { MFA_DEVICES_PER_USER_QUOTA } from '../quotas.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { authorizeSubject } from '../subject.ts';
import { consecutiveStep } from '../totp.ts';

/** Ten minutes: a person reads two codes and types them. */
const PAST_STEPS = 20;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
export const enableMfaDevice = ({ vault }: Pick<IamDeps, 'vault'>) =>
  writes<EnableMFADeviceRequest, object>(
    {
      limits: {
        UserName: EXISTING_USER_NAME,
        SerialNumber: SERIAL_NUMBER,
        AuthenticationCode1: AUTHENTICATION_CODE,
        AuthenticationCode2: AUTHENTICATION_CODE,
      },
      redact: ['AuthenticationCode1', 'AuthenticationCode2'],
    },
    async (input, call) => {
      const serial = required('serialNumber', input.SerialNumber);
      call.touch({ type: 'AWS::IAM::VirtualMFADevice', name: serial });
      const owner = await authorizeSubject(call, 'iam:EnableMFADevice', input.UserName);
      const device = await mfaDevices.find(call.tx, call.account, serial);
      if (device === undefined) throw noSuchMfaDevice(serial);
      if (device.assigned !== undefined) throw mfaDeviceInUse();
      if ((await mfaDevices.countOf(call.tx, owner.id)) >= MFA_DEVICES_PER_USER_QUOTA)
        throw limitExceeded('MFADevicesPerUser', MFA_DEVICES_PER_USER_QUOTA);

      const step = consecutiveStep(
        openSeed(vault, device),
        [
          required('authenticationCode1', input.AuthenticationCode1),
          required('authenticationCode2', input.AuthenticationCode2),
        ],
        call.now,
        PAST_STEPS,
      );
      // A device that was enabled before keeps its last step: its old codes do not work again.
      if (step === undefined || step <= device.lastStep) throw invalidAuthenticationCode();
      const holder = { ownerId: owner.id, at: call.now };
      if (!(await mfaDevices.assign(call.tx, serial, holder, step))) throw mfaDeviceInUse();
      return {};
    },
  );
