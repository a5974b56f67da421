import { type Arn, parseArn } from '@gatehouse/core';
import { compilePolicy, PolicySyntaxError, principalsOf } from '@gatehouse/policy';
import type { Tx } from '@gatehouse/store';
import { isDelegable } from './access.ts';
import {
  invalidPolicyPrincipal,
  invalidResourcePolicy,
  unsupportedPolicyAction,
} from './errors.ts';
import { accounts } from './repositories/accounts.ts';

const compiled = (content: string) => {
  try {
    return compilePolicy(content, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw invalidResourcePolicy();
    throw error;
  }
};

const accountOf = (value: string): string | undefined =>
  /^\d{12}$/.test(value) ? value : iamAccount(parseArn(value));

const iamAccount = (arn: Arn | undefined): string | undefined =>
  arn?.service === 'iam' || arn?.service === 'sts' ? arn.account : undefined;

const requireMembers = async (
  tx: Tx,
  organizationId: string,
  principals: ReturnType<typeof principalsOf>,
): Promise<void> => {
  for (const { type, value } of principals) {
    const account = type === 'AWS' ? accountOf(value) : undefined;
    const member = account === undefined ? undefined : await accounts.find(tx, account);
    if (member?.organizationId !== organizationId) throw invalidPolicyPrincipal();
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const member = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const READS = /^organizations:(?:describe|list)/i;

/** A wildcard may stand for reads only: what else can be delegated must be named. */
const isSupported = (action: unknown): boolean => {
  if (typeof action !== 'string') return false;
  if (READS.test(action)) return true;
  const [prefix = '', name = ''] = action.split(':', 2);
  return isDelegable(`${prefix.toLowerCase()}:${name}`);
};

const requireSupported = (content: string): void => {
  const document: unknown = JSON.parse(content);
  const statements = isObject(document) ? [member(document, 'Statement')].flat() : [];
  for (const statement of statements) {
    if (!isObject(statement) || member(statement, 'Effect') !== 'Allow') continue;
    const actions = [member(statement, 'Action')].flat();
    if (!actions.every(isSupported)) throw unsupportedPolicyAction();
  }
};

/** User Guide, "Delegated administrator for AWS Organizations": principals of the organization, actions it may delegate. */
export const requireDelegation = async (
  tx: Tx,
  organizationId: string,
  content: string,
): Promise<void> => {
  await requireMembers(tx, organizationId, principalsOf(compiled(content)));
  requireSupported(content);
};
