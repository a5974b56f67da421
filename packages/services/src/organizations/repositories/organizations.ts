import type { Tx } from '@gatehouse/store';
import type { Account, Organization, Unit } from '../model.ts';

interface OrganizationRow {
  readonly id: string;
  readonly management_account: string;
  readonly management_email: string;
  readonly feature_set: Organization['featureSet'];
  readonly root_id: string;
  readonly created_at: number;
}

interface AccountRow {
  readonly account: string;
  readonly organization_id: string;
  readonly parent_id: string;
  readonly name: string;
  readonly email: string;
  readonly status: Account['status'];
  readonly joined_method: Account['joinedMethod'];
  readonly joined_at: number;
}

interface UnitRow {
  readonly id: string;
  readonly organization_id: string;
  readonly parent_id: string;
  readonly name: string;
}

const toOrganization = (row: OrganizationRow): Organization => ({
  id: row.id,
  managementAccount: row.management_account,
  managementEmail: row.management_email,
  featureSet: row.feature_set,
  rootId: row.root_id,
  createdAt: new Date(row.created_at),
});

const toAccount = (row: AccountRow): Account => ({
  account: row.account,
  organizationId: row.organization_id,
  parentId: row.parent_id,
  name: row.name,
  email: row.email,
  status: row.status,
  joinedMethod: row.joined_method,
  joinedAt: new Date(row.joined_at),
});

const toUnit = (row: UnitRow): Unit => ({
  id: row.id,
  organizationId: row.organization_id,
  parentId: row.parent_id,
  name: row.name,
});

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
};

export const accounts = {
  /** False when the account is in an organization already, or the e-mail address is taken. */
  async insert(tx: Tx, account: Account): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_account (account, organization_id, parent_id, name, email, status, joined_method, joined_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        account.account,
        account.organizationId,
        account.parentId,
        account.name,
        account.email,
        account.status,
        account.joinedMethod,
        account.joinedAt.getTime(),
      ],
    );
    return changes === 1;
  },

  async find(tx: Tx, account: string): Promise<Account | undefined> {
    const row = await tx.get<AccountRow>('SELECT * FROM org_account WHERE account = ?', [account]);
    return row === undefined ? undefined : toAccount(row);
  },
};

export const units = {
  /** False when the parent has a unit of this name. */
  async insert(tx: Tx, unit: Unit): Promise<boolean> {
    const { changes } = await tx.run(
      'INSERT INTO org_unit (id, organization_id, parent_id, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      [unit.id, unit.organizationId, unit.parentId, unit.name],
    );
    return changes === 1;
  },

  async find(tx: Tx, organizationId: string, id: string): Promise<Unit | undefined> {
    const row = await tx.get<UnitRow>(
      'SELECT * FROM org_unit WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    return row === undefined ? undefined : toUnit(row);
  },
};
