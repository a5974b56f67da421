import { checkNoPublicAccess, PolicySyntaxError, TooComplexError } from '@gatehouse/policy';
import { type Call, principalArn } from '@gatehouse/service-kit';
import { blockedByPublicAccessBlock } from '../errors.ts';
import type { Bucket, Grant } from '../model.ts';

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

/** S3 User Guide, "The meaning of public". A policy that is too complex to tell counts as public. */
export const isPublicPolicy = (text: string): boolean => {
  try {
    return checkNoPublicAccess(text).result === 'FAIL';
  } catch (error) {
    if (error instanceof TooComplexError || error instanceof PolicySyntaxError) return true;
    throw error;
  }
};

export const isPublicGrant = ({ grantee }: Grant): boolean =>
  'uri' in grantee && (grantee.uri === ALL_USERS || grantee.uri === AUTHENTICATED_USERS);

const whoOf = ({ principal }: Call): string => {
  if (principal.kind === 'anonymous') return 'anonymous';
  return principal.kind === 'service' ? principal.name : principalArn(principal);
};

export const blocked = (
  call: Call,
  action: string,
  resource: string,
  what: 'public access control lists (ACLs)' | 'public policies',
  setting: 'BlockPublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets',
): Error => blockedByPublicAccessBlock(whoOf(call), action, resource, what, setting);

/** Whether RestrictPublicBuckets keeps the caller out: everybody but the owner's own people and AWS's services. */
export const isRestricted = (call: Call, bucket: Bucket): boolean =>
  call.principal.kind !== 'service' &&
  !('account' in call.principal && call.principal.account === bucket.account);
