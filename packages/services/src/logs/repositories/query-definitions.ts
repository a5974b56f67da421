import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';
import type { QueryDefinition, QueryParameter } from '../queries/model.ts';

interface DefinitionRow {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly group_list: string;
  readonly parameters: string;
  readonly updated_at: number;
}

const toDefinition = (row: DefinitionRow): QueryDefinition => ({
  account: row.account,
  region: row.region,
  id: row.id,
  name: row.name,
  text: row.text,
  groups: JSON.parse(row.group_list) as readonly string[],
  parameters: JSON.parse(row.parameters) as readonly QueryParameter[],
  updatedAt: row.updated_at,
});

export const queryDefinitions = {
  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM logs_query_definition WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.n ?? 0;
  },

  /** Does nothing when there is one with this id. */
  async insert(tx: Tx, definition: QueryDefinition): Promise<void> {
    await tx.run(
      `INSERT INTO logs_query_definition (account, region, id, name, text, group_list, parameters, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, id) DO NOTHING`,
      [
        definition.account,
        definition.region,
        definition.id,
        definition.name,
        definition.text,
        JSON.stringify(definition.groups),
        JSON.stringify(definition.parameters),
        definition.updatedAt,
      ],
    );
  },

  /** False when there is none. */
  async update(tx: Tx, definition: QueryDefinition): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE logs_query_definition SET name = ?, text = ?, group_list = ?, parameters = ?, updated_at = ?
       WHERE account = ? AND region = ? AND id = ?`,
      [
        definition.name,
        definition.text,
        JSON.stringify(definition.groups),
        JSON.stringify(definition.parameters),
        definition.updatedAt,
        definition.account,
        definition.region,
        definition.id,
      ],
    );
    return changes > 0;
  },

  async remove(tx: Tx, { account, region }: Scope, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM logs_query_definition WHERE account = ? AND region = ? AND id = ?',
      [account, region, id],
    );
    return changes > 0;
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    prefix: string,
    [name, id]: readonly [name: string, id: string],
    limit: number,
  ): Promise<readonly QueryDefinition[]> {
    const rows = await tx.all<DefinitionRow>(
      `SELECT * FROM logs_query_definition
       WHERE account = ? AND region = ? AND substr(name, 1, length(CAST(? AS TEXT))) = ? AND (name, id) > (?, ?)
       ORDER BY name, id LIMIT ?`,
      [account, region, prefix, prefix, name, id, limit],
    );
    return rows.map(toDefinition);
  },
};
