import type { Tx } from '@gatehouse/store';
import type { EventInvokeConfig } from '../model.ts';

interface ConfigRow {
  readonly function_id: string;
  readonly qualifier: string;
  readonly maximum_retries: number | null;
  readonly maximum_age: number | null;
  readonly on_success: string | null;
  readonly on_failure: string | null;
  readonly modified_at: number;
}

const toConfig = (row: ConfigRow): EventInvokeConfig => ({
  functionId: row.function_id,
  qualifier: row.qualifier,
  maximumRetries: row.maximum_retries ?? undefined,
  maximumAgeSeconds: row.maximum_age ?? undefined,
  onSuccess: row.on_success ?? undefined,
  onFailure: row.on_failure ?? undefined,
  modifiedAt: new Date(row.modified_at),
});

/** The qualifier is `$LATEST` for the function itself. */
export const invokeConfigs = {
  async find(tx: Tx, id: string, qualifier: string): Promise<EventInvokeConfig | undefined> {
    const row = await tx.get<ConfigRow>(
      'SELECT * FROM lambda_invoke_config WHERE function_id = ? AND qualifier = ?',
      [id, qualifier],
    );
    return row === undefined ? undefined : toConfig(row);
  },

  async put(tx: Tx, config: EventInvokeConfig): Promise<void> {
    await tx.run(
      `INSERT INTO lambda_invoke_config
         (function_id, qualifier, maximum_retries, maximum_age, on_success, on_failure, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (function_id, qualifier) DO UPDATE SET
         maximum_retries = excluded.maximum_retries, maximum_age = excluded.maximum_age,
         on_success = excluded.on_success, on_failure = excluded.on_failure, modified_at = excluded.modified_at`,
      [
        config.functionId,
        config.qualifier,
        config.maximumRetries ?? null,
        config.maximumAgeSeconds ?? null,
        config.onSuccess ?? null,
        config.onFailure ?? null,
        config.modifiedAt.getTime(),
      ],
    );
  },

  async remove(tx: Tx, id: string, qualifier: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM lambda_invoke_config WHERE function_id = ? AND qualifier = ?',
      [id, qualifier],
    );
    return changes > 0;
  },

  async list(
    tx: Tx,
    id: string,
    after: string,
    limit: number,
  ): Promise<readonly EventInvokeConfig[]> {
    const rows = await tx.all<ConfigRow>(
      'SELECT * FROM lambda_invoke_config WHERE function_id = ? AND qualifier > ? ORDER BY qualifier LIMIT ?',
      [id, after, limit],
    );
    return rows.map(toConfig);
  },
};
