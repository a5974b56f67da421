import { parseArn } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { groupArn, roleArn, userArn } from '../arns.ts';
import { POLICIES_CHANNEL } from '../changes.ts';
import { nameKey } from '../names.ts';
import type { PolicyHolder } from '../parts.ts';

/** A user, group or role as its policies see it. */
export interface Holder extends PolicyHolder {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly boundaryArn: string | undefined;
  /** The service of a service-linked role. */
  readonly linkedService: string | undefined;
}

export type HolderKind = Holder['kind'];

interface HolderRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly boundary_arn: string | null;
  readonly linked_service: string | null;
}

const SELECTS: Readonly<Record<HolderKind, string>> = {
  user: 'SELECT account, name, path, id, boundary_arn, NULL AS linked_service FROM iam_user',
  group:
    'SELECT account, name, path, id, NULL AS boundary_arn, NULL AS linked_service FROM iam_group',
  role: 'SELECT account, name, path, id, boundary_arn, linked_service FROM iam_role',
};

const ARNS = { user: userArn, group: groupArn, role: roleArn } as const;

const toHolder = (kind: HolderKind, row: HolderRow): Holder => ({
  kind,
  account: row.account,
  id: row.id,
  name: row.name,
  path: row.path,
  arn: ARNS[kind](row.account, row.path, row.name),
  boundaryArn: row.boundary_arn ?? undefined,
  linkedService: row.linked_service ?? undefined,
});

const KINDS_BY_PREFIX: Readonly<Record<string, HolderKind>> = {
  AIDA: 'user',
  AGPA: 'group',
  AROA: 'role',
};

/** The ARN that an entity without a path would have: what a missing one is authorized on. */
export const supposedArn = (kind: HolderKind, account: string, name: string): string =>
  ARNS[kind](account, '/', name);

export const holders = {
  async find(tx: Tx, kind: HolderKind, account: string, name: string): Promise<Holder | undefined> {
    const row = await tx.get<HolderRow>(`${SELECTS[kind]} WHERE account = ? AND name_key = ?`, [
      account,
      nameKey(name),
    ]);
    return row === undefined ? undefined : toHolder(kind, row);
  },

  async byId(tx: Tx, id: string): Promise<Holder | undefined> {
    const kind = KINDS_BY_PREFIX[id.slice(0, 4)];
    if (kind === undefined) return undefined;
    const row = await tx.get<HolderRow>(`${SELECTS[kind]} WHERE id = ?`, [id]);
    return row === undefined ? undefined : toHolder(kind, row);
  },

  /** The entity that now has exactly this ARN. */
  async byArn(tx: Tx, arn: string): Promise<Holder | undefined> {
    const parts = parseArn(arn);
    if (parts === undefined || parts.service !== 'iam' || parts.region !== '') return undefined;
    const kind = parts.resource.slice(0, parts.resource.indexOf('/'));
    if (kind !== 'user' && kind !== 'group' && kind !== 'role') return undefined;
    const name = parts.resource.slice(parts.resource.lastIndexOf('/') + 1);
    const found = await this.find(tx, kind, parts.account, name);
    return found?.arn === arn ? found : undefined;
  },

  async groupsOfUser(tx: Tx, userId: string): Promise<readonly Holder[]> {
    const rows = await tx.all<HolderRow>(
      `SELECT g.account, g.name, g.path, g.id, NULL AS boundary_arn, NULL AS linked_service
       FROM iam_group_member m JOIN iam_group g ON g.id = m.group_id
       WHERE m.user_id = ? ORDER BY g.name_key`,
      [userId],
    );
    return rows.map((row) => toHolder('group', row));
  },

  async setBoundary(tx: Tx, holder: Holder, policyArn: string | undefined): Promise<void> {
    const table = holder.kind === 'role' ? 'iam_role' : 'iam_user';
    await tx.run(`UPDATE ${table} SET boundary_arn = ? WHERE id = ?`, [
      policyArn ?? null,
      holder.id,
    ]);
    tx.notify(POLICIES_CHANNEL, holder.id);
  },

  /** After a change of what `holder` holds: its principals' policies are to be read again. */
  async notifyChanged(tx: Tx, holder: PolicyHolder): Promise<void> {
    if (holder.kind !== 'group') {
      tx.notify(POLICIES_CHANNEL, holder.id);
      return;
    }
    const members = await tx.all<{ user_id: string }>(
      'SELECT user_id FROM iam_group_member WHERE group_id = ?',
      [holder.id],
    );
    for (const { user_id } of members) tx.notify(POLICIES_CHANNEL, user_id);
  },

  /** By name, after the name `after`; all paths. */
  async list(
    tx: Tx,
    kind: HolderKind,
    account: string,
    after: string,
    limit: number,
  ): Promise<readonly Holder[]> {
    const rows = await tx.all<HolderRow>(
      `${SELECTS[kind]} WHERE account = ? AND name_key > ? ORDER BY name_key LIMIT ?`,
      [account, after, limit],
    );
    return rows.map((row) => toHolder(kind, row));
  },
};
