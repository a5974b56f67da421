import type { AuthorizationRequest, RequestPrincipal } from '../model.ts';
import type { Layer, NamedPolicy, StatementRef } from '../policy-set.ts';
import { attachedCandidates } from './action-index.ts';
import { type CompiledPrincipal, type CompiledStatement, NAMED, type Named } from './program.ts';

/** One request with what the whole evaluation needs to know about it. */
export interface Question {
  readonly request: AuthorizationRequest;
  readonly action: string;
  /** Whether the principal has a permissions boundary. */
  readonly bounded: boolean;
}

/** The statement of a list of policies that denies. */
export const denialIn = (
  layer: Layer,
  policies: readonly NamedPolicy[],
  question: Question,
): StatementRef | undefined => {
  const { denies, denyOwners } = attachedCandidates(policies, question.action);
  const at = firstApplicable(denies, question);
  const statement = denies[at];
  return statement && statementRef(layer, denyOwners[at] ?? '', statement);
};

/** The statement of a list of policies that allows. */
export const permissionIn = (
  layer: Layer,
  policies: readonly NamedPolicy[],
  question: Question,
): StatementRef | undefined => {
  const { allows, allowOwners } = attachedCandidates(policies, question.action);
  const at = firstApplicable(allows, question);
  const statement = allows[at];
  return statement && statementRef(layer, allowOwners[at] ?? '', statement);
};

export const denialOf = (
  layer: Layer,
  { id, policy }: NamedPolicy,
  question: Question,
): StatementRef | undefined => {
  const { denies } = policy.program.candidates(question.action);
  const statement = denies[firstApplicable(denies, question)];
  return statement && statementRef(layer, id, statement);
};

export const permissionOf = (
  layer: Layer,
  { id, policy }: NamedPolicy,
  question: Question,
): StatementRef | undefined => {
  const { allows } = policy.program.candidates(question.action);
  const statement = allows[firstApplicable(allows, question)];
  return statement && statementRef(layer, id, statement);
};

/** What a resource's policy allows, and how closely it names the principal. */
export interface ResourcePermission {
  readonly named: Named;
  readonly by: StatementRef;
}

/** The permission that names the principal most closely: that one is limited by the least. */
export const resourcePermission = (
  { id, policy }: NamedPolicy,
  question: Question,
): ResourcePermission | undefined => {
  let closest: CompiledStatement | undefined;
  let named: Named = NAMED.not;
  for (const statement of policy.program.candidates(question.action).allows) {
    const found = statement.principal?.names(question.request.principal) ?? NAMED.exact;
    if (found > named && applies(statement, question.request)) {
      closest = statement;
      named = found;
      if (found === NAMED.exact) break;
    }
  }
  return closest && { named, by: statementRef('resource', id, closest) };
};

// A loop, not `every`: with a thousand statements about one action this line is where the time goes.
const applies = ({ tests }: CompiledStatement, request: AuthorizationRequest): boolean => {
  for (const test of tests) if (!test(request)) return false;
  return true;
};

const firstApplicable = (
  statements: readonly CompiledStatement[],
  { request, bounded }: Question,
): number => {
  for (let at = 0; at < statements.length; at += 1) {
    const statement = statements[at];
    if (
      statement !== undefined &&
      (statement.principal === undefined ||
        isAbout(statement.principal, request.principal, bounded)) &&
      applies(statement, request)
    ) {
      return at;
    }
  }
  return -1;
};

/**
 * IAM User Guide, "NotPrincipal" (only with Deny): it spares the principal only if it is named as it signs, a session
 * as its session and not only as its role, and it spares nobody who has a permissions boundary.
 */
export const isAbout = (
  { inverted, names }: CompiledPrincipal,
  principal: RequestPrincipal,
  bounded: boolean,
): boolean =>
  inverted ? bounded || names(principal) !== NAMED.exact : names(principal) !== NAMED.not;

const statementRef = (
  layer: Layer,
  policyId: string,
  { index, sid }: CompiledStatement,
): StatementRef =>
  sid === undefined ? { policyId, layer, index } : { policyId, layer, index, sid };
