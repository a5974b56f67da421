import type { Tx } from '@gatehouse/store';
import type { Scope } from '../../model.ts';
import type { AlarmRef } from '../model.ts';

interface LinkRow {
  readonly parent: string;
  readonly child: string;
  readonly is_suppressor: number;
}

export interface Link {
  readonly parent: string;
  readonly child: string;
  /** The parent's actions wait for the child; else the parent's rule names it. */
  readonly isSuppressor: boolean;
}

const toLink = ({ parent, child, is_suppressor }: LinkRow): Link => ({
  parent,
  child,
  isSuppressor: is_suppressor === 1,
});

/** Which composite alarms name which others. */
export const links = {
  /** Replaces all that `parent` names. */
  async replace(
    tx: Tx,
    { account, region, name }: Omit<AlarmRef, 'arn'>,
    children: readonly string[],
    suppressor: string | undefined,
  ): Promise<void> {
    await tx.run(
      'DELETE FROM cloudwatch_alarm_link WHERE account = ? AND region = ? AND parent = ?',
      [account, region, name],
    );
    const all = [
      ...children.map((child) => [child, 0] as const),
      ...(suppressor === undefined ? [] : [[suppressor, 1] as const]),
    ];
    for (const [child, isSuppressor] of all)
      await tx.run(
        `INSERT INTO cloudwatch_alarm_link (account, region, parent, child, is_suppressor) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        [account, region, name, child, isSuppressor],
      );
  },

  async parentsOf(
    tx: Tx,
    { account, region, name }: Omit<AlarmRef, 'arn'>,
  ): Promise<readonly Link[]> {
    const rows = await tx.all<LinkRow>(
      `SELECT parent, child, is_suppressor FROM cloudwatch_alarm_link
       WHERE account = ? AND region = ? AND child = ? ORDER BY parent, is_suppressor`,
      [account, region, name],
    );
    return rows.map(toLink);
  },

  /** What the rules of these alarms name, and the alarms for which their actions wait. */
  async childrenOf(
    tx: Tx,
    { account, region }: Scope,
    parents: readonly string[],
  ): Promise<readonly Link[]> {
    if (parents.length === 0) return [];
    const marks = parents.map(() => '?').join(', ');
    const rows = await tx.all<LinkRow>(
      `SELECT parent, child, is_suppressor FROM cloudwatch_alarm_link
       WHERE account = ? AND region = ? AND parent IN (${marks}) ORDER BY parent, child, is_suppressor`,
      [account, region, ...parents],
    );
    return rows.map(toLink);
  },
};
