import type { Tx } from '@gatehouse/store';

interface ServiceRow {
  readonly service_principal: string;
  readonly enabled_at: number;
}

export interface EnabledService {
  readonly servicePrincipal: string;
  readonly enabledAt: Date;
}

const toService = (row: ServiceRow): EnabledService => ({
  servicePrincipal: row.service_principal,
  enabledAt: new Date(row.enabled_at),
});

/** Services that may work in every account of an organization. */
export const serviceAccess = {
  /** Nothing when it is enabled already. */
  async enable(tx: Tx, organizationId: string, servicePrincipal: string, at: Date): Promise<void> {
    await tx.run(
      `INSERT INTO org_service_access (organization_id, service_principal, enabled_at) VALUES (?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [organizationId, servicePrincipal, at.getTime()],
    );
  },

  async disable(tx: Tx, organizationId: string, servicePrincipal: string): Promise<void> {
    await tx.run(
      'DELETE FROM org_service_access WHERE organization_id = ? AND service_principal = ?',
      [organizationId, servicePrincipal],
    );
  },

  async isEnabled(tx: Tx, organizationId: string, servicePrincipal: string): Promise<boolean> {
    const row = await tx.get(
      'SELECT 1 FROM org_service_access WHERE organization_id = ? AND service_principal = ?',
      [organizationId, servicePrincipal],
    );
    return row !== undefined;
  },

  async list(
    tx: Tx,
    organizationId: string,
    after: string,
    limit: number,
  ): Promise<readonly EnabledService[]> {
    const rows = await tx.all<ServiceRow>(
      `SELECT service_principal, enabled_at FROM org_service_access
       WHERE organization_id = ? AND service_principal > ? ORDER BY service_principal LIMIT ?`,
      [organizationId, after, limit],
    );
    return rows.map(toService);
  },
};

export const delegatedAdministrators = {
  /** False when it is registered already. */
  async register(
    tx: Tx,
    organizationId: string,
    account: string,
    servicePrincipal: string,
    at: Date,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_delegated_administrator (organization_id, account, service_principal, enabled_at)
       VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [organizationId, account, servicePrincipal, at.getTime()],
    );
    return changes === 1;
  },

  /** False when it is not registered. */
  async deregister(
    tx: Tx,
    organizationId: string,
    account: string,
    servicePrincipal: string,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `DELETE FROM org_delegated_administrator
       WHERE organization_id = ? AND account = ? AND service_principal = ?`,
      [organizationId, account, servicePrincipal],
    );
    return changes === 1;
  },

  async isDelegated(tx: Tx, organizationId: string, account: string): Promise<boolean> {
    const row = await tx.get(
      'SELECT 1 FROM org_delegated_administrator WHERE organization_id = ? AND account = ? LIMIT 1',
      [organizationId, account],
    );
    return row !== undefined;
  },

  async isDelegatedFor(
    tx: Tx,
    organizationId: string,
    account: string,
    servicePrincipal: string,
  ): Promise<boolean> {
    const row = await tx.get(
      `SELECT 1 FROM org_delegated_administrator
       WHERE organization_id = ? AND account = ? AND service_principal = ?`,
      [organizationId, account, servicePrincipal],
    );
    return row !== undefined;
  },

  async hasService(tx: Tx, organizationId: string, servicePrincipal: string): Promise<boolean> {
    const row = await tx.get(
      `SELECT 1 FROM org_delegated_administrator
       WHERE organization_id = ? AND service_principal = ? LIMIT 1`,
      [organizationId, servicePrincipal],
    );
    return row !== undefined;
  },

  /** Accounts with the time of their first registration, for one service or for any. */
  async list(
    tx: Tx,
    organizationId: string,
    servicePrincipal: string | undefined,
    after: string,
    limit: number,
  ): Promise<readonly { readonly account: string; readonly enabledAt: Date }[]> {
    const service = servicePrincipal ?? null;
    const rows = await tx.all<{ readonly account: string; readonly enabled_at: number }>(
      `SELECT account, MIN(enabled_at) AS enabled_at FROM org_delegated_administrator
       WHERE organization_id = ? AND account > ? AND (CAST(? AS TEXT) IS NULL OR service_principal = ?)
       GROUP BY account ORDER BY account LIMIT ?`,
      [organizationId, after, service, service, limit],
    );
    return rows.map((row) => ({ account: row.account, enabledAt: new Date(row.enabled_at) }));
  },

  async services(
    tx: Tx,
    organizationId: string,
    account: string,
    after: string,
    limit: number,
  ): Promise<readonly EnabledService[]> {
    const rows = await tx.all<ServiceRow>(
      `SELECT service_principal, enabled_at FROM org_delegated_administrator
       WHERE organization_id = ? AND account = ? AND service_principal > ? ORDER BY service_principal LIMIT ?`,
      [organizationId, account, after, limit],
    );
    return rows.map(toService);
  },
};

export interface StoredResourcePolicy {
  /** `rp-…` */
  readonly id: string;
  readonly content: string;
}

/** The one policy by which an organization lets its members manage it. */
export const resourcePolicies = {
  async find(tx: Tx, organizationId: string): Promise<StoredResourcePolicy | undefined> {
    return tx.get<StoredResourcePolicy>(
      'SELECT id, content FROM org_resource_policy WHERE organization_id = ?',
      [organizationId],
    );
  },

  /** Keeps the id of an earlier one. */
  async put(tx: Tx, organizationId: string, { id, content }: StoredResourcePolicy): Promise<void> {
    await tx.run(
      `INSERT INTO org_resource_policy (organization_id, id, content) VALUES (?, ?, ?)
       ON CONFLICT (organization_id) DO UPDATE SET content = excluded.content`,
      [organizationId, id, content],
    );
  },

  async remove(tx: Tx, organizationId: string): Promise<void> {
    await tx.run('DELETE FROM org_resource_policy WHERE organization_id = ?', [organizationId]);
  },
};
