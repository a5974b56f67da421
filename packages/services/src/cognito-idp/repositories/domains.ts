import type { Tx } from '@gatehouse/store';
import type { Domain } from '../model.ts';

interface DomainRow {
  readonly region: string;
  readonly domain: string;
  readonly pool_id: string;
  readonly account: string;
  readonly certificate_arn: string | null;
  readonly managed_login_version: number;
  readonly version: string;
}

const toDomain = (row: DomainRow): Domain => ({
  region: row.region,
  domain: row.domain,
  poolId: row.pool_id,
  account: row.account,
  certificateArn: row.certificate_arn ?? undefined,
  managedLoginVersion: row.managed_login_version,
  version: row.version,
});

export const domains = {
  /** Prefixes are unique among all accounts of a Region, and so are host names. */
  async find(tx: Tx, region: string, domain: string): Promise<Domain | undefined> {
    const row = await tx.get<DomainRow>(
      'SELECT * FROM cognito_domain WHERE region = ? AND domain = ?',
      [region, domain],
    );
    return row === undefined ? undefined : toDomain(row);
  },

  /** At most a prefix and a custom domain, the prefix first. */
  async ofPool(tx: Tx, poolId: string): Promise<Domain[]> {
    const rows = await tx.all<DomainRow>(
      'SELECT * FROM cognito_domain WHERE pool_id = ? ORDER BY custom',
      [poolId],
    );
    return rows.map(toDomain);
  },

  /** False when somebody has the domain, or the pool has one of this kind. */
  async insert(tx: Tx, domain: Domain): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_domain
         (region, domain, pool_id, account, custom, certificate_arn, managed_login_version, version)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        domain.region,
        domain.domain,
        domain.poolId,
        domain.account,
        domain.certificateArn === undefined ? 0 : 1,
        domain.certificateArn ?? null,
        domain.managedLoginVersion,
        domain.version,
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, domain: Domain): Promise<void> {
    await tx.run(
      `UPDATE cognito_domain SET certificate_arn = ?, managed_login_version = ?, version = ?
       WHERE region = ? AND domain = ?`,
      [
        domain.certificateArn ?? null,
        domain.managedLoginVersion,
        domain.version,
        domain.region,
        domain.domain,
      ],
    );
  },

  async remove(tx: Tx, region: string, domain: string): Promise<void> {
    await tx.run('DELETE FROM cognito_domain WHERE region = ? AND domain = ?', [region, domain]);
  },
};
