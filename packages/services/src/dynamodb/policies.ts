import { parseArn } from '@gatehouse/core';
import {
  checkNoPublicAccess,
  type CompiledPolicy,
  compilePolicy,
  PolicySyntaxError,
  principalsOf,
  TooComplexError,
} from '@gatehouse/policy';
import type { Call } from '@gatehouse/service-kit';
import { policyInvalid, policyPrincipal, policyPublic } from './errors.ts';
import type { TablePolicy } from './model.ts';
import type { DynamoDbParts } from './parts.ts';

/** 20 KB (DynamoDB Developer Guide, "Quotas": resource-based policies). */
const LONGEST_BYTES = 20_480;

const ACCOUNT = /^[0-9]{12}$/;
const SERVICE = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/;

const compiled = (document: string): CompiledPolicy => {
  try {
    return compilePolicy(document, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw policyInvalid('it is not a policy of its kind');
    throw error;
  }
};

/** The unique id behind an `AWS` principal's ARN; undefined where none is kept. */
const uniqueId = async (
  { principals }: DynamoDbParts,
  call: Call,
  value: string,
): Promise<string | undefined> => {
  const arn = parseArn(value);
  if (arn === undefined || arn.region !== '' || !ACCOUNT.test(arn.account)) throw policyPrincipal();
  // A session's name is nobody's to know beforehand.
  if (arn.resource === 'root' || arn.service === 'sts') return undefined;
  const id = await principals.idOf(call.tx, value);
  if (id === undefined) throw policyPrincipal();
  return id;
};

const principalIds = async (
  parts: DynamoDbParts,
  call: Call,
  policy: CompiledPolicy,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  if (parts.acceptsLooseInput === true) return ids;
  for (const { type, value } of principalsOf(policy)) {
    if (type === 'Service' && !SERVICE.test(value)) throw policyPrincipal();
    if (type !== 'AWS' || value === '*' || ACCOUNT.test(value)) continue;
    const id = await uniqueId(parts, call, value);
    if (id !== undefined) ids.set(value, id);
  }
  return ids;
};

/** Whether it may let in anybody at all; what is too hard to tell does. */
const isPublic = (document: string): boolean => {
  try {
    return checkNoPublicAccess(document).result === 'FAIL';
  } catch (error) {
    if (error instanceof TooComplexError || error instanceof PolicySyntaxError) return true;
    throw error;
  }
};

/** A request's policy, checked: its grammar, that it is not for everybody, and that whom it names exists. */
export const checkedPolicy = async (
  parts: DynamoDbParts,
  call: Call,
  document: string,
): Promise<TablePolicy> => {
  if (Buffer.byteLength(document) > LONGEST_BYTES)
    throw policyInvalid(`it is longer than ${LONGEST_BYTES} bytes`);
  const policy = compiled(document);
  if (parts.acceptsLooseInput !== true && isPublic(document)) throw policyPublic();
  const principals = await principalIds(parts, call, policy);
  return { document, principals, revision: parts.ids.uuid() };
};
