import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  type Vault,
} from '@gatehouse/service-kit';
import { noSuchMfaDevice, notUsersMfaDevice } from './errors.ts';
import { mfaDevices, type VirtualMfaDevice } from './repositories/mfa-devices.ts';
import { authorizeSubject } from './subject.ts';

/** What a TOTP seed is sealed for. */
export const seedContext = (serial: string): string => `iam.mfa-device:${serial}`;

/** The virtual device, once the caller is known to be permitted `action` on it. */
export const authorizeDevice = async (
  call: Call,
  action: string,
  serial: string,
  keys: ConditionKeys = {},
): Promise<{ readonly device: VirtualMfaDevice; readonly tags: Tags }> => {
  const device = await mfaDevices.find(call.tx, call.account, serial);
  const tags = await tagStore.of(call.tx, device?.serial ?? '');
  call.touch({ type: 'AWS::IAM::VirtualMFADevice', name: serial });
  await call.authorize(action, serial, { ...resourceTagKeys('iam', tags), ...keys });
  if (device === undefined) throw noSuchMfaDevice(serial);
  return { device, tags };
};

/** The device that is enabled for the user, once the caller is known to be permitted `action` on that user. */
export const authorizeEnabledDevice = async (
  call: Call,
  action: string,
  userName: string | undefined,
  serial: string,
): Promise<VirtualMfaDevice> => {
  call.touch({ type: 'AWS::IAM::VirtualMFADevice', name: serial });
  const owner = await authorizeSubject(call, action, userName);
  const device = await mfaDevices.find(call.tx, call.account, serial);
  if (device === undefined) throw noSuchMfaDevice(serial);
  if (device.assigned?.ownerId !== owner.id) throw notUsersMfaDevice();
  return device;
};

export const openSeed = (vault: Vault, { serial, seed }: VirtualMfaDevice): Uint8Array => {
  const opened = vault.open(seed, seedContext(serial));
  if (opened === undefined)
    throw new Error(`the seed of ${serial} cannot be opened with this master key`);
  return opened;
};
