import type { Tx } from '@gatehouse/store';
import { awsManagedPolicies, type Policy, type PolicyType } from '../model.ts';

interface PolicyRow {
  readonly id: string;
  readonly organization_id: string;
  readonly policy_type: PolicyType;
  readonly name: string;
  readonly description: string;
  readonly content: string;
}

const toPolicy = (row: PolicyRow): Policy => ({
  id: row.id,
  organizationId: row.organization_id,
  type: row.policy_type,
  name: row.name,
  description: row.description,
  content: row.content,
  awsManaged: false,
});

export const policies = {
  /** A policy of the organization, or one that AWS owns. */
  async find(tx: Tx, organizationId: string, id: string): Promise<Policy | undefined> {
    const managed = awsManagedPolicies.find((policy) => policy.id === id);
    if (managed !== undefined) return { ...managed, organizationId };
    const row = await tx.get<PolicyRow>(
      'SELECT * FROM org_policy WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    return row === undefined ? undefined : toPolicy(row);
  },

  async enabledTypes(tx: Tx, organizationId: string): Promise<ReadonlySet<PolicyType>> {
    const rows = await tx.all<Pick<PolicyRow, 'policy_type'>>(
      'SELECT policy_type FROM org_policy_type WHERE organization_id = ?',
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
};

export const attachments = {
  /** False when it is attached already. */
  async insert(
    tx: Tx,
    organizationId: string,
    targetId: string,
    policy: Pick<Policy, 'id' | 'type'>,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_attachment (organization_id, target_id, policy_type, policy_id)
       VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [organizationId, targetId, policy.type, policy.id],
    );
    return changes === 1;
  },

  async ofTarget(
    tx: Tx,
    organizationId: string,
    targetId: string,
    type: PolicyType,
  ): Promise<readonly Policy[]> {
    const rows = await tx.all<{ readonly policy_id: string }>(
      `SELECT policy_id FROM org_attachment
       WHERE organization_id = ? AND target_id = ? AND policy_type = ? ORDER BY policy_id`,
      [organizationId, targetId, type],
    );
    const found: Policy[] = [];
    for (const { policy_id } of rows) {
      const policy = await policies.find(tx, organizationId, policy_id);
      if (policy === undefined)
        throw new Error(`policy ${policy_id} is attached to ${targetId} but not stored`);
      found.push(policy);
    }
    return found;
  },
};
