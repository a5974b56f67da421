import type { Tx } from '@gatehouse/store';
import { functionArn, functionRef } from '../arns.ts';
import type {
  Configuration,
  FunctionRef,
  FunctionVersion,
  LambdaFunction,
  Scope,
} from '../model.ts';

interface FunctionRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly created_at: number;
  readonly last_number: number;
  readonly reserved_concurrency: number | null;
}

const toFunction = (row: FunctionRow): LambdaFunction => ({
  ...functionRef(row, row.name),
  id: row.id,
  createdAt: new Date(row.created_at),
  lastNumber: row.last_number,
  reservedConcurrency: row.reserved_concurrency ?? undefined,
});

interface VersionRow {
  readonly function_id: string;
  readonly number: number;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly configuration: string;
  readonly environment: Uint8Array | null;
  readonly blob_id: string | null;
  readonly folder: string | null;
  readonly code_bytes: number;
  readonly code_sha256: string;
  readonly revision_id: string;
  readonly modified_at: number;
  readonly active_at: number;
  readonly changed_at: number;
}

const toVersion = (row: VersionRow): FunctionVersion => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: functionArn(row, row.name),
  functionId: row.function_id,
  number: row.number,
  configuration: JSON.parse(row.configuration) as Configuration,
  environment: row.environment ?? undefined,
  code: {
    code:
      row.folder === null
        ? { kind: 'zip', blobId: row.blob_id ?? '' }
        : { kind: 'folder', path: row.folder },
    bytes: row.code_bytes,
    sha256: row.code_sha256,
  },
  revisionId: row.revision_id,
  modifiedAt: new Date(row.modified_at),
  activeAt: new Date(row.active_at),
  changedAt: new Date(row.changed_at),
});

const parameters = (version: FunctionVersion) => {
  const { code } = version.code;
  return [
    JSON.stringify(version.configuration),
    version.environment ?? null,
    code.kind === 'zip' ? code.blobId : null,
    code.kind === 'folder' ? code.path : null,
    version.code.bytes,
    version.code.sha256,
    version.revisionId,
    version.modifiedAt.getTime(),
    version.activeAt.getTime(),
    version.changedAt.getTime(),
  ];
};

export interface VersionPosition {
  readonly name: string;
  readonly number: number;
}

export const functions = {
  async find(tx: Tx, { account, region, name }: FunctionRef): Promise<LambdaFunction | undefined> {
    const row = await tx.get<FunctionRow>(
      'SELECT * FROM lambda_function WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toFunction(row);
  },

  async findById(tx: Tx, id: string): Promise<LambdaFunction | undefined> {
    const row = await tx.get<FunctionRow>('SELECT * FROM lambda_function WHERE id = ?', [id]);
    return row === undefined ? undefined : toFunction(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, made: LambdaFunction): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO lambda_function (account, region, name, id, created_at, last_number, reserved_concurrency)
       VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (account, region, name) DO NOTHING`,
      [made.account, made.region, made.name, made.id, made.createdAt.getTime(), made.lastNumber],
    );
    return changes > 0;
  },

  async setLastNumber(tx: Tx, id: string, number: number): Promise<void> {
    await tx.run('UPDATE lambda_function SET last_number = ? WHERE id = ?', [number, id]);
  },

  async setReserved(tx: Tx, id: string, reserved: number | undefined): Promise<void> {
    await tx.run('UPDATE lambda_function SET reserved_concurrency = ? WHERE id = ?', [
      reserved ?? null,
      id,
    ]);
  },

  /** What the functions of an account have reserved, one left out. */
  async reserved(tx: Tx, { account, region }: Scope, without: string): Promise<number> {
    const row = await tx.get<{ total: number | null }>(
      `SELECT CAST(SUM(reserved_concurrency) AS INTEGER) AS total FROM lambda_function
       WHERE account = ? AND region = ? AND id <> ?`,
      [account, region, without],
    );
    return row?.total ?? 0;
  },

  async usage(tx: Tx, { account, region }: Scope): Promise<{ count: number; bytes: number }> {
    const row = await tx.get<{ count: number; bytes: number | null }>(
      `SELECT COUNT(DISTINCT function_id) AS count, CAST(SUM(code_bytes) AS BIGINT) AS bytes
       FROM lambda_version WHERE account = ? AND region = ?`,
      [account, region],
    );
    return { count: row?.count ?? 0, bytes: row?.bytes ?? 0 };
  },

  async remove(tx: Tx, { id }: LambdaFunction): Promise<void> {
    for (const table of ['version', 'alias', 'policy', 'invoke_config', 'event'])
      await tx.run(`DELETE FROM lambda_${table} WHERE function_id = ?`, [id]);
    await tx.run('DELETE FROM lambda_function WHERE id = ?', [id]);
  },

  async version(tx: Tx, id: string, number: number): Promise<FunctionVersion | undefined> {
    const row = await tx.get<VersionRow>(
      'SELECT * FROM lambda_version WHERE function_id = ? AND number = ?',
      [id, number],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  async insertVersion(tx: Tx, version: FunctionVersion): Promise<void> {
    const { functionId, number, account, region, name } = version;
    await tx.run(
      `INSERT INTO lambda_version (function_id, number, account, region, name, configuration, environment, blob_id,
         folder, code_bytes, code_sha256, revision_id, modified_at, active_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [functionId, number, account, region, name, ...parameters(version)],
    );
  },

  /** False when somebody else changed it since `revisionId`. */
  async replaceVersion(tx: Tx, version: FunctionVersion, revisionId: string): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE lambda_version SET configuration = ?, environment = ?, blob_id = ?, folder = ?, code_bytes = ?,
         code_sha256 = ?, revision_id = ?, modified_at = ?, active_at = ?, changed_at = ?
       WHERE function_id = ? AND number = ? AND revision_id = ?`,
      [...parameters(version), version.functionId, version.number, revisionId],
    );
    return changes > 0;
  },

  async removeVersion(tx: Tx, id: string, number: number): Promise<void> {
    await tx.run('DELETE FROM lambda_version WHERE function_id = ? AND number = ?', [id, number]);
    for (const table of ['policy', 'invoke_config'])
      await tx.run(`DELETE FROM lambda_${table} WHERE function_id = ? AND qualifier = ?`, [
        id,
        String(number),
      ]);
  },

  /** By name and number; `$LATEST` alone, or all versions. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { name, number }: VersionPosition,
    options: { readonly all: boolean; readonly limit: number },
  ): Promise<readonly FunctionVersion[]> {
    const rows = await tx.all<VersionRow>(
      `SELECT * FROM lambda_version
       WHERE account = ? AND region = ? AND (name > ? OR (name = ? AND number > ?))${options.all ? '' : ' AND number = 0'}
       ORDER BY name, number LIMIT ?`,
      [account, region, name, name, number, options.limit],
    );
    return rows.map(toVersion);
  },

  /** `$LATEST`, and all that were published. */
  async allVersions(tx: Tx, id: string): Promise<readonly FunctionVersion[]> {
    const rows = await tx.all<VersionRow>('SELECT * FROM lambda_version WHERE function_id = ?', [
      id,
    ]);
    return rows.map(toVersion);
  },

  async versions(
    tx: Tx,
    id: string,
    after: number,
    limit: number,
  ): Promise<readonly FunctionVersion[]> {
    const rows = await tx.all<VersionRow>(
      'SELECT * FROM lambda_version WHERE function_id = ? AND number > ? ORDER BY number LIMIT ?',
      [id, after, limit],
    );
    return rows.map(toVersion);
  },

  async blobsInUse(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await tx.all<{ blob_id: string }>(
      `SELECT DISTINCT blob_id FROM lambda_version WHERE blob_id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    return new Set(rows.map(({ blob_id }) => blob_id));
  },
};
