import type { SqlValue, Tx } from '@gatehouse/store';
import type { MfaChoice, User, UserPool } from '../model.ts';
import { aliasesOf, aliasKey, type AliasName, usernameKey } from '../user-names.ts';

interface UserRow {
  readonly sub: string;
  readonly pool_id: string;
  readonly username: string;
  readonly status: User['status'];
  readonly enabled: number;
  readonly attributes: string;
  readonly mfa: string;
  readonly verifier: Uint8Array | null;
  readonly srp: Uint8Array | null;
  readonly temporary_until: number | null;
  readonly created_at: number;
  readonly modified_at: number;
}

/** What ListUsers can look for. */
export interface UserFilter {
  readonly attribute: string;
  readonly prefix: boolean;
  readonly value: string;
}

const toUser = (row: UserRow): User => ({
  sub: row.sub,
  poolId: row.pool_id,
  username: row.username,
  status: row.status,
  enabled: row.enabled !== 0,
  attributes: new Map(JSON.parse(row.attributes) as [string, string][]),
  mfa: JSON.parse(row.mfa) as MfaChoice,
  password:
    row.verifier === null || row.srp === null
      ? undefined
      : { verifier: row.verifier, srp: row.srp },
  temporaryUntil: row.temporary_until === null ? undefined : new Date(row.temporary_until),
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

/** Attributes that ListUsers finds users by. */
const SEARCHABLE = [
  'email',
  'family_name',
  'given_name',
  'name',
  'phone_number',
  'preferred_username',
];

const key = (pool: UserPool, user: User): string =>
  usernameKey(pool, user.username, user.status === 'EXTERNAL_PROVIDER');

const changing = (user: User): SqlValue[] => [
  user.status,
  user.enabled ? 1 : 0,
  JSON.stringify([...user.attributes]),
  JSON.stringify(user.mfa),
  user.password?.verifier ?? null,
  user.password?.srp ?? null,
  user.temporaryUntil?.getTime() ?? null,
  user.modifiedAt.getTime(),
];

const saveSearchable = async (tx: Tx, user: User): Promise<void> => {
  await tx.run('DELETE FROM cognito_searchable WHERE pool_id = ? AND sub = ?', [
    user.poolId,
    user.sub,
  ]);
  for (const name of SEARCHABLE) {
    const content = user.attributes.get(name);
    if (content === undefined) continue;
    await tx.run(
      'INSERT INTO cognito_searchable (pool_id, name, sub, content) VALUES (?, ?, ?, ?)',
      [user.poolId, name, user.sub, content],
    );
  }
};

/** The alias that somebody else in the pool holds, if there is one. */
const saveAliases = async (tx: Tx, pool: UserPool, user: User): Promise<AliasName | undefined> => {
  await tx.run('DELETE FROM cognito_alias WHERE sub = ?', [user.sub]);
  for (const alias of aliasesOf(pool, user)) {
    const { changes } = await tx.run(
      'INSERT INTO cognito_alias (pool_id, name, content, sub) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      [pool.id, alias.name, alias.key, user.sub],
    );
    if (changes === 0) return alias.name;
  }
  return undefined;
};

/** The answer of a write: a conflict leaves the transaction half done, so the caller must throw. */
export type Saved =
  | { readonly done: true }
  | { readonly done: false; readonly taken: AliasName | 'username' };

// What is indexed of a value; a literal, or no index of an expression is used.
const START = ' AND SUBSTR(content, 1, 200) = SUBSTR(CAST(? AS TEXT), 1, 200)';

const condition = (
  pool: UserPool,
  filter: UserFilter | undefined,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } => {
  if (filter === undefined) return { sql: '', parameters: [] };
  const { attribute, prefix, value } = filter;
  const compare = (column: string): string =>
    prefix ? `SUBSTR(${column}, 1, LENGTH(CAST(? AS TEXT))) = ?` : `${column} = ?`;
  const asked = (text: string): readonly SqlValue[] => (prefix ? [text, text] : [text]);
  switch (attribute) {
    case 'username':
      return {
        sql: ` AND ${compare('username_key')}`,
        parameters: asked(usernameKey(pool, value)),
      };
    case 'sub':
      return { sql: ` AND ${compare('sub')}`, parameters: asked(value) };
    case 'cognito:user_status':
      return { sql: ` AND ${compare('status')}`, parameters: asked(value.toUpperCase()) };
    case 'status':
      return {
        sql: ` AND ${compare(`CASE WHEN enabled = 1 THEN 'enabled' ELSE 'disabled' END`)}`,
        parameters: asked(value.toLowerCase()),
      };
    default:
      return {
        sql: ` AND sub IN (SELECT sub FROM cognito_searchable
               WHERE pool_id = ? AND name = ? AND ${compare('content')}${prefix ? '' : START})`,
        parameters: [pool.id, attribute, ...asked(value), ...(prefix ? [] : [value])],
      };
  }
};

export const users = {
  /** Whichever pool it is in: a sub is unique everywhere. */
  async bySub(tx: Tx, sub: string): Promise<User | undefined> {
    const row = await tx.get<UserRow>('SELECT * FROM cognito_user WHERE sub = ?', [sub]);
    return row === undefined ? undefined : toUser(row);
  },

  /** By username, which is never anything else. */
  async byUsername(tx: Tx, pool: UserPool, username: string): Promise<User | undefined> {
    const row = await tx.get<UserRow>(
      `SELECT * FROM cognito_user WHERE pool_id = ?
       AND (username_key = ? OR (username_key = ? AND status = 'EXTERNAL_PROVIDER'))`,
      [pool.id, usernameKey(pool, username), username],
    );
    return row === undefined ? undefined : toUser(row);
  },

  /** By email address, phone number or preferred username, where the pool lets people sign in by it. */
  async byAlias(tx: Tx, pool: UserPool, value: string): Promise<User | undefined> {
    const row = await tx.get<UserRow>(
      `SELECT u.* FROM cognito_alias a JOIN cognito_user u ON u.sub = a.sub
       WHERE a.pool_id = ? AND a.content = ? ORDER BY a.name LIMIT 1`,
      [pool.id, aliasKey(pool, value)],
    );
    return row === undefined ? undefined : toUser(row);
  },

  /** Who has the value as this alias. */
  async holderOf(
    tx: Tx,
    pool: UserPool,
    name: AliasName,
    value: string,
  ): Promise<User | undefined> {
    const row = await tx.get<UserRow>(
      `SELECT u.* FROM cognito_alias a JOIN cognito_user u ON u.sub = a.sub
       WHERE a.pool_id = ? AND a.name = ? AND a.content = ?`,
      [pool.id, name, aliasKey(pool, value)],
    );
    return row === undefined ? undefined : toUser(row);
  },

  /**
   * As the API takes a `Username`: sub, username or alias. The sub comes first: nobody may be taken for somebody else by
   * choosing that one's sub for a username.
   */
  async find(tx: Tx, pool: UserPool, name: string): Promise<User | undefined> {
    const known = await users.bySub(tx, name);
    if (known?.poolId === pool.id) return known;
    return (await users.byUsername(tx, pool, name)) ?? (await users.byAlias(tx, pool, name));
  },

  async insert(tx: Tx, pool: UserPool, user: User): Promise<Saved> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_user (sub, pool_id, username, username_key, created_at, status, enabled, attributes,
         mfa, verifier, srp, temporary_until, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        user.sub,
        pool.id,
        user.username,
        key(pool, user),
        user.createdAt.getTime(),
        ...changing(user),
      ],
    );
    if (changes === 0) return { done: false, taken: 'username' };
    await saveSearchable(tx, user);
    const taken = await saveAliases(tx, pool, user);
    return taken === undefined ? { done: true } : { done: false, taken };
  },

  /** Everything but username and sub, which never change. */
  async save(tx: Tx, pool: UserPool, user: User): Promise<Saved> {
    await tx.run(
      `UPDATE cognito_user SET status = ?, enabled = ?, attributes = ?, mfa = ?, verifier = ?, srp = ?,
         temporary_until = ?, modified_at = ? WHERE sub = ?`,
      [...changing(user), user.sub],
    );
    await saveSearchable(tx, user);
    const taken = await saveAliases(tx, pool, user);
    return taken === undefined ? { done: true } : { done: false, taken };
  },

  /** With codes, aliases, groups and software token; the caller ends the sessions. */
  async remove(tx: Tx, sub: string): Promise<void> {
    for (const table of [
      'cognito_searchable',
      'cognito_alias',
      'cognito_group_member',
      'cognito_code',
      'cognito_software_token',
      'cognito_password_history',
      'cognito_user',
    ])
      await tx.run(`DELETE FROM ${table} WHERE sub = ?`, [sub]);
  },

  /** By username. */
  async list(
    tx: Tx,
    pool: UserPool,
    filter: UserFilter | undefined,
    after: string,
    limit: number,
  ): Promise<User[]> {
    const { sql, parameters } = condition(pool, filter);
    const rows = await tx.all<UserRow>(
      `SELECT * FROM cognito_user WHERE pool_id = ? AND username_key > ?${sql} ORDER BY username_key LIMIT ?`,
      [pool.id, after, ...parameters, limit],
    );
    return rows.map(toUser);
  },

  async inGroup(
    tx: Tx,
    pool: UserPool,
    group: string,
    after: string,
    limit: number,
  ): Promise<User[]> {
    const rows = await tx.all<UserRow>(
      `SELECT u.* FROM cognito_group_member m JOIN cognito_user u ON u.sub = m.sub
       WHERE m.pool_id = ? AND m.group_name = ? AND u.username_key > ? ORDER BY u.username_key LIMIT ?`,
      [pool.id, group, after, limit],
    );
    return rows.map(toUser);
  },

  async countOf(tx: Tx, poolId: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM cognito_user WHERE pool_id = ?',
      [poolId],
    );
    return row?.count ?? 0;
  },

  /** Where the next page of a list starts. */
  position: (pool: UserPool, user: User): string => key(pool, user),
};

/** Verifiers of passwords that a user had, for the pool's PasswordHistorySize. */
export const passwordHistory = {
  /** The latest first. */
  async last(tx: Tx, sub: string, count: number): Promise<Uint8Array[]> {
    const rows = await tx.all<{ readonly verifier: Uint8Array }>(
      'SELECT verifier FROM cognito_password_history WHERE sub = ? ORDER BY position DESC LIMIT ?',
      [sub, count],
    );
    return rows.map(({ verifier }) => verifier);
  },

  /** Keeps the 24 latest: more than a pool can ask for is never needed. */
  async add(tx: Tx, sub: string, verifier: Uint8Array): Promise<void> {
    const row = await tx.get<{ readonly position: number | null }>(
      'SELECT MAX(position) AS position FROM cognito_password_history WHERE sub = ?',
      [sub],
    );
    const position = (row?.position ?? 0) + 1;
    await tx.run(
      'INSERT INTO cognito_password_history (sub, position, verifier) VALUES (?, ?, ?)',
      [sub, position, verifier],
    );
    await tx.run('DELETE FROM cognito_password_history WHERE sub = ? AND position <= ?', [
      sub,
      position - 24,
    ]);
  },
};
