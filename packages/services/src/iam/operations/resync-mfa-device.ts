import type { ResyncMFADeviceRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { invalidAuthenticationCode } from '../errors.ts';
import { authorizeEnabledDevice, openSeed } from '../mfa-subject.ts';
import { AUTHENTICATION_CODE, EXISTING_USER_NAME, required, SERIAL_NUMBER } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { consecutiveStep } from '../totp.ts';

const PAST_STEPS = 20;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html */
export const resyncMfaDevice = ({ vault }: Pick<IamDeps, 'vault'>) =>
  writes<ResyncMFADeviceRequest, object>(
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
      const device = await authorizeEnabledDevice(
        call,
        'iam:ResyncMFADevice',
        required('userName', input.UserName),
        required('serialNumber', input.SerialNumber),
      );
      const step = consecutiveStep(
        openSeed(vault, device),
        [
          required('authenticationCode1', input.AuthenticationCode1),
          required('authenticationCode2', input.AuthenticationCode2),
        ],
        call.now,
        PAST_STEPS,
      );
      if (step === undefined || !(await mfaDevices.useStep(call.tx, device.serial, step)))
        throw invalidAuthenticationCode();
      return {};
    },
  );
