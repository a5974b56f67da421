import type { Tx } from '@gatehouse/store';
import { hubsChanged } from '../hub/changes.ts';
import type { HubRef } from '../ports.ts';

/** As AWS spells the states of a membership (API reference, `Member`). */
export type MemberStatus = 'Created' | 'Invited' | 'Enabled' | 'Removed' | 'Resigned';

export interface Member extends HubRef {
  readonly administrator: string;
  readonly email: string | undefined;
  readonly status: MemberStatus;
  /** Its organization made it a member, without an invitation. */
  readonly byOrganization: boolean;
  readonly invitationId: string | undefined;
  readonly invitedAt: Date | undefined;
  readonly updatedAt: Date;
}

interface MemberRow {
  readonly administrator: string;
  readonly region: string;
  readonly account: string;
  readonly email: string | null;
  readonly status: MemberStatus;
  readonly by_organization: number;
  readonly invitation_id: string | null;
  readonly invited_at: number | null;
  readonly updated_at: number;
}

const toMember = (row: MemberRow): Member => ({
  administrator: row.administrator,
  region: row.region,
  account: row.account,
  email: row.email ?? undefined,
  status: row.status,
  byOrganization: row.by_organization === 1,
  invitationId: row.invitation_id ?? undefined,
  invitedAt: row.invited_at === null ? undefined : new Date(row.invited_at),
  updatedAt: new Date(row.updated_at),
});

export interface MemberQuery {
  readonly enabledOnly: boolean;
  readonly after: string;
  readonly limit: number;
}

/** Who sees whose findings; `hub` is the administrator's in these, the member's where it says so. */
export const members = {
  async find(tx: Tx, { account, region }: HubRef, member: string): Promise<Member | undefined> {
    const row = await tx.get<MemberRow>(
      'SELECT * FROM securityhub_member WHERE administrator = ? AND region = ? AND account = ?',
      [account, region, member],
    );
    return row === undefined ? undefined : toMember(row);
  },

  /** Adds the membership or replaces what is known of it. */
  async put(tx: Tx, member: Member): Promise<void> {
    await tx.run(
      `INSERT INTO securityhub_member
         (administrator, region, account, email, status, by_organization, invitation_id, invited_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (administrator, region, account) DO UPDATE SET
         email = excluded.email, status = excluded.status, by_organization = excluded.by_organization,
         invitation_id = excluded.invitation_id, invited_at = excluded.invited_at,
         updated_at = excluded.updated_at`,
      [
        member.administrator,
        member.region,
        member.account,
        member.email ?? null,
        member.status,
        member.byOrganization ? 1 : 0,
        member.invitationId ?? null,
        member.invitedAt?.getTime() ?? null,
        member.updatedAt.getTime(),
      ],
    );
    hubsChanged(tx);
  },

  async remove(tx: Tx, { account, region }: HubRef, member: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM securityhub_member WHERE administrator = ? AND region = ? AND account = ?',
      [account, region, member],
    );
    hubsChanged(tx);
    return changes > 0;
  },

  async list(
    tx: Tx,
    { account, region }: HubRef,
    { enabledOnly, after, limit }: MemberQuery,
  ): Promise<readonly Member[]> {
    const rows = await tx.all<MemberRow>(
      `SELECT * FROM securityhub_member
       WHERE administrator = ? AND region = ? AND account > ?${enabledOnly ? " AND status = 'Enabled'" : ''}
       ORDER BY account LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toMember);
  },

  async count(tx: Tx, { account, region }: HubRef): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM securityhub_member WHERE administrator = ? AND region = ?',
      [account, region],
    );
    return row?.found ?? 0;
  },

  async hasEnabled(tx: Tx, { account, region }: HubRef): Promise<boolean> {
    const row = await tx.get(
      `SELECT 1 FROM securityhub_member
       WHERE administrator = ? AND region = ? AND status = 'Enabled' LIMIT 1`,
      [account, region],
    );
    return row !== undefined;
  },

  /** The enabled members of an administrator, in every Region. */
  async enabledOf(tx: Tx, administrator: string): Promise<readonly HubRef[]> {
    return tx.all<HubRef>(
      `SELECT account, region FROM securityhub_member
       WHERE administrator = ? AND status = 'Enabled' ORDER BY account, region`,
      [administrator],
    );
  },

  /** The membership by which an account has an administrator there. */
  async ofAccount(tx: Tx, { account, region }: HubRef): Promise<Member | undefined> {
    const row = await tx.get<MemberRow>(
      `SELECT * FROM securityhub_member WHERE account = ? AND region = ? AND status = 'Enabled'`,
      [account, region],
    );
    return row === undefined ? undefined : toMember(row);
  },

  /** Invitations that an account has got there and has not accepted. */
  async invitations(
    tx: Tx,
    { account, region }: HubRef,
    after: string,
    limit: number,
  ): Promise<readonly Member[]> {
    const rows = await tx.all<MemberRow>(
      `SELECT * FROM securityhub_member
       WHERE account = ? AND region = ? AND administrator > ?
         AND invitation_id IS NOT NULL AND status IN ('Invited', 'Resigned')
       ORDER BY administrator LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toMember);
  },

  async countInvitations(tx: Tx, { account, region }: HubRef): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      `SELECT COUNT(*) AS found FROM securityhub_member
       WHERE account = ? AND region = ? AND invitation_id IS NOT NULL AND status IN ('Invited', 'Resigned')`,
      [account, region],
    );
    return row?.found ?? 0;
  },

  /** Ends the memberships that an organization made: of one account, or of all there. */
  async endOfOrganization(
    tx: Tx,
    administrator: string,
    { account, region }: { readonly account?: string; readonly region?: string },
    now: Date,
  ): Promise<void> {
    await tx.run(
      `UPDATE securityhub_member SET status = 'Removed', updated_at = ?
       WHERE administrator = ? AND by_organization = 1 AND status = 'Enabled'
         AND (CAST(? AS TEXT) IS NULL OR account = ?) AND (CAST(? AS TEXT) IS NULL OR region = ?)`,
      [
        now.getTime(),
        administrator,
        account ?? null,
        account ?? null,
        region ?? null,
        region ?? null,
      ],
    );
    hubsChanged(tx);
  },

  /** Ends the membership of an account that is no longer subscribed. */
  async endOfAccount(tx: Tx, { account, region }: HubRef, now: Date): Promise<void> {
    await tx.run(
      `UPDATE securityhub_member SET status = 'Removed', updated_at = ?
       WHERE account = ? AND region = ? AND status = 'Enabled'`,
      [now.getTime(), account, region],
    );
    hubsChanged(tx);
  },
};
