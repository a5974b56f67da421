import { compilePolicy } from '@gatehouse/policy';
import type { AuthorizeOptions, Call, ConditionKeys } from '@gatehouse/service-kit';
import { resourcePolicyArn } from './arns.ts';
import { notInUse, notPermitted } from './errors.ts';
import type { Account, Organization } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { delegatedAdministrators, resourcePolicies } from './repositories/delegation.ts';
import { organizations } from './repositories/organizations.ts';

/** The caller's account and the organization it is in. */
export interface Membership {
  readonly organization: Organization;
  readonly account: Account;
  readonly isManagement: boolean;
}

export interface Permission {
  /** `organizations:CreatePolicy` */
  readonly action: string;
  readonly resource: string;
  readonly keys?: ConditionKeys;
}

/** Organizations User Guide, "Delegated administrator for AWS Organizations": beside Describe and List, these alone. */
const DELEGABLE: ReadonlySet<string> = new Set([
  'organizations:AttachPolicy',
  'organizations:CreatePolicy',
  'organizations:DeletePolicy',
  'organizations:DetachPolicy',
  'organizations:DisablePolicyType',
  'organizations:EnablePolicyType',
  'organizations:TagResource',
  'organizations:UntagResource',
  'organizations:UpdatePolicy',
]);

const isRead = (action: string): boolean => /^organizations:(?:Describe|List)/.test(action);

/** Whether a resource policy may give the action to a member account. */
export const isDelegable = (action: string): boolean => isRead(action) || DELEGABLE.has(action);

/** The organization of the caller; who is in none is told so, once his own policies let him ask. */
export const membershipOf = async (call: Call, action: string): Promise<Membership> => {
  const account = await accounts.find(call.tx, call.account);
  if (account === undefined) {
    await call.authorize(action, '*', {}, { resourceAccount: call.account });
    throw notInUse();
  }
  const organization = await organizations.byId(call.tx, account.organizationId);
  if (organization === undefined)
    throw new Error(
      `account ${account.account} is in organization ${account.organizationId}, which is not stored`,
    );
  const isManagement = organization.managementAccount === call.account;
  return { organization, account, isManagement };
};

/** What every member may do with what is its own: leave, see the organization, answer handshakes. */
export const permitMember = async (
  call: Call,
  { action, resource, keys }: Permission,
): Promise<void> =>
  call.authorize(action, resource, keys, {
    resourceAccount: call.account,
  });

/** By the organization's resource policy, which like any other works across accounts: both sides must allow. */
const delegation = async (
  call: Call,
  { organization }: Membership,
): Promise<AuthorizeOptions | undefined> => {
  const stored = await resourcePolicies.find(call.tx, organization.id);
  return stored === undefined
    ? undefined
    : {
        resourceAccount: organization.managementAccount,
        resourcePolicy: {
          id: resourcePolicyArn(organization, stored.id),
          policy: compilePolicy(stored.content, 'resource'),
        },
      };
};

/**
 * Throws unless the caller may: as the management account, by the organization's resource policy, or, for reads, as
 * the delegated administrator of any service.
 */
export const permit = async (
  call: Call,
  membership: Membership,
  permission: Permission,
): Promise<void> => {
  const { action, resource, keys } = permission;
  if (membership.isManagement) return permitMember(call, permission);
  const delegated = isDelegable(action) ? await delegation(call, membership) : undefined;
  if (delegated !== undefined) {
    const decision = await call.decide(action, resource, keys, delegated);
    if (decision.allowed || decision.because === 'explicit-deny')
      return call.authorize(action, resource, keys, delegated);
  }
  // The caller's own policies speak first: a person who may not ask learns nothing about the organization.
  await permitMember(call, permission);
  const { tx, account } = call;
  const reader =
    isRead(action) &&
    (await delegatedAdministrators.isDelegated(tx, membership.organization.id, account));
  if (!reader) throw notPermitted();
};
