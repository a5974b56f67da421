import { createHash } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';
import type { Migration, Store } from '@gatehouse/store';

export const consoleMigrations: readonly Migration[] = [
  {
    component: 'console',
    version: 1,
    statements: [
      `CREATE TABLE console_session (
        id_hash TEXT PRIMARY KEY, content BLOB NOT NULL, used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL)`,
      'CREATE INDEX console_session_expiry ON console_session (expires_at)',
    ],
  },
  {
    component: 'console',
    version: 2,
    statements: [
      `CREATE TABLE console_signin_token (
        id_hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)`,
    ],
  },
];

/** What a session stands on. It ends when that is gone. */
export type Ground =
  | { readonly kind: 'password'; readonly userId: string; readonly passwordChangedAt: number }
  | { readonly kind: 'key'; readonly accessKeyId: string }
  /** Of a role or a federated user: whoever has signed in by the federation endpoint acts as this session and no longer than it. */
  | { readonly kind: 'temporary'; readonly accessKeyId: string; readonly sessionToken: string };

/** The role that the person has switched to, as the credentials that STS gave for it. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  readonly displayName?: string | undefined;
}

export interface StoredSession {
  readonly ground: Ground;
  readonly mfa: boolean;
  /** Milliseconds since 1970. */
  readonly signedInAt: number;
  readonly role?: RoleSession | undefined;
  /** Milliseconds since 1970; where it ends before the lifetime of a session. */
  readonly endsAt?: number | undefined;
  /** Where somebody whose session has ended signs in again, as the federation endpoint was told. */
  readonly issuer?: string | undefined;
}

export interface FoundSession extends StoredSession {
  readonly expiresAt: number;
}

interface SessionRow {
  readonly content: Uint8Array;
  readonly used_at: number;
  readonly expires_at: number;
}

export const LIFETIME_MILLISECONDS = 12 * 3_600_000;
const IDLE_MILLISECONDS = 3_600_000;
// Noting every request would be a write for each; a minute's blur does not matter to an hour.
const NOTED_MILLISECONDS = 60_000;

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');
const context = (id: string): string => `console.session:${hashOf(id)}`;

const seal = (vault: Vault, id: string, session: StoredSession): Buffer =>
  vault.seal(Buffer.from(JSON.stringify(session)), context(id));

const endOf = ({ signedInAt, endsAt = Number.MAX_SAFE_INTEGER }: StoredSession): number =>
  Math.min(signedInAt + LIFETIME_MILLISECONDS, endsAt);

/** Sessions of people. They are rows, so that signing out ends one for good, on every node. */
export interface SessionStore {
  create(id: string, session: StoredSession): Promise<void>;
  find(id: string, now: Date): Promise<FoundSession | undefined>;
  replace(id: string, session: StoredSession): Promise<void>;
  end(id: string): Promise<void>;
  /** Takes a sign-in token out of use; false when it has been used. */
  useToken(id: string, expiresAt: Date, now: Date): Promise<boolean>;
}

export const createSessionStore = (store: Store, vault: Vault): SessionStore => ({
  create: (id, session) =>
    store.write(async (tx) => {
      const { signedInAt } = session;
      await tx.run('DELETE FROM console_session WHERE expires_at < ? OR used_at < ?', [
        signedInAt,
        signedInAt - IDLE_MILLISECONDS,
      ]);
      await tx.run(
        'INSERT INTO console_session (id_hash, content, used_at, expires_at) VALUES (?, ?, ?, ?)',
        [hashOf(id), seal(vault, id, session), signedInAt, endOf(session)],
      );
    }),

  find: async (id, now) => {
    const at = now.getTime();
    const row = await store.read((tx) =>
      tx.get<SessionRow>(
        'SELECT content, used_at, expires_at FROM console_session WHERE id_hash = ?',
        [hashOf(id)],
      ),
    );
    if (row === undefined || row.expires_at <= at || row.used_at + IDLE_MILLISECONDS <= at)
      return undefined;
    const content = vault.open(row.content, context(id));
    if (content === undefined) return undefined;
    if (row.used_at + NOTED_MILLISECONDS <= at)
      await store.write((tx) =>
        tx.run('UPDATE console_session SET used_at = ? WHERE id_hash = ?', [at, hashOf(id)]),
      );
    // Authenticated by the vault, so it has the form that seal gave it.
    const session = JSON.parse(content.toString('utf8')) as StoredSession;
    return { ...session, expiresAt: row.expires_at };
  },

  replace: async (id, session) => {
    await store.write((tx) =>
      tx.run('UPDATE console_session SET content = ? WHERE id_hash = ?', [
        seal(vault, id, session),
        hashOf(id),
      ]),
    );
  },

  end: async (id) => {
    await store.write((tx) =>
      tx.run('DELETE FROM console_session WHERE id_hash = ?', [hashOf(id)]),
    );
  },

  useToken: (id, expiresAt, now) =>
    store.write(async (tx) => {
      await tx.run('DELETE FROM console_signin_token WHERE expires_at < ?', [now.getTime()]);
      const { changes } = await tx.run(
        `INSERT INTO console_signin_token (id_hash, expires_at) VALUES (?, ?)
         ON CONFLICT (id_hash) DO NOTHING`,
        [hashOf(id), expiresAt.getTime()],
      );
      return changes > 0;
    }),
});
