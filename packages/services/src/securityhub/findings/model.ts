import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { HubRef } from '../ports.ts';

/** A finding as it is stored, once for all who see it. */
export interface StoredFinding extends HubRef {
  /** Ascends in the order in which findings first came. */
  readonly number: number;
  /** Made of its Id and of whose it is. */
  readonly key: Uint8Array;
  readonly finding: AwsSecurityFinding;
  /** Top-level members that customers have set, which providers then no longer change. */
  readonly customerFields: readonly string[];
  /** When it first came, and who sent it: the first record of its history. */
  readonly importedAt: Date;
  readonly importedBy: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Security Hub User Guide, "Reviewing finding details": active findings stay 90 days after their last update, archived ones 30. */
export const expiryOf = ({ RecordState }: AwsSecurityFinding, now: Date): number =>
  now.getTime() + (RecordState === 'ARCHIVED' ? 30 : 90) * DAY;

export const HISTORY_MILLISECONDS = 90 * DAY;
