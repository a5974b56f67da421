import type { Tx } from '@gatehouse/store';
import type { KeyStatus } from './access-keys.ts';

/** One user, or the root user, as the credential report shows it. */
export interface ReportedUser {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: Date;
  readonly passwordLastUsed: Date | undefined;
  readonly passwordChangedAt: Date | undefined;
  readonly hasMfa: boolean;
  readonly keys: readonly ReportedKey[];
  readonly certificates: readonly { readonly status: KeyStatus; readonly changedAt: Date }[];
}

export interface ReportedKey {
  readonly status: KeyStatus;
  readonly changedAt: Date;
  readonly lastUsed:
    | { readonly at: Date; readonly region: string; readonly service: string }
    | undefined;
}

/** The latest report of an account; while a newer one is being made there is a request later than it. */
export interface CredentialReport {
  readonly content: string;
  readonly generatedAt: Date;
}

interface ReportRow {
  readonly requested_at: number;
  readonly content: string | null;
  readonly generated_at: number | null;
}

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly created_at: number;
  readonly password_last_used: number | null;
  readonly password_changed_at: number | null;
  readonly devices: number;
}

interface KeyRow {
  readonly owner_id: string;
  readonly status: string;
  readonly changed_at: number;
  readonly last_used_at: number | null;
  readonly last_used_service: string | null;
  readonly last_used_region: string | null;
}

interface CertificateRow {
  readonly user_id: string;
  readonly status: string;
  readonly changed_at: number;
}

const date = (value: number | null): Date | undefined =>
  value === null ? undefined : new Date(value);
const statusOf = (status: string): KeyStatus => (status === 'Active' ? 'Active' : 'Inactive');

const toKey = (row: KeyRow): ReportedKey => ({
  status: statusOf(row.status),
  changedAt: new Date(row.changed_at),
  lastUsed:
    row.last_used_at === null
      ? undefined
      : {
          at: new Date(row.last_used_at),
          region: row.last_used_region ?? 'N/A',
          service: row.last_used_service ?? 'N/A',
        },
});

export const credentialReports = {
  /** By account and by owner id; the root user's keys are under the account's number. */
  async keys(tx: Tx, account: string): Promise<ReadonlyMap<string, readonly ReportedKey[]>> {
    const rows = await tx.all<KeyRow>(
      `SELECT owner_id, status, changed_at, last_used_at, last_used_service, last_used_region
       FROM iam_access_key WHERE account = ? ORDER BY owner_id, created_at, id`,
      [account],
    );
    const grouped = Map.groupBy(rows, ({ owner_id }) => owner_id);
    return new Map([...grouped].map(([owner, own]) => [owner, own.map(toKey)]));
  },

  /** All users of the account by name, with their credentials. */
  async users(tx: Tx, account: string): Promise<readonly ReportedUser[]> {
    const rows = await tx.all<UserRow>(
      `SELECT u.id, u.name, u.path, u.created_at, u.password_last_used, l.changed_at AS password_changed_at,
         (SELECT COUNT(*) FROM iam_mfa_device d WHERE d.owner_id = u.id) AS devices
       FROM iam_user u LEFT JOIN iam_login_profile l ON l.user_id = u.id
       WHERE u.account = ? ORDER BY u.name_key`,
      [account],
    );
    const certificates = await tx.all<CertificateRow>(
      `SELECT c.user_id, c.status, c.changed_at
       FROM iam_signing_certificate c JOIN iam_user u ON u.id = c.user_id
       WHERE u.account = ? ORDER BY c.user_id, c.uploaded_at, c.id`,
      [account],
    );
    const certificatesOf = Map.groupBy(certificates, ({ user_id }) => user_id);
    const keysOf = await credentialReports.keys(tx, account);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      path: row.path,
      createdAt: new Date(row.created_at),
      passwordLastUsed: date(row.password_last_used),
      passwordChangedAt: date(row.password_changed_at),
      hasMfa: row.devices > 0,
      keys: keysOf.get(row.id) ?? [],
      certificates: (certificatesOf.get(row.id) ?? []).map(({ status, changed_at }) => ({
        status: statusOf(status),
        changedAt: new Date(changed_at),
      })),
    }));
  },

  /** Undefined when nobody asked for one yet. */
  async find(
    tx: Tx,
    account: string,
  ): Promise<
    { readonly pending: boolean; readonly report: CredentialReport | undefined } | undefined
  > {
    const row = await tx.get<ReportRow>('SELECT * FROM iam_credential_report WHERE account = ?', [
      account,
    ]);
    if (row === undefined) return undefined;
    const { content, generated_at, requested_at } = row;
    if (content === null || generated_at === null) return { pending: true, report: undefined };
    return {
      pending: requested_at > generated_at,
      report: { content, generatedAt: new Date(generated_at) },
    };
  },

  async request(tx: Tx, account: string, at: Date): Promise<void> {
    await tx.run(
      `INSERT INTO iam_credential_report (account, requested_at) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET requested_at = excluded.requested_at`,
      [account, at.getTime()],
    );
  },

  async set(tx: Tx, account: string, report: CredentialReport): Promise<void> {
    await tx.run(
      'UPDATE iam_credential_report SET content = ?, generated_at = ? WHERE account = ?',
      [report.content, report.generatedAt.getTime(), account],
    );
  },
};
