import { deflateRawSync } from 'node:zlib';
import { parseArn } from '@gatehouse/core';
import { compilePolicy, type NamedPolicy, PolicySyntaxError } from '@gatehouse/policy';
import type { RolePort, Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { malformedPolicy, packedTooLarge, policyNotFound } from './errors.ts';

/** What a request says of session policies. */
export interface RequestedPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

// AWS does not publish its packing. Ours: the deflated text of policies and tags may take this many bytes.
const PACKED_BYTES = 2048;

const compile = (document: string): NamedPolicy => {
  try {
    return { id: 'session-policy', policy: compilePolicy(document, 'session') };
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(error.message);
    throw error;
  }
};

/**
 * The session policies that a request names, inline first; undefined when it names none. Managed ones are AWS's or of the
 * account whose session it is: whether another account has a policy is nobody's business (API reference, `PolicyArns`).
 */
export const sessionPolicies = async (
  tx: Tx,
  roles: RolePort,
  account: string,
  { Policy, PolicyArns = [] }: RequestedPolicies,
): Promise<readonly NamedPolicy[] | undefined> => {
  if (Policy === undefined && PolicyArns.length === 0) return undefined;
  const policies = Policy === undefined ? [] : [compile(Policy)];
  for (const { arn = '' } of PolicyArns) {
    const owner = parseArn(arn)?.account;
    const managed =
      owner === account || owner === 'aws' ? await roles.managedPolicy(tx, arn) : undefined;
    if (managed === undefined) throw policyNotFound(arn);
    policies.push(managed);
  }
  return policies;
};

/**
 * `PackedPolicySize`: percent of the space that policies and session tags may take in a token; undefined without any.
 * @throws PackedPolicyTooLarge above 100
 */
export const packedPolicySize = (
  { Policy, PolicyArns = [] }: RequestedPolicies,
  tags: Tags,
): number | undefined => {
  if (Policy === undefined && PolicyArns.length === 0 && tags.size === 0) return undefined;
  const text = JSON.stringify([Policy ?? '', PolicyArns.map(({ arn }) => arn), [...tags]]);
  const percent = Math.ceil((deflateRawSync(text).length * 100) / PACKED_BYTES);
  if (percent > 100) throw packedTooLarge(percent);
  return percent;
};
