import type { Tx } from '@gatehouse/store';
import { type BusRef, DEFAULT_BUS, type EventBus, type Scope } from '../model.ts';

interface BusRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description: string | null;
  readonly kms_key: string | null;
  readonly dead_letter_arn: string | null;
  readonly log_config: string | null;
  readonly policy: string | null;
  readonly created_at: number;
  readonly modified_at: number;
}

const toBus = (row: BusRow): EventBus => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: row.arn,
  description: row.description ?? undefined,
  kmsKeyIdentifier: row.kms_key ?? undefined,
  deadLetterArn: row.dead_letter_arn ?? undefined,
  logConfig:
    row.log_config === null
      ? undefined
      : (JSON.parse(row.log_config) as NonNullable<EventBus['logConfig']>),
  policy: row.policy ?? undefined,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

const settings = (bus: EventBus): readonly (string | null)[] => [
  bus.description ?? null,
  bus.kmsKeyIdentifier ?? null,
  bus.deadLetterArn ?? null,
  bus.logConfig === undefined ? null : JSON.stringify(bus.logConfig),
];

export const buses = {
  /** The default bus is there without a row. */
  async find(tx: Tx, ref: BusRef): Promise<EventBus | undefined> {
    const row = await tx.get<BusRow>('SELECT * FROM events_bus WHERE arn = ?', [ref.arn]);
    if (row !== undefined) return toBus(row);
    if (ref.name !== DEFAULT_BUS) return undefined;
    const { account, region, name, arn } = ref;
    return { account, region, name, arn };
  },

  /** False when there is one of that name. */
  async insert(tx: Tx, bus: EventBus, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO events_bus
         (arn, account, region, name, description, kms_key, dead_letter_arn, log_config, policy, created_at, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        bus.arn,
        bus.account,
        bus.region,
        bus.name,
        ...settings(bus),
        bus.policy ?? null,
        now.getTime(),
        now.getTime(),
      ],
    );
    return changes > 0;
  },

  /** Replaces what UpdateEventBus and the permissions set; a default bus gets its row now. */
  async save(tx: Tx, bus: EventBus, now: Date): Promise<void> {
    await this.insert(tx, bus, now);
    await tx.run(
      `UPDATE events_bus SET description = ?, kms_key = ?, dead_letter_arn = ?, log_config = ?, policy = ?, modified_at = ?
       WHERE arn = ?`,
      [...settings(bus), bus.policy ?? null, now.getTime(), bus.arn],
    );
  },

  async delete(tx: Tx, arn: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM events_bus WHERE arn = ?', [arn]);
    return changes > 0;
  },

  /** Those that the account made, the default bus left out. */
  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      'SELECT COUNT(*) AS many FROM events_bus WHERE account = ? AND region = ? AND name <> ?',
      [account, region, DEFAULT_BUS],
    );
    return row?.many ?? 0;
  },

  /** By name, the default bus where it belongs among them. */
  async list(
    tx: Tx,
    scope: BusRef,
    { prefix, after, limit }: { prefix: string; after: string; limit: number },
  ): Promise<readonly EventBus[]> {
    const rows = await tx.all<BusRow>(
      `SELECT * FROM events_bus
       WHERE account = ? AND region = ? AND name > ? AND SUBSTR(name, 1, ?) = ? ORDER BY name LIMIT ?`,
      [scope.account, scope.region, after, prefix.length, prefix, limit],
    );
    const found = rows.map(toBus);
    const isListed = found.some(({ name }) => name === DEFAULT_BUS);
    if (isListed || DEFAULT_BUS <= after || !DEFAULT_BUS.startsWith(prefix)) return found;
    const own = await this.find(tx, scope);
    if (own === undefined) return found;
    const at = found.filter(({ name }) => name < DEFAULT_BUS).length;
    return found.toSpliced(at, 0, own).slice(0, limit);
  },
};
