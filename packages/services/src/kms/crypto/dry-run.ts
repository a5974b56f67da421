import type { DryRunModifierType } from '@aws-sdk/client-kms';
import type { Limits } from '@gatehouse/service-kit';
import { validation } from './errors.ts';

export const DRY_RUN_MODIFIERS: Limits = {
  DryRunModifiers: { minLength: 0, maxLength: 1 },
  'DryRunModifiers[]': { oneOf: ['IGNORE_CIPHERTEXT'] },
};

interface Request {
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly DryRun?: boolean | undefined;
  readonly DryRunModifiers?: DryRunModifierType[] | undefined;
}

/** Undefined: only permissions are asked for (API_Decrypt, `DryRunModifiers`). */
export const ciphertextOf = ({
  CiphertextBlob,
  DryRun,
  DryRunModifiers = [],
}: Request): Uint8Array | undefined => {
  if (DryRun === true && DryRunModifiers.includes('IGNORE_CIPHERTEXT')) return undefined;
  if (CiphertextBlob !== undefined) return CiphertextBlob;
  throw validation(
    "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
  );
};
