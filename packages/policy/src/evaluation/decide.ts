import { lowerCase } from '../context/lower-case.ts';
import type { AuthorizationRequest, RequestPrincipal } from '../model.ts';
import type {
  Decision,
  Layer,
  NamedPolicy,
  OrganizationLevel,
  PolicySet,
  StatementRef,
} from '../policy-set.ts';
import { NAMED } from './program.ts';
import {
  type Question,
  denialIn,
  denialOf,
  permissionIn,
  permissionOf,
  resourcePermission,
} from './statement-search.ts';

/** IAM User Guide, "Policy evaluation logic", for requests within one account and across two. */
export const decide = (request: AuthorizationRequest, policies: PolicySet): Decision => {
  const question: Question = {
    request,
    action: lowerCase(request.action),
    bounded: policies.boundary !== undefined && hasIdentity(request.principal),
  };
  if (question.action === NEEDS_NO_PERMISSION && isSigned(request.principal))
    return { allowed: true, by: [] };
  return explicitDeny(question, policies) ?? permission(question, policies);
};

/** STS API Reference, "GetCallerIdentity": what it tells is told with a refusal as well, so that no policy is asked. */
const NEEDS_NO_PERMISSION = 'sts:getcalleridentity';

const isSigned = ({ kind }: RequestPrincipal): boolean =>
  kind !== 'anonymous' && kind !== 'federated';

/** Whether policies can be attached to the principal. The root user is not limited by any of its own account. */
export const hasIdentity = ({ kind }: RequestPrincipal): boolean =>
  kind === 'user' || kind === 'assumed-role' || kind === 'federated-user';

const isServiceLinked = (principal: RequestPrincipal): boolean =>
  principal.kind === 'assumed-role' && principal.serviceLinked === true;

/** AWS Organizations User Guide: every principal of a member account, its root user too, but no service-linked role. */
export const scpsFor = (principal: RequestPrincipal, { scps }: PolicySet): PolicySet['scps'] =>
  (hasIdentity(principal) && !isServiceLinked(principal)) || principal.kind === 'root'
    ? scps
    : undefined;

export const rcpsFor = (principal: RequestPrincipal, { rcps }: PolicySet): PolicySet['rcps'] =>
  isServiceLinked(principal) ? undefined : rcps;

const refused = (
  because: 'explicit-deny' | 'no-allow',
  layer: Layer,
  by: StatementRef | undefined,
  targetId?: string,
): Decision => ({
  allowed: false,
  because,
  layer,
  by: by === undefined ? [] : [by],
  ...(targetId === undefined ? {} : { targetId }),
});

const explicitDeny = (question: Question, policies: PolicySet): Decision | undefined => {
  const { principal } = question.request;
  return (
    levelDenial('rcp', rcpsFor(principal, policies), question) ??
    levelDenial('scp', scpsFor(principal, policies), question) ??
    attachedDenial(question, policies)
  );
};

const levelDenial = (
  layer: 'scp' | 'rcp',
  levels: readonly OrganizationLevel[] | undefined,
  question: Question,
): Decision | undefined => {
  if (levels === undefined) return undefined;
  for (const { targetId, policies } of levels) {
    const by = denialIn(layer, policies, question);
    if (by !== undefined) return refused('explicit-deny', layer, by, targetId);
  }
  return undefined;
};

const attachedDenial = (question: Question, policies: PolicySet): Decision | undefined => {
  const { identity, resource, boundary, session, endpoint } = policies;
  const identified = hasIdentity(question.request.principal);
  const by =
    (endpoint && denialOf('endpoint', endpoint, question)) ??
    (resource && denialOf('resource', resource, question)) ??
    (identified ? denialIn('identity', identity, question) : undefined) ??
    (identified && boundary ? denialOf('boundary', boundary, question) : undefined) ??
    (session && denialIn('session', session, question));
  return by && refused('explicit-deny', by.layer, by);
};

const permission = (question: Question, policies: PolicySet): Decision => {
  const { principal } = question.request;
  const by: StatementRef[] = [];
  return (
    levelRefusal('rcp', rcpsFor(principal, policies), question, by) ??
    levelRefusal('scp', scpsFor(principal, policies), question, by) ??
    endpointRefusal(question, policies, by) ??
    permittedByGrant(question, policies, by) ??
    granted(question, policies, by)
  );
};

/** Every level must allow; what does is added to `by`. */
const levelRefusal = (
  layer: 'scp' | 'rcp',
  levels: readonly OrganizationLevel[] | undefined,
  question: Question,
  by: StatementRef[],
): Decision | undefined => {
  if (levels === undefined) return undefined;
  for (const { targetId, policies } of levels) {
    const allow = permissionIn(layer, policies, question);
    if (allow === undefined) return refused('no-allow', layer, undefined, targetId);
    by.push(allow);
  }
  return undefined;
};

const endpointRefusal = (
  question: Question,
  { endpoint }: PolicySet,
  by: StatementRef[],
): Decision | undefined => {
  if (endpoint === undefined) return undefined;
  const allow = permissionOf('endpoint', endpoint, question);
  if (allow === undefined) return refused('no-allow', 'endpoint', undefined);
  by.push(allow);
  return undefined;
};

/**
 * A KMS grant stands beside key policy and identity policies. What the organization and the endpoint do not allow is
 * beyond it all the same (AWS KMS Developer Guide, "Troubleshooting AWS KMS permissions"). What is given to a role reaches
 * its sessions as far as their session policies and its boundary allow.
 */
const permittedByGrant = (
  question: Question,
  policies: PolicySet,
  by: StatementRef[],
): Decision | undefined => {
  const { grant } = policies;
  if (grant === undefined || grant.delegates === true) return undefined;
  by.push(grantStatement(grant));
  const refusal = grant.toRole === true ? limitRefusal(question, policies, by) : undefined;
  return refusal ?? { allowed: true, by };
};

const grantStatement = ({ id }: { readonly id: string }): StatementRef => ({
  policyId: id,
  layer: 'resource',
  index: 0,
});

/** What the resource's side says for the principal: its policy, or a grant to the principal's account. */
const resourceSide = (
  { resource, grant }: PolicySet,
  question: Question,
): ReturnType<typeof resourcePermission> => {
  const found = resource && resourcePermission(resource, question);
  if (found !== undefined || grant === undefined) return found;
  return { by: grantStatement(grant), named: NAMED.account };
};

/** What identity and resource policies grant, within the limits of boundary and session policies. */
const granted = (question: Question, policies: PolicySet, by: StatementRef[]): Decision => {
  const { resourceKind = 'delegates' } = policies;
  const found = resourceSide(policies, question);
  const sameAccount = isSameAccount(question.request);
  // Whoever is named as it signs needs nothing more from its own account, and is limited by nothing there.
  if (found !== undefined && found.named === NAMED.exact && sameAccount) {
    by.push(found.by);
    return { allowed: true, by };
  }
  if (found === undefined && (!sameAccount || resourceKind !== 'delegates')) {
    return refused('no-allow', 'resource', undefined);
  }
  if (found !== undefined) by.push(found.by);
  const identityNeeded = !(sameAccount && found?.named === NAMED.role);
  return (
    (identityNeeded ? identityRefusal(question, policies, by) : undefined) ??
    limitRefusal(question, policies, by) ?? { allowed: true, by }
  );
};

/**
 * Principals without an account of their own in the request (services, federated and anonymous callers) have no
 * identity side: for them the resource's policy decides alone.
 */
export const isSameAccount = ({ principal, resourceAccount }: AuthorizationRequest): boolean => {
  switch (principal.kind) {
    case 'service':
    case 'federated':
    case 'anonymous':
      return true;
    case 'root':
    case 'user':
    case 'assumed-role':
    case 'federated-user':
      return resourceAccount === undefined || resourceAccount === principal.account;
    default:
      return principal satisfies never;
  }
};

const identityRefusal = (
  question: Question,
  { identity }: PolicySet,
  by: StatementRef[],
): Decision | undefined => {
  const { principal } = question.request;
  // The root user may do everything in its account.
  if (principal.kind === 'root') return undefined;
  if (!hasIdentity(principal)) return refused('no-allow', 'resource', undefined);
  const allow = permissionIn('identity', identity, question);
  if (allow === undefined) return refused('no-allow', 'identity', undefined);
  by.push(allow);
  return undefined;
};

const NO_POLICIES: readonly NamedPolicy[] = Object.freeze([]);

/**
 * The session policies that limit the principal. A federated user whose session has none is limited to nothing (IAM
 * User Guide, "Permissions for GetFederationToken").
 */
export const sessionFor = (
  { kind }: RequestPrincipal,
  { session }: PolicySet,
): PolicySet['session'] => session ?? (kind === 'federated-user' ? NO_POLICIES : undefined);

const limitRefusal = (
  question: Question,
  policies: PolicySet,
  by: StatementRef[],
): Decision | undefined => {
  const { boundary } = policies;
  const session = sessionFor(question.request.principal, policies);
  if (boundary !== undefined && question.bounded) {
    const allow = permissionOf('boundary', boundary, question);
    if (allow === undefined) return refused('no-allow', 'boundary', undefined);
    by.push(allow);
  }
  if (session !== undefined) {
    const allow = permissionIn('session', session, question);
    if (allow === undefined) return refused('no-allow', 'session', undefined);
    by.push(allow);
  }
  return undefined;
};
