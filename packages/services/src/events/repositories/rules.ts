import type { RuleState } from '@aws-sdk/client-eventbridge';
import type { Tx } from '@gatehouse/store';
import type { Rule } from '../model.ts';

interface RuleRow {
  readonly arn: string;
  readonly bus_arn: string;
  readonly account: string;
  readonly region: string;
  readonly bus_name: string;
  readonly name: string;
  readonly event_pattern: string | null;
  readonly schedule_expression: string | null;
  readonly state: string;
  readonly description: string | null;
  readonly role_arn: string | null;
  readonly managed_by: string | null;
  readonly created_by: string;
  readonly created_at: number;
}

const toRule = (row: RuleRow): Rule => ({
  account: row.account,
  region: row.region,
  busName: row.bus_name,
  busArn: row.bus_arn,
  name: row.name,
  arn: row.arn,
  eventPattern: row.event_pattern ?? undefined,
  scheduleExpression: row.schedule_expression ?? undefined,
  state: row.state as RuleState,
  description: row.description ?? undefined,
  roleArn: row.role_arn ?? undefined,
  managedBy: row.managed_by ?? undefined,
  createdBy: row.created_by,
  createdAt: new Date(row.created_at),
});

interface Page {
  readonly prefix: string;
  readonly after: string;
  readonly limit: number;
}

export const rules = {
  async find(tx: Tx, arn: string): Promise<Rule | undefined> {
    const row = await tx.get<RuleRow>('SELECT * FROM events_rule WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toRule(row);
  },

  /** Makes the rule, or replaces all but who made it and when. */
  async put(tx: Tx, rule: Rule): Promise<void> {
    await tx.run(
      `INSERT INTO events_rule
         (arn, bus_arn, account, region, bus_name, name, event_pattern, schedule_expression, state, description,
          role_arn, managed_by, created_by, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (arn) DO UPDATE SET
         event_pattern = excluded.event_pattern,
         schedule_expression = excluded.schedule_expression,
         state = excluded.state,
         description = excluded.description,
         role_arn = excluded.role_arn,
         managed_by = excluded.managed_by`,
      [
        rule.arn,
        rule.busArn,
        rule.account,
        rule.region,
        rule.busName,
        rule.name,
        rule.eventPattern ?? null,
        rule.scheduleExpression ?? null,
        rule.state,
        rule.description ?? null,
        rule.roleArn ?? null,
        rule.managedBy ?? null,
        rule.createdBy,
        rule.createdAt.getTime(),
      ],
    );
  },

  async setState(tx: Tx, arn: string, state: RuleState): Promise<void> {
    await tx.run('UPDATE events_rule SET state = ? WHERE arn = ?', [state, arn]);
  },

  async delete(tx: Tx, arn: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM events_rule WHERE arn = ?', [arn]);
    return changes > 0;
  },

  async count(tx: Tx, busArn: string): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      'SELECT COUNT(*) AS many FROM events_rule WHERE bus_arn = ?',
      [busArn],
    );
    return row?.many ?? 0;
  },

  /** By name. */
  async list(tx: Tx, busArn: string, { prefix, after, limit }: Page): Promise<readonly Rule[]> {
    const rows = await tx.all<RuleRow>(
      `SELECT * FROM events_rule WHERE bus_arn = ? AND name > ? AND SUBSTR(name, 1, ?) = ? ORDER BY name LIMIT ?`,
      [busArn, after, prefix.length, prefix, limit],
    );
    return rows.map(toRule);
  },

  /** All that may take an event of the bus: enabled, with a pattern. For the data plane. */
  async matching(tx: Tx, busArn: string): Promise<readonly Rule[]> {
    const rows = await tx.all<RuleRow>(
      `SELECT * FROM events_rule WHERE bus_arn = ? AND state <> 'DISABLED' AND event_pattern IS NOT NULL ORDER BY arn`,
      [busArn],
    );
    return rows.map(toRule);
  },
};
