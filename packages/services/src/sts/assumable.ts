import { type Ids, parseArn } from '@gatehouse/core';
import { compilePolicy } from '@gatehouse/policy';
import { type AssumableRole, type Call, principalArn } from '@gatehouse/service-kit';
import type { StsParts } from './deps.ts';
import { invalidArn, notAuthorized } from './errors.ts';

type Deps = Pick<StsParts, 'roles' | 'ids' | 'acceptsLooseInput'>;

const ROLE_SERVICES: ReadonlySet<string> = new Set(['iam']);
// Suites of emulators write `arn:aws:sts::…:role/…` too.
const LOOSE_ROLE_SERVICES: ReadonlySet<string> = new Set(['iam', 'sts']);

const parseRoleArn = (
  arn: string,
  services: ReadonlySet<string>,
): { readonly account: string; readonly name: string } => {
  const parts = parseArn(arn);
  const name = parts?.resource.split('/').at(-1) ?? '';
  if (
    parts === undefined ||
    !services.has(parts.service) ||
    !parts.resource.startsWith('role/') ||
    !/^\d{12}$/.test(parts.account) ||
    name === ''
  )
    throw invalidArn(arn);
  return { account: parts.account, name };
};

const TRUSTS_NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Principal: '*', Action: 'sts:*' },
});
const ID_LETTERS = 17;
const LONGEST_SESSION_SECONDS = 43_200;

/** Stands in for a role that nobody made. It trusts nobody: only where nothing is enforced can it be assumed. */
const madeUpRole = (ids: Ids, arn: string, account: string, name: string): AssumableRole => ({
  account,
  arn,
  name,
  id: `AROA${ids.base32(ID_LETTERS)}`,
  trustPolicy: {
    id: 'trust',
    policy: compilePolicy(TRUSTS_NOBODY, 'trust'),
  },
  maxSessionDurationSeconds: LONGEST_SESSION_SECONDS,
  serviceLinked: false,
  tags: new Map(),
});

/**
 * The role that a request names.
 * @throws ValidationError for what is no role's ARN, AccessDenied for a role that is not there
 */
export const assumableRole = async (
  { roles, ids, acceptsLooseInput = false }: Deps,
  call: Call,
  action: string,
  arn: string,
): Promise<AssumableRole> => {
  const services = acceptsLooseInput ? LOOSE_ROLE_SERVICES : ROLE_SERVICES;
  const { account, name } = parseRoleArn(arn, services);
  const role = await roles.role(call.tx, account, name);
  if (role !== undefined && role.arn === arn) return role;
  if (acceptsLooseInput) return madeUpRole(ids, arn, account, name);
  // The answer for a role that is not there is the one for a role that does not trust the caller: nobody can probe.
  throw notAuthorized(principalArn(call.principal), action, arn);
};
