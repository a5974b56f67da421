import type { Tx } from '@gatehouse/store';
import type { AccountRequest } from '../model.ts';

interface RequestRow {
  readonly id: string;
  readonly organization_id: string;
  readonly account_name: string;
  readonly email: string;
  readonly role_name: string;
  readonly state: AccountRequest['state'];
  readonly account: string;
  readonly failure_reason: AccountRequest['failureReason'] | null;
  readonly tags: string;
  readonly requested_at: number;
  readonly completed_at: number | null;
}

const toRequest = (row: RequestRow): AccountRequest => ({
  id: row.id,
  organizationId: row.organization_id,
  accountName: row.account_name,
  email: row.email,
  roleName: row.role_name,
  state: row.state,
  account: row.account,
  failureReason: row.failure_reason ?? undefined,
  tags: new Map(JSON.parse(row.tags) as [string, string][]),
  requestedAt: new Date(row.requested_at),
  completedAt: row.completed_at === null ? undefined : new Date(row.completed_at),
});

export interface AfterRequest {
  readonly requestedAt: number;
  readonly id: string;
}

export const accountRequests = {
  async insert(tx: Tx, request: AccountRequest): Promise<void> {
    await tx.run(
      `INSERT INTO org_account_request
         (id, organization_id, account_name, email, role_name, state, account, tags, requested_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        request.id,
        request.organizationId,
        request.accountName,
        request.email,
        request.roleName,
        request.state,
        request.account,
        JSON.stringify([...request.tags]),
        request.requestedAt.getTime(),
      ],
    );
  },

  async find(tx: Tx, organizationId: string, id: string): Promise<AccountRequest | undefined> {
    const row = await tx.get<RequestRow>(
      'SELECT * FROM org_account_request WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    return row === undefined ? undefined : toRequest(row);
  },

  /** Oldest first, in any of the states. */
  async list(
    tx: Tx,
    organizationId: string,
    states: ReadonlySet<string>,
    after: AfterRequest,
    limit: number,
  ): Promise<readonly AccountRequest[]> {
    const wanted = [...states];
    const rows = await tx.all<RequestRow>(
      `SELECT * FROM org_account_request WHERE organization_id = ? AND (requested_at, id) > (?, ?)
       AND state IN (?, ?, ?) ORDER BY requested_at, id LIMIT ?`,
      [
        organizationId,
        after.requestedAt,
        after.id,
        wanted[0] ?? '',
        wanted[1] ?? '',
        wanted[2] ?? '',
        limit,
      ],
    );
    return rows.map(toRequest);
  },

  /** False when the request is finished already. */
  async finish(
    tx: Tx,
    { id, state, failureReason, completedAt }: AccountRequest,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE org_account_request SET state = ?, failure_reason = ?, completed_at = ?
       WHERE id = ? AND state = 'IN_PROGRESS'`,
      [state, failureReason ?? null, completedAt?.getTime() ?? null, id],
    );
    return changes === 1;
  },
};
