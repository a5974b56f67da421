import type { Tx } from '@gatehouse/store';
import type { Policy, PolicyType } from '../model.ts';
import { policies } from './policies.ts';

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

  /** The policies of one type on one target, by id, after `afterId`. */
  async ofTarget(
    tx: Tx,
    organizationId: string,
    targetId: string,
    type: PolicyType,
    afterId = '',
  ): Promise<readonly Policy[]> {
    const rows = await tx.all<{ readonly policy_id: string }>(
      `SELECT policy_id FROM org_attachment
       WHERE organization_id = ? AND target_id = ? AND policy_type = ? AND policy_id > ? ORDER BY policy_id`,
      [organizationId, targetId, type, afterId],
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

  /** What a policy is attached to, by id. */
  async targets(
    tx: Tx,
    organizationId: string,
    policyId: string,
    afterId: string,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly target_id: string }>(
      `SELECT target_id FROM org_attachment
       WHERE organization_id = ? AND policy_id = ? AND target_id > ? ORDER BY target_id LIMIT ?`,
      [organizationId, policyId, afterId, limit],
    );
    return rows.map(({ target_id }) => target_id);
  },

  /** False when it is not attached. */
  async remove(
    tx: Tx,
    organizationId: string,
    targetId: string,
    policyId: string,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM org_attachment WHERE organization_id = ? AND target_id = ? AND policy_id = ?',
      [organizationId, targetId, policyId],
    );
    return changes === 1;
  },

  async removeTarget(tx: Tx, organizationId: string, targetId: string): Promise<void> {
    await tx.run('DELETE FROM org_attachment WHERE organization_id = ? AND target_id = ?', [
      organizationId,
      targetId,
    ]);
  },

  async removeType(tx: Tx, organizationId: string, type: PolicyType): Promise<void> {
    await tx.run('DELETE FROM org_attachment WHERE organization_id = ? AND policy_type = ?', [
      organizationId,
      type,
    ]);
  },
};
