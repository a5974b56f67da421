import type { Tx } from '@gatehouse/store';

export interface VirtualMfaDevice {
  /** The device's ARN. */
  readonly serial: string;
  readonly account: string;
  /** TOTP secret, sealed by the vault. */
  readonly seed: Uint8Array;
  readonly createdAt: Date;
  /** Whose it is and since when; undefined while it is not enabled. */
  readonly assigned: { readonly ownerId: string; readonly at: Date } | undefined;
  readonly lastStep: number;
}

interface DeviceRow {
  readonly serial: string;
  readonly account: string;
  readonly seed: Uint8Array;
  readonly created_at: number;
  readonly owner_id: string | null;
  readonly enabled_at: number | null;
  readonly last_step: number;
}

export type Assignment = 'Assigned' | 'Unassigned' | 'Any';

const ASSIGNMENT_SQL: Readonly<Record<Assignment, string>> = {
  Assigned: ' AND owner_id IS NOT NULL',
  Unassigned: ' AND owner_id IS NULL',
  Any: '',
};

const toDevice = (row: DeviceRow): VirtualMfaDevice => ({
  serial: row.serial,
  account: row.account,
  seed: row.seed,
  createdAt: new Date(row.created_at),
  assigned:
    row.owner_id === null
      ? undefined
      : { ownerId: row.owner_id, at: new Date(row.enabled_at ?? row.created_at) },
  lastStep: row.last_step,
});

export const mfaDevices = {
  async find(tx: Tx, account: string, serial: string): Promise<VirtualMfaDevice | undefined> {
    const row = await tx.get<DeviceRow>(
      'SELECT * FROM iam_mfa_device WHERE account = ? AND serial = ?',
      [account, serial],
    );
    return row === undefined ? undefined : toDevice(row);
  },

  /** False when there is one of that serial number. */
  async insert(tx: Tx, device: VirtualMfaDevice): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_mfa_device (serial, account, seed, created_at, last_step)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (serial) DO NOTHING`,
      [device.serial, device.account, device.seed, device.createdAt.getTime(), device.lastStep],
    );
    return changes === 1;
  },

  /** False when it is somebody's already. */
  async assign(
    tx: Tx,
    serial: string,
    owner: { readonly ownerId: string; readonly at: Date },
    step: number,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE iam_mfa_device SET owner_id = ?, enabled_at = ?, last_step = ?
       WHERE serial = ? AND owner_id IS NULL`,
      [owner.ownerId, owner.at.getTime(), step, serial],
    );
    return changes === 1;
  },

  async release(tx: Tx, serial: string): Promise<void> {
    await tx.run('UPDATE iam_mfa_device SET owner_id = NULL, enabled_at = NULL WHERE serial = ?', [
      serial,
    ]);
  },

  /** Marks a code as used; false when a code of this or a later time step has been used. */
  async useStep(tx: Tx, serial: string, step: number): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_mfa_device SET last_step = ? WHERE serial = ? AND last_step < ?',
      [step, serial, step],
    );
    return changes === 1;
  },

  async delete(tx: Tx, serial: string): Promise<void> {
    await tx.run('DELETE FROM iam_mfa_device WHERE serial = ?', [serial]);
  },

  async countOf(tx: Tx, ownerId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_mfa_device WHERE owner_id = ?',
      [ownerId],
    );
    return row?.total ?? 0;
  },

  async counts(
    tx: Tx,
    account: string,
  ): Promise<{ readonly total: number; readonly inUse: number }> {
    const row = await tx.get<{ total: number; used: number }>(
      'SELECT COUNT(*) AS total, COUNT(owner_id) AS used FROM iam_mfa_device WHERE account = ?',
      [account],
    );
    return { total: row?.total ?? 0, inUse: row?.used ?? 0 };
  },

  async ofOwner(
    tx: Tx,
    ownerId: string,
    after: string,
    limit: number,
  ): Promise<readonly VirtualMfaDevice[]> {
    const rows = await tx.all<DeviceRow>(
      'SELECT * FROM iam_mfa_device WHERE owner_id = ? AND serial > ? ORDER BY serial LIMIT ?',
      [ownerId, after, limit],
    );
    return rows.map(toDevice);
  },

  async list(
    tx: Tx,
    account: string,
    assignment: Assignment,
    after: string,
    limit: number,
  ): Promise<readonly VirtualMfaDevice[]> {
    const rows = await tx.all<DeviceRow>(
      `SELECT * FROM iam_mfa_device
       WHERE account = ?${ASSIGNMENT_SQL[assignment]} AND serial LIKE 'arn:%' AND serial > ?
       ORDER BY serial LIMIT ?`,
      [account, after, limit],
    );
    return rows.map(toDevice);
  },
};
