import type { ImportKeyMaterialRequest } from '@aws-sdk/client-kms';
import { validation } from '../errors.ts';
import { DAY_MILLISECONDS } from '../rotate.ts';

const LONGEST_DAYS = 365;

/** When material that is imported now expires, in milliseconds since 1970; undefined: never. */
export const requestedExpiry = (
  { ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo }: ImportKeyMaterialRequest,
  now: Date,
): number | undefined => {
  if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (ValidTo !== undefined)
      throw validation(
        'A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE',
      );
    return undefined;
  }
  if (ValidTo === undefined)
    throw validation('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
  const left = ValidTo.getTime() - now.getTime();
  if (left <= 0) throw validation('The validTo date must be in the future');
  if (left > LONGEST_DAYS * DAY_MILLISECONDS)
    throw validation(`The validTo date must be within ${LONGEST_DAYS} days`);
  return ValidTo.getTime();
};
