import type { Tx } from '@gatehouse/store';
import { nameKey } from '../names.ts';
import type { PolicyHolder } from '../parts.ts';
import type { HolderKind } from './holders.ts';

export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

/** A user, group or role that a policy is attached to, or that it bounds. */
export interface PolicyUser {
  readonly kind: HolderKind;
  readonly name: string;
  readonly id: string;
}

const TABLES = { user: 'iam_user', group: 'iam_group', role: 'iam_role' } as const;

const total = async (tx: Tx, sql: string, parameter: string): Promise<number> =>
  (await tx.get<{ total: number }>(sql, [parameter]))?.total ?? 0;

/** Policies attached to users, groups and roles, and written into them. */
export const holdings = {
  /** ARNs, in order. */
  async attached(tx: Tx, holderId: string): Promise<readonly string[]> {
    const rows = await tx.all<{ policy_arn: string }>(
      'SELECT policy_arn FROM iam_attachment WHERE entity_id = ? ORDER BY policy_arn',
      [holderId],
    );
    return rows.map(({ policy_arn }) => policy_arn);
  },

  countAttached(tx: Tx, holderId: string): Promise<number> {
    return total(tx, 'SELECT COUNT(*) AS total FROM iam_attachment WHERE entity_id = ?', holderId);
  },

  countInline(tx: Tx, holderId: string): Promise<number> {
    return total(
      tx,
      'SELECT COUNT(*) AS total FROM iam_inline_policy WHERE entity_id = ?',
      holderId,
    );
  },

  /** False when it is attached already. */
  async attach(tx: Tx, holder: PolicyHolder, policyArn: string): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_attachment (entity_id, policy_arn, kind, account) VALUES (?, ?, ?, ?)
       ON CONFLICT (entity_id, policy_arn) DO NOTHING`,
      [holder.id, policyArn, holder.kind, holder.account],
    );
    return changes === 1;
  },

  /** False when it is not attached. */
  async detach(tx: Tx, holderId: string, policyArn: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_attachment WHERE entity_id = ? AND policy_arn = ?',
      [holderId, policyArn],
    );
    return changes === 1;
  },

  async detachAll(tx: Tx, holderId: string): Promise<void> {
    await tx.run('DELETE FROM iam_attachment WHERE entity_id = ?', [holderId]);
  },

  async inline(tx: Tx, holderId: string): Promise<readonly InlinePolicy[]> {
    return tx.all<InlinePolicy>(
      'SELECT name, document FROM iam_inline_policy WHERE entity_id = ? ORDER BY name',
      [holderId],
    );
  },

  async inlineNamed(tx: Tx, holderId: string, name: string): Promise<InlinePolicy | undefined> {
    return tx.get<InlinePolicy>(
      'SELECT name, document FROM iam_inline_policy WHERE entity_id = ? AND name = ?',
      [holderId, name],
    );
  },

  /** By name, after the name `after`. */
  async inlineNames(
    tx: Tx,
    holderId: string,
    after: string,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ name: string }>(
      'SELECT name FROM iam_inline_policy WHERE entity_id = ? AND name > ? ORDER BY name LIMIT ?',
      [holderId, after, limit],
    );
    return rows.map(({ name }) => name);
  },

  async putInline(tx: Tx, holderId: string, { name, document }: InlinePolicy): Promise<void> {
    await tx.run(
      `INSERT INTO iam_inline_policy (entity_id, name, document) VALUES (?, ?, ?)
       ON CONFLICT (entity_id, name) DO UPDATE SET document = excluded.document`,
      [holderId, name, document],
    );
  },

  /** False when there is none of that name. */
  async deleteInline(tx: Tx, holderId: string, name: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_inline_policy WHERE entity_id = ? AND name = ?',
      [holderId, name],
    );
    return changes === 1;
  },

  /** Those of `kind` that hold or are bounded by a policy, by name, after the name `after`. */
  async usersOf(
    tx: Tx,
    {
      account,
      policyArn,
      kind,
      use,
      pathPrefix,
      after,
      limit,
    }: {
      readonly account: string;
      readonly policyArn: string;
      readonly kind: HolderKind;
      readonly use: 'attachment' | 'boundary';
      readonly pathPrefix: string;
      readonly after: string;
      readonly limit: number;
    },
  ): Promise<readonly PolicyUser[]> {
    if (kind === 'group' && use === 'boundary') return [];
    const condition =
      use === 'boundary'
        ? 'e.boundary_arn = ?'
        : 'EXISTS (SELECT 1 FROM iam_attachment a WHERE a.entity_id = e.id AND a.policy_arn = ?)';
    const rows = await tx.all<{ name: string; id: string }>(
      `SELECT e.name, e.id FROM ${TABLES[kind]} e
       WHERE e.account = ? AND ${condition} AND SUBSTR(e.path, 1, ?) = ? AND e.name_key > ?
       ORDER BY e.name_key LIMIT ?`,
      [account, policyArn, pathPrefix.length, pathPrefix, nameKey(after), limit],
    );
    return rows.map(({ name, id }) => ({ kind, name, id }));
  },

  /** How often `account` uses each AWS managed policy that it uses at all. */
  async usageOfAwsPolicies(
    tx: Tx,
    account: string,
  ): Promise<ReadonlyMap<string, { readonly attachments: number; readonly boundaries: number }>> {
    const rows = await tx.all<{ arn: string; attachments: number; boundaries: number }>(
      `SELECT q.arn, CAST(SUM(q.attached) AS BIGINT) AS attachments, CAST(SUM(q.bounded) AS BIGINT) AS boundaries FROM (
         SELECT policy_arn AS arn, 1 AS attached, 0 AS bounded FROM iam_attachment
           WHERE account = ? AND policy_arn LIKE 'arn:aws:iam::aws:%'
         UNION ALL SELECT boundary_arn, 0, 1 FROM iam_user
           WHERE account = ? AND boundary_arn LIKE 'arn:aws:iam::aws:%'
         UNION ALL SELECT boundary_arn, 0, 1 FROM iam_role
           WHERE account = ? AND boundary_arn LIKE 'arn:aws:iam::aws:%') q
       GROUP BY q.arn`,
      [account, account, account],
    );
    return new Map(
      rows.map(({ arn, attachments, boundaries }) => [arn, { attachments, boundaries }]),
    );
  },
};
