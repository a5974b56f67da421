import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';

/** What an organization has decided about Security Hub in a Region. */
export interface OrganizationHub {
  readonly organizationId: string;
  readonly region: string;
  /** The delegated administrator. */
  readonly administrator: string;
  /** New accounts become members. */
  readonly autoEnable: boolean;
  readonly autoEnableStandards: 'NONE' | 'DEFAULT';
  readonly configurationType: 'LOCAL' | 'CENTRAL';
  readonly status: 'PENDING' | 'ENABLED' | 'FAILED' | undefined;
  readonly statusMessage: string | undefined;
}

interface OrganizationRow {
  readonly organization_id: string;
  readonly region: string;
  readonly administrator: string;
  readonly auto_enable: number;
  readonly auto_enable_standards: OrganizationHub['autoEnableStandards'];
  readonly configuration_type: OrganizationHub['configurationType'];
  readonly status: 'PENDING' | 'ENABLED' | 'FAILED' | null;
  readonly status_message: string | null;
}

const toOrganization = (row: OrganizationRow): OrganizationHub => ({
  organizationId: row.organization_id,
  region: row.region,
  administrator: row.administrator,
  autoEnable: row.auto_enable === 1,
  autoEnableStandards: row.auto_enable_standards,
  configurationType: row.configuration_type,
  status: row.status ?? undefined,
  statusMessage: row.status_message ?? undefined,
});

export const organizationHubs = {
  async find(tx: Tx, organizationId: string, region: string): Promise<OrganizationHub | undefined> {
    const row = await tx.get<OrganizationRow>(
      'SELECT * FROM securityhub_organization WHERE organization_id = ? AND region = ?',
      [organizationId, region],
    );
    return row === undefined ? undefined : toOrganization(row);
  },

  /** What the account administers there, as the delegate of its organization. */
  async administeredBy(tx: Tx, { account, region }: HubRef): Promise<OrganizationHub | undefined> {
    const row = await tx.get<OrganizationRow>(
      'SELECT * FROM securityhub_organization WHERE administrator = ? AND region = ?',
      [account, region],
    );
    return row === undefined ? undefined : toOrganization(row);
  },

  async list(tx: Tx, organizationId: string): Promise<readonly OrganizationHub[]> {
    const rows = await tx.all<OrganizationRow>(
      'SELECT * FROM securityhub_organization WHERE organization_id = ? ORDER BY region',
      [organizationId],
    );
    return rows.map(toOrganization);
  },

  /** False when there is an administrator already. */
  async insert(tx: Tx, made: OrganizationHub): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO securityhub_organization
         (organization_id, region, administrator, auto_enable, auto_enable_standards, configuration_type,
          status, status_message)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        made.organizationId,
        made.region,
        made.administrator,
        made.autoEnable ? 1 : 0,
        made.autoEnableStandards,
        made.configurationType,
        made.status ?? null,
        made.statusMessage ?? null,
      ],
    );
    return changes > 0;
  },

  async update(tx: Tx, changed: OrganizationHub): Promise<void> {
    await tx.run(
      `UPDATE securityhub_organization
       SET auto_enable = ?, auto_enable_standards = ?, configuration_type = ?, status = ?, status_message = ?
       WHERE organization_id = ? AND region = ?`,
      [
        changed.autoEnable ? 1 : 0,
        changed.autoEnableStandards,
        changed.configurationType,
        changed.status ?? null,
        changed.statusMessage ?? null,
        changed.organizationId,
        changed.region,
      ],
    );
  },

  async remove(tx: Tx, organizationId: string, region: string): Promise<void> {
    await tx.run('DELETE FROM securityhub_organization WHERE organization_id = ? AND region = ?', [
      organizationId,
      region,
    ]);
  },
};
