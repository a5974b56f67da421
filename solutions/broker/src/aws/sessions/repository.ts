import type { Tx } from '@gatehouse/store';
import type {
  GrantId,
  IssuedSession,
  PersonId,
  RequestId,
  SessionKind,
  Target,
} from '../../model/index.ts';

/** A session with what the AWS side alone needs of it. */
export interface StoredSession extends IssuedSession {
  readonly target: Target;
  /** `AROA…:<role session name>`, the principal id of its events. */
  readonly assumedRoleId: string | undefined;
  readonly actor: PersonId;
  /** End of its grant, as it was when the session was asked for. */
  readonly endsAt: Date;
}

interface SessionRow {
  readonly id: string;
  readonly grant_id: string;
  readonly request_id: string;
  readonly account: string;
  readonly role_arn: string;
  readonly kind: SessionKind;
  readonly state: IssuedSession['state'];
  readonly role_session_name: string;
  readonly assumed_role_id: string | null;
  readonly access_key_id: string | null;
  readonly actor: string;
  readonly asked_at: number;
  readonly expires_at: number | null;
  readonly ends_at: number;
}

const toSession = (row: SessionRow): StoredSession => ({
  id: row.id,
  grantId: row.grant_id,
  requestId: row.request_id,
  kind: row.kind,
  roleSessionName: row.role_session_name,
  state: row.state,
  accessKeyId: row.access_key_id ?? undefined,
  askedAt: new Date(row.asked_at),
  expiresAt: row.expires_at === null ? undefined : new Date(row.expires_at),
  target: { account: row.account, roleArn: row.role_arn },
  assumedRoleId: row.assumed_role_id ?? undefined,
  actor: row.actor,
  endsAt: new Date(row.ends_at),
});

/** What STS gave, without what is secret. */
export interface Known {
  readonly accessKeyId: string;
  readonly assumedRoleId: string | undefined;
  readonly expiresAt: Date;
}

const MOST = 1000;
// What STS gives at most to a role that is assumed by a role.
const LONGEST_MILLISECONDS = 3_600_000;

export const sessionRows = {
  insert: async (tx: Tx, session: StoredSession): Promise<void> => {
    const { target } = session;
    await tx.run(
      `INSERT INTO broker_session (id, grant_id, request_id, account, role_arn, kind, state,
         role_session_name, actor, asked_at, ends_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        session.id,
        session.grantId,
        session.requestId,
        target.account,
        target.roleArn,
        session.kind,
        session.state,
        session.roleSessionName,
        session.actor,
        session.askedAt.getTime(),
        session.endsAt.getTime(),
      ],
    );
  },

  /** From `issuing` to what became of it; false when something else has settled it meanwhile. */
  settle: async (
    tx: Tx,
    id: string,
    state: 'issued' | 'unknown' | 'failed',
    known?: Known,
  ): Promise<boolean> => {
    const { changes } = await tx.run(
      `UPDATE broker_session SET state = ?, access_key_id = ?, assumed_role_id = ?, expires_at = ?
       WHERE id = ? AND state = 'issuing'`,
      [
        state,
        known?.accessKeyId ?? null,
        known?.assumedRoleId ?? null,
        known?.expiresAt.getTime() ?? null,
        id,
      ],
    );
    return changes > 0;
  },

  ofRequest: async (tx: Tx, requestId: RequestId): Promise<readonly StoredSession[]> => {
    const rows = await tx.all<SessionRow>(
      'SELECT * FROM broker_session WHERE request_id = ? ORDER BY asked_at, id LIMIT ?',
      [requestId, MOST],
    );
    return rows.map(toSession);
  },

  /** Sessions that were asked for before `before` and of which nothing is known. */
  stuck: async (tx: Tx, before: Date): Promise<readonly StoredSession[]> => {
    const rows = await tx.all<SessionRow>(
      `SELECT * FROM broker_session WHERE state = 'issuing' AND asked_at < ?
       ORDER BY asked_at, id LIMIT ?`,
      [before.getTime(), MOST],
    );
    return rows.map(toSession);
  },

  /** Sessions of one account whose grants would still run; credentials of them may work. */
  possiblyAlive: async (tx: Tx, account: string, now: Date): Promise<readonly StoredSession[]> => {
    const at = now.getTime();
    const rows = await tx.all<SessionRow>(
      `SELECT * FROM broker_session
       WHERE account = ? AND ends_at > ? AND state <> 'failed'
         AND COALESCE(expires_at, asked_at + ?) > ? ORDER BY asked_at, id LIMIT ?`,
      [account, at, LONGEST_MILLISECONDS, at, MOST],
    );
    return rows.map(toSession);
  },

  /** Whether credentials with this grant's tag may exist and still work. */
  mayWork: async (tx: Tx, grantId: GrantId, now: Date): Promise<boolean> => {
    const at = now.getTime();
    const row = await tx.get<{ id: string }>(
      `SELECT id FROM broker_session
       WHERE grant_id = ? AND state <> 'failed' AND ends_at > ?
         AND COALESCE(expires_at, asked_at + ?) > ? LIMIT 1`,
      [grantId, at, LONGEST_MILLISECONDS, at],
    );
    return row !== undefined;
  },

  /** The latest end that a session of the grant was given; undefined without sessions. */
  lastEnd: async (tx: Tx, grantId: GrantId): Promise<Date | undefined> => {
    const row = await tx.get<{ last: number | null }>(
      'SELECT MAX(ends_at) AS last FROM broker_session WHERE grant_id = ?',
      [grantId],
    );
    return row?.last == null ? undefined : new Date(row.last);
  },

  byName: async (tx: Tx, name: string): Promise<StoredSession | undefined> => {
    const row = await tx.get<SessionRow>(
      'SELECT * FROM broker_session WHERE role_session_name = ?',
      [name],
    );
    return row && toSession(row);
  },
};
