import type { Tx } from '@gatehouse/store';
import { awsManagedPolicies, type Policy, type PolicyType } from '../model.ts';

interface PolicyRow {
  readonly id: string;
  readonly organization_id: string;
  readonly policy_type: PolicyType;
  readonly name: string;
  readonly description: string;
  readonly content: string;
  readonly created_at: number;
}

const toPolicy = (row: PolicyRow): Policy => ({
  id: row.id,
  organizationId: row.organization_id,
  type: row.policy_type,
  name: row.name,
  description: row.description,
  content: row.content,
  awsManaged: false,
  createdAt: new Date(row.created_at),
});

export interface AfterPolicy {
  readonly createdAt: number;
  readonly id: string;
}

/** AWS's own policies are older than any other. */
const managed = (organizationId: string): readonly Policy[] =>
  awsManagedPolicies.map((policy) => ({ ...policy, organizationId, createdAt: new Date(0) }));

export const policies = {
  /** False when there is one of this name and type. */
  async insert(tx: Tx, policy: Policy): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_policy (id, organization_id, policy_type, name, description, content, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        policy.id,
        policy.organizationId,
        policy.type,
        policy.name,
        policy.description,
        policy.content,
        policy.createdAt.getTime(),
      ],
    );
    return changes === 1;
  },

  /** A policy of the organization, or one that AWS owns. */
  async find(tx: Tx, organizationId: string, id: string): Promise<Policy | undefined> {
    const owned = managed(organizationId).find((policy) => policy.id === id);
    if (owned !== undefined) return owned;
    const row = await tx.get<PolicyRow>(
      'SELECT * FROM org_policy WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    return row === undefined ? undefined : toPolicy(row);
  },

  async findNamed(
    tx: Tx,
    organizationId: string,
    type: PolicyType,
    name: string,
  ): Promise<Policy | undefined> {
    const owned = managed(organizationId).find(
      (policy) => policy.type === type && policy.name === name,
    );
    if (owned !== undefined) return owned;
    const row = await tx.get<PolicyRow>(
      'SELECT * FROM org_policy WHERE organization_id = ? AND policy_type = ? AND name = ?',
      [organizationId, type, name],
    );
    return row === undefined ? undefined : toPolicy(row);
  },

  /** AWS's own first, then oldest first. */
  async list(
    tx: Tx,
    organizationId: string,
    type: PolicyType,
    after: AfterPolicy,
    limit: number,
  ): Promise<readonly Policy[]> {
    const owned = after.id === '' ? managed(organizationId).filter((own) => own.type === type) : [];
    const rows = await tx.all<PolicyRow>(
      `SELECT * FROM org_policy WHERE organization_id = ? AND policy_type = ? AND (created_at, id) > (?, ?)
       ORDER BY created_at, id LIMIT ?`,
      [organizationId, type, after.createdAt, after.id, limit - owned.length],
    );
    return [...owned, ...rows.map(toPolicy)];
  },

  async ofOrganization(tx: Tx, organizationId: string): Promise<readonly Policy[]> {
    const rows = await tx.all<PolicyRow>('SELECT * FROM org_policy WHERE organization_id = ?', [
      organizationId,
    ]);
    return rows.map(toPolicy);
  },

  async count(tx: Tx, organizationId: string, type: PolicyType): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM org_policy WHERE organization_id = ? AND policy_type = ?',
      [organizationId, type],
    );
    return row?.found ?? 0;
  },

  async update(tx: Tx, policy: Policy): Promise<void> {
    await tx.run(
      'UPDATE org_policy SET name = ?, description = ?, content = ? WHERE organization_id = ? AND id = ?',
      [policy.name, policy.description, policy.content, policy.organizationId, policy.id],
    );
  },

  /** False when it is attached. */
  async removeUnattached(tx: Tx, organizationId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      `DELETE FROM org_policy WHERE organization_id = ? AND id = ?
       AND NOT EXISTS (SELECT 1 FROM org_attachment WHERE organization_id = ? AND policy_id = ?)`,
      [organizationId, id, organizationId, id],
    );
    return changes === 1;
  },

  async enabledTypes(tx: Tx, organizationId: string): Promise<ReadonlySet<PolicyType>> {
    const rows = await tx.all<Pick<PolicyRow, 'policy_type'>>(
      'SELECT policy_type FROM org_policy_type WHERE organization_id = ? ORDER BY policy_type',
      [organizationId],
    );
    return new Set(rows.map(({ policy_type }) => policy_type));
  },

  /** False when it is enabled already. */
  async enableType(tx: Tx, organizationId: string, type: PolicyType): Promise<boolean> {
    const { changes } = await tx.run(
      'INSERT INTO org_policy_type (organization_id, policy_type) VALUES (?, ?) ON CONFLICT DO NOTHING',
      [organizationId, type],
    );
    return changes === 1;
  },

  /** False when it is not enabled. */
  async disableType(tx: Tx, organizationId: string, type: PolicyType): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM org_policy_type WHERE organization_id = ? AND policy_type = ?',
      [organizationId, type],
    );
    return changes === 1;
  },
};
