import { parseArn } from '@gatehouse/core';
import type { RequestPrincipal } from '@gatehouse/policy';
import { isRecord, kindOf } from '../json.ts';
import { at, wrong } from './case-error.ts';
import {
  type Members,
  plainName,
  readMembers,
  readOptionalText,
  readText,
  type Spellings,
} from './members.ts';

/** What a principal's ARN does not say, and the request's keys may. */
export interface KnownKeys {
  /** `aws:userid` */
  readonly userId?: string | undefined;
  /** `aws:PrincipalArn` */
  readonly principalArn?: string | undefined;
}

const ACCOUNT = /^\d{12}$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const PROVIDER = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/i;

// Stands where only AWS knows the unique id; no policy can name it by accident.
const UNKNOWN = 'UNKNOWN';

/**
 * Who asks, from an ARN, an account, a service (`lambda.amazonaws.com`), a provider's host or `*`. A role's ARN means
 * a session of it. Undefined when the text is none of these.
 */
const principalFrom = (text: string, known: KnownKeys = {}): RequestPrincipal | undefined => {
  if (text === '*' || text === 'anonymous') return { kind: 'anonymous' };
  if (ACCOUNT.test(text)) return rootOf(text, 'aws');
  if (SERVICE.test(text) && !text.startsWith('cognito-identity.'))
    return { kind: 'service', name: text };
  if (text.startsWith('arn:')) return fromArn(text, known);
  return PROVIDER.test(text) ? { kind: 'federated', provider: text } : undefined;
};

const rootOf = (account: string, partition: string): RequestPrincipal => ({
  kind: 'root',
  account,
  arn: `arn:${partition}:iam::${account}:root`,
  id: account,
});

const fromArn = (
  text: string,
  { userId, principalArn }: KnownKeys,
): RequestPrincipal | undefined => {
  const arn = parseArn(text);
  if (arn === undefined || !ACCOUNT.test(arn.account)) return undefined;
  const { partition, account, resource } = arn;
  const slash = resource.indexOf('/');
  const type = slash < 0 ? resource : resource.slice(0, slash);
  const name = resource.slice(slash + 1);
  if (slash >= 0 && name === '') return undefined;
  switch (`${arn.service}:${type}`) {
    case 'iam:root':
      return rootOf(account, partition);
    case 'iam:user':
      return { kind: 'user', account, arn: text, id: userId ?? `AIDA${UNKNOWN}` };
    case 'iam:role':
      return sessionOf({ partition, account, roleArn: text, session: 'session', userId });
    case 'sts:assumed-role':
      return assumedRole(text, { partition, account, name, userId, principalArn });
    case 'sts:federated-user':
      return {
        kind: 'federated-user',
        account,
        arn: text,
        id: userId ?? `${account}:${name}`,
        userArn: `arn:${partition}:iam::${account}:user/${UNKNOWN}`,
      };
    case 'iam:saml-provider':
    case 'iam:oidc-provider':
      return { kind: 'federated', provider: text };
    default:
      return undefined;
  }
};

const assumedRole = (
  text: string,
  session: {
    readonly partition: string;
    readonly account: string;
    readonly name: string;
    readonly userId: string | undefined;
    readonly principalArn: string | undefined;
  },
): RequestPrincipal | undefined => {
  const { partition, account, name, principalArn } = session;
  const [role = '', sessionName = '', ...rest] = name.split('/');
  if (role === '' || sessionName === '' || rest.length > 0) return undefined;
  const prefix = `arn:${partition}:iam::${account}:role/`;
  // The session's ARN leaves out the role's path; the key has it.
  const known =
    principalArn?.startsWith(prefix) && principalArn.endsWith(`/${role}`)
      ? principalArn
      : undefined;
  return {
    ...sessionOf({ ...session, roleArn: known ?? `${prefix}${role}`, session: sessionName }),
    arn: text,
  };
};

const sessionOf = ({
  partition,
  account,
  roleArn,
  session,
  userId,
}: {
  readonly partition: string;
  readonly account: string;
  readonly roleArn: string;
  readonly session: string;
  readonly userId: string | undefined;
}): Extract<RequestPrincipal, { kind: 'assumed-role' }> => {
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  // A role's own id, without the session's name, is what people write for a role.
  const id = userId?.includes(':') ? userId : `${userId ?? `AROA${UNKNOWN}`}:${session}`;
  return {
    kind: 'assumed-role',
    account,
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
    id,
    roleArn,
    roleId: id.slice(0, id.indexOf(':')),
    ...(roleArn.includes(':role/aws-service-role/') ? { serviceLinked: true } : {}),
  };
};

const SPELLINGS: Spellings = {
  kind: ['type', 'principalType'],
  arn: ['AWS', 'principalArn', 'principal'],
  account: ['accountId'],
  id: ['userId', 'principalId', 'uniqueId'],
  roleArn: [],
  roleId: [],
  serviceLinked: [],
  userArn: [],
  name: ['Service', 'serviceName'],
  provider: ['Federated'],
  tags: ['principalTags'],
};

export interface ReadPrincipal {
  readonly principal: RequestPrincipal;
  /** What the object says beyond the principal: `aws:PrincipalTag/…`. */
  readonly context: Readonly<Record<string, string>>;
}

/** A principal of a case: a text as for `principalFrom`, or an object; CaseError. */
export const readPrincipal = (value: unknown, member: string, known: KnownKeys): ReadPrincipal => {
  if (!isRecord(value))
    return { principal: fromText(readText(value, member), member, known), context: {} };
  const members = readMembers(value, member, SPELLINGS);
  const [unknown] = members.unknown;
  if (unknown !== undefined)
    wrong(at(member, unknown), `no such member; there are ${Object.keys(SPELLINGS).join(', ')}`);
  return {
    principal: fromObject(members, member, known),
    context: readTags(members.get('tags'), members.place('tags')),
  };
};

const fromText = (text: string, member: string, known: KnownKeys): RequestPrincipal =>
  principalFrom(text, known) ??
  wrong(member, `"${text}" is no ARN of a principal, account, service, identity provider or *`);

const fromObject = (members: Members, member: string, known: KnownKeys): RequestPrincipal => {
  const text = (name: string): string | undefined =>
    readOptionalText(members.get(name), members.place(name));
  const kind = text('kind');
  const spoken =
    text('arn') ?? namedIn(text) ?? text('name') ?? text('provider') ?? text('roleArn');
  if (kind?.toLowerCase() === 'anonymous') return { kind: 'anonymous' };
  if (spoken === undefined)
    return text('account') === undefined
      ? wrong(member, 'names nobody: arn, name or provider is missing')
      : fromText(text('account') ?? '', member, known);
  const principal = spokenOf(spoken, members, () =>
    fromText(spoken, member, { ...known, userId: text('id') ?? known.userId }),
  );
  if (kind !== undefined && !isKind(kind, principal.kind))
    wrong(members.place('kind'), `"${kind}" does not fit ${spoken}, which is ${principal.kind}`);
  const account = text('account');
  if (account !== undefined && 'arn' in principal && account !== principal.account)
    wrong(members.place('account'), `"${account}" is not the account of ${principal.arn}`);
  return completed(principal, members, text);
};

/** `{kind: 'user', account, name}` */
const namedIn = (text: (name: string) => string | undefined): string | undefined => {
  const [kind, account, name] = [text('kind')?.toLowerCase(), text('account'), text('name')];
  return (kind === 'user' || kind === 'role') && account !== undefined && name !== undefined
    ? `arn:aws:iam::${account}:${kind}/${name}`
    : undefined;
};

/** A name that only its member tells apart: cognito-identity.amazonaws.com is a service and a provider. */
const spokenOf = (
  spoken: string,
  { get }: Members,
  otherwise: () => RequestPrincipal,
): RequestPrincipal => {
  if (spoken.startsWith('arn:') && get('provider') === undefined) return otherwise();
  if (get('name') !== undefined) return { kind: 'service', name: spoken };
  return get('provider') === undefined ? otherwise() : { kind: 'federated', provider: spoken };
};

const isKind = (written: string, kind: string): boolean => {
  // A role is what people write for a session of it, an account for its root user.
  const also: Readonly<Record<string, string>> = { role: 'assumedrole', account: 'root' };
  return (also[plainName(written)] ?? plainName(written)) === plainName(kind);
};

const completed = (
  principal: RequestPrincipal,
  members: Members,
  text: (name: string) => string | undefined,
): RequestPrincipal => {
  if (principal.kind === 'service') return { ...principal, account: text('account') };
  if (principal.kind === 'federated-user')
    return { ...principal, userArn: text('userArn') ?? principal.userArn };
  if (principal.kind === 'root') return { ...principal, id: text('id') ?? principal.id };
  if (principal.kind !== 'assumed-role') return principal;
  const serviceLinked = members.get('serviceLinked') ?? principal.serviceLinked;
  if (serviceLinked !== undefined && typeof serviceLinked !== 'boolean')
    wrong(members.place('serviceLinked'), `expected true or false, not ${kindOf(serviceLinked)}`);
  return {
    ...principal,
    roleArn: text('roleArn') ?? principal.roleArn,
    roleId: text('roleId') ?? principal.roleId,
    ...(serviceLinked === true ? { serviceLinked } : {}),
  };
};

const readTags = (value: unknown, member: string): Readonly<Record<string, string>> => {
  if (value === undefined) return {};
  if (!isRecord(value)) return wrong(member, `expected an object, not ${kindOf(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([key, tag]) => [
      `aws:PrincipalTag/${key}`,
      typeof tag === 'string' ? tag : wrong(at(member, key), `expected a text, not ${kindOf(tag)}`),
    ]),
  );
};
