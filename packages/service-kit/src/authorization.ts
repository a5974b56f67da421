import { AwsError, type Log, parseArn } from '@gatehouse/core';
import {
  type AuthorizationRequest,
  decide,
  type Decision,
  deniedMessage,
  explain,
  type Explanation,
  layeredContext,
  type PolicySet,
  type RequestContext,
} from '@gatehouse/policy';
import type { AuthorizationMessages } from './authorization-message.ts';
import type { AuthorizeOptions, ConditionKeys } from './call.ts';
import type {
  IdentityPort,
  OrganizationPort,
  OrganizationView,
  PrincipalPolicies,
} from './ports.ts';
import { principalContext } from './principal-context.ts';
import { policyPrincipal, type Principal, type Session, sessionOf } from './principal.ts';
import type { Service } from './service.ts';

export type IamMode = 'enforce' | 'soft' | 'off';

/** What a request tells the policy engine beside who calls. */
export interface RequestFacts {
  readonly now: Date;
  readonly region: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly secureTransport: boolean;
  /** The service through which this call comes, when another service forwards it (`aws:CalledVia`). */
  readonly via?: string | undefined;
  /** The resource for which a service calls. */
  readonly source?: { readonly arn: string; readonly account: string } | undefined;
}

export interface Question {
  readonly service: Service;
  readonly principal: Principal;
  readonly facts: RequestFacts;
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
  readonly options: AuthorizeOptions;
}

export interface Authorizer {
  /**
   * Refuses the callers of a closed account and the sessions of a user or role that is gone, whatever they ask; at once
   * when both are known.
   */
  admit(principal: Principal): void | Promise<void>;
  decide(question: Question): Promise<Decision>;
  /** All that the policies say about it, whatever the mode. Throws where the kind of credential alone refuses. */
  explain(question: Question): Promise<Explanation>;
  /** Throws the service's AccessDenied on a refusal. */
  require(question: Question): Promise<void>;
}

interface Settings {
  readonly mode: IamMode;
  readonly identity: IdentityPort;
  readonly organizations: OrganizationPort;
  /** IAM prefixes of the services that resource control policies reach. */
  readonly rcpServices: ReadonlySet<string>;
  readonly messages: AuthorizationMessages;
  readonly log: Log;
}

/**
 * A refusal by the policies. `explanation` tells everything they say about the request, which is more than the caller may
 * know: whoever shows it must have asked whether the reader may see these policies.
 */
export class RefusedError extends AwsError {
  readonly explanation: () => Explanation;

  constructor(code: string, message: string, explanation: () => Explanation) {
    super(code, message, { status: 403 });
    this.explanation = explanation;
  }
}

const refuseSuspended = (organization: OrganizationView | undefined): void => {
  if (organization?.suspended === true) throw invalidToken();
};

/** After a renaming somebody else may have the name, and policies say whose own is what by names. */
const refuseGone = (principal: Principal, own: PrincipalPolicies | undefined): void => {
  const renamed =
    principal.kind === 'user' && own?.user !== undefined && own.user.arn !== principal.arn;
  if (own?.gone === true || renamed) throw invalidToken();
};

/** A machine of a service: no role of IAM stands behind it, so it has what resources and grants give it. */
const isInfrastructure = (principal: Principal): boolean =>
  principal.kind === 'assumed-role' && principal.infrastructureOf !== undefined;

const isSessionOfIam = (principal: Principal): boolean =>
  sessionOf(principal) !== undefined && !isInfrastructure(principal);

const ALLOWED: Decision = { allowed: true, by: [] };

const invalidToken = (): AwsError =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid', {
    status: 403,
  });

/**
 * STS API Reference, GetSessionToken and GetFederationToken: a session of a user or of the root user reaches IAM only with
 * MFA, a federated user never, and STS only to ask who one is (a user's session also to assume a role).
 */
const refuseByCredential = ({ principal, service, action }: Question): void => {
  if (principal.kind !== 'federated-user' && principal.kind !== 'user' && principal.kind !== 'root')
    return;
  const { session, kind } = principal;
  if (session === undefined || session.console === true) return;
  const iam = service.id === 'iam' && (kind === 'federated-user' || !session.mfaAuthenticated);
  const allowedOfSts = kind === 'user' && ASSUME_ROLE.has(action);
  if (iam || (service.id === 'sts' && !allowedOfSts)) throw invalidToken();
};

const ASSUME_ROLE = new Set(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']);

type BaseContext = (
  principal: Principal,
  organization: OrganizationView | undefined,
  own: PrincipalPolicies | undefined,
) => RequestContext;

interface Owner {
  readonly account: string | undefined;
  readonly organization: OrganizationView | undefined;
}

type CallContext = (
  base: RequestContext,
  facts: RequestFacts,
  session: Session | undefined,
  owner: Owner,
) => RequestContext;

/** The part of the context that one call has, made once for all its questions about resources of one account. */
const callContexts = (): CallContext => {
  const kept = new WeakMap<RequestFacts, Owner & { readonly context: RequestContext }>();
  return (base, facts, session, { account, organization }) => {
    const found = kept.get(facts);
    if (found !== undefined && found.account === account && found.organization === organization)
      return found.context;
    const context = layeredContext(base, requestKeys(facts, session, account, organization));
    kept.set(facts, { account, organization, context });
    return context;
  };
};

/** The part of the context that a principal brings, made once while neither it nor its organization changes. */
const keptContexts = (): BaseContext => {
  const kept = new WeakMap<
    Principal,
    {
      readonly organization: OrganizationView | undefined;
      readonly own: PrincipalPolicies | undefined;
      readonly context: RequestContext;
    }
  >();
  return (principal, organization, own) => {
    const found = kept.get(principal);
    if (found !== undefined && found.organization === organization && found.own === own)
      return found.context;
    const current =
      principal.kind === 'user' && own?.user !== undefined
        ? { ...principal, tags: own.user.tags }
        : principal;
    const context = principalContext(current, organization);
    kept.set(principal, { organization, own, context });
    return context;
  };
};

/** In whole seconds, and only for who gave a code: it grows while the session lasts (IAM User Guide, `aws:MultiFactorAuthAge`). */
const mfaAgeSeconds = (now: Date, session: Session | undefined): number | undefined =>
  session?.mfaAuthenticated === true
    ? Math.max(0, Math.floor((now.getTime() - session.issuedAt.getTime()) / 1000))
    : undefined;

const requestKeys = (
  facts: RequestFacts,
  session: Session | undefined,
  owner: string | undefined,
  ownerOrganization: OrganizationView | undefined,
): ConditionKeys => ({
  'aws:CurrentTime': facts.now,
  'aws:EpochTime': Math.floor(facts.now.getTime() / 1000),
  'aws:MultiFactorAuthAge': mfaAgeSeconds(facts.now, session),
  'aws:SourceIp': facts.via === undefined ? facts.sourceIp : undefined,
  'aws:UserAgent': facts.userAgent,
  'aws:SecureTransport': facts.secureTransport,
  'aws:RequestedRegion': facts.region,
  'aws:ViaAWSService': facts.via !== undefined,
  'aws:CalledVia': facts.via === undefined ? undefined : [facts.via],
  'aws:CalledViaFirst': facts.via,
  'aws:CalledViaLast': facts.via,
  'aws:ResourceAccount': owner,
  // Absent where no service calls: a key that is there and undefined would cover the principal's own.
  ...(facts.source === undefined
    ? {}
    : { 'aws:SourceArn': facts.source.arn, 'aws:SourceAccount': facts.source.account }),
  'aws:ResourceOrgID': ownerOrganization?.id,
  'aws:ResourceOrgPaths': ownerOrganization === undefined ? undefined : [ownerOrganization.path],
});

interface Contexts {
  readonly baseContext: BaseContext;
  readonly callContext: CallContext;
}

interface Prepared {
  readonly request: AuthorizationRequest;
  readonly policies: PolicySet;
}

/** Gathers every policy and every condition key that the question depends on. */
const prepare = async (
  { identity, organizations, rcpServices }: Settings,
  { baseContext, callContext }: Contexts,
  { principal, action, resource, keys, options, facts }: Question,
): Promise<Prepared> => {
  const caller = 'account' in principal ? principal.account : undefined;
  const owner = options.resourceAccount ?? (parseArn(resource)?.account || caller);
  const callerOrganization = caller === undefined ? undefined : await organizations.of(caller);
  const ownerOrganization =
    owner === caller || owner === undefined ? callerOrganization : await organizations.of(owner);
  // A stand-in principal (the identity provider of a federation) has no policies of its own here.
  const own =
    options.principal === undefined && !isInfrastructure(principal)
      ? await identity.policiesOf(principal)
      : undefined;
  const reachedByRcps =
    ownerOrganization?.managementAccount !== owner &&
    rcpServices.has(action.slice(0, action.indexOf(':')));

  return {
    request: {
      action,
      resource,
      resourceAccount: owner,
      principal: options.principal ?? policyPrincipal(principal),
      context: layeredContext(
        callContext(baseContext(principal, callerOrganization, own), facts, sessionOf(principal), {
          account: owner,
          organization: ownerOrganization,
        }),
        keys,
      ),
    },
    policies: {
      identity: own?.identity ?? [],
      boundary: own?.boundary,
      session: sessionOf(principal)?.policies,
      resource: options.resourcePolicy,
      resourceKind: options.resourceKind,
      scps: callerOrganization?.managementAccount === caller ? undefined : callerOrganization?.scps,
      rcps: reachedByRcps ? ownerOrganization?.rcps : undefined,
    },
  };
};

interface Answered extends Prepared {
  readonly decision: Decision;
}

/** What the policies say, and where none of them allows it, what a grant adds. */
const answer = async (prepared: Prepared, { options }: Question): Promise<Answered> => {
  const decision = decide(prepared.request, prepared.policies);
  if (decision.allowed || decision.because === 'explicit-deny' || options.findGrant === undefined)
    return { ...prepared, decision };
  const grant = await options.findGrant();
  if (grant === undefined) return { ...prepared, decision };
  const policies = { ...prepared.policies, grant };
  return { ...prepared, policies, decision: decide(prepared.request, policies) };
};

const refusal = (
  { messages }: Settings,
  service: Service,
  { request, policies }: Prepared,
  decision: Extract<Decision, { allowed: false }>,
): RefusedError => {
  const text = deniedMessage(request, decision);
  const message =
    service.encodesRefusals === true
      ? `You are not authorized to perform this operation. ${text}. Encoded authorization failure message: ${messages.encode(request, decision)}`
      : text;
  return new RefusedError(service.accessDenied, message, () => explain(request, policies));
};

export const createAuthorizer = (settings: Settings): Authorizer => {
  const { mode, log, identity, organizations } = settings;
  const contexts: Contexts = { baseContext: keptContexts(), callContext: callContexts() };
  return {
    admit: (principal) => {
      if (mode === 'off' || principal.kind === 'service' || principal.kind === 'anonymous')
        return undefined;
      const organization = organizations.of(principal.account);
      // A long-term key goes with its user; only a session can outlive who it stands for.
      const own = isSessionOfIam(principal) ? identity.policiesOf(principal) : undefined;
      const refuse = (
        known: OrganizationView | undefined,
        policies: PrincipalPolicies | undefined,
      ): void => {
        refuseSuspended(known);
        refuseGone(principal, policies);
      };
      return organization instanceof Promise || own instanceof Promise
        ? Promise.all([organization, own]).then((known) => refuse(...known))
        : refuse(organization, own);
    },
    decide: async (question) => {
      if (mode === 'off') return ALLOWED;
      return (await answer(await prepare(settings, contexts, question), question)).decision;
    },
    explain: async (question) => {
      refuseByCredential(question);
      const prepared = await prepare(settings, contexts, question);
      const { request, policies } = await answer(prepared, question);
      return explain(request, policies);
    },
    require: async (question) => {
      if (mode === 'off') return;
      refuseByCredential(question);
      const answered = await answer(await prepare(settings, contexts, question), question);
      const { request, decision } = answered;
      if (decision.allowed) return;
      if (mode === 'enforce') throw refusal(settings, question.service, answered, decision);
      log.warn('would be refused with --iam=enforce', {
        action: request.action,
        resource: request.resource,
        reason: deniedMessage(request, decision),
      });
    },
  };
};
