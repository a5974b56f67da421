import type {
  AutomationRulesAction,
  AutomationRulesFindingFilters,
} from '@aws-sdk/client-securityhub';
import type { Position } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';

export interface Rule extends HubRef {
  readonly id: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly order: number;
  readonly name: string;
  readonly description: string;
  readonly isTerminal: boolean;
  readonly criteria: AutomationRulesFindingFilters;
  readonly actions: readonly AutomationRulesAction[];
  /** ARN of the principal. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

interface RuleRow extends HubRef {
  readonly id: string;
  readonly status: Rule['status'];
  readonly rule_order: number;
  readonly name: string;
  readonly description: string;
  readonly is_terminal: number;
  readonly criteria: string;
  readonly actions: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

const toRule = (row: RuleRow): Rule => ({
  account: row.account,
  region: row.region,
  id: row.id,
  status: row.status,
  order: row.rule_order,
  name: row.name,
  description: row.description,
  isTerminal: row.is_terminal === 1,
  criteria: JSON.parse(row.criteria) as AutomationRulesFindingFilters,
  actions: JSON.parse(row.actions) as readonly AutomationRulesAction[],
  createdBy: row.created_by,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

export const ruleArn = ({ account, region }: HubRef, id: string): string =>
  `arn:aws:securityhub:${region}:${account}:automation-rule/${id}`;

// Rules of the same order are applied by the time of their last update (User Guide, "Automation rules").
const IN_ORDER = 'ORDER BY rule_order, updated_at, id';
const MOST = 1000;

export const automationRules = {
  async find(tx: Tx, { account, region }: HubRef, id: string): Promise<Rule | undefined> {
    const row = await tx.get<RuleRow>(
      'SELECT * FROM securityhub_rule WHERE account = ? AND region = ? AND id = ?',
      [account, region, id],
    );
    return row === undefined ? undefined : toRule(row);
  },

  async list(
    tx: Tx,
    { account, region }: HubRef,
    after: Position | undefined,
    limit: number,
  ): Promise<readonly Rule[]> {
    const [order = 0, updatedAt = 0, id = ''] = after ?? [];
    const rows = await tx.all<RuleRow>(
      `SELECT * FROM securityhub_rule
       WHERE account = ? AND region = ? AND (rule_order, updated_at, id) > (?, ?, ?) ${IN_ORDER} LIMIT ?`,
      [account, region, order, updatedAt, id, limit],
    );
    return rows.map(toRule);
  },

  /** All of them, in the order in which they are applied. */
  all(tx: Tx, hub: HubRef): Promise<readonly Rule[]> {
    return automationRules.list(tx, hub, undefined, MOST);
  },

  async count(tx: Tx, { account, region }: HubRef): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM securityhub_rule WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.found ?? 0;
  },

  /** Adds the rule or replaces what it was. */
  async put(tx: Tx, rule: Rule): Promise<void> {
    await tx.run(
      `INSERT INTO securityhub_rule
         (account, region, id, status, rule_order, name, description, is_terminal, criteria, actions,
          created_by, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, id) DO UPDATE SET
         status = excluded.status, rule_order = excluded.rule_order, name = excluded.name,
         description = excluded.description, is_terminal = excluded.is_terminal,
         criteria = excluded.criteria, actions = excluded.actions, updated_at = excluded.updated_at`,
      [
        rule.account,
        rule.region,
        rule.id,
        rule.status,
        rule.order,
        rule.name,
        rule.description,
        rule.isTerminal ? 1 : 0,
        JSON.stringify(rule.criteria),
        JSON.stringify(rule.actions),
        rule.createdBy,
        rule.createdAt.getTime(),
        rule.updatedAt.getTime(),
      ],
    );
  },

  async remove(tx: Tx, { account, region, id }: Rule): Promise<void> {
    await tx.run('DELETE FROM securityhub_rule WHERE account = ? AND region = ? AND id = ?', [
      account,
      region,
      id,
    ]);
  },
};
