import type { SqlValue, Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';
import { hubsChanged } from './changes.ts';

export type ControlFindingGenerator = 'STANDARD_CONTROL' | 'SECURITY_CONTROL';

export interface Hub extends HubRef {
  readonly subscribedAt: Date;
  readonly autoEnableControls: boolean;
  readonly controlFindingGenerator: ControlFindingGenerator;
}

interface HubRow {
  readonly account: string;
  readonly region: string;
  readonly subscribed_at: number;
  readonly auto_enable_controls: number;
  readonly control_finding_generator: ControlFindingGenerator;
}

const toHub = (row: HubRow): Hub => ({
  account: row.account,
  region: row.region,
  subscribedAt: new Date(row.subscribed_at),
  autoEnableControls: row.auto_enable_controls === 1,
  controlFindingGenerator: row.control_finding_generator,
});

// What goes with a hub; membership and aggregation outlive it.
const TABLES = [
  'securityhub_product',
  'securityhub_action',
  'securityhub_insight',
  'securityhub_rule',
  'securityhub_standard',
  'securityhub_control',
] as const;

export const hubs = {
  async find(tx: Tx, { account, region }: HubRef): Promise<Hub | undefined> {
    const row = await tx.get<HubRow>(
      'SELECT * FROM securityhub_hub WHERE account = ? AND region = ?',
      [account, region],
    );
    return row === undefined ? undefined : toHub(row);
  },

  /** False when the account is subscribed already. */
  async insert(tx: Tx, hub: Hub): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO securityhub_hub (account, region, subscribed_at, auto_enable_controls, control_finding_generator)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        hub.account,
        hub.region,
        hub.subscribedAt.getTime(),
        hub.autoEnableControls ? 1 : 0,
        hub.controlFindingGenerator,
      ],
    );
    hubsChanged(tx);
    return changes > 0;
  },

  async update(
    tx: Tx,
    { account, region }: HubRef,
    { autoEnableControls, controlFindingGenerator }: Hub,
  ): Promise<void> {
    await tx.run(
      `UPDATE securityhub_hub SET auto_enable_controls = ?, control_finding_generator = ?
       WHERE account = ? AND region = ?`,
      [autoEnableControls ? 1 : 0, controlFindingGenerator, account, region],
    );
  },

  /** Removes the subscription and everything that was made in it. */
  async remove(tx: Tx, { account, region }: HubRef): Promise<void> {
    const key: readonly SqlValue[] = [account, region];
    for (const table of TABLES)
      await tx.run(`DELETE FROM ${table} WHERE account = ? AND region = ?`, key);
    await tx.run('DELETE FROM securityhub_hub WHERE account = ? AND region = ?', key);
    hubsChanged(tx);
  },

  /** Regions where the account is subscribed. */
  async regions(tx: Tx, account: string): Promise<readonly string[]> {
    const rows = await tx.all<Pick<HubRow, 'region'>>(
      'SELECT region FROM securityhub_hub WHERE account = ? ORDER BY region',
      [account],
    );
    return rows.map(({ region }) => region);
  },
};
