import {
  compilePolicy,
  type PolicyPrincipal,
  PolicySyntaxError,
  principalsOf,
  type RawContext,
  type RequestPrincipal,
} from '@gatehouse/policy';
import type { Party } from '../model.ts';
import { partyOf } from '../party.ts';
import type { OrganizationFacts } from '../reading/organization.ts';
import type { AccountPrincipals, IamPrincipal, PolicyText } from '../reading/principals.ts';
import { accountsIn, BY_ACCOUNT, comparesAccounts, someAccount } from './named-accounts.ts';

export type CandidateKind =
  | 'root'
  | 'user'
  | 'role'
  | 'session'
  | 'federated-user'
  /** Whoever another account lets. */
  | 'account'
  /** Whoever any account lets. */
  | 'everybody'
  | 'service'
  | 'machine'
  | 'deleted'
  | 'unknown';

/** Somebody who might be allowed. */
export interface Candidate {
  readonly kind: CandidateKind;
  /** ARN, account, service or unique id. */
  readonly name: string;
  readonly account: string | undefined;
  /** Undefined: nobody can be it. */
  readonly principal: RequestPrincipal | undefined;
  readonly identity: readonly PolicyText[];
  readonly boundary: PolicyText | undefined;
  /** What is known of its requests beyond those of everybody. */
  readonly keys: RawContext;
  /** Keys that its requests have not. */
  readonly isAbsent: (key: string) => boolean;
  /** Keys that the principal itself would answer, and that are not known for those whom it stands for. */
  readonly isOpen: (key: string) => boolean;
  /** The account's IAM, which is not readable, has a say too. */
  readonly delegates: boolean;
  readonly notes: readonly string[];
}

const TAG = 'aws:principaltag/';
const NO_ONE = (): boolean => false;

const SESSION_NOTE =
  'A session policy or session tags can narrow what a session of the role may do; AWS tells nobody about them.';

const tagKeys = (tags: ReadonlyMap<string, string>): RawContext =>
  Object.fromEntries([...tags].map(([key, value]) => [`${TAG}${key.toLowerCase()}`, value]));

export const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const principalOf = (
  { kind, arn, id, serviceLinked }: IamPrincipal,
  account: string,
): RequestPrincipal => {
  if (kind === 'user') return { kind, account, arn, id };
  const partition = arn.split(':')[1] ?? 'aws';
  return {
    kind: 'assumed-role',
    account,
    arn: `arn:${partition}:sts::${account}:assumed-role/${lastName(arn)}/any-session`,
    id: `${id}:any-session`,
    roleArn: arn,
    roleId: id,
    serviceLinked,
  };
};

const ofIam = (iam: IamPrincipal, account: string, organization: RawContext): Candidate => ({
  kind: iam.kind,
  name: iam.arn,
  account,
  principal: principalOf(iam, account),
  identity: iam.identity,
  boundary: iam.boundary,
  keys: { ...tagKeys(iam.tags), ...organization, 'kms:calleraccount': account },
  // A session can bring tags that its role has not.
  isAbsent: (key) => iam.kind === 'user' && key.startsWith(TAG),
  isOpen: (key) => iam.kind === 'role' && key === 'aws:userid',
  delegates: false,
  notes: iam.kind === 'role' ? [SESSION_NOTE] : [],
});

/** The account whose users and roles are known, and its partition. */
interface Home {
  readonly account: string;
  /** `arn:` + this: `aws`, `aws-cn`. */
  readonly partition: string;
}

const rootOf = ({ account, partition }: Home, organization: RawContext): Candidate => {
  const arn = `arn:${partition}:iam::${account}:root`;
  return {
    kind: 'root',
    name: arn,
    account,
    principal: { kind: 'root', account, arn, id: account },
    identity: [],
    boundary: undefined,
    keys: { ...organization, 'kms:calleraccount': account },
    isAbsent: (name) => name.startsWith(TAG),
    isOpen: NO_ONE,
    delegates: false,
    notes: [],
  };
};

/** What only the principal itself would tell, for one that stands for all of an account. */
const OF_SOMEBODY = new Set([
  'aws:principalarn',
  'aws:principaltype',
  'aws:userid',
  'aws:username',
]);

const accountCandidate = (account: string, home: Home): Candidate => {
  const arn = `arn:${home.partition}:iam::${account}:root`;
  const own = account === home.account;
  return {
    kind: 'account',
    name: account,
    account,
    principal: { kind: 'root', account, arn, id: account },
    identity: [],
    boundary: undefined,
    keys: { 'kms:calleraccount': account },
    isAbsent: NO_ONE,
    isOpen: (name) => OF_SOMEBODY.has(name),
    delegates: true,
    notes: [
      own
        ? 'The policies of its users and roles could not be read; they decide.'
        : `Account ${account} decides by its own IAM policies, which nobody outside can read, whom it lets.`,
    ],
  };
};

const everybody = (home: Home, policies: readonly string[]): Candidate => {
  const open = policies.some(comparesAccounts);
  const other = accountCandidate(someAccount(home.account, policies), home);
  return {
    ...other,
    kind: 'everybody',
    name: '*',
    account: undefined,
    keys: open ? {} : other.keys,
    isOpen: (name) => OF_SOMEBODY.has(name) || (open && BY_ACCOUNT.has(name)),
    notes: ['Principals of every AWS account, as far as their own account lets them.'],
  };
};

const named = (party: Party, text: string, own: string): Candidate | undefined => {
  const base = {
    name: text,
    identity: [],
    boundary: undefined,
    keys: {},
    isAbsent: NO_ONE,
    isOpen: NO_ONE,
    notes: [],
  };
  switch (party.kind) {
    case 'service':
      return {
        ...base,
        kind: 'service',
        name: party.service,
        account: undefined,
        principal: { kind: 'service', name: party.service },
        // Whose account a service's call counts as is not documented.
        isOpen: (name) => name === 'kms:calleraccount',
        delegates: false,
      };
    case 'machine':
      return { ...base, kind: 'machine', ...machineOf(party), delegates: false };
    case 'session':
    case 'federated-user':
    case 'user':
    case 'role':
      return { ...base, ...signed(party), delegates: party.account !== own };
    case 'deleted':
      return {
        ...base,
        kind: 'deleted',
        account: undefined,
        principal: undefined,
        delegates: false,
        notes: [
          'The user or role with this unique id is deleted; one with the same name is another.',
        ],
      };
    case 'unknown':
      return {
        ...base,
        kind: 'unknown',
        account: undefined,
        principal: undefined,
        delegates: false,
      };
    case 'account':
      return undefined;
    default:
      return party satisfies never;
  }
};

/** As the policy names it: one of a Region (`logs.us-east-1.amazonaws.com`) is another than the one without. */
const serviceNamed = (name: string): Candidate | undefined =>
  named({ kind: 'service', service: name, region: undefined }, name, '');

const machineOf = ({ account, role, machine }: Extract<Party, { kind: 'machine' }>) => {
  const id = `${account}:${role}`;
  const principal: RequestPrincipal = {
    kind: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${machine}`,
    id: `${id}:${machine}`,
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    roleId: id,
    serviceLinked: true,
  };
  return { account, principal, keys: { 'kms:calleraccount': account } };
};

const isUserId = (name: string): boolean => name === 'aws:userid';

const signed = (
  party: Extract<Party, { kind: 'user' | 'role' | 'session' | 'federated-user' }>,
) => {
  const { kind, account, arn } = party;
  const partition = arn.split(':')[1] ?? 'aws';
  const common = { kind, account, keys: { 'kms:calleraccount': account } } as const;
  if (kind === 'user')
    return {
      ...common,
      isOpen: isUserId,
      principal: { kind, account, arn, id: `unknown ${arn}` } as const,
    };
  if (kind === 'federated-user')
    return {
      ...common,
      isOpen: isUserId,
      principal: { kind, account, arn, id: `${account}:${lastName(arn)}`, userArn: '' } as const,
    };
  const role = kind === 'role' ? lastName(arn) : (arn.split('/')[1] ?? '');
  const roleArn = kind === 'role' ? arn : `arn:${partition}:iam::${account}:role/${role}`;
  const session = kind === 'role' ? 'any-session' : lastName(arn);
  return {
    ...common,
    // The path of a role is not in the ARN of its sessions.
    isOpen: (name: string): boolean =>
      isUserId(name) || (kind === 'session' && name === 'aws:principalarn'),
    principal: {
      kind: 'assumed-role',
      account,
      arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
      id: `unknown ${arn}:${session}`,
      roleArn,
      roleId: `unknown ${arn}`,
    } as const,
  };
};

export interface CandidateFacts extends Home {
  /** Documents of the resources that are asked about. */
  readonly policies: readonly string[];
  /** Who else is named, in the forms of KMS: those whom grants are to. */
  readonly grantees: readonly string[];
  /** Undefined: not readable. */
  readonly iam: AccountPrincipals | undefined;
  readonly organization: OrganizationFacts | undefined;
}

const policyPrincipals = (policy: string): readonly PolicyPrincipal[] => {
  if (policy === '') return [];
  try {
    return principalsOf(compilePolicy(policy, 'resource'));
  } catch (error) {
    // Whom it names is not known then; that it cannot be read is said where it decides.
    if (error instanceof PolicySyntaxError) return [];
    throw error;
  }
};

/** The session of a role that IAM told about, with the role's policies. */
const withRole = (candidate: Candidate, byName: ReadonlyMap<string, Candidate>): Candidate => {
  const { principal } = candidate;
  if (principal?.kind !== 'assumed-role' || candidate.kind !== 'session') return candidate;
  const role = byName.get(principal.roleArn) ?? byRoleName(principal.roleArn, byName);
  if (role?.principal?.kind !== 'assumed-role') return candidate;
  const { roleArn, roleId, serviceLinked } = role.principal;
  const id = `${roleId}:${lastName(principal.arn)}`;
  return {
    ...role,
    kind: 'session',
    name: candidate.name,
    principal: { ...principal, roleArn, roleId, serviceLinked, id },
    isOpen: NO_ONE,
  };
};

const byRoleName = (
  roleArn: string,
  byName: ReadonlyMap<string, Candidate>,
): Candidate | undefined =>
  [...byName.values()].find(
    ({ kind, name }) => kind === 'role' && lastName(name) === lastName(roleArn),
  );

/** Everybody whom the account, the policies of resources or grants can mean; each once. */
export const candidatesOf = (facts: CandidateFacts): readonly Candidate[] => {
  const { account: own, policies, iam } = facts;
  const inOrganization = organizationKeys(facts.organization);
  const found = new Map<string, Candidate>();
  const add = (candidate: Candidate | undefined): void => {
    if (candidate !== undefined && !found.has(candidate.name)) found.set(candidate.name, candidate);
  };
  add(rootOf(facts, inOrganization));
  for (const one of iam?.principals ?? []) add(ofIam(one, own, inOrganization));
  if (iam === undefined) add(accountCandidate(own, facts));

  const addText = (text: string): void => {
    const party = partyOf(text);
    if (party.kind === 'account') {
      if (party.account !== own) add(accountCandidate(party.account, facts));
      return;
    }
    const candidate = named(party, text, own);
    // What IAM did not tell about in its own account is not there.
    const isGone =
      iam !== undefined &&
      candidate?.account === own &&
      (candidate.kind === 'user' || candidate.kind === 'role');
    if (candidate === undefined) return;
    add(
      isGone ? { ...candidate, kind: 'deleted', principal: undefined } : withRole(candidate, found),
    );
  };
  const addAll = (policy: string): void => {
    for (const account of accountsIn(policy))
      if (account !== own) add(accountCandidate(account, facts));
    add(everybody(facts, policies));
  };
  for (const policy of policies)
    for (const { type, value } of policyPrincipals(policy)) {
      if (type === 'AWS' && value === '*') addAll(policy);
      else if (type === 'Service') add(serviceNamed(value));
      else if (type === 'AWS') addText(value);
    }
  for (const grantee of facts.grantees) addText(grantee);
  return [...found.values()];
};

const organizationKeys = (organization: OrganizationFacts | undefined): RawContext =>
  organization === undefined
    ? {}
    : {
        'aws:principalorgid': organization.id,
        'aws:principalorgpaths': organization.path === undefined ? undefined : [organization.path],
      };
