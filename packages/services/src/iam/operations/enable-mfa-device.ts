import type { EnableMFADeviceRequest } from '@aws-sdk/client-iam';
import { type Call, type Vault, writes } from '@gatehouse/service-kit';
import {
  invalidAuthenticationCode,
  limitExceeded,
  mfaDeviceInUse,
  noSuchMfaDevice,
} from '../errors.ts';
import { openSeed, seedContext } from '../mfa-subject.ts';
import { AUTHENTICATION_CODE, EXISTING_USER_NAME, required, SERIAL_NUMBER } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { MFA_DEVICES_PER_USER_QUOTA } from '../quotas.ts';
import { mfaDevices, type VirtualMfaDevice } from '../repositories/mfa-devices.ts';
import { authorizeSubject } from '../subject.ts';
import { consecutiveStep } from '../totp.ts';

/** Ten minutes: a person reads two codes and types them. */
const PAST_STEPS = 20;

// A hardware device has no seed that we know: its codes prove nothing.
const NO_SEED = new Uint8Array(20);

/** A token that somebody holds in his hand, as suites of emulators name it by its serial number. */
const registerHardware = async (
  { vault }: { readonly vault: Vault },
  call: Call,
  serial: string,
): Promise<VirtualMfaDevice | undefined> => {
  if (serial.startsWith('arn:')) return undefined;
  const device: VirtualMfaDevice = {
    serial,
    account: call.account,
    seed: vault.seal(NO_SEED, seedContext(serial)),
    createdAt: call.now,
    assigned: undefined,
    lastStep: 0,
  };
  if (!(await mfaDevices.insert(call.tx, device))) throw mfaDeviceInUse();
  return device;
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
export const enableMfaDevice = ({
  vault,
  acceptsLooseInput = false,
}: Pick<IamDeps, 'vault' | 'acceptsLooseInput'>) =>
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
      const found = await mfaDevices.find(call.tx, call.account, serial);
      const device =
        found ?? (acceptsLooseInput ? await registerHardware({ vault }, call, serial) : undefined);
      if (device === undefined) throw noSuchMfaDevice(serial);
      if (device.assigned !== undefined) throw mfaDeviceInUse();
      if ((await mfaDevices.countOf(call.tx, owner.id)) >= MFA_DEVICES_PER_USER_QUOTA)
        throw limitExceeded('MFADevicesPerUser', MFA_DEVICES_PER_USER_QUOTA);

      const step = acceptsLooseInput ? device.lastStep : provenStep(vault, device, input, call.now);
      const holder = { ownerId: owner.id, at: call.now };
      if (!(await mfaDevices.assign(call.tx, serial, holder, step))) throw mfaDeviceInUse();
      return {};
    },
  );

const provenStep = (
  vault: Vault,
  device: VirtualMfaDevice,
  input: EnableMFADeviceRequest,
  now: Date,
): number => {
  const step = consecutiveStep(
    openSeed(vault, device),
    [
      required('authenticationCode1', input.AuthenticationCode1),
      required('authenticationCode2', input.AuthenticationCode2),
    ],
    now,
    PAST_STEPS,
  );
  // A device that was enabled before keeps its last step: its old codes do not work again.
  if (step === undefined || step <= device.lastStep) throw invalidAuthenticationCode();
  return step;
};
