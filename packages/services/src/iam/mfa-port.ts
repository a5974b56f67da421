import type { RolePort } from '@gatehouse/service-kit';
import type { IamDeps } from './parts.ts';
import { mfaDevices } from './repositories/mfa-devices.ts';
import { users } from './repositories/users.ts';

/** What a TOTP seed is sealed for. */
export const seedContext = (serialNumber: string): string => `iam.mfa-device:${serialNumber}`;

/** MFA devices as STS and the console's sign-in check codes against them. */
export const createMfaPort = ({ vault }: Pick<IamDeps, 'vault'>): Pick<RolePort, 'mfaDevice'> => ({
  mfaDevice: async (tx, account, serialNumber) => {
    const device = await mfaDevices.find(tx, account, serialNumber);
    if (device?.assigned === undefined) return undefined;
    const { ownerId } = device.assigned;
    const user = ownerId === account ? undefined : await users.byId(tx, ownerId);
    if (user === undefined && ownerId !== account) return undefined;
    const seed = vault.open(device.seed, seedContext(serialNumber));
    if (seed === undefined)
      throw new Error(`the seed of ${serialNumber} cannot be opened with this master key`);
    return {
      serialNumber,
      userName: user?.name,
      seed,
      lastStep: device.lastStep,
      useStep: (inTx, step) => mfaDevices.useStep(inTx, serialNumber, step),
    };
  },
});
