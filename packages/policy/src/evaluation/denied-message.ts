import type { AuthorizationRequest, RequestPrincipal } from '../model.ts';
import type { Decision, Layer } from '../policy-set.ts';

type Refusal = Extract<Decision, { readonly allowed: false }>;

const POLICY_KINDS: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  endpoint: 'VPC endpoint policy',
};

const ROLE_TRUST = 'role trust policy';

/** What answers that an action is refused: IAM User Guide, "Troubleshoot access denied error messages". */
export const deniedMessage = (
  { principal, action, resource }: AuthorizationRequest,
  { because, layer }: Refusal,
): string => {
  const kind = layer === 'resource' && isAssumption(action) ? ROLE_TRUST : POLICY_KINDS[layer];
  return `User: ${principalName(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason(because, kind, action)}`;
};

const isAssumption = (action: string): boolean =>
  /^sts:(?:AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity)$/i.test(
    action,
  );

const reason = (because: Refusal['because'], kind: string, action: string): string => {
  if (because === 'no-allow') return `because no ${kind} allows the ${action} action`;
  return `with an explicit deny in ${article(kind)} ${kind}`;
};

const article = (kind: string): string => {
  if (kind === ROLE_TRUST) return 'the';
  return kind.startsWith('i') ? 'an' : 'a';
};

export const principalName = (principal: RequestPrincipal): string => {
  switch (principal.kind) {
    case 'service':
      return principal.name;
    case 'federated':
      return principal.provider;
    case 'anonymous':
      return 'anonymous';
    case 'root':
    case 'user':
    case 'assumed-role':
    case 'federated-user':
      return principal.arn;
    default:
      return principal satisfies never;
  }
};
