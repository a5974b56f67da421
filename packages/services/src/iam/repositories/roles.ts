import type { Tx } from '@gatehouse/store';
import { roleArn } from '../arns.ts';
import { POLICIES_CHANNEL } from '../changes.ts';
import { nameKey } from '../names.ts';

export interface Role {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** AROA… */
  readonly id: string;
  readonly createdAt: Date;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly trustDocument: string;
  /** Unique ids of the users and roles that the trust policy named when it was saved, by the ARN it names. */
  readonly trustPrincipals: ReadonlyMap<string, string>;
  readonly boundaryArn: string | undefined;
  /** `ecs.amazonaws.com` for a service-linked role. */
  readonly linkedService: string | undefined;
  readonly lastUsed: { readonly at: Date; readonly region: string } | undefined;
}

interface RoleRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly created_at: number;
  readonly description: string | null;
  readonly max_session_seconds: number;
  readonly trust_document: string;
  readonly trust_principals: string;
  readonly boundary_arn: string | null;
  readonly linked_service: string | null;
  readonly last_used_at: number | null;
  readonly last_used_region: string | null;
}

const toRole = (row: RoleRow): Role => ({
  account: row.account,
  name: row.name,
  path: row.path,
  id: row.id,
  createdAt: new Date(row.created_at),
  description: row.description ?? undefined,
  maxSessionSeconds: row.max_session_seconds,
  trustDocument: row.trust_document,
  trustPrincipals: new Map(JSON.parse(row.trust_principals) as [string, string][]),
  boundaryArn: row.boundary_arn ?? undefined,
  linkedService: row.linked_service ?? undefined,
  lastUsed:
    row.last_used_at === null
      ? undefined
      : { at: new Date(row.last_used_at), region: row.last_used_region ?? '' },
});

const LAST_USED_GRAIN_MILLISECONDS = 60_000;

export const arnOfRole = ({
  account,
  path,
  name,
}: Pick<Role, 'account' | 'path' | 'name'>): string => roleArn(account, path, name);

export const roles = {
  async find(tx: Tx, account: string, name: string): Promise<Role | undefined> {
    const row = await tx.get<RoleRow>('SELECT * FROM iam_role WHERE account = ? AND name_key = ?', [
      account,
      nameKey(name),
    ]);
    return row === undefined ? undefined : toRole(row);
  },

  async byId(tx: Tx, id: string): Promise<Role | undefined> {
    const row = await tx.get<RoleRow>('SELECT * FROM iam_role WHERE id = ?', [id]);
    return row === undefined ? undefined : toRole(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, role: Role): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_role (account, name_key, name, path, id, created_at, description, max_session_seconds,
         trust_document, trust_principals, boundary_arn, linked_service)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        role.account,
        nameKey(role.name),
        role.name,
        role.path,
        role.id,
        role.createdAt.getTime(),
        role.description ?? null,
        role.maxSessionSeconds,
        role.trustDocument,
        JSON.stringify([...role.trustPrincipals]),
        role.boundaryArn ?? null,
        role.linkedService ?? null,
      ],
    );
    return changes === 1;
  },

  async describe(
    tx: Tx,
    id: string,
    { description, maxSessionSeconds }: Pick<Role, 'description' | 'maxSessionSeconds'>,
  ): Promise<void> {
    await tx.run('UPDATE iam_role SET description = ?, max_session_seconds = ? WHERE id = ?', [
      description ?? null,
      maxSessionSeconds,
      id,
    ]);
  },

  async setTrust(
    tx: Tx,
    id: string,
    { trustDocument, trustPrincipals }: Pick<Role, 'trustDocument' | 'trustPrincipals'>,
  ): Promise<void> {
    await tx.run('UPDATE iam_role SET trust_document = ?, trust_principals = ? WHERE id = ?', [
      trustDocument,
      JSON.stringify([...trustPrincipals]),
      id,
    ]);
  },

  /** Notes a use unless a use in the same region is noted for the last minute: most calls write nothing. */
  async markUsed(tx: Tx, id: string, region: string, at: Date): Promise<void> {
    await tx.run(
      `UPDATE iam_role SET last_used_at = ?, last_used_region = ?
       WHERE id = ? AND (last_used_at IS NULL OR last_used_region <> ? OR last_used_at < ?)`,
      [at.getTime(), region, id, region, at.getTime() - LAST_USED_GRAIN_MILLISECONDS],
    );
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_role WHERE id = ?', [id]);
    tx.notify(POLICIES_CHANNEL, id);
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_role WHERE account = ?',
      [account],
    );
    return row?.total ?? 0;
  },

  /** By name, after the name `after`. */
  async list(
    tx: Tx,
    account: string,
    pathPrefix: string,
    after: string,
    limit: number,
  ): Promise<readonly Role[]> {
    const rows = await tx.all<RoleRow>(
      `SELECT * FROM iam_role
       WHERE account = ? AND SUBSTR(path, 1, ?) = ? AND name_key > ?
       ORDER BY name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, after, limit],
    );
    return rows.map(toRole);
  },
};
