import { GetRoleCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { type RawContext, type RequestPrincipal, servicesUnderRcp } from '@gatehouse/policy';
import { Failure } from '../errors.ts';
import { failureText } from '../errors.ts';
import { accountOf, type Case, type CaseRequest } from '../policy/case.ts';
import { mergedContext } from '../policy/context.ts';
import type { GivenLevel, GivenPolicy } from '../policy/documents.ts';
import type { GivenPolicies } from '../policy/policy-members.ts';
import { type Clients, isNamed } from './clients.ts';
import { decoded, managedPolicy, rolePolicies, userPolicies } from './iam-policies.ts';
import { controlPolicies, type Organization, organizationOf, pathTo } from './organization.ts';

/** What could not be read, and why: the answer holds only as far as it does not matter. */
export interface Unread {
  readonly what: string;
  readonly because: string;
}

/** A principal with everything that is attached to it. */
interface Subject {
  readonly principal: RequestPrincipal;
  readonly context: RawContext;
  readonly identity: readonly GivenPolicy[];
  readonly boundary: GivenPolicy | undefined;
  readonly scps: readonly GivenLevel[] | undefined;
  readonly unread: readonly Unread[];
}

interface Completed {
  readonly found: Case;
  readonly unread: readonly Unread[];
}

/** Completes cases with what is attached in the cloud; what a case itself gives is not read. */
export interface LivePolicies {
  readonly complete: (found: Case) => Promise<Completed>;
}

export const livePolicies = (clients: Clients, now: () => Date): LivePolicies => {
  const subjects = new Map<string, Promise<Subject>>();
  const organization = once(() => organizationOf(clients.organizations));
  const subjectOf = (principal: RequestPrincipal): Promise<Subject> => {
    const key = JSON.stringify(principal);
    const known = subjects.get(key) ?? readSubject(clients, principal, organization);
    subjects.set(key, known);
    return known;
  };
  return {
    complete: async (found) => {
      const subject = await subjectOf(found.request.principal);
      const unread = [...subject.unread];
      const resource = await resourceSide(clients, found, organization, unread);
      return { found: completed(found, subject, resource, now()), unread };
    },
  };
};

const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let known: Promise<T> | undefined;
  return () => (known ??= read());
};

const completed = (
  { name, request, policies, expect }: Case,
  subject: Subject,
  resource: ResourceSide,
  now: Date,
): Case => {
  const time = {
    'aws:CurrentTime': now,
    'aws:EpochTime': Math.floor(now.getTime() / 1000),
  };
  const merged: GivenPolicies = {
    ...policies,
    ...resource,
    identity: policies.identity.length > 0 ? policies.identity : subject.identity,
    boundary: policies.boundary ?? subject.boundary,
    scps: policies.scps ?? subject.scps,
  };
  const context = mergedContext({ ...subject.context, ...time }, request.context);
  return {
    name,
    request: { ...request, principal: subject.principal, context },
    policies: merged,
    expect,
  };
};

/** The value, or undefined and a line about why it could not be read. */
const attempt = async <T>(
  what: string,
  unread: Unread[],
  read: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    unread.push({ what, because: failureText(error) });
    return undefined;
  }
};

const readSubject = async (
  clients: Clients,
  principal: RequestPrincipal,
  organization: () => Promise<Organization | undefined>,
): Promise<Subject> => {
  const unread: Unread[] = [];
  if (!('account' in principal) || principal.kind === 'service')
    return { principal, context: {}, identity: [], boundary: undefined, scps: undefined, unread };
  const { account } = principal;
  if (account !== clients.caller.account)
    throw new Failure(
      `${principal.arn} is of account ${account}, but the credentials (${clients.caller.arn}) are of ` +
        `${clients.caller.account}, whose IAM does not know it: use a profile of ${account}`,
    );
  const attached = await readAttached(clients, principal, unread);
  const levels = await readOrganization(clients, account, organization, unread);
  return {
    ...attached,
    context: { ...attached.context, ...levels.context },
    scps: levels.scps,
    unread,
  };
};

type Attached = Pick<Subject, 'principal' | 'context' | 'identity' | 'boundary'>;

const readAttached = async (
  clients: Clients,
  principal: RequestPrincipal,
  unread: Unread[],
): Promise<Attached> => {
  switch (principal.kind) {
    case 'user':
      return readUser(clients, principal, unread);
    case 'assumed-role':
      return readRole(clients, principal, unread);
    case 'federated-user':
      unread.push({
        what: 'identity-based policies',
        because: 'AWS does not tell whose federated user it is: give them with --identity',
      });
      return { principal, context: {}, identity: [], boundary: undefined };
    default:
      return { principal, context: {}, identity: [], boundary: undefined };
  }
};

interface TagPair {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

const tagContext = (tags: readonly TagPair[] = []): RawContext =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:PrincipalTag/${Key}`, Value]));

const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const readUser = async (
  { iam }: Clients,
  principal: Extract<RequestPrincipal, { kind: 'user' }>,
  unread: Unread[],
): Promise<Attached> => {
  const UserName = lastName(principal.arn);
  const { User } = await iam
    .send(new GetUserCommand({ UserName }))
    .catch(absent(`user ${UserName}`));
  const boundary = User?.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    principal: { ...principal, arn: User?.Arn ?? principal.arn, id: User?.UserId ?? principal.id },
    context: tagContext(User?.Tags),
    identity:
      (await attempt('identity-based policies', unread, () => userPolicies(iam, UserName))) ?? [],
    boundary: await readBoundary(iam, boundary, unread),
  };
};

const readRole = async (
  { iam }: Clients,
  principal: Extract<RequestPrincipal, { kind: 'assumed-role' }>,
  unread: Unread[],
): Promise<Attached> => {
  const RoleName = lastName(principal.roleArn);
  const { Role } = await iam
    .send(new GetRoleCommand({ RoleName }))
    .catch(absent(`role ${RoleName}`));
  const roleId = Role?.RoleId ?? principal.roleId;
  const session = principal.id.slice(principal.id.indexOf(':') + 1);
  unread.push({
    what: 'session policies and session tags',
    because: 'AWS tells nobody; if the session has any, give them with --session and --context',
  });
  return {
    principal: {
      ...principal,
      roleArn: Role?.Arn ?? principal.roleArn,
      roleId,
      id: `${roleId}:${session}`,
    },
    context: tagContext(Role?.Tags),
    identity:
      (await attempt('identity-based policies', unread, () => rolePolicies(iam, RoleName))) ?? [],
    boundary: await readBoundary(iam, Role?.PermissionsBoundary?.PermissionsBoundaryArn, unread),
  };
};

const absent =
  (what: string) =>
  (error: unknown): never => {
    const because = isNamed(error, 'NoSuchEntityException', 'NoSuchEntity')
      ? `there is no ${what}`
      : `the ${what} cannot be read: ${failureText(error)}`;
    throw new Failure(because, { cause: error });
  };

const NOTHING: GivenPolicy = {
  id: 'unread permissions boundary',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
  },
  member: 'unread permissions boundary',
};

/** A boundary that exists and cannot be read allows nothing. */
const readBoundary = async (
  iam: Clients['iam'],
  arn: string | undefined,
  unread: Unread[],
): Promise<GivenPolicy | undefined> => {
  if (arn === undefined) return undefined;
  return (
    (await attempt(`permissions boundary ${arn}`, unread, () => managedPolicy(iam, arn))) ?? NOTHING
  );
};

const readOrganization = async (
  { organizations }: Clients,
  account: string,
  organization: () => Promise<Organization | undefined>,
  unread: Unread[],
): Promise<Pick<Subject, 'scps' | 'context'>> => {
  const found = await attempt('organization', unread, organization);
  if (found === undefined) return { scps: undefined, context: {} };
  const path = await attempt('place in the organization', unread, () =>
    pathTo(organizations, account),
  );
  const context: RawContext = {
    'aws:PrincipalOrgID': found.id,
    'aws:PrincipalOrgPaths':
      path === undefined ? undefined : [`${[found.id, ...path.slice(0, -1)].join('/')}/`],
  };
  // The management account is bound by none (Organizations User Guide, "SCP evaluation").
  if (path === undefined || account === found.managementAccount)
    return { scps: undefined, context };
  const scps = await attempt('service control policies', unread, () =>
    controlPolicies(organizations, path, 'SERVICE_CONTROL_POLICY'),
  );
  return { scps, context };
};

type ResourceSide = Pick<GivenPolicies, 'resource' | 'resourceKind' | 'rcps'>;

const resourceSide = async (
  clients: Clients,
  { request, policies }: Case,
  organization: () => Promise<Organization | undefined>,
  unread: Unread[],
): Promise<ResourceSide> => {
  const rcps = policies.rcps ?? (await readRcps(clients, request, organization, unread));
  if (policies.resource !== undefined) return { rcps };
  return { ...(await readTrust(clients, request, unread)), rcps };
};

const readRcps = async (
  { organizations }: Clients,
  { action, resourceAccount, principal }: CaseRequest,
  organization: () => Promise<Organization | undefined>,
  unread: Unread[],
): Promise<readonly GivenLevel[] | undefined> => {
  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  const account = resourceAccount ?? ('account' in principal ? principal.account : undefined);
  if (account === undefined || !(await servicesUnderRcp()).has(service)) return undefined;
  // What of the organization cannot be read was already said about the principal.
  const found = await organization().catch(() => undefined);
  if (found === undefined || account === found.managementAccount) return undefined;
  return attempt('resource control policies', unread, async () =>
    controlPolicies(organizations, await pathTo(organizations, account), 'RESOURCE_CONTROL_POLICY'),
  );
};

/** What a role's trust policy decides cannot be answered without it. */
const readTrust = async (
  { iam, caller }: Clients,
  { action, resource }: CaseRequest,
  unread: Unread[],
): Promise<Pick<GivenPolicies, 'resource' | 'resourceKind'>> => {
  if (!/^sts:(assumerole|tagsession|setsourceidentity)/i.test(action)) {
    if (resource !== '*')
      unread.push({
        what: "resource's own policy and tags",
        because:
          'if it has any, give them with --resource-policy and --context aws:ResourceTag/KEY=VALUE',
      });
    return {};
  }
  const role = await attempt(`trust policy of ${resource}`, unread, async () => {
    if (accountOf(resource) !== caller.account)
      throw new Error(`the credentials are of account ${caller.account}`);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: lastName(resource) }));
    return { id: `trust policy of ${resource}`, document: decoded(Role?.AssumeRolePolicyDocument) };
  });
  return {
    resourceKind: 'trust',
    resource: role === undefined ? undefined : { ...role, member: role.id },
  };
};
