import type { Tx } from '@gatehouse/store';

/** When a scheduled rule fires next. */
export interface RuleSchedule {
  readonly ruleArn: string;
  readonly expression: string;
  readonly nextAt: Date;
}

interface ScheduleRow {
  readonly rule_arn: string;
  readonly expression: string;
  readonly next_at: number;
}

export const schedules = {
  async find(tx: Tx, ruleArn: string): Promise<RuleSchedule | undefined> {
    const row = await tx.get<ScheduleRow>('SELECT * FROM events_schedule WHERE rule_arn = ?', [
      ruleArn,
    ]);
    return row === undefined
      ? undefined
      : {
          ruleArn: row.rule_arn,
          expression: row.expression,
          nextAt: new Date(row.next_at),
        };
  },

  async put(tx: Tx, { ruleArn, expression, nextAt }: RuleSchedule): Promise<void> {
    await tx.run(
      `INSERT INTO events_schedule (rule_arn, expression, next_at) VALUES (?, ?, ?)
       ON CONFLICT (rule_arn) DO UPDATE SET
         expression = excluded.expression, next_at = excluded.next_at`,
      [ruleArn, expression, nextAt.getTime()],
    );
  },

  /** Only while the rule's next time is still `from`: a due time fires once. */
  async advance(tx: Tx, ruleArn: string, from: Date, to: Date): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE events_schedule SET next_at = ? WHERE rule_arn = ? AND next_at = ?',
      [to.getTime(), ruleArn, from.getTime()],
    );
    return changes === 1;
  },

  async delete(tx: Tx, ruleArn: string): Promise<void> {
    await tx.run('DELETE FROM events_schedule WHERE rule_arn = ?', [ruleArn]);
  },
};
