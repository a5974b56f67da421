import { type Call, totpStep } from '@gatehouse/service-kit';
import type { StsParts } from './deps.ts';
import { invalidMfaCode, mfaNeedsBoth, unknownMfaDevice } from './errors.ts';

interface Requested {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * True when the request proves possession of the caller's MFA device, false when it does not try.
 * @throws AccessDenied when it tries and fails; a code works once, and after some wrong ones none does for a while
 */
export const proveMfa = async (
  call: Call,
  { roles, wrongCodes }: Pick<StsParts, 'roles' | 'wrongCodes'>,
  { SerialNumber, TokenCode }: Requested,
): Promise<boolean> => {
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  if (SerialNumber === undefined || TokenCode === undefined) throw mfaNeedsBoth();
  const owner = call.principal.kind === 'user' ? call.principal.name : undefined;
  const device = await roles.mfaDevice(call.tx, call.account, SerialNumber);
  if (device === undefined || device.userName !== owner || owner === undefined)
    throw unknownMfaDevice();
  if (!wrongCodes.begin(SerialNumber, call.now)) throw invalidMfaCode();
  const step = totpStep(device.seed, TokenCode, call.now, device.lastStep);
  if (step === undefined || !(await device.useStep(call.tx, step))) throw invalidMfaCode();
  wrongCodes.succeeded(SerialNumber);
  return true;
};
