import { type RequestContext, requestContext } from '@gatehouse/policy';
import type { ConditionKeys } from './call.ts';
import type { OrganizationView } from './ports.ts';
import { type Principal, rootArn, sessionOf, type Tags, userId } from './principal.ts';

// IAM User Guide, "Policies variables": what aws:PrincipalType says for each kind of caller.
const principalType = (principal: Principal): string | undefined => {
  switch (principal.kind) {
    case 'root':
      return 'Account';
    case 'user':
      return 'User';
    case 'assumed-role':
      return 'AssumedRole';
    case 'federated-user':
      return 'FederatedUser';
    case 'service':
      return 'Service';
    case 'anonymous':
      return 'Anonymous';
    default:
      return principal satisfies never;
  }
};

/** For a session the ARN of its role, not of the session (IAM User Guide, `aws:PrincipalArn`). */
const principalArnKey = (principal: Principal): string | undefined => {
  switch (principal.kind) {
    case 'root':
      return rootArn(principal.account);
    case 'assumed-role':
      return principal.roleArn;
    case 'user':
    case 'federated-user':
      return principal.arn;
    default:
      return undefined;
  }
};

const tagKeys = (tags: Tags): ConditionKeys =>
  Object.fromEntries([...tags].map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));

/** The condition keys that stay the same for every request of one credential (IAM User Guide, "AWS global condition context keys"). */
export const principalContext = (
  principal: Principal,
  organization: OrganizationView | undefined,
): RequestContext => {
  // What else can be known of someone unsigned, the evaluator reads from the principal.
  if (principal.kind === 'anonymous')
    return requestContext({
      'aws:PrincipalAccount': 'anonymous',
      'aws:PrincipalType': 'Anonymous',
    });
  const session = sessionOf(principal);
  const isRole = principal.kind === 'assumed-role';
  return requestContext({
    'aws:PrincipalArn': principalArnKey(principal),
    'aws:PrincipalAccount': principal.kind === 'service' ? undefined : principal.account,
    'aws:PrincipalType': principalType(principal),
    'aws:userid': userId(principal),
    'aws:username': principal.kind === 'user' ? principal.name : undefined,
    'aws:PrincipalIsAWSService': principal.kind === 'service',
    'aws:PrincipalServiceName': principal.kind === 'service' ? principal.name : undefined,
    'aws:PrincipalServiceNamesList': principal.kind === 'service' ? [principal.name] : undefined,
    'aws:SourceAccount': principal.kind === 'service' ? principal.account : undefined,
    'aws:PrincipalOrgID': organization?.id,
    'aws:PrincipalOrgPaths': organization === undefined ? undefined : [organization.path],
    // Absent, not false, for long-term keys: BoolIfExists is how policies tell the two apart.
    'aws:MultiFactorAuthPresent': session?.mfaAuthenticated,
    'aws:TokenIssueTime': session?.issuedAt,
    'aws:SourceIdentity': session?.sourceIdentity,
    'aws:FederatedProvider': isRole ? principal.federatedProvider : undefined,
    ...(isRole ? principal.federatedKeys : {}),
    ...(principal.kind === 'user' || isRole || principal.kind === 'federated-user'
      ? tagKeys(principal.tags)
      : {}),
  });
};
