import type { RolePort } from '@gatehouse/service-kit';
import { openSeed } from './mfa-subject.ts';
import type { IamDeps } from './parts.ts';
import { mfaDevices } from './repositories/mfa-devices.ts';
import { users } from './repositories/users.ts';

/** MFA devices as STS and the console's sign-in check codes against them. */
export const createMfaPort = ({ vault }: Pick<IamDeps, 'vault'>): Pick<RolePort, 'mfaDevice'> => ({
  mfaDevice: async (tx, account, serialNumber) => {
    const device = await mfaDevices.find(tx, account, serialNumber);
    if (device?.assigned === undefined) return undefined;
    const { ownerId } = device.assigned;
    const user = ownerId === account ? undefined : await users.byId(tx, ownerId);
    if (user === undefined && ownerId !== account) return undefined;
    return {
      serialNumber,
      userName: user?.name,
      seed: openSeed(vault, device),
      lastStep: device.lastStep,
      useStep: (inTx, step) => mfaDevices.useStep(inTx, serialNumber, step),
    };
  },
});
