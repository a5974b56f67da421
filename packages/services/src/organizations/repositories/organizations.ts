import type { Tx } from '@gatehouse/store';
import type { Organization } from '../model.ts';

interface OrganizationRow {
  readonly id: string;
  readonly management_account: string;
  readonly management_email: string;
  readonly feature_set: Organization['featureSet'];
  readonly root_id: string;
  readonly created_at: number;
}

const toOrganization = (row: OrganizationRow): Organization => ({
  id: row.id,
  managementAccount: row.management_account,
  managementEmail: row.management_email,
  featureSet: row.feature_set,
  rootId: row.root_id,
  createdAt: new Date(row.created_at),
});

// What goes when an organization goes; its tags are removed one by one before.
const TABLES = [
  'org_account',
  'org_unit',
  'org_policy_type',
  'org_policy',
  'org_attachment',
  'org_account_request',
  'org_service_access',
  'org_delegated_administrator',
  'org_resource_policy',
] as const;

export const organizations = {
  /** False when the account manages an organization already. */
  async insert(tx: Tx, made: Organization): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_organization (id, management_account, management_email, feature_set, root_id, created_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        made.id,
        made.managementAccount,
        made.managementEmail,
        made.featureSet,
        made.rootId,
        made.createdAt.getTime(),
      ],
    );
    return changes === 1;
  },

  async byId(tx: Tx, id: string): Promise<Organization | undefined> {
    const row = await tx.get<OrganizationRow>('SELECT * FROM org_organization WHERE id = ?', [id]);
    return row === undefined ? undefined : toOrganization(row);
  },

  /** Whether there is any organization in this database. */
  async any(tx: Tx): Promise<boolean> {
    return (await tx.get('SELECT id FROM org_organization LIMIT 1')) !== undefined;
  },

  async enableAllFeatures(tx: Tx, id: string): Promise<void> {
    await tx.run("UPDATE org_organization SET feature_set = 'ALL' WHERE id = ?", [id]);
  },

  /** With everything in it; handshakes stay visible to those they were sent to. */
  async remove(tx: Tx, id: string): Promise<void> {
    for (const table of TABLES)
      await tx.run(`DELETE FROM ${table} WHERE organization_id = ?`, [id]);
    await tx.run('DELETE FROM org_organization WHERE id = ?', [id]);
  },
};
