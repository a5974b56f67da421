import { createHash } from 'node:crypto';
import { parseArn } from '@gatehouse/core';
import {
  type CompiledPolicy,
  compilePolicy,
  PolicySyntaxError,
  principalsOf,
} from '@gatehouse/policy';
import type { Call } from '@gatehouse/service-kit';
import { sharingLimit, sharingMalformed } from './errors.ts';
import type { SharingPolicy } from './model.ts';
import type { SsmParts } from './parts.ts';

const LONGEST_BYTES = 4096;
const ACCOUNT = /^[0-9]{12}$/;

const compiled = (document: string): CompiledPolicy => {
  try {
    return compilePolicy(document, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw sharingMalformed('it is not a resource policy.');
    throw error;
  }
};

/** The account of an `AWS` principal, and the unique id behind it where one is kept. */
const named = async (
  { principals, acceptsLooseInput }: SsmParts,
  call: Call,
  value: string,
): Promise<readonly [account: string, id: string | undefined]> => {
  if (value === '*' || ACCOUNT.test(value)) return [value, undefined];
  const arn = parseArn(value);
  if (arn === undefined || arn.region !== '' || !ACCOUNT.test(arn.account))
    throw sharingMalformed('a principal is not valid.');
  // A session's name is nobody's to know beforehand.
  if (arn.resource === 'root' || arn.service === 'sts') return [arn.account, undefined];
  const id = await principals.idOf(call.tx, value);
  if (id === undefined && acceptsLooseInput !== true)
    throw sharingMalformed('a principal does not exist.');
  return [arn.account, id];
};

/** A request's policy, checked, and the accounts that it may share the parameter with. */
export const checkedSharing = async (
  parts: SsmParts,
  call: Call,
  document: string,
): Promise<{ readonly policy: SharingPolicy; readonly accounts: ReadonlySet<string> }> => {
  if (Buffer.byteLength(document) > LONGEST_BYTES) throw sharingLimit(LONGEST_BYTES, 'Policy size');
  const ids = new Map<string, string>();
  const accounts = new Set<string>();
  for (const { type, value } of principalsOf(compiled(document))) {
    if (type !== 'AWS') throw sharingMalformed('parameters are shared with AWS principals only.');
    const [account, id] = await named(parts, call, value);
    if (account !== call.account) accounts.add(account);
    if (id !== undefined) ids.set(value, id);
  }
  const hash = createHash('sha256').update(document).digest('hex');
  return { policy: { id: parts.ids.uuid(), hash, document, principals: ids }, accounts };
};
