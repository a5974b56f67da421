import type { Log } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import {
  type Actor,
  BrokerError,
  type CatalogSource,
  type Directory,
  type Person,
} from '../model/index.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import { accessPolicySchema } from './document.ts';
import { type ParsedPolicy, parsePolicy, problemText } from './parse.ts';
import { peopleOf } from './people.ts';
import type { Plan } from './plan-model.ts';
import { planText } from './plan-text.ts';
import { plan } from './plan.ts';
import type { Proposals } from './proposals.ts';
import {
  findVersion,
  listVersions,
  newestVersion,
  type ProposalState,
  type StoredProposal,
  type StoredVersion,
} from './repository.ts';
import type { CompiledSource } from './source.ts';

export interface PersonShown {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

export interface VersionShown {
  readonly version: number;
  readonly sha256: string;
  readonly comment: string;
  readonly proposedBy?: PersonShown;
  readonly approvedBy?: PersonShown;
  /** RFC 3339. */
  readonly at: string;
}

export interface DocumentShown extends VersionShown {
  readonly document: string;
}

export interface PlanShown {
  readonly baseVersion: number;
  changes: {
    readonly kind: 'gains' | 'loses' | 'changes';
    readonly who: string;
    readonly account: string;
    readonly roleArn: string;
    readonly detail: string;
  }[];
  problems: {
    readonly code: string;
    readonly severity: 'error' | 'warning';
    readonly message: string;
    readonly ruleId?: string;
    readonly line?: number;
  }[];
  readonly complete: boolean;
  /** The same for a terminal. */
  readonly text: string;
}

export interface ProposalShown {
  readonly id: string;
  readonly state: ProposalState;
  readonly baseVersion: number;
  readonly comment: string;
  readonly proposedBy: PersonShown;
  readonly decidedBy?: PersonShown;
  readonly at: string;
  readonly decidedAt?: string;
  readonly document: string;
  /** Of a pending proposal, against the policy in force. */
  readonly plan?: PlanShown;
  readonly mayDecide: boolean;
}

/** The policy, its history and its proposals as the API shows them. Each throws BrokerError. */
export interface Desk {
  readonly schema: Readonly<Record<string, unknown>>;
  current(): Promise<DocumentShown>;
  versions(): Promise<readonly VersionShown[]>;
  version(version: number): Promise<DocumentShown>;
  /** For policy administrators and auditors. */
  plan(actor: Actor, document: string): Promise<PlanShown>;
  propose(
    actor: Actor,
    input: { readonly document: string; readonly comment: string },
  ): Promise<ProposalShown>;
  proposals(actor: Actor): Promise<readonly ProposalShown[]>;
  decide(
    actor: Actor,
    id: string,
    decision: 'approve' | 'reject' | 'withdraw',
    comment: string,
  ): Promise<ProposalShown>;
}

export interface DeskParts {
  readonly store: Store;
  readonly source: CompiledSource;
  readonly proposals: Proposals;
  readonly directory: Directory;
  readonly catalog: CatalogSource;
  readonly log: Log;
}

export const createDesk = (parts: DeskParts): Desk => {
  const { store, source, proposals } = parts;
  const version = async (number: number): Promise<DocumentShown> => {
    const stored = await store.read((tx) => findVersion(tx, number));
    if (stored === undefined)
      throw new BrokerError('not-found', `There is no version ${number} of the access policy.`);
    return { ...showVersion(stored), document: stored.document };
  };
  const show = async (actor: Actor, proposal: StoredProposal): Promise<ProposalShown> =>
    showProposal(proposal, actor, await source.inForce());
  return {
    schema: accessPolicySchema(),
    version,
    current: async () => {
      const newest = await store.read(newestVersion);
      if (newest === undefined)
        throw new BrokerError('unavailable', 'No access policy has been installed.');
      return version(newest);
    },
    versions: async () => (await store.read(listVersions)).map(showVersion),
    plan: async (actor, document) => {
      const policy = await source.inForce();
      if (
        !policy.may(actor.membership, 'administer-policy') &&
        !policy.may(actor.membership, 'audit')
      )
        throw new BrokerError('forbidden', 'The access policy does not let you do this.');
      return planAgainst(parts, policy, requireSound(document));
    },
    propose: async (actor, input) => show(actor, await proposals.propose(actor, input)),
    proposals: async (actor) => {
      const listed = await proposals.list(actor);
      const policy = await source.inForce();
      const shown: ProposalShown[] = [];
      for (const proposal of listed) {
        const one = showProposal(proposal, actor, policy);
        const planned = await planOf(parts, policy, proposal);
        shown.push(planned === undefined ? one : { ...one, plan: planned });
      }
      return shown;
    },
    decide: async (actor, id, decision, comment) =>
      show(actor, await proposals[decision](actor, id, comment)),
  };
};

const planOf = async (
  parts: DeskParts,
  policy: CompiledPolicy,
  { state, document }: StoredProposal,
): Promise<PlanShown | undefined> => {
  if (state !== 'pending') return undefined;
  const answer = parsePolicy(document);
  return answer.ok ? planAgainst(parts, policy, answer) : undefined;
};

const requireSound = (document: string): ParsedPolicy => {
  const answer = parsePolicy(document);
  if (answer.ok) return answer;
  const [first] = answer.problems;
  const message = first === undefined ? 'The document is not sound.' : problemText(first);
  throw new BrokerError('invalid', message, { problems: answer.problems });
};

const planAgainst = async (
  { directory, catalog, log }: DeskParts,
  before: CompiledPolicy,
  parsed: ParsedPolicy,
): Promise<PlanShown> => {
  const after = compilePolicy(parsed.document, before.version + 1);
  const people = await peopleOf(directory, [before, after], log);
  const made = plan({ before, after, catalog: await catalog.current(), people });
  return showPlan(made, before.version, (path) => parsed.line(path));
};

const showPlan = (made: Plan, baseVersion: number, line: ParsedPolicy['line']): PlanShown => ({
  baseVersion,
  changes: made.changes.map(({ kind, who, target, detail }) => ({ kind, who, ...target, detail })),
  problems: made.problems.map(({ code, severity, message, ruleId, path }) => {
    const at = path === undefined ? undefined : line(path);
    return {
      code,
      severity,
      message,
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(at === undefined ? {} : { line: at }),
    };
  }),
  complete: made.complete,
  text: planText(made, { line }),
});

const showPerson = ({ id, name, email }: Person): PersonShown => ({
  id,
  name,
  ...(email === undefined ? {} : { email }),
});

const showVersion = (stored: StoredVersion): VersionShown => ({
  version: stored.version,
  sha256: stored.sha256,
  comment: stored.comment,
  ...(stored.proposedBy === undefined ? {} : { proposedBy: showPerson(stored.proposedBy) }),
  ...(stored.approvedBy === undefined ? {} : { approvedBy: showPerson(stored.approvedBy) }),
  at: stored.at.toISOString(),
});

const showProposal = (
  proposal: StoredProposal,
  { membership }: Actor,
  policy: CompiledPolicy,
): ProposalShown => ({
  id: proposal.id,
  state: proposal.state,
  baseVersion: proposal.baseVersion,
  comment: proposal.comment,
  proposedBy: showPerson(proposal.proposedBy),
  ...(proposal.decidedBy === undefined ? {} : { decidedBy: showPerson(proposal.decidedBy) }),
  at: proposal.at.toISOString(),
  ...(proposal.decidedAt === undefined ? {} : { decidedAt: proposal.decidedAt.toISOString() }),
  document: proposal.document,
  mayDecide:
    proposal.state === 'pending' &&
    proposal.baseVersion === policy.version &&
    proposal.proposedBy.id !== membership.person.id &&
    policy.may(membership, 'administer-policy'),
});
