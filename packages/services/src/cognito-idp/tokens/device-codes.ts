import type { Tx } from '@gatehouse/store';
import { tokenHash } from './secret-token.ts';

export type DeviceState = 'pending' | 'approved' | 'denied' | 'used';

/** A device that waits for a person (RFC 8628). */
export interface DeviceCode {
  readonly poolId: string;
  /** Without its hyphen. */
  readonly userCode: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

export interface StoredDeviceCode extends DeviceCode {
  readonly hash: string;
  readonly state: DeviceState;
  readonly sub: string | undefined;
  readonly authTime: Date | undefined;
  readonly intervalSeconds: number;
  readonly polledAt: Date;
}

interface DeviceRow {
  readonly hash: string;
  readonly pool_id: string;
  readonly user_code: string;
  readonly client_id: string;
  readonly scopes: string;
  readonly state: DeviceState;
  readonly sub: string | null;
  readonly auth_time: number | null;
  readonly interval_seconds: number;
  readonly polled_at: number;
  readonly expires_at: number;
}

const toDevice = (row: DeviceRow): StoredDeviceCode => ({
  hash: row.hash,
  poolId: row.pool_id,
  userCode: row.user_code,
  clientId: row.client_id,
  scopes: row.scopes.split(' '),
  state: row.state,
  sub: row.sub ?? undefined,
  authTime: row.auth_time === null ? undefined : new Date(row.auth_time),
  intervalSeconds: row.interval_seconds,
  polledAt: new Date(row.polled_at),
  expiresAt: new Date(row.expires_at),
});

export const deviceCodes = {
  /** False when the user code is taken. */
  async insert(
    tx: Tx,
    deviceCode: string,
    of: DeviceCode & { readonly intervalSeconds: number },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_device_code (hash, pool_id, user_code, client_id, scopes, state, sub, auth_time,
         interval_seconds, polled_at, expires_at)
       VALUES (?, ?, ?, ?, ?, 'pending', NULL, NULL, ?, 0, ?) ON CONFLICT DO NOTHING`,
      [
        tokenHash(deviceCode),
        of.poolId,
        of.userCode,
        of.clientId,
        of.scopes.join(' '),
        of.intervalSeconds,
        of.expiresAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async find(tx: Tx, deviceCode: string): Promise<StoredDeviceCode | undefined> {
    const row = await tx.get<DeviceRow>('SELECT * FROM cognito_device_code WHERE hash = ?', [
      tokenHash(deviceCode),
    ]);
    return row === undefined ? undefined : toDevice(row);
  },

  /** How many wait in the pool. */
  async waiting(tx: Tx, poolId: string, now: Date): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      `SELECT COUNT(*) AS count FROM cognito_device_code
       WHERE pool_id = ? AND state = 'pending' AND expires_at > ?`,
      [poolId, now.getTime()],
    );
    return row?.count ?? 0;
  },

  /** What a person can still decide about. */
  async pending(
    tx: Tx,
    poolId: string,
    userCode: string,
    now: Date,
  ): Promise<StoredDeviceCode | undefined> {
    const row = await tx.get<DeviceRow>(
      `SELECT * FROM cognito_device_code
       WHERE pool_id = ? AND user_code = ? AND state = 'pending' AND expires_at > ?`,
      [poolId, userCode, now.getTime()],
    );
    return row === undefined ? undefined : toDevice(row);
  },

  async polled(tx: Tx, hash: string, at: Date, intervalSeconds: number): Promise<void> {
    await tx.run(
      'UPDATE cognito_device_code SET polled_at = ?, interval_seconds = ? WHERE hash = ?',
      [at.getTime(), intervalSeconds, hash],
    );
  },

  /** False when somebody has decided, or the device has its tokens. */
  async decide(
    tx: Tx,
    hash: string,
    from: DeviceState,
    to: DeviceState,
    by?: { readonly sub: string; readonly authTime: Date },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE cognito_device_code SET state = ?, sub = COALESCE(?, sub), auth_time = COALESCE(?, auth_time)
       WHERE hash = ? AND state = ?`,
      [to, by?.sub ?? null, by?.authTime.getTime() ?? null, hash, from],
    );
    return changes > 0;
  },
};
