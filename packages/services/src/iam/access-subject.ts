import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { noSuchGroup, noSuchUser } from './errors.ts';
import { type ManagedPolicies, type ManagedPolicy, requirePolicyArn } from './managed-policies.ts';
import { EXISTING_USER_NAME, GROUP_NAME, required, requireName, ROLE_NAME } from './names.ts';
import { awsPolicyIsFixed, noSuchRole, protectedRole } from './policy-errors.ts';
import { type Holder, type HolderKind, holders, supposedArn } from './repositories/holders.ts';
import { arnOfRole, type Role, roles } from './repositories/roles.ts';

/** The member that names the user, group or role in the requests of the three variants of an operation. */
export interface HolderNames {
  readonly UserName?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly RoleName?: string | undefined;
}

const MEMBERS = {
  user: {
    name: 'UserName',
    limit: EXISTING_USER_NAME,
    type: 'AWS::IAM::User',
    missing: noSuchUser,
  },
  group: { name: 'GroupName', limit: GROUP_NAME, type: 'AWS::IAM::Group', missing: noSuchGroup },
  role: { name: 'RoleName', limit: ROLE_NAME, type: 'AWS::IAM::Role', missing: noSuchRole },
} as const;

/** `{ UserName: … }`, the limit of the member that names the holder. */
export const holderLimit = (kind: HolderKind) => ({ [MEMBERS[kind].name]: MEMBERS[kind].limit });

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export interface AuthorizedHolder {
  readonly holder: Holder;
  readonly tags: Tags;
}

/** The user, group or role that a request names, once the caller is known to be permitted `action` on it. */
export const authorizeHolder = async (
  call: Call,
  kind: HolderKind,
  action: string,
  input: HolderNames,
  keys: ConditionKeys = {},
): Promise<AuthorizedHolder> => {
  const { name: member, type, missing } = MEMBERS[kind];
  const name = required(lowerFirst(member), input[member]);
  requireName(lowerFirst(member), name);
  const holder = await holders.find(call.tx, kind, call.account, name);
  const arn = holder?.arn ?? supposedArn(kind, call.account, name);
  const tags: Tags = holder === undefined ? new Map() : await tagStore.of(call.tx, arn);
  call.touch({ type, name: holder?.name ?? name });
  await call.authorize(action, arn, {
    ...resourceTagKeys('iam', tags),
    'iam:PermissionsBoundary': holder?.boundaryArn,
    ...keys,
  });
  if (holder === undefined) throw missing(name);
  return { holder, tags };
};

/** Throws for a service-linked role, which only its service changes. */
export const requireModifiable = ({
  name,
  linkedService,
}: Pick<Holder, 'name' | 'linkedService'>): void => {
  if (linkedService !== undefined) throw protectedRole(name);
};

export interface AuthorizedRole {
  readonly role: Role;
  readonly arn: string;
  readonly tags: Tags;
}

export const authorizeRole = async (
  call: Call,
  action: string,
  input: HolderNames,
  keys: ConditionKeys = {},
): Promise<AuthorizedRole> => {
  const { holder, tags } = await authorizeHolder(call, 'role', action, input, keys);
  const role = await roles.byId(call.tx, holder.id);
  if (role === undefined) throw noSuchRole(holder.name);
  return { role, arn: arnOfRole(role), tags };
};

export interface AuthorizedPolicy {
  readonly policy: ManagedPolicy;
  readonly tags: Tags;
}

/**
 * The managed policy that a request names, once the caller is known to be permitted `action` on it. Reading a policy
 * of AWS is a matter of the caller's own account alone; to change it is to reach into another account.
 */
export const authorizePolicy = async (
  managed: ManagedPolicies,
  call: Call,
  action: string,
  arn: string | undefined,
  {
    reads,
    missing,
    keys = {},
  }: {
    readonly reads: boolean;
    readonly missing: (arn: string) => Error;
    readonly keys?: ConditionKeys;
  },
): Promise<AuthorizedPolicy> => {
  const named = required('policyArn', arn);
  requirePolicyArn(named);
  const policy = await managed.find(call.tx, named);
  const ofAws = parseArn(named)?.account === 'aws';
  const tags: Tags = policy?.own === undefined ? new Map() : await tagStore.of(call.tx, named);
  call.touch({ type: 'AWS::IAM::Policy', name: named });
  await call.authorize(
    action,
    named,
    { ...resourceTagKeys('iam', tags), ...keys },
    reads && ofAws ? { resourceAccount: call.account } : {},
  );
  if (policy === undefined) throw missing(named);
  if (policy.own !== undefined && policy.own.account !== call.account) throw missing(named);
  if (!reads && ofAws) throw awsPolicyIsFixed(action, named);
  return { policy, tags };
};
