import type { Tx } from '@gatehouse/store';
import type { Rule, Target } from '../model.ts';

interface TargetRow {
  readonly rule_arn: string;
  readonly target_id: string;
  readonly target: string;
}

const toTarget = ({ target }: TargetRow): Target => JSON.parse(target) as Target;

export const targets = {
  /** By id. */
  async ofRule(tx: Tx, ruleArn: string): Promise<readonly Target[]> {
    const rows = await tx.all<TargetRow>(
      'SELECT rule_arn, target_id, target FROM events_target WHERE rule_arn = ? ORDER BY target_id',
      [ruleArn],
    );
    return rows.map(toTarget);
  },

  async find(tx: Tx, ruleArn: string, id: string): Promise<Target | undefined> {
    const row = await tx.get<TargetRow>(
      'SELECT rule_arn, target_id, target FROM events_target WHERE rule_arn = ? AND target_id = ?',
      [ruleArn, id],
    );
    return row === undefined ? undefined : toTarget(row);
  },

  /** The targets of all rules of a bus, by rule ARN. For the data plane. */
  async ofBus(tx: Tx, busArn: string): Promise<ReadonlyMap<string, readonly Target[]>> {
    const rows = await tx.all<TargetRow>(
      `SELECT rule_arn, target_id, target FROM events_target WHERE bus_arn = ? ORDER BY rule_arn, target_id`,
      [busArn],
    );
    const grouped = Map.groupBy(rows, ({ rule_arn }) => rule_arn);
    return new Map([...grouped].map(([arn, own]) => [arn, own.map(toTarget)]));
  },

  async list(
    tx: Tx,
    ruleArn: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly Target[]> {
    const rows = await tx.all<TargetRow>(
      `SELECT rule_arn, target_id, target FROM events_target
       WHERE rule_arn = ? AND target_id > ? ORDER BY target_id LIMIT ?`,
      [ruleArn, after, limit],
    );
    return rows.map(toTarget);
  },

  async put(tx: Tx, rule: Rule, target: Target): Promise<void> {
    await tx.run(
      `INSERT INTO events_target (rule_arn, target_id, bus_arn, rule_name, target_arn, target)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (rule_arn, target_id) DO UPDATE SET
         target_arn = excluded.target_arn, target = excluded.target`,
      [rule.arn, target.Id, rule.busArn, rule.name, target.Arn, JSON.stringify(target)],
    );
  },

  /** Whether there was one of that id. */
  async remove(tx: Tx, ruleArn: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM events_target WHERE rule_arn = ? AND target_id = ?',
      [ruleArn, id],
    );
    return changes > 0;
  },

  async count(tx: Tx, ruleArn: string): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      'SELECT COUNT(*) AS many FROM events_target WHERE rule_arn = ?',
      [ruleArn],
    );
    return row?.many ?? 0;
  },

  /** Names of the bus's rules that have this target. */
  async ruleNames(
    tx: Tx,
    busArn: string,
    targetArn: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly rule_name: string }>(
      `SELECT DISTINCT rule_name FROM events_target
       WHERE bus_arn = ? AND target_arn = ? AND rule_name > ? ORDER BY rule_name LIMIT ?`,
      [busArn, targetArn, after, limit],
    );
    return rows.map(({ rule_name }) => rule_name);
  },
};
