import { parseArn } from '@gatehouse/core';
import {
  checkNoPublicAccess,
  compilePolicy,
  PolicySyntaxError,
  principalsOf,
  type CompiledPolicy,
  TooComplexError,
} from '@gatehouse/policy';
import type { Call } from '@gatehouse/service-kit';
import { policyPrincipal, policySyntax } from './errors.ts';
import type { ResourcePolicy } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { isPlainText } from './policy-text.ts';

export const POLICY = { ResourcePolicy: { minLength: 1, maxLength: 20_480 } } as const;

const ACCOUNT = /^[0-9]{12}$/;
const UNIQUE_ID = /^(?:AIDA|AROA)[A-Z0-9]{12,124}$/;
const SERVICE = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/;

export const compiled = (document: string): CompiledPolicy => {
  try {
    return compilePolicy(document, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw policySyntax();
    throw error;
  }
};

/** The unique id behind an `AWS` principal's ARN; undefined where none is kept. */
const uniqueId = async (
  { principals }: SecretsParts,
  call: Call,
  value: string,
): Promise<string | undefined> => {
  const arn = parseArn(value);
  if (arn === undefined) {
    if (UNIQUE_ID.test(value) && (await principals.arnOf(call.tx, value)) !== undefined)
      return undefined;
    throw policyPrincipal();
  }
  if (arn.region !== '' || !ACCOUNT.test(arn.account)) throw policyPrincipal();
  // A session's name is nobody's to know beforehand.
  if (arn.resource === 'root' || arn.service === 'sts') return undefined;
  const id = await principals.idOf(call.tx, value);
  if (id === undefined) throw policyPrincipal();
  return id;
};

/** Unique ids of the users and roles that a policy names; throws where one does not exist. */
const principalIds = async (
  parts: SecretsParts,
  call: Call,
  policy: CompiledPolicy,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for (const { type, value } of principalsOf(policy)) {
    if (type === 'Service' && !SERVICE.test(value)) throw policyPrincipal();
    if (type !== 'AWS' || value === '*' || ACCOUNT.test(value)) continue;
    const id = await uniqueId(parts, call, value);
    if (id !== undefined) ids.set(value, id);
  }
  return ids;
};

/** A request's policy, checked: its grammar, and that whom it names exists. */
export const checkedPolicy = async (
  parts: SecretsParts,
  call: Call,
  document: string,
): Promise<ResourcePolicy> => {
  if (parts.acceptsLooseInput === true && isPlainText(document))
    return { document, principals: new Map() };
  const policy = compiled(document);
  const principals =
    parts.acceptsLooseInput === true
      ? new Map<string, string>()
      : await principalIds(parts, call, policy);
  return { document, principals };
};

/** Whether it may let in anybody at all; what is too hard to tell does. */
export const isPublic = (document: string): boolean => {
  try {
    return checkNoPublicAccess(document).result === 'FAIL';
  } catch (error) {
    if (error instanceof TooComplexError || error instanceof PolicySyntaxError) return true;
    throw error;
  }
};
