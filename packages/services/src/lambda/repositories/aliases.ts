import type { Tx } from '@gatehouse/store';
import type { Alias, FunctionRef, LambdaFunction } from '../model.ts';

interface AliasRow {
  readonly function_id: string;
  readonly alias: string;
  readonly number: number;
  readonly description: string;
  readonly routing_number: number | null;
  readonly routing_weight: string | null;
  readonly revision_id: string;
}

const toAlias = ({ account, region, name, arn }: FunctionRef, row: AliasRow): Alias => ({
  account,
  region,
  name,
  arn,
  functionId: row.function_id,
  alias: row.alias,
  number: row.number,
  description: row.description,
  routing:
    row.routing_number === null
      ? undefined
      : { number: row.routing_number, weight: Number(row.routing_weight) },
  revisionId: row.revision_id,
});

const parameters = ({ number, description, routing, revisionId }: Alias) => [
  number,
  description,
  routing?.number ?? null,
  routing === undefined ? null : String(routing.weight),
  revisionId,
];

export const aliases = {
  async find(tx: Tx, owner: LambdaFunction, alias: string): Promise<Alias | undefined> {
    const row = await tx.get<AliasRow>(
      'SELECT * FROM lambda_alias WHERE function_id = ? AND alias = ?',
      [owner.id, alias],
    );
    return row === undefined ? undefined : toAlias(owner, row);
  },

  /** False when there is one of this name. */
  async insert(tx: Tx, alias: Alias): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO lambda_alias (number, description, routing_number, routing_weight, revision_id, function_id, alias)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (function_id, alias) DO NOTHING`,
      [...parameters(alias), alias.functionId, alias.alias],
    );
    return changes > 0;
  },

  async update(tx: Tx, alias: Alias): Promise<void> {
    await tx.run(
      `UPDATE lambda_alias SET number = ?, description = ?, routing_number = ?, routing_weight = ?, revision_id = ?
       WHERE function_id = ? AND alias = ?`,
      [...parameters(alias), alias.functionId, alias.alias],
    );
  },

  async remove(tx: Tx, owner: LambdaFunction, alias: string): Promise<void> {
    for (const [table, column] of [
      ['alias', 'alias'],
      ['policy', 'qualifier'],
      ['invoke_config', 'qualifier'],
    ])
      await tx.run(`DELETE FROM lambda_${table} WHERE function_id = ? AND ${column} = ?`, [
        owner.id,
        alias,
      ]);
  },

  async list(
    tx: Tx,
    owner: LambdaFunction,
    { after, limit, number }: { after: string; limit: number; number?: number | undefined },
  ): Promise<readonly Alias[]> {
    const rows = await tx.all<AliasRow>(
      `SELECT * FROM lambda_alias WHERE function_id = ? AND alias > ?
         AND (CAST(? AS INTEGER) < 0 OR number = CAST(? AS INTEGER) OR routing_number = CAST(? AS INTEGER))
       ORDER BY alias LIMIT ?`,
      [owner.id, after, number ?? -1, number ?? -1, number ?? -1, limit],
    );
    return rows.map((row) => toAlias(owner, row));
  },
};
