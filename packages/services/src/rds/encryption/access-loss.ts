import { AwsError } from '@gatehouse/core';

/** The database is stopped, and can be started again once the key can be used. */
export const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
/** It can only be deleted, and restored from a backup (Amazon RDS User Guide, "Viewing Amazon RDS DB instance status"). */
export const LOST = 'inaccessible-encryption-credentials';

/** A key that is disabled or about to be deleted can come back; a grant that is revoked or a key that is gone cannot. */
const LOSSES: ReadonlyMap<string, typeof RECOVERABLE | typeof LOST> = new Map([
  ['DisabledException', RECOVERABLE],
  ['KMSInvalidStateException', RECOVERABLE],
  ['AccessDeniedException', LOST],
  ['NotFoundException', LOST],
  ['InvalidCiphertextException', LOST],
  ['IncorrectKeyException', LOST],
]);

export type AccessLoss = typeof RECOVERABLE | typeof LOST;

/** Whether KMS has refused for a reason that lies in the key or the grant. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof AwsError && (LOSSES.has(error.name) || error.name === 'InvalidGrantIdException');

/** The state to which what KMS answered leads; anything else passes and is thrown on. */
export const lossFrom = async (attempt: Promise<void>): Promise<AccessLoss | undefined> => {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    const loss = error instanceof AwsError ? LOSSES.get(error.name) : undefined;
    if (loss === undefined) throw error;
    return loss;
  }
};
