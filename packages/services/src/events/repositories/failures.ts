import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

/** Deliveries to a target that were given up in one hour, all for the same reason. */
export interface Failure extends Scope {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly targetArn: string;
  readonly errorCode: string;
  /** The queue that has taken the events; undefined: they are lost. */
  readonly deadLetterArn: string | undefined;
  readonly count: number;
  /** Of the last one. */
  readonly eventId: string;
  readonly attempts: number;
  readonly errorMessage: string;
  readonly failedAt: Date;
}

interface FailureRow {
  readonly account: string;
  readonly region: string;
  readonly rule_arn: string;
  readonly target_id: string;
  readonly target_arn: string;
  readonly error_code: string;
  readonly dead_letter_arn: string;
  readonly event_count: number;
  readonly event_id: string;
  readonly attempts: number;
  readonly error_message: string;
  readonly failed_at: number;
}

const LONGEST_MESSAGE = 1000;
const HOUR_MILLISECONDS = 3600 * 1000;

export const failures = {
  async add(tx: Tx, failure: Failure): Promise<void> {
    const at = failure.failedAt.getTime();
    await tx.run(
      `INSERT INTO events_failure
         (account, region, rule_arn, target_id, target_arn, hour, error_code, dead_letter_arn, event_count, event_id,
          attempts, error_message, failed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (rule_arn, target_id, target_arn, hour, error_code, dead_letter_arn) DO UPDATE SET
         event_count = events_failure.event_count + excluded.event_count,
         event_id = excluded.event_id,
         attempts = excluded.attempts,
         error_message = excluded.error_message,
         failed_at = excluded.failed_at`,
      [
        failure.account,
        failure.region,
        failure.ruleArn,
        failure.targetId,
        failure.targetArn,
        Math.floor(at / HOUR_MILLISECONDS),
        failure.errorCode,
        failure.deadLetterArn ?? '',
        failure.count,
        failure.eventId,
        failure.attempts,
        failure.errorMessage.slice(0, LONGEST_MESSAGE),
        at,
      ],
    );
  },

  /** The newest first. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { ruleArn, limit }: { readonly ruleArn?: string | undefined; readonly limit: number },
  ): Promise<readonly Failure[]> {
    const rows = await tx.all<FailureRow>(
      `SELECT * FROM events_failure WHERE account = ? AND region = ?${ruleArn === undefined ? '' : ' AND rule_arn = ?'}
       ORDER BY failed_at DESC, rule_arn, target_id LIMIT ?`,
      [account, region, ...(ruleArn === undefined ? [] : [ruleArn]), limit],
    );
    return rows.map((row) => ({
      account: row.account,
      region: row.region,
      ruleArn: row.rule_arn,
      targetId: row.target_id,
      targetArn: row.target_arn,
      errorCode: row.error_code,
      deadLetterArn: row.dead_letter_arn === '' ? undefined : row.dead_letter_arn,
      count: row.event_count,
      eventId: row.event_id,
      attempts: row.attempts,
      errorMessage: row.error_message,
      failedAt: new Date(row.failed_at),
    }));
  },

  /** Answers how many were older. */
  async expire(tx: Tx, before: number): Promise<number> {
    const { changes } = await tx.run('DELETE FROM events_failure WHERE failed_at < ?', [before]);
    return changes;
  },
};
