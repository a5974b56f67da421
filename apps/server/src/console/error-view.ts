import type { AwsError } from '@gatehouse/core';
import { RefusedError } from '@gatehouse/service-kit';
import type { ServiceModel } from '@gatehouse/wire';
import type { ActiveSession } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';

/** An error of AWS as the pages show it. */
export interface ErrorView {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** Further members of the error. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Why the policies refused; only for whoever may see them. */
  readonly explanation?: object | undefined;
}

interface Failed {
  readonly error: AwsError;
  readonly requestId: string;
  readonly model: ServiceModel;
  readonly region: string;
}

type Explanation = ReturnType<RefusedError['explanation']>;

const MOST_STATEMENTS = 40;

/** Leaves out statements about other actions, which a large policy has hundreds of. */
export const aboutTheAction = (explanation: Explanation): object => ({
  ...explanation,
  layers: explanation.layers.map((layer) => ({
    ...layer,
    policies: layer.policies.map(({ policyId, statements }) => ({
      policyId,
      total: statements.length,
      statements: statements
        .filter(({ elements }) =>
          elements.every(({ element, matched }) => matched || !element.endsWith('Action')),
        )
        .slice(0, MOST_STATEMENTS),
    })),
  })),
});

/**
 * Policies are shown to whoever may simulate them: the caller itself, or, for a role that somebody of the same account
 * has switched to, that person.
 */
export const mayReadPolicies = async (
  { cloud, clock }: ConsoleDeps,
  { principal, home }: ActiveSession,
  visitor: Visitor,
  region: string,
): Promise<boolean> => {
  if (principal.kind !== 'user' && principal.kind !== 'assumed-role') return false;
  const resource = principal.kind === 'user' ? principal.arn : principal.roleArn;
  const readers = home.account === principal.account ? [principal, home] : [principal];
  for (const reader of new Set(readers)) {
    const decision = await cloud.authorizer.decide({
      service: cloud.iam.service,
      principal: reader,
      facts: { now: clock.now(), region, secureTransport: false, ...visitor },
      action: 'iam:SimulatePrincipalPolicy',
      resource,
      keys: {},
      options: {},
    });
    if (decision.allowed) return true;
  }
  return false;
};

/** What the service's own endpoint would call it: codes of awsQuery are for services that speak it, or once did. */
const codeOf = (error: AwsError, model: ServiceModel): string => {
  const old = model.errorOf(error.name)?.traits.awsQueryError?.code;
  const speaksQuery = model.protocol === 'awsQuery' || model.protocol === 'ec2Query';
  return speaksQuery || model.awsQueryCompatible ? (old ?? error.name) : error.name;
};

export const errorView = async (
  deps: ConsoleDeps,
  session: ActiveSession,
  visitor: Visitor,
  { error, requestId, model, region }: Failed,
): Promise<ErrorView> => {
  const schema = model.errorOf(error.name);
  const view = {
    status:
      error.status ?? schema?.traits.httpError ?? (schema?.traits.error === 'server' ? 500 : 400),
    code: codeOf(error, model),
    message: error.message,
    requestId,
    ...(Object.keys(error.members).length === 0 ? {} : { members: error.members }),
  };
  if (!(error instanceof RefusedError)) return view;
  const readable = await mayReadPolicies(deps, session, visitor, region);
  return readable ? { ...view, explanation: aboutTheAction(error.explanation()) } : view;
};
