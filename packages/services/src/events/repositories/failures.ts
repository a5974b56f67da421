import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

/** A delivery that was given up. */
export interface Failure extends Scope {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly targetArn: string;
  readonly eventId: string;
  readonly attempts: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly failedAt: Date;
  /** The queue that has taken the event; undefined: it is lost. */
  readonly deadLetterArn: string | undefined;
}

interface FailureRow {
  readonly id: number;
  readonly account: string;
  readonly region: string;
  readonly rule_arn: string;
  readonly target_id: string;
  readonly target_arn: string;
  readonly event_id: string;
  readonly attempts: number;
  readonly error_code: string;
  readonly error_message: string;
  readonly failed_at: number;
  readonly dead_letter_arn: string | null;
}

const LONGEST_MESSAGE = 1000;

export const failures = {
  async insert(tx: Tx, failure: Failure): Promise<void> {
    await tx.run(
      `INSERT INTO events_failure
         (account, region, rule_arn, target_id, target_arn, event_id, attempts, error_code, error_message, failed_at,
          dead_letter_arn)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        failure.account,
        failure.region,
        failure.ruleArn,
        failure.targetId,
        failure.targetArn,
        failure.eventId,
        failure.attempts,
        failure.errorCode,
        failure.errorMessage.slice(0, LONGEST_MESSAGE),
        failure.failedAt.getTime(),
        failure.deadLetterArn ?? null,
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
       ORDER BY id DESC LIMIT ?`,
      [account, region, ...(ruleArn === undefined ? [] : [ruleArn]), limit],
    );
    return rows.map((row) => ({
      account: row.account,
      region: row.region,
      ruleArn: row.rule_arn,
      targetId: row.target_id,
      targetArn: row.target_arn,
      eventId: row.event_id,
      attempts: row.attempts,
      errorCode: row.error_code,
      errorMessage: row.error_message,
      failedAt: new Date(row.failed_at),
      deadLetterArn: row.dead_letter_arn ?? undefined,
    }));
  },

  /** Answers how many were older. */
  async expire(tx: Tx, before: number): Promise<number> {
    const { changes } = await tx.run('DELETE FROM events_failure WHERE failed_at < ?', [before]);
    return changes;
  },
};
