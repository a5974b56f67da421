import { createHash } from 'node:crypto';
import type { Clock, Ids } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import {
  type Actor,
  type AuditLeaf,
  type AuditLog,
  BrokerError,
  type Directory,
  type Notifier,
  type Person,
} from '../model/index.ts';
import type { CompiledPolicy } from './compile.ts';
import { parsePolicy, problemText } from './parse.ts';
import {
  approveProposal,
  countPending,
  type Decision,
  findProposal,
  findVersion,
  insertProposal,
  insertVersion,
  listProposals,
  rejectProposal,
  type StoredProposal,
  supersede,
  withdrawProposal,
} from './repository.ts';
import { type CompiledSource, POLICY_CHANNEL } from './source.ts';

/** How the policy changes: one person proposes, another one approves. Each throws BrokerError; refusals are audited. */
export interface Proposals {
  propose(
    actor: Actor,
    input: { readonly document: string; readonly comment: string },
  ): Promise<StoredProposal>;
  approve(actor: Actor, id: string, comment: string): Promise<StoredProposal>;
  reject(actor: Actor, id: string, comment: string): Promise<StoredProposal>;
  /** By the proposer alone. */
  withdraw(actor: Actor, id: string, comment: string): Promise<StoredProposal>;
  /** For policy administrators and auditors; newest first. */
  list(actor: Actor): Promise<readonly StoredProposal[]>;
}

export interface ProposalParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly source: CompiledSource;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly notifier: Notifier;
  /** In the transaction that puts a policy in force: plans to look at all live grants and pending requests again. */
  readonly changed: (tx: Tx, version: number) => Promise<void>;
  /** Writes a refusal to the audit log, in a transaction of its own and bounded in rate. */
  readonly refused: (actor: Actor, action: string, error: BrokerError) => Promise<void>;
}

const MOST_PENDING = 10;
const LONGEST_COMMENT = 4096;
const AUDITED = new Set<BrokerError['code']>([
  'forbidden',
  'self-approval',
  'not-found',
  'conflict',
  'already-decided',
  'invalid',
]);

export const sha256 = (document: string): string =>
  createHash('sha256').update(document).digest('hex');

export const createProposals = (parts: ProposalParts): Proposals => {
  const audited = async <T>(actor: Actor, action: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BrokerError && AUDITED.has(error.code))
        await parts.refused(actor, action, error);
      throw error;
    }
  };
  return {
    propose: (actor, input) => audited(actor, 'policy.propose', () => propose(parts, actor, input)),
    approve: (actor, id, comment) =>
      audited(actor, 'policy.approve', () => approve(parts, actor, id, comment)),
    reject: (actor, id, comment) =>
      audited(actor, 'policy.reject', () => reject(parts, actor, id, comment)),
    withdraw: (actor, id, comment) =>
      audited(actor, 'policy.withdraw', () => withdraw(parts, actor, id, comment)),
    list: (actor) => audited(actor, 'policy.list', () => list(parts, actor)),
  };
};

const propose = async (
  parts: ProposalParts,
  actor: Actor,
  { document, comment }: { readonly document: string; readonly comment: string },
): Promise<StoredProposal> => {
  const policy = await administered(parts, actor);
  if (comment.trim() === '') throw new BrokerError('invalid', 'Say what the change is for.');
  requireShort(comment);
  requireSound(document);
  const inForce = await parts.store.read((tx) => findVersion(tx, policy.version));
  if (inForce?.sha256 === sha256(document))
    throw new BrokerError('conflict', 'This document is the one in force already.');
  const proposal: StoredProposal = {
    id: `pp-${parts.ids.alphanumeric(20)}`,
    state: 'pending',
    baseVersion: policy.version,
    document,
    sha256: sha256(document),
    comment,
    proposedBy: actor.membership.person,
    at: parts.clock.now(),
    decidedBy: undefined,
    decidedAt: undefined,
    decisionComment: undefined,
  };
  await parts.store.write(async (tx) => {
    if ((await countPending(tx)) >= MOST_PENDING)
      throw new BrokerError('conflict', 'Too many proposals wait; decide or withdraw some first.');
    await insertProposal(tx, proposal);
    await parts.audit.append(tx, [leaf('policy.proposed', proposal, actor.membership.person)]);
    await parts.notifier.tell(tx, [
      {
        kind: 'policy-proposed',
        key: `policy-proposed:${proposal.id}`,
        data: {
          proposalId: proposal.id,
          by: proposal.proposedBy.name,
          comment,
          baseVersion: proposal.baseVersion,
        },
      },
    ]);
  });
  return proposal;
};

const approve = async (
  parts: ProposalParts,
  actor: Actor,
  id: string,
  comment: string,
): Promise<StoredProposal> => {
  const policy = await administered(parts, actor);
  requireShort(comment);
  const proposal = await found(parts, id);
  if (proposal.proposedBy.id === actor.membership.person.id) throw selfApproval();
  await requireProposer(parts, policy, proposal);
  requireSound(proposal.document);
  const at = parts.clock.now();
  const decision: Decision = { id, state: 'approved', by: actor.membership.person, comment, at };
  return parts.store.write(async (tx) => {
    if (!(await approveProposal(tx, decision, policy.version))) throw await lost(tx, id, actor);
    return putInForce(parts, tx, decision);
  });
};

const putInForce = async (
  parts: ProposalParts,
  tx: Tx,
  decision: Decision,
): Promise<StoredProposal> => {
  const approved = await storedProposal(tx, decision.id);
  const version = approved.baseVersion + 1;
  const inserted = await insertVersion(tx, {
    version,
    document: approved.document,
    sha256: approved.sha256,
    comment: approved.comment,
    proposalId: approved.id,
    proposedBy: approved.proposedBy,
    approvedBy: decision.by,
    at: decision.at,
  });
  if (!inserted) throw changedMeanwhile();
  const superseded = await supersede(tx, approved.baseVersion, decision.at);
  const person = decision.by;
  await parts.audit.append(tx, [
    leaf('policy.approved', approved, person, { version, decision: decision.comment }),
    ...superseded.map((other) => ({
      type: 'policy.superseded',
      at: decision.at,
      actor: 'system',
      data: { proposalId: other.id, proposedBy: other.proposerId, byVersion: version },
    })),
  ]);
  await parts.notifier.tell(tx, [
    {
      kind: 'policy-changed',
      key: `policy-changed:${version}`,
      data: {
        version,
        by: approved.proposedBy.name,
        approvedBy: person.name,
        comment: approved.comment,
      },
    },
  ]);
  await parts.changed(tx, version);
  tx.notify(POLICY_CHANNEL, String(version));
  return approved;
};

const reject = async (
  parts: ProposalParts,
  actor: Actor,
  id: string,
  comment: string,
): Promise<StoredProposal> => {
  await administered(parts, actor);
  return close(parts, actor, { id, comment, state: 'rejected' }, rejectProposal);
};

const withdraw = (
  parts: ProposalParts,
  actor: Actor,
  id: string,
  comment: string,
): Promise<StoredProposal> =>
  close(parts, actor, { id, comment, state: 'withdrawn' }, withdrawProposal);

const close = async (
  parts: ProposalParts,
  actor: Actor,
  { id, comment, state }: Pick<Decision, 'id' | 'comment'> & { state: 'rejected' | 'withdrawn' },
  write: (tx: Tx, decision: Decision) => Promise<boolean>,
): Promise<StoredProposal> => {
  requireShort(comment);
  const by = actor.membership.person;
  const proposal = await found(parts, id);
  const isOwn = proposal.proposedBy.id === by.id;
  if (state === 'rejected' && isOwn)
    throw new BrokerError('forbidden', 'Your own proposal is withdrawn, not rejected.');
  if (state === 'withdrawn' && !isOwn)
    throw new BrokerError('forbidden', 'Only who made a proposal withdraws it.');
  const at = parts.clock.now();
  return parts.store.write(async (tx) => {
    if (!(await write(tx, { id, state, by, comment, at }))) throw await lost(tx, id, actor);
    const closed = await storedProposal(tx, id);
    await parts.audit.append(tx, [leaf(`policy.${state}`, closed, by, { decision: comment })]);
    return closed;
  });
};

const list = async (parts: ProposalParts, actor: Actor): Promise<readonly StoredProposal[]> => {
  const policy = await parts.source.inForce();
  if (!policy.may(actor.membership, 'administer-policy') && !policy.may(actor.membership, 'audit'))
    throw forbidden();
  return parts.store.read(listProposals);
};

/** The policy in force, whose administrators alone may change it. */
const administered = async (parts: ProposalParts, actor: Actor): Promise<CompiledPolicy> => {
  const policy = await parts.source.inForce();
  if (!policy.may(actor.membership, 'administer-policy')) throw forbidden();
  return policy;
};

// Two people who may administer the policy stand behind a change when it takes effect, not only when it was proposed.
const requireProposer = async (
  { directory }: ProposalParts,
  policy: CompiledPolicy,
  { proposedBy }: StoredProposal,
): Promise<void> => {
  const proposer = await directory.current(proposedBy.id);
  if (proposer === undefined || !policy.may(proposer, 'administer-policy'))
    throw new BrokerError('forbidden', 'Who proposed this may no longer administer the policy.');
};

const requireSound = (document: string): void => {
  const answer = parsePolicy(document);
  if (answer.ok) return;
  const [first] = answer.problems;
  const message = first === undefined ? 'The document is not sound.' : problemText(first);
  throw new BrokerError('invalid', message, { problems: answer.problems });
};

const requireShort = (comment: string): void => {
  if (comment.length > LONGEST_COMMENT)
    throw new BrokerError('invalid', `A comment has at most ${LONGEST_COMMENT} characters.`);
};

const found = async ({ store }: ProposalParts, id: string): Promise<StoredProposal> => {
  const proposal = await store.read((tx) => findProposal(tx, id));
  if (proposal === undefined) throw new BrokerError('not-found', 'There is no such proposal.');
  return proposal;
};

const storedProposal = async (tx: Tx, id: string): Promise<StoredProposal> => {
  const proposal = await findProposal(tx, id);
  if (proposal === undefined) throw new Error(`proposal ${id} was changed but is not there`);
  return proposal;
};

/** Why the conditional write changed nothing. */
const lost = async (tx: Tx, id: string, actor: Actor): Promise<BrokerError> => {
  const proposal = await storedProposal(tx, id);
  if (proposal.state === 'superseded') return changedMeanwhile();
  if (proposal.state !== 'pending')
    return new BrokerError('already-decided', `This proposal is ${proposal.state} already.`, {
      state: proposal.state,
    });
  return proposal.proposedBy.id === actor.membership.person.id
    ? selfApproval()
    : changedMeanwhile();
};

const forbidden = (): BrokerError =>
  new BrokerError('forbidden', 'The access policy does not let you do this.');
const selfApproval = (): BrokerError =>
  new BrokerError('self-approval', 'A change of the policy needs a second person.');
const changedMeanwhile = (): BrokerError =>
  new BrokerError(
    'conflict',
    'The policy has changed since this was proposed: look at its plan against the policy in force, and propose it anew.',
  );

const leaf = (
  type: string,
  { id, baseVersion, sha256: digest, comment, proposedBy, at, decidedAt }: StoredProposal,
  by: Person,
  more: Readonly<Record<string, unknown>> = {},
): AuditLeaf => ({
  type,
  at: decidedAt ?? at,
  actor: by.id,
  data: {
    proposalId: id,
    baseVersion,
    sha256: digest,
    comment,
    proposedBy: proposedBy.id,
    ...more,
  },
});
