import type { Tx } from '@gatehouse/store';
import type { Handshake, HandshakeAction, HandshakeState } from '../model.ts';

interface HandshakeRow {
  readonly id: string;
  readonly organization_id: string;
  readonly management_account: string;
  readonly action: HandshakeAction;
  readonly parent_id: string | null;
  readonly party_type: 'ACCOUNT' | 'EMAIL' | null;
  readonly party: string | null;
  readonly state: HandshakeState;
  readonly notes: string | null;
  readonly tags: string;
  readonly requested_at: number;
  readonly expires_at: number;
}

const toHandshake = (row: HandshakeRow): Handshake => ({
  id: row.id,
  organizationId: row.organization_id,
  managementAccount: row.management_account,
  action: row.action,
  parentId: row.parent_id ?? undefined,
  party:
    row.party_type === null || row.party === null
      ? undefined
      : { type: row.party_type, id: row.party },
  state: row.state,
  notes: row.notes ?? undefined,
  tags: new Map(JSON.parse(row.tags) as [string, string][]),
  requestedAt: new Date(row.requested_at),
  expiresAt: new Date(row.expires_at),
});

export interface HandshakeFilters {
  readonly action: HandshakeAction | undefined;
  readonly parentId: string | undefined;
  /** Older ones are no longer shown. */
  readonly since: Date;
}

export interface AfterHandshake {
  readonly requestedAt: number;
  readonly id: string;
}

const FILTERED = `requested_at >= ? AND (CAST(? AS TEXT) IS NULL OR action = ?)
  AND (CAST(? AS TEXT) IS NULL OR parent_id = ?) AND (requested_at, id) > (?, ?)
  ORDER BY requested_at, id LIMIT ?`;

const filterValues = (
  { action, parentId, since }: HandshakeFilters,
  after: AfterHandshake,
  limit: number,
): readonly (string | number | null)[] => [
  since.getTime(),
  action ?? null,
  action ?? null,
  parentId ?? null,
  parentId ?? null,
  after.requestedAt,
  after.id,
  limit,
];

export const handshakes = {
  async insert(tx: Tx, handshake: Handshake): Promise<void> {
    await tx.run(
      `INSERT INTO org_handshake (id, organization_id, management_account, action, parent_id, party_type, party,
         state, notes, tags, requested_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        handshake.id,
        handshake.organizationId,
        handshake.managementAccount,
        handshake.action,
        handshake.parentId ?? null,
        handshake.party?.type ?? null,
        handshake.party?.id ?? null,
        handshake.state,
        handshake.notes ?? null,
        JSON.stringify([...handshake.tags]),
        handshake.requestedAt.getTime(),
        handshake.expiresAt.getTime(),
      ],
    );
  },

  async find(tx: Tx, id: string): Promise<Handshake | undefined> {
    const row = await tx.get<HandshakeRow>('SELECT * FROM org_handshake WHERE id = ?', [id]);
    return row === undefined ? undefined : toHandshake(row);
  },

  /** Those of an organization that wait for an answer at `now`. */
  async waiting(
    tx: Tx,
    organizationId: string,
    action: HandshakeAction,
    now: Date,
  ): Promise<readonly Handshake[]> {
    const rows = await tx.all<HandshakeRow>(
      `SELECT * FROM org_handshake WHERE organization_id = ? AND action = ?
       AND state IN ('REQUESTED', 'OPEN') AND expires_at > ? ORDER BY requested_at, id`,
      [organizationId, action, now.getTime()],
    );
    return rows.map(toHandshake);
  },

  async ofOrganization(
    tx: Tx,
    organizationId: string,
    filters: HandshakeFilters,
    after: AfterHandshake,
    limit: number,
  ): Promise<readonly Handshake[]> {
    const rows = await tx.all<HandshakeRow>(
      `SELECT * FROM org_handshake WHERE organization_id = ? AND ${FILTERED}`,
      [organizationId, ...filterValues(filters, after, limit)],
    );
    return rows.map(toHandshake);
  },

  /** Those sent to an account, by its id or its e-mail address. */
  async ofParty(
    tx: Tx,
    party: { readonly account: string; readonly email: string | undefined },
    filters: HandshakeFilters,
    after: AfterHandshake,
    limit: number,
  ): Promise<readonly Handshake[]> {
    const rows = await tx.all<HandshakeRow>(
      `SELECT * FROM org_handshake WHERE party IN (?, ?) AND ${FILTERED}`,
      [party.account, party.email ?? party.account, ...filterValues(filters, after, limit)],
    );
    return rows.map(toHandshake);
  },

  /** False when somebody was faster. */
  async setState(tx: Tx, { id, state }: Handshake, to: HandshakeState): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE org_handshake SET state = ? WHERE id = ? AND state = ?',
      [to, id, state],
    );
    return changes === 1;
  },
};
