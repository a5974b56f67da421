import type { Tx } from '@gatehouse/store';

export interface Account {
  readonly id: string;
  readonly email: string | undefined;
  readonly createdAt: Date;
}

interface AccountRow {
  readonly account: string;
  readonly email: string | null;
  readonly created_at: number;
}

export const accounts = {
  async find(tx: Tx, id: string): Promise<Account | undefined> {
    const row = await tx.get<AccountRow>(
      'SELECT account, email, created_at FROM iam_account WHERE account = ?',
      [id],
    );
    return row === undefined
      ? undefined
      : { id: row.account, email: row.email ?? undefined, createdAt: new Date(row.created_at) };
  },

  /** Nothing when the account is known. */
  async insert(tx: Tx, { id, email, createdAt }: Account): Promise<void> {
    await tx.run(
      `INSERT INTO iam_account (account, email, created_at) VALUES (?, ?, ?)
       ON CONFLICT (account) DO NOTHING`,
      [id, email ?? null, createdAt.getTime()],
    );
  },
};

export const accountAliases = {
  async of(tx: Tx, account: string): Promise<string | undefined> {
    const row = await tx.get<{ alias: string }>(
      'SELECT alias FROM iam_account_alias WHERE account = ?',
      [account],
    );
    return row?.alias;
  },

  async accountOf(tx: Tx, alias: string): Promise<string | undefined> {
    const row = await tx.get<{ account: string }>(
      'SELECT account FROM iam_account_alias WHERE alias = ?',
      [alias],
    );
    return row?.account;
  },

  /** Replaces the account's alias. False when another account, or this one, has it. */
  async claim(tx: Tx, account: string, alias: string): Promise<boolean> {
    const taken = await tx.get('SELECT alias FROM iam_account_alias WHERE alias = ?', [alias]);
    if (taken !== undefined) return false;
    await tx.run('DELETE FROM iam_account_alias WHERE account = ?', [account]);
    const { changes } = await tx.run(
      'INSERT INTO iam_account_alias (alias, account) VALUES (?, ?) ON CONFLICT (alias) DO NOTHING',
      [alias, account],
    );
    return changes === 1;
  },

  /** False when the account has no such alias. */
  async release(tx: Tx, account: string, alias: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_account_alias WHERE account = ? AND alias = ?',
      [account, alias],
    );
    return changes === 1;
  },
};
