import type { Tx } from '@gatehouse/store';
import type { DatabaseHost } from '../hosts/model.ts';
import type { Scope } from '../model.ts';

/** A host as it is kept. */
export interface KeptHost extends DatabaseHost {
  /** Undefined: its volume is not encrypted. */
  readonly encryption:
    | {
        readonly keyArn: string;
        readonly context: Readonly<Record<string, string>>;
        /** What KMS gave, in base64. */
        readonly dataKey: string;
      }
    | undefined;
  readonly attached: boolean;
  readonly grant: string | undefined;
  /** How many attachments have ended: each has a grant of its own name. */
  readonly attachments: number;
}

interface HostRow {
  readonly account: string;
  readonly region: string;
  readonly instance: string;
  readonly volume: string;
  readonly key_arn: string | null;
  readonly context: string | null;
  readonly data_key: string | null;
  readonly attached: number;
  readonly grant_id: string | null;
  readonly attachments: number;
}

const toHost = (row: HostRow): KeptHost => ({
  account: row.account,
  region: row.region,
  instance: row.instance,
  volume: row.volume,
  encryption:
    row.key_arn === null || row.context === null || row.data_key === null
      ? undefined
      : {
          keyArn: row.key_arn,
          context: JSON.parse(row.context) as Record<string, string>,
          dataKey: row.data_key,
        },
  attached: row.attached === 1,
  grant: row.grant_id ?? undefined,
  attachments: row.attachments,
});

const keyOf = ({ account, region, instance }: DatabaseHost) => [account, region, instance];

/** Machines of databases, beside the resources that their accounts see. */
export const hosts = {
  async insert(
    tx: Tx,
    host: DatabaseHost,
    { sizeGiB, at }: { readonly sizeGiB: number; readonly at: Date },
  ): Promise<void> {
    await tx.run(
      `INSERT INTO ec2_host (account, region, instance, volume, size_gib, attached, attachments, created_at)
       VALUES (?, ?, ?, ?, ?, 0, 0, ?)`,
      [...keyOf(host), host.volume, sizeGiB, at.getTime()],
    );
  },

  async find(tx: Tx, { account, region }: Scope, instance: string): Promise<KeptHost | undefined> {
    const row = await tx.get<HostRow>(
      `SELECT account, region, instance, volume, key_arn, context, data_key, attached, grant_id, attachments
       FROM ec2_host WHERE account = ? AND region = ? AND instance = ?`,
      [account, region, instance],
    );
    return row === undefined ? undefined : toHost(row);
  },

  async saveEncryption(
    tx: Tx,
    host: DatabaseHost,
    { keyArn, context, dataKey }: NonNullable<KeptHost['encryption']>,
  ): Promise<void> {
    await tx.run(
      `UPDATE ec2_host SET key_arn = ?, context = ?, data_key = ?
       WHERE account = ? AND region = ? AND instance = ? AND data_key IS NULL`,
      [keyArn, JSON.stringify(context), dataKey, ...keyOf(host)],
    );
  },

  async saveGrant(tx: Tx, host: DatabaseHost, grant: string): Promise<void> {
    await tx.run(
      'UPDATE ec2_host SET grant_id = ? WHERE account = ? AND region = ? AND instance = ?',
      [grant, ...keyOf(host)],
    );
  },

  async attach(tx: Tx, host: DatabaseHost): Promise<void> {
    await tx.run(
      'UPDATE ec2_host SET attached = 1 WHERE account = ? AND region = ? AND instance = ?',
      keyOf(host),
    );
  },

  async detach(tx: Tx, host: DatabaseHost): Promise<void> {
    await tx.run(
      `UPDATE ec2_host SET attached = 0, grant_id = NULL, attachments = attachments + 1
       WHERE account = ? AND region = ? AND instance = ?`,
      keyOf(host),
    );
  },

  async remove(tx: Tx, host: DatabaseHost): Promise<void> {
    await tx.run(
      'DELETE FROM ec2_host WHERE account = ? AND region = ? AND instance = ?',
      keyOf(host),
    );
  },
};
