import type { Tx } from '@gatehouse/store';
import type { Person, PersonId } from '../model/index.ts';

/** One policy that was or is in force. Versions are added and never changed. */
export interface StoredVersion {
  readonly version: number;
  readonly document: string;
  /** Hexadecimal, of the UTF-8 document. */
  readonly sha256: string;
  readonly comment: string;
  readonly proposalId: string | undefined;
  /** Nobody for the first one, which was installed. */
  readonly proposedBy: Person | undefined;
  readonly approvedBy: Person | undefined;
  readonly at: Date;
}

export type ProposalState = 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'superseded';

/** A change of the policy that somebody wants. */
export interface StoredProposal {
  readonly id: string;
  readonly state: ProposalState;
  /** The version that it was made against; it can only ever follow this one. */
  readonly baseVersion: number;
  readonly document: string;
  readonly sha256: string;
  readonly comment: string;
  readonly proposedBy: Person;
  readonly at: Date;
  readonly decidedBy: Person | undefined;
  readonly decidedAt: Date | undefined;
  readonly decisionComment: string | undefined;
}

export interface Decision {
  readonly id: string;
  readonly state: Exclude<ProposalState, 'pending'>;
  readonly by: Person;
  readonly comment: string;
  readonly at: Date;
}

interface VersionRow {
  readonly version: number;
  readonly document: string;
  readonly sha256: string;
  readonly comment: string;
  readonly proposal_id: string | null;
  readonly proposed_by: string | null;
  readonly approved_by: string | null;
  readonly created_at: number;
}

interface ProposalRow {
  readonly id: string;
  readonly state: ProposalState;
  readonly base_version: number;
  readonly document: string;
  readonly sha256: string;
  readonly comment: string;
  readonly proposed_by: string;
  readonly created_at: number;
  readonly decided_by: string | null;
  readonly decided_at: number | null;
  readonly decision_comment: string | null;
}

const LISTED_VERSIONS = 200;
const LISTED_PROPOSALS = 100;

export const newestVersion = async (tx: Tx): Promise<number | undefined> => {
  const row = await tx.get<{ newest: number | null }>(
    'SELECT MAX(version) AS newest FROM broker_policy_version',
  );
  return row?.newest ?? undefined;
};

export const findVersion = async (tx: Tx, version: number): Promise<StoredVersion | undefined> => {
  const row = await tx.get<VersionRow>('SELECT * FROM broker_policy_version WHERE version = ?', [
    version,
  ]);
  return row && toVersion(row);
};

/** Newest first, without their documents. */
export const listVersions = async (tx: Tx): Promise<readonly StoredVersion[]> => {
  const rows = await tx.all<VersionRow>(
    `SELECT version, '' AS document, sha256, comment, proposal_id, proposed_by, approved_by, created_at
       FROM broker_policy_version ORDER BY version DESC LIMIT ?`,
    [LISTED_VERSIONS],
  );
  return rows.map(toVersion);
};

/** False where `version` is not the one after the newest. */
export const insertVersion = async (tx: Tx, version: StoredVersion): Promise<boolean> => {
  const { changes } = await tx.run(
    `INSERT INTO broker_policy_version
       (version, document, sha256, comment, proposal_id, proposed_by, approved_by, created_at)
     SELECT CAST(? AS BIGINT), ?, ?, ?, ?, ?, ?, CAST(? AS BIGINT)
      WHERE (SELECT COALESCE(MAX(version), 0) FROM broker_policy_version) = CAST(? AS BIGINT)`,
    [
      version.version,
      version.document,
      version.sha256,
      version.comment,
      version.proposalId ?? null,
      personText(version.proposedBy),
      personText(version.approvedBy),
      version.at.getTime(),
      version.version - 1,
    ],
  );
  return changes === 1;
};

export const insertProposal = async (tx: Tx, proposal: StoredProposal): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_policy_proposal
       (id, state, base_version, document, sha256, comment, proposer_id, proposed_by, created_at)
     VALUES (?, 'pending', ?, ?, ?, ?, ?, ?, ?)`,
    [
      proposal.id,
      proposal.baseVersion,
      proposal.document,
      proposal.sha256,
      proposal.comment,
      proposal.proposedBy.id,
      personText(proposal.proposedBy),
      proposal.at.getTime(),
    ],
  );
};

export const findProposal = async (tx: Tx, id: string): Promise<StoredProposal | undefined> => {
  const row = await tx.get<ProposalRow>('SELECT * FROM broker_policy_proposal WHERE id = ?', [id]);
  return row && toProposal(row);
};

/** Newest first. */
export const listProposals = async (tx: Tx): Promise<readonly StoredProposal[]> => {
  const rows = await tx.all<ProposalRow>(
    'SELECT * FROM broker_policy_proposal ORDER BY created_at DESC, id DESC LIMIT ?',
    [LISTED_PROPOSALS],
  );
  return rows.map(toProposal);
};

export const countPending = async (tx: Tx): Promise<number> => {
  const row = await tx.get<{ n: number }>(
    "SELECT COUNT(*) AS n FROM broker_policy_proposal WHERE state = 'pending'",
  );
  return row?.n ?? 0;
};

/** Approves only what is pending, was made against `base`, which is in force, and by somebody else. */
export const approveProposal = (tx: Tx, decision: Decision, base: number): Promise<boolean> =>
  decide(
    tx,
    decision,
    `AND proposer_id <> ? AND base_version = ?
       AND base_version = (SELECT MAX(version) FROM broker_policy_version)`,
    [decision.by.id, base],
  );

export const rejectProposal = (tx: Tx, decision: Decision): Promise<boolean> =>
  decide(tx, decision, 'AND proposer_id <> ?', [decision.by.id]);

export const withdrawProposal = (tx: Tx, decision: Decision): Promise<boolean> =>
  decide(tx, decision, 'AND proposer_id = ?', [decision.by.id]);

/** Ends every pending proposal made against `base` or earlier, and names them. */
export const supersede = async (
  tx: Tx,
  base: number,
  at: Date,
): Promise<readonly { readonly id: string; readonly proposerId: PersonId }[]> => {
  const rows = await tx.all<{ id: string; proposer_id: string }>(
    "SELECT id, proposer_id FROM broker_policy_proposal WHERE state = 'pending' AND base_version <= ? ORDER BY id",
    [base],
  );
  await tx.run(
    `UPDATE broker_policy_proposal SET state = 'superseded', decided_at = ?
      WHERE state = 'pending' AND base_version <= ?`,
    [at.getTime(), base],
  );
  return rows.map((row) => ({ id: row.id, proposerId: row.proposer_id }));
};

const decide = async (
  tx: Tx,
  { id, state, by, comment, at }: Decision,
  condition: string,
  parameters: readonly (string | number)[],
): Promise<boolean> => {
  const { changes } = await tx.run(
    `UPDATE broker_policy_proposal
        SET state = ?, decided_by = ?, decided_at = ?, decision_comment = ?
      WHERE id = ? AND state = 'pending' ${condition}`,
    [state, personText(by), at.getTime(), comment, id, ...parameters],
  );
  return changes === 1;
};

const personText = (person: Person | undefined): string | null =>
  person === undefined ? null : JSON.stringify(person);

const toPerson = (text: string): Person => {
  const { id, issuer, subject, name, email } = JSON.parse(text) as Person;
  return { id, issuer, subject, name, email };
};

const toVersion = (row: VersionRow): StoredVersion => ({
  version: row.version,
  document: row.document,
  sha256: row.sha256,
  comment: row.comment,
  proposalId: row.proposal_id ?? undefined,
  proposedBy: row.proposed_by === null ? undefined : toPerson(row.proposed_by),
  approvedBy: row.approved_by === null ? undefined : toPerson(row.approved_by),
  at: new Date(row.created_at),
});

const toProposal = (row: ProposalRow): StoredProposal => ({
  id: row.id,
  state: row.state,
  baseVersion: row.base_version,
  document: row.document,
  sha256: row.sha256,
  comment: row.comment,
  proposedBy: toPerson(row.proposed_by),
  at: new Date(row.created_at),
  decidedBy: row.decided_by === null ? undefined : toPerson(row.decided_by),
  decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
  decisionComment: row.decision_comment ?? undefined,
});
