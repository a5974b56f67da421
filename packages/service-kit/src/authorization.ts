import { AwsError, type Log, parseArn } from '@gatehouse/core';
import {
  type AuthorizationRequest,
  decide,
  type Decision,
  deniedMessage,
  layeredContext,
  type PolicySet,
  type RequestContext,
} from '@gatehouse/policy';
import type { AuthorizationMessages } from './authorization-message.ts';
import type { AuthorizeOptions, ConditionKeys } from './call.ts';
import type { IdentityPort, OrganizationPort, OrganizationView } from './ports.ts';
import { principalContext } from './principal-context.ts';
import { policyPrincipal, type Principal, sessionOf } from './principal.ts';
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
  decide(question: Question): Promise<Decision>;
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

const ALLOWED: Decision = { allowed: true, by: [] };

export const createAuthorizer = (settings: Settings): Authorizer => {
  const { mode, identity, organizations, rcpServices, messages, log } = settings;
  const contexts = new WeakMap<
    Principal,
    { readonly organization: OrganizationView | undefined; readonly context: RequestContext }
  >();

  const baseContext = (
    principal: Principal,
    organization: OrganizationView | undefined,
  ): RequestContext => {
    const kept = contexts.get(principal);
    if (kept !== undefined && kept.organization === organization) return kept.context;
    const context = principalContext(principal, organization);
    contexts.set(principal, { organization, context });
    return context;
  };

  const organizationOf = (
    account: string | undefined,
  ): OrganizationView | undefined | Promise<OrganizationView | undefined> =>
    account === undefined ? undefined : organizations.of(account);

  const prepare = async (
    question: Question,
  ): Promise<{ request: AuthorizationRequest; policies: PolicySet }> => {
    const { principal, action, resource, keys, options, facts } = question;
    const caller = 'account' in principal ? principal.account : undefined;
    const owner = options.resourceAccount ?? (parseArn(resource)?.account || caller);
    const callerOrganization = await organizationOf(caller);
    const ownerOrganization = owner === caller ? callerOrganization : await organizationOf(owner);
    // A stand-in principal (the identity provider of a federation) has no policies of its own here.
    const own = options.principal === undefined ? await identity.policiesOf(principal) : undefined;

    const request: AuthorizationRequest = {
      action,
      resource,
      resourceAccount: owner,
      principal: options.principal ?? policyPrincipal(principal),
      context: layeredContext(baseContext(principal, callerOrganization), {
        'aws:CurrentTime': facts.now,
        'aws:EpochTime': Math.floor(facts.now.getTime() / 1000),
        'aws:SourceIp': facts.via === undefined ? facts.sourceIp : undefined,
        'aws:UserAgent': facts.userAgent,
        'aws:SecureTransport': facts.secureTransport,
        'aws:RequestedRegion': facts.region,
        'aws:ViaAWSService': facts.via !== undefined,
        'aws:CalledVia': facts.via === undefined ? undefined : [facts.via],
        'aws:CalledViaFirst': facts.via,
        'aws:CalledViaLast': facts.via,
        'aws:ResourceAccount': owner,
        'aws:ResourceOrgID': ownerOrganization?.id,
        'aws:ResourceOrgPaths':
          ownerOrganization === undefined ? undefined : [ownerOrganization.path],
        ...keys,
      }),
    };
    const policies: PolicySet = {
      identity: own?.identity ?? [],
      boundary: own?.boundary,
      session: sessionOf(principal)?.policies,
      resource: options.resourcePolicy,
      resourceKind: options.resourceKind,
      scps: callerOrganization?.managementAccount === caller ? undefined : callerOrganization?.scps,
      rcps:
        ownerOrganization?.managementAccount === owner ||
        !rcpServices.has(action.slice(0, action.indexOf(':')))
          ? undefined
          : ownerOrganization?.rcps,
    };
    return { request, policies };
  };

  const refusal = (
    service: Service,
    request: AuthorizationRequest,
    decision: Extract<Decision, { allowed: false }>,
  ): AwsError => {
    const text = deniedMessage(request, decision);
    const message =
      service.encodesRefusals === true
        ? `You are not authorized to perform this operation. ${text} Encoded authorization failure message: ${messages.encode(request, decision)}`
        : text;
    return new AwsError(service.accessDenied, message, { status: 403 });
  };

  return {
    decide: async (question) => {
      if (mode === 'off') return ALLOWED;
      const { request, policies } = await prepare(question);
      return decide(request, policies);
    },
    require: async (question) => {
      if (mode === 'off') return;
      const { request, policies } = await prepare(question);
      const decision = decide(request, policies);
      if (decision.allowed) return;
      if (mode === 'enforce') throw refusal(question.service, request, decision);
      log.warn('would be refused with --iam=enforce', {
        action: request.action,
        resource: request.resource,
        reason: deniedMessage(request, decision),
      });
    },
  };
};
