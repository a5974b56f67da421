import type { Tx } from '@gatehouse/store';
import type { Account } from '../model.ts';

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

/** Where a page begins: after the account that joined then. */
export interface AfterAccount {
  readonly joinedAt: number;
  readonly account: string;
}

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

  async findByEmail(tx: Tx, email: string): Promise<Account | undefined> {
    const row = await tx.get<AccountRow>('SELECT * FROM org_account WHERE email = ?', [email]);
    return row === undefined ? undefined : toAccount(row);
  },

  /** Oldest member first. */
  async list(
    tx: Tx,
    organizationId: string,
    after: AfterAccount,
    limit: number,
  ): Promise<readonly Account[]> {
    const rows = await tx.all<AccountRow>(
      `SELECT * FROM org_account WHERE organization_id = ? AND (joined_at, account) > (?, ?)
       ORDER BY joined_at, account LIMIT ?`,
      [organizationId, after.joinedAt, after.account, limit],
    );
    return rows.map(toAccount);
  },

  async listChildren(
    tx: Tx,
    organizationId: string,
    parentId: string,
    after: AfterAccount,
    limit: number,
  ): Promise<readonly Account[]> {
    const rows = await tx.all<AccountRow>(
      `SELECT * FROM org_account WHERE organization_id = ? AND parent_id = ? AND (joined_at, account) > (?, ?)
       ORDER BY joined_at, account LIMIT ?`,
      [organizationId, parentId, after.joinedAt, after.account, limit],
    );
    return rows.map(toAccount);
  },

  async ids(tx: Tx, organizationId: string): Promise<readonly string[]> {
    const rows = await tx.all<Pick<AccountRow, 'account'>>(
      'SELECT account FROM org_account WHERE organization_id = ?',
      [organizationId],
    );
    return rows.map(({ account }) => account);
  },

  /** False when the account is no longer in `from`. */
  async move(tx: Tx, account: string, from: string, to: string): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE org_account SET parent_id = ? WHERE account = ? AND parent_id = ?',
      [to, account, from],
    );
    return changes === 1;
  },

  /** False when its status is another by now. */
  async setStatus(
    tx: Tx,
    account: string,
    from: Account['status'],
    to: Account['status'],
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE org_account SET status = ? WHERE account = ? AND status = ?',
      [to, account, from],
    );
    return changes === 1;
  },

  async remove(tx: Tx, account: string): Promise<void> {
    await tx.run('DELETE FROM org_account WHERE account = ?', [account]);
  },
};

/** What is known of an account outside an organization. */
export interface Standalone {
  readonly account: string;
  readonly name: string;
  readonly email: string;
}

export const standalone = {
  async insert(tx: Tx, { account, name, email }: Standalone): Promise<void> {
    await tx.run(
      'INSERT INTO org_standalone (account, name, email) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      [account, name, email],
    );
  },

  async find(tx: Tx, account: string): Promise<Standalone | undefined> {
    return tx.get<Standalone>('SELECT account, name, email FROM org_standalone WHERE account = ?', [
      account,
    ]);
  },

  async findByEmail(tx: Tx, email: string): Promise<Standalone | undefined> {
    return tx.get<Standalone>('SELECT account, name, email FROM org_standalone WHERE email = ?', [
      email,
    ]);
  },

  async remove(tx: Tx, account: string): Promise<void> {
    await tx.run('DELETE FROM org_standalone WHERE account = ?', [account]);
  },
};
