import type { Tx } from '@gatehouse/store';

export type PolicyStatement = Readonly<Record<string, unknown>>;

export interface FunctionPolicy {
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

interface PolicyRow {
  readonly statements: string;
  readonly revision_id: string;
}

/** Resource policies; the qualifier is empty for that of the function itself. */
export const policies = {
  async find(tx: Tx, id: string, qualifier: string): Promise<FunctionPolicy | undefined> {
    const row = await tx.get<PolicyRow>(
      'SELECT statements, revision_id FROM lambda_policy WHERE function_id = ? AND qualifier = ?',
      [id, qualifier],
    );
    return row === undefined
      ? undefined
      : {
          statements: JSON.parse(row.statements) as readonly PolicyStatement[],
          revisionId: row.revision_id,
        };
  },

  async put(tx: Tx, id: string, qualifier: string, policy: FunctionPolicy): Promise<void> {
    await tx.run(
      `INSERT INTO lambda_policy (function_id, qualifier, statements, revision_id) VALUES (?, ?, ?, ?)
       ON CONFLICT (function_id, qualifier) DO UPDATE SET
         statements = excluded.statements, revision_id = excluded.revision_id`,
      [id, qualifier, JSON.stringify(policy.statements), policy.revisionId],
    );
  },

  async remove(tx: Tx, id: string, qualifier: string): Promise<void> {
    await tx.run('DELETE FROM lambda_policy WHERE function_id = ? AND qualifier = ?', [
      id,
      qualifier,
    ]);
  },
};
