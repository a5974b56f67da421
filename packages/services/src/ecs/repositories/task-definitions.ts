import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { TaskDefinition, TaskDefinitionDetails, TaskDefinitionStatus } from '../model.ts';

interface TaskDefinitionRow {
  readonly family: string;
  readonly revision: number;
  readonly status: TaskDefinitionStatus;
  readonly details: string;
  readonly registered_by: string;
  readonly registered_at: number;
  readonly deregistered_at: number | null;
  readonly delete_requested_at: number | null;
}

const toTaskDefinition = (row: TaskDefinitionRow): TaskDefinition => ({
  family: row.family,
  revision: row.revision,
  status: row.status,
  details: JSON.parse(row.details) as TaskDefinitionDetails,
  registeredBy: row.registered_by,
  registeredAt: row.registered_at,
  deregisteredAt: row.deregistered_at ?? undefined,
  deleteRequestedAt: row.delete_requested_at ?? undefined,
});

const COLUMNS =
  'family, revision, status, details, registered_by, registered_at, deregistered_at, delete_requested_at';

interface TaskDefinitionFilter {
  readonly family: string | undefined;
  readonly status: TaskDefinitionStatus;
  readonly descending: boolean;
}

export const taskDefinitions = {
  async find(
    tx: Tx,
    scope: Scope,
    family: string,
    revision: number,
  ): Promise<TaskDefinition | undefined> {
    const row = await tx.get<TaskDefinitionRow>(
      `SELECT ${COLUMNS} FROM ecs_task_definition
       WHERE account = ? AND region = ? AND family = ? AND revision = ?`,
      [scope.account, scope.region, family, revision],
    );
    return row === undefined ? undefined : toTaskDefinition(row);
  },

  async latestActive(tx: Tx, scope: Scope, family: string): Promise<TaskDefinition | undefined> {
    const row = await tx.get<TaskDefinitionRow>(
      `SELECT ${COLUMNS} FROM ecs_task_definition
       WHERE account = ? AND region = ? AND family = ? AND status = 'ACTIVE' ORDER BY revision DESC LIMIT 1`,
      [scope.account, scope.region, family],
    );
    return row === undefined ? undefined : toTaskDefinition(row);
  },

  /** Takes the family's next revision number. */
  async nextRevision(tx: Tx, scope: Scope, family: string): Promise<number> {
    await tx.run(
      `INSERT INTO ecs_task_family (account, region, family, last_revision) VALUES (?, ?, ?, 1)
       ON CONFLICT (account, region, family) DO UPDATE SET last_revision = ecs_task_family.last_revision + 1`,
      [scope.account, scope.region, family],
    );
    const row = await tx.get<{ readonly last_revision: number }>(
      'SELECT last_revision FROM ecs_task_family WHERE account = ? AND region = ? AND family = ?',
      [scope.account, scope.region, family],
    );
    if (row === undefined) throw new Error(`family ${family} has no row after it was written`);
    return row.last_revision;
  },

  async insert(tx: Tx, scope: Scope, definition: TaskDefinition): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_task_definition
         (account, region, family, revision, status, details, registered_by, registered_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        scope.account,
        scope.region,
        definition.family,
        definition.revision,
        definition.status,
        JSON.stringify(definition.details),
        definition.registeredBy,
        definition.registeredAt,
      ],
    );
  },

  async saveStatus(tx: Tx, scope: Scope, definition: TaskDefinition): Promise<void> {
    await tx.run(
      `UPDATE ecs_task_definition SET status = ?, deregistered_at = ?, delete_requested_at = ?
       WHERE account = ? AND region = ? AND family = ? AND revision = ?`,
      [
        definition.status,
        definition.deregisteredAt ?? null,
        definition.deleteRequestedAt ?? null,
        scope.account,
        scope.region,
        definition.family,
        definition.revision,
      ],
    );
  },

  async inUse(tx: Tx, scope: Scope, family: string): Promise<boolean> {
    const row = await tx.get<{ readonly id: string }>(
      `SELECT id FROM ecs_task WHERE account = ? AND region = ? AND family = ? AND last_status <> 'STOPPED'
       LIMIT 1`,
      [scope.account, scope.region, family],
    );
    return row !== undefined;
  },

  async delete(tx: Tx, scope: Scope, family: string, revision: number): Promise<void> {
    await tx.run(
      `DELETE FROM ecs_task_definition WHERE account = ? AND region = ? AND family = ? AND revision = ?
       AND status = 'DELETE_IN_PROGRESS'`,
      [scope.account, scope.region, family, revision],
    );
  },

  /** By family and revision, after the given position. */
  async page(
    tx: Tx,
    scope: Scope,
    { family, status, descending }: TaskDefinitionFilter,
    after: readonly [string, number] | undefined,
    limit: number,
  ): Promise<{ readonly family: string; readonly revision: number }[]> {
    const order = descending ? 'DESC' : 'ASC';
    const than = descending ? '<' : '>';
    return tx.all(
      `SELECT family, revision FROM ecs_task_definition WHERE account = ? AND region = ? AND status = ?
       ${family === undefined ? '' : 'AND family = ?'}
       ${after === undefined ? '' : `AND (family, revision) ${than} (?, ?)`}
       ORDER BY family ${order}, revision ${order} LIMIT ?`,
      [
        scope.account,
        scope.region,
        status,
        ...(family === undefined ? [] : [family]),
        ...(after ?? []),
        limit,
      ],
    );
  },

  /** Names of families that start with `prefix`, in order. */
  async families(
    tx: Tx,
    scope: Scope,
    filter: { readonly prefix: string; readonly status: 'ACTIVE' | 'INACTIVE' | 'ALL' },
    after: string,
    limit: number,
  ): Promise<string[]> {
    const active = `EXISTS (SELECT 1 FROM ecs_task_definition d WHERE d.account = f.account
      AND d.region = f.region AND d.family = f.family AND d.status = 'ACTIVE')`;
    const any = `EXISTS (SELECT 1 FROM ecs_task_definition d WHERE d.account = f.account
      AND d.region = f.region AND d.family = f.family)`;
    const condition = { ACTIVE: active, INACTIVE: `NOT ${active} AND ${any}`, ALL: any };
    const rows = await tx.all<{ readonly family: string }>(
      `SELECT f.family FROM ecs_task_family f WHERE f.account = ? AND f.region = ?
       AND SUBSTR(f.family, 1, ?) = ? AND f.family > ? AND ${condition[filter.status]}
       ORDER BY f.family LIMIT ?`,
      [scope.account, scope.region, filter.prefix.length, filter.prefix, after, limit],
    );
    return rows.map(({ family }) => family);
  },
};
