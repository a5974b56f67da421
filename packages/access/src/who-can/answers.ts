import {
  type AuthorizationRequest,
  decide,
  type Decision,
  type PolicySet,
  requestContext,
} from '@gatehouse/policy';
import { inWords } from '../constraints.ts';
import type { OrganizationFacts } from '../reading/organization.ts';
import type { Candidate } from './candidates.ts';
import type { OpenCondition } from './doubt.ts';
import { grantsFor, type Usable, type UsableGrants } from './grants.ts';
import {
  knowledge,
  policySets,
  type ReadPolicy,
  type TwoSets,
  withForeignSide,
} from './policies.ts';
import type { Circumstances, Subject } from './question.ts';
import { explanationOf, type Statement, statementsOf, type Wording } from './reasons.ts';

/**
 * `delegated`: the resource's account lets another account's principal, and that account's own policies, which cannot be read
 * from here, decide the rest. `conditional`: it depends on something that the question does not say.
 */
export type Result = 'allowed' | 'denied' | 'conditional' | 'delegated';

export interface Answer {
  readonly kind: Candidate['kind'];
  readonly name: string;
  readonly account: string | undefined;
  readonly result: Result;
  /** One sentence. */
  readonly explanation: string;
  /** The statements that decide. */
  readonly statements: readonly Statement[];
  /** The grants that allow, or could. */
  readonly grants: readonly string[];
  /** On what it depends. */
  readonly depends: readonly (OpenCondition & {
    readonly policyId: string;
    readonly effect: string;
  })[];
  readonly notes: readonly string[];
}

/** A question about one resource. */
export interface Asked {
  readonly subject: Subject;
  readonly circumstances: Circumstances;
  readonly organization: OrganizationFacts | undefined;
  /** Grants that allow, or could; none for what is no key. */
  readonly usable: UsableGrants;
  readonly readPolicies: ReadPolicy;
  readonly wording: Wording;
}

/** What is known about one of those who might be allowed. */
export const answerFor = (candidate: Candidate, asked: Asked): Answer => {
  const { circumstances, subject } = asked;
  const common = { kind: candidate.kind, name: candidate.name, account: candidate.account };
  if (candidate.principal === undefined)
    return {
      ...common,
      result: 'denied',
      explanation:
        candidate.kind === 'deleted'
          ? 'Nobody is this principal any more.'
          : 'The name is of no kind that can sign a request.',
      statements: [],
      grants: [],
      depends: [],
      notes: candidate.notes,
    };
  const keys = { ...candidate.keys, ...circumstances.keys };
  const request: AuthorizationRequest = {
    action: circumstances.action,
    resource: subject.arn,
    resourceAccount: subject.account,
    principal: candidate.principal,
    context: requestContext(keys),
  };
  const sets = policySets(candidate, asked, knowledge(candidate, circumstances, keys));
  const grants = grantsFor(candidate, asked.usable);
  return { ...common, ...judged(candidate, request, sets, grants, asked.wording) };
};

interface Ruling {
  readonly decision: Decision;
  readonly by: Usable | undefined;
}

const withGrant = (
  request: AuthorizationRequest,
  set: PolicySet,
  grants: readonly Usable[],
): Ruling | undefined => {
  for (const by of grants) {
    const grant = { id: by.grant.id, delegates: by.delegates, toRole: by.toRole };
    const decision = decide(request, { ...set, grant });
    if (decision.allowed) return { decision, by };
  }
  return undefined;
};

/** The policies alone, else with a grant: the decision that allows, or why the policies do not. */
const ruling = (
  request: AuthorizationRequest,
  set: PolicySet,
  grants: readonly Usable[],
): Ruling => {
  const decision = decide(request, set);
  if (decision.allowed) return { decision, by: undefined };
  return withGrant(request, set, grants) ?? { decision, by: undefined };
};

/** A grant to another account's user or role needs nothing of that account, which a policy would. */
const rulingFor = (
  { delegates }: Candidate,
  request: AuthorizationRequest,
  set: PolicySet,
  grants: readonly Usable[],
): Ruling => {
  const direct = delegates ? grants.filter((one) => !one.delegates) : [];
  return withGrant(request, set, direct) ?? ruling(request, set, grants);
};

const judged = (
  candidate: Candidate,
  request: AuthorizationRequest,
  sets: TwoSets,
  grants: readonly Usable[],
  wording: Wording,
): Omit<Answer, 'kind' | 'name' | 'account'> => {
  const certain = grants.filter(({ certainty }) => certainty === 'yes');
  const wide = rulingFor(candidate, request, withForeignSide(sets.wide, candidate), grants);
  const narrow = rulingFor(candidate, request, withForeignSide(sets.narrow, candidate), certain);
  const needsAccount = candidate.delegates && !(narrow.by !== undefined && !narrow.by.delegates);
  const result = resultOf(wide.decision, narrow.decision, needsAccount);
  const used = [wide.by, narrow.by].flatMap((by) => by ?? []);
  const depends =
    result === 'conditional' || result === 'delegated' ? dependsOn(wide, narrow, sets) : [];
  const deciding =
    result === 'denied' ? wide.decision : narrow.decision.allowed ? narrow.decision : wide.decision;
  return {
    result,
    explanation: explanationOf({
      result,
      decision: deciding,
      doubt: narrow.decision,
      grant: (narrow.by ?? wide.by)?.grant,
      candidate,
      wording,
    }),
    statements: statementsOf(deciding, sets.documents),
    grants: [...new Set(used.map(({ grant }) => grant.id))],
    depends: [...depends, ...grantDepends(wide.by, narrow.by)],
    notes: candidate.notes,
  };
};

const resultOf = (wide: Decision, narrow: Decision, needsAccount: boolean): Result => {
  if (!wide.allowed) return 'denied';
  if (needsAccount) return 'delegated';
  return narrow.allowed ? 'allowed' : 'conditional';
};

const dependsOn = (wide: Ruling, narrow: Ruling, { open }: TwoSets): Answer['depends'] => {
  if (narrow.decision.allowed) return [];
  const refs = wide.decision.by.map((ref) => ({ ref, effect: 'Allow' }));
  if (narrow.decision.because === 'explicit-deny')
    refs.push(...narrow.decision.by.map((ref) => ({ ref, effect: 'Deny' })));
  return refs.flatMap(({ ref, effect }) =>
    (open.get(ref.policyId)?.get(ref.index) ?? []).map((condition) => ({
      ...condition,
      policyId: ref.policyId,
      effect,
    })),
  );
};

/** A grant whose constraints the question leaves open. */
const grantDepends = (wide: Usable | undefined, narrow: Usable | undefined): Answer['depends'] =>
  wide === undefined || narrow !== undefined || wide.certainty === 'yes'
    ? []
    : [
        {
          operator: 'grant constraints',
          key: 'encryption context',
          values: [inWords(wide.grant.constraints)],
          policyId: wide.grant.id,
          effect: 'Allow',
        },
      ];
