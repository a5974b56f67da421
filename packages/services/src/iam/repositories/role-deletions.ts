import type { Tx } from '@gatehouse/store';

export type DeletionStatus = 'NOT_STARTED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';

/** The deletion of a service-linked role, which its service does in its own time. */
export interface RoleDeletion {
  readonly account: string;
  readonly taskId: string;
  readonly roleId: string;
  readonly roleArn: string;
  readonly status: DeletionStatus;
}

interface DeletionRow {
  readonly account: string;
  readonly task_id: string;
  readonly role_id: string;
  readonly role_arn: string;
  readonly status: DeletionStatus;
}

export const roleDeletions = {
  async find(tx: Tx, account: string, taskId: string): Promise<RoleDeletion | undefined> {
    const row = await tx.get<DeletionRow>(
      'SELECT * FROM iam_role_deletion WHERE account = ? AND task_id = ?',
      [account, taskId],
    );
    return row === undefined
      ? undefined
      : {
          account: row.account,
          taskId: row.task_id,
          roleId: row.role_id,
          roleArn: row.role_arn,
          status: row.status,
        };
  },

  async insert(tx: Tx, deletion: RoleDeletion): Promise<void> {
    await tx.run(
      'INSERT INTO iam_role_deletion (account, task_id, role_id, role_arn, status) VALUES (?, ?, ?, ?, ?)',
      [deletion.account, deletion.taskId, deletion.roleId, deletion.roleArn, deletion.status],
    );
  },

  async setStatus(
    tx: Tx,
    { account, taskId }: Pick<RoleDeletion, 'account' | 'taskId'>,
    status: DeletionStatus,
  ): Promise<void> {
    await tx.run('UPDATE iam_role_deletion SET status = ? WHERE account = ? AND task_id = ?', [
      status,
      account,
      taskId,
    ]);
  },
};
