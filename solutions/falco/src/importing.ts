import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';

/** A finding that Security Hub did not take. */
export interface FailedImport {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  /** The next attempt may not have it. */
  readonly passing: boolean;
}

// BatchImportFindings takes a hundred.
const BATCH = 100;
/** What is wrong with the finding itself (API reference, ImportFindingsError); anything else is Security Hub's trouble. */
const FINAL = new Set([
  'InvalidInput',
  'InvalidInputException',
  'FindingSizeLimitExceeded',
  'AccessDenied',
]);

/** Imports findings of one account, a hundred at a time. Rejects when Security Hub does not answer. */
export const importFindings = async (
  hub: SecurityHub,
  findings: readonly AwsSecurityFinding[],
): Promise<readonly FailedImport[]> => {
  const failed: FailedImport[] = [];
  for (let from = 0; from < findings.length; from += BATCH) {
    const { FailedFindings: refused = [] } = await hub.batchImportFindings({
      Findings: findings.slice(from, from + BATCH),
    });
    for (const { Id: id = '', ErrorCode: code = '', ErrorMessage: message = '' } of refused)
      failed.push({ id, code, message, passing: !FINAL.has(code) });
  }
  return failed;
};
