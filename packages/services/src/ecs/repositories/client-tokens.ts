import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';

/** What a RunTask request with this token asked for, and the tasks it made. */
export interface UsedToken {
  /** Digest of the request. */
  readonly request: string;
  readonly tasks: readonly string[];
}

export const clientTokens = {
  async find(
    tx: Tx,
    scope: Scope,
    cluster: string,
    token: string,
    since: number,
  ): Promise<UsedToken | undefined> {
    const row = await tx.get<{ readonly request: string; readonly tasks: string }>(
      `SELECT request, tasks FROM ecs_client_token
       WHERE account = ? AND region = ? AND cluster = ? AND token = ? AND created_at > ?`,
      [scope.account, scope.region, cluster, token, since],
    );
    return row === undefined
      ? undefined
      : { request: row.request, tasks: JSON.parse(row.tasks) as string[] };
  },

  async put(
    tx: Tx,
    scope: Scope,
    cluster: string,
    token: string,
    used: UsedToken,
    { now, since }: { readonly now: number; readonly since: number },
  ): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_client_token WHERE account = ? AND region = ? AND created_at <= ?',
      [scope.account, scope.region, since],
    );
    await tx.run(
      `INSERT INTO ecs_client_token (account, region, cluster, token, request, tasks, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, cluster, token) DO UPDATE SET
         request = excluded.request, tasks = excluded.tasks, created_at = excluded.created_at`,
      [scope.account, scope.region, cluster, token, used.request, JSON.stringify(used.tasks), now],
    );
  },
};
