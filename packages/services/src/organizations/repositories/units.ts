import type { Tx } from '@gatehouse/store';
import type { Unit } from '../model.ts';

interface UnitRow {
  readonly id: string;
  readonly organization_id: string;
  readonly parent_id: string;
  readonly name: string;
  readonly created_at: number;
}

const toUnit = (row: UnitRow): Unit => ({
  id: row.id,
  organizationId: row.organization_id,
  parentId: row.parent_id,
  name: row.name,
  createdAt: new Date(row.created_at),
});

export interface AfterUnit {
  readonly createdAt: number;
  readonly id: string;
}

export const units = {
  /** False when the parent has a unit of this name. */
  async insert(tx: Tx, unit: Unit): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO org_unit (id, organization_id, parent_id, name, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [unit.id, unit.organizationId, unit.parentId, unit.name, unit.createdAt.getTime()],
    );
    return changes === 1;
  },

  async find(tx: Tx, organizationId: string, id: string): Promise<Unit | undefined> {
    const row = await tx.get<UnitRow>(
      'SELECT * FROM org_unit WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    return row === undefined ? undefined : toUnit(row);
  },

  async findNamed(
    tx: Tx,
    organizationId: string,
    parentId: string,
    name: string,
  ): Promise<Unit | undefined> {
    const row = await tx.get<UnitRow>(
      'SELECT * FROM org_unit WHERE organization_id = ? AND parent_id = ? AND name = ?',
      [organizationId, parentId, name],
    );
    return row === undefined ? undefined : toUnit(row);
  },

  /** Oldest first. */
  async listChildren(
    tx: Tx,
    organizationId: string,
    parentId: string,
    after: AfterUnit,
    limit: number,
  ): Promise<readonly Unit[]> {
    const rows = await tx.all<UnitRow>(
      `SELECT * FROM org_unit WHERE organization_id = ? AND parent_id = ? AND (created_at, id) > (?, ?)
       ORDER BY created_at, id LIMIT ?`,
      [organizationId, parentId, after.createdAt, after.id, limit],
    );
    return rows.map(toUnit);
  },

  async ids(tx: Tx, organizationId: string): Promise<readonly string[]> {
    const rows = await tx.all<Pick<UnitRow, 'id'>>(
      'SELECT id FROM org_unit WHERE organization_id = ?',
      [organizationId],
    );
    return rows.map(({ id }) => id);
  },

  async rename(tx: Tx, organizationId: string, id: string, name: string): Promise<void> {
    await tx.run('UPDATE org_unit SET name = ? WHERE organization_id = ? AND id = ?', [
      name,
      organizationId,
      id,
    ]);
  },

  /** False when there are accounts or units in it. */
  async removeEmpty(tx: Tx, organizationId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      `DELETE FROM org_unit WHERE organization_id = ? AND id = ?
       AND NOT EXISTS (SELECT 1 FROM org_account WHERE organization_id = ? AND parent_id = ?)
       AND NOT EXISTS (SELECT 1 FROM org_unit AS child WHERE child.organization_id = ? AND child.parent_id = ?)`,
      [organizationId, id, organizationId, id, organizationId, id],
    );
    return changes === 1;
  },
};
