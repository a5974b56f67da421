import type { AssumeRoleWithWebIdentityResponse } from '@aws-sdk/client-sts';
import type { AssumableRole, Call, RolePrincipal } from '@gatehouse/service-kit';
import { assumableRole } from './assumable.ts';
import type { StsParts } from './deps.ts';
import { packedPolicySize, type RequestedPolicies, sessionPolicies } from './session-policies.ts';

export type UnprovenDeps = Pick<StsParts, 'roles' | 'tokens' | 'ids' | 'acceptsLooseInput'>;

interface Unproven extends RequestedPolicies {
  readonly RoleArn?: string | undefined;
  readonly action: string;
  readonly sessionName: string;
  readonly seconds: number;
  /** CloudTrail's type for who asks: he has no signature. */
  readonly identity: 'SAMLUser' | 'WebIdentityUser';
}

const sessionOf = (call: Call, role: AssumableRole, input: Unproven): RolePrincipal => ({
  kind: 'assumed-role',
  account: role.account,
  arn: `arn:${call.partition}:sts::${role.account}:assumed-role/${role.name}/${input.sessionName}`,
  roleArn: role.arn,
  roleName: role.name,
  roleId: role.id,
  sessionName: input.sessionName,
  serviceLinked: role.serviceLinked,
  tags: role.tags,
  transitiveTagKeys: [],
  chained: false,
  session: {
    issuedAt: call.now,
    expiresAt: new Date(call.now.getTime() + input.seconds * 1000),
    mfaAuthenticated: false,
    policies: undefined,
  },
});

/** A role's session for somebody whose assertion was not checked; for servers that enforce nothing. */
export const assumeUnproven = async (
  deps: UnprovenDeps,
  call: Call,
  input: Unproven,
): Promise<
  Pick<AssumeRoleWithWebIdentityResponse, 'Credentials' | 'AssumedRoleUser' | 'PackedPolicySize'>
> => {
  const role = await assumableRole(deps, call, input.action, input.RoleArn ?? '');
  call.touch({ type: 'AWS::IAM::Role', name: role.arn, arn: role.arn });
  call.identify({ type: input.identity, userName: input.sessionName }, role.account);
  await call.authorize(
    input.action,
    role.arn,
    {},
    {
      resourcePolicy: role.trustPolicy,
      resourceKind: 'trust',
      resourceAccount: role.account,
    },
  );
  const bare = sessionOf(call, role, input);
  const policies = await sessionPolicies(call.tx, deps.roles, role.account, input);
  const packed = packedPolicySize(input, new Map());
  const session = { ...bare, session: { ...bare.session, policies } };
  await deps.roles.markUsed(call.tx, role.id, call.region, call.now);
  return {
    Credentials: deps.tokens.issue(session),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${input.sessionName}`, Arn: session.arn },
    ...(packed === undefined ? {} : { PackedPolicySize: packed }),
  };
};
