import type { PolicyEvaluationDecisionType, ResourceSpecificResult } from '@aws-sdk/client-iam';
import {
  type AuthorizationRequest,
  type CompiledPolicy,
  compilePolicy,
  decide,
  type Decision,
  explain,
  type Explanation,
  type Layer,
  missingContextKeys,
  type NamedPolicy,
  type OrganizationLevel,
  type PolicySet,
  type RequestContext,
  type RequestPrincipal,
} from '@gatehouse/policy';
import { type Span, statementSpans } from './simulation-positions.ts';

/** A policy of a simulation with what the answer calls it. */
export interface SimulatedPolicy extends NamedPolicy {
  readonly sourceId: string;
}

export interface Simulation {
  readonly principal: RequestPrincipal;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary: readonly SimulatedPolicy[];
  readonly resource: SimulatedPolicy | undefined;
  readonly resourceKind: 'delegates' | 'trust';
  readonly scps: readonly OrganizationLevel[] | undefined;
  readonly context: RequestContext;
  readonly resourceAccount: string;
}

/** The simulator names the kind of a policy in words that are not in the API model. */
interface MatchedStatement {
  readonly SourcePolicyId: string;
  readonly SourcePolicyType: string;
  readonly StartPosition?: Span['start'];
  readonly EndPosition?: Span['end'];
}

export interface SimulationResult {
  readonly EvalActionName: string;
  readonly EvalResourceName: string;
  readonly EvalDecision: PolicyEvaluationDecisionType;
  readonly MatchedStatements: readonly MatchedStatement[];
  readonly MissingContextValues: readonly string[];
  readonly OrganizationsDecisionDetail?: { readonly AllowedByOrganizations: boolean };
  readonly PermissionsBoundaryDecisionDetail?: { readonly AllowedByPermissionsBoundary: boolean };
  readonly EvalDecisionDetails?: Readonly<Record<string, PolicyEvaluationDecisionType>>;
  readonly ResourceSpecificResults?: readonly (Omit<ResourceSpecificResult, 'MatchedStatements'> & {
    readonly MatchedStatements: readonly MatchedStatement[];
  })[];
}

const EVERYTHING: NamedPolicy = {
  id: 'everything',
  policy: compilePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    'identity',
  ),
};

const wordFor = (decision: Decision): PolicyEvaluationDecisionType => {
  if (decision.allowed) return 'allowed';
  return decision.because === 'explicit-deny' ? 'explicitDeny' : 'implicitDeny';
};

/** Several boundaries limit as their union, which the engine knows as that of session policies. */
const boundarySet = ({ boundary }: Simulation): Pick<PolicySet, 'boundary' | 'session'> => {
  const [first, ...more] = boundary;
  if (first === undefined) return {};
  return more.length === 0 ? { boundary: first } : { session: boundary };
};

/** The policies that a layer of the explanation is about, as the answer calls them; none for layers it does not name. */
const namedOf = (
  layer: Layer,
  { identity, resource, boundary }: Simulation,
  denied: boolean,
): readonly SimulatedPolicy[] => {
  if (layer === 'identity') return identity;
  if (layer === 'resource') return resource === undefined ? [] : [resource];
  return denied && (layer === 'boundary' || layer === 'session') ? boundary : [];
};

/** The statements that decided, each with its place in its policy's text. */
const matchedIn = (
  explanation: Explanation,
  simulation: Simulation,
  decision: Decision,
): readonly MatchedStatement[] => {
  if (!decision.allowed && decision.because !== 'explicit-deny') return [];
  const effect = decision.allowed ? 'Allow' : 'Deny';
  return explanation.layers.flatMap(({ layer, policies }) =>
    namedOf(layer, simulation, effect === 'Deny').flatMap(({ sourceId, policy }, index) => {
      const spans = statementSpans(policy.document);
      const statements = policies[index]?.statements ?? [];
      return statements
        .filter((statement) => statement.matched && statement.effect === effect)
        .map((statement) => {
          const span = spans[statement.index];
          return {
            SourcePolicyId: sourceId,
            SourcePolicyType: layer === 'resource' ? 'Resource Policy' : 'IAM Policy',
            ...(span === undefined ? {} : { StartPosition: span.start, EndPosition: span.end }),
          };
        });
    }),
  );
};

/** Whether the policies of one layer would let through what all others allow. */
const layerAllows = (
  request: AuthorizationRequest,
  layer: Pick<PolicySet, 'scps' | 'boundary' | 'session'>,
): boolean => decide(request, { identity: [EVERYTHING], ...layer }).allowed;

const compiledOf = (policies: readonly SimulatedPolicy[]): readonly CompiledPolicy[] =>
  policies.map(({ policy }) => policy);

const isCrossAccount = ({ principal, resourceAccount }: Simulation): boolean =>
  'account' in principal && principal.account !== resourceAccount;

/** What each side says where the resource belongs to another account (API reference, EvalDecisionDetails). */
const sidesOf = (
  request: AuthorizationRequest,
  simulation: Simulation,
): Pick<SimulationResult, 'EvalDecisionDetails'> => {
  if (!isCrossAccount(simulation) || simulation.resource === undefined) return {};
  const own = { ...request, resourceAccount: undefined };
  return {
    EvalDecisionDetails: {
      'IAM Policy': wordFor(
        decide(own, { identity: simulation.identity, ...boundarySet(simulation) }),
      ),
      'Resource Policy': wordFor(
        decide(request, { identity: [EVERYTHING], resource: simulation.resource }),
      ),
    },
  };
};

const boundaryDetail = (
  request: AuthorizationRequest,
  simulation: Simulation,
): Pick<SimulationResult, 'PermissionsBoundaryDecisionDetail'> =>
  simulation.boundary.length === 0
    ? {}
    : {
        PermissionsBoundaryDecisionDetail: {
          AllowedByPermissionsBoundary: layerAllows(request, boundarySet(simulation)),
        },
      };

/** One action on one resource. `named` tells whether the request named the resource or left it to be `*`. */
export const simulate = (
  simulation: Simulation,
  action: string,
  resource: string,
  named: boolean,
): SimulationResult => {
  const { principal, identity, boundary, scps, context, resourceAccount } = simulation;
  const request: AuthorizationRequest = { action, resource, resourceAccount, principal, context };
  const policies: PolicySet = {
    identity,
    resource: simulation.resource,
    resourceKind: simulation.resourceKind,
    scps,
    ...boundarySet(simulation),
  };
  const decision = decide(request, policies);
  const word = wordFor(decision);
  const matched = matchedIn(explain(request, policies), simulation, decision);
  const all = [
    ...compiledOf(identity),
    ...compiledOf(boundary),
    ...(simulation.resource === undefined ? [] : [simulation.resource.policy]),
  ];
  const missing = missingContextKeys(all, context);
  const isSpecific = named && resource !== '*';
  const bounded = boundaryDetail(request, simulation);
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: word,
    MatchedStatements: matched,
    MissingContextValues: isSpecific ? [] : missing,
    ...(scps === undefined
      ? {}
      : {
          OrganizationsDecisionDetail: { AllowedByOrganizations: layerAllows(request, { scps }) },
        }),
    ...bounded,
    ...sidesOf(request, simulation),
    ...(isSpecific
      ? {
          ResourceSpecificResults: [
            {
              EvalResourceName: resource,
              EvalResourceDecision: word,
              MatchedStatements: matched,
              MissingContextValues: [...missing],
              ...bounded,
            },
          ],
        }
      : {}),
  };
};
