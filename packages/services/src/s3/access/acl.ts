import { createHmac } from 'node:crypto';
import type { AccessControlPolicy, Grant as WireGrant, Owner } from '@aws-sdk/client-s3';
import type { Call, Vault } from '@gatehouse/service-kit';
import { aclMalformed, invalidArgument, invalidRequest } from '../errors.ts';
import type { Grant } from '../model.ts';
import { ALL_USERS, AUTHENTICATED_USERS } from './public-access.ts';

const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
const MAX_GRANTS = 100;

/** The 64 digits by which ACLs name an account (S3 User Guide, "canonical user ID"). */
export type CanonicalIds = (account: string) => string;

export const canonicalIds = (vault: Vault): CanonicalIds => {
  const key = vault.key('s3-canonical-id');
  return (account) => createHmac('sha256', key).update(account).digest('hex');
};

export const ownerOf = (ids: CanonicalIds, account: string): Owner => ({ ID: ids(account) });

const full = (id: string): Grant => ({ grantee: { id }, permission: 'FULL_CONTROL' });
const group = (uri: string, permission: Grant['permission']): Grant => ({
  grantee: { uri },
  permission,
});

/** S3 User Guide, "Canned ACL". */
export const cannedAcl = (name: string, owner: string, bucketOwner: string): readonly Grant[] => {
  switch (name) {
    case 'private':
    case 'bucket-owner-read':
    case 'aws-exec-read':
      return name === 'bucket-owner-read' && owner !== bucketOwner
        ? [full(owner), { grantee: { id: bucketOwner }, permission: 'READ' }]
        : [full(owner)];
    case 'bucket-owner-full-control':
      return owner === bucketOwner ? [full(owner)] : [full(owner), full(bucketOwner)];
    case 'public-read':
      return [full(owner), group(ALL_USERS, 'READ')];
    case 'public-read-write':
      return [full(owner), group(ALL_USERS, 'READ'), group(ALL_USERS, 'WRITE')];
    case 'authenticated-read':
      return [full(owner), group(AUTHENTICATED_USERS, 'READ')];
    case 'log-delivery-write':
      return [full(owner), group(LOG_DELIVERY, 'WRITE'), group(LOG_DELIVERY, 'READ_ACP')];
    default:
      throw invalidArgument('Argument x-amz-acl is invalid.', 'x-amz-acl', name);
  }
};

const GROUPS = new Set([ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY]);

const granteeOf = (kind: string, value: string): Grant['grantee'] => {
  if (kind === 'uri') {
    if (!GROUPS.has(value)) throw invalidArgument('Invalid group uri', 'uri', value);
    return { uri: value };
  }
  if (kind === 'id' && /^[0-9a-f]{64}$/.test(value)) return { id: value };
  throw kind === 'id'
    ? invalidArgument('Invalid id', 'CanonicalUser/ID', value)
    : invalidRequest('The grantee must be named by id or uri.');
};

/** `id="…", uri="…"` of an `x-amz-grant-…` header. */
const headerGrants = (
  text: string | undefined,
  permission: Grant['permission'],
): readonly Grant[] =>
  (text ?? '')
    .split(',', MAX_GRANTS + 1)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const value = part.slice(equals + 1).replaceAll('"', '');
      return { grantee: granteeOf(part.slice(0, Math.max(equals, 0)), value), permission };
    });

/** What of a request sets an ACL. */
export interface AclRequest {
  readonly ACL?: string | undefined;
  readonly AccessControlPolicy?: AccessControlPolicy | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

const documentGrants = ({ Grants }: AccessControlPolicy): readonly Grant[] =>
  (Grants ?? []).map(({ Grantee, Permission }: WireGrant) => {
    if (Grantee === undefined || Permission === undefined) throw aclMalformed();
    const grantee =
      Grantee.URI === undefined ? granteeOf('id', Grantee.ID ?? '') : granteeOf('uri', Grantee.URI);
    return { grantee, permission: Permission };
  });

/** The grants that a request states; undefined when it states none. */
export const requestedAcl = (
  input: AclRequest,
  owner: string,
  bucketOwner: string,
): readonly Grant[] | undefined => {
  const headers = [
    ...headerGrants(input.GrantFullControl, 'FULL_CONTROL'),
    ...headerGrants(input.GrantRead, 'READ'),
    ...headerGrants(input.GrantReadACP, 'READ_ACP'),
    ...headerGrants(input.GrantWrite, 'WRITE'),
    ...headerGrants(input.GrantWriteACP, 'WRITE_ACP'),
  ];
  if (input.ACL !== undefined && headers.length > 0)
    throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  if (input.ACL !== undefined) return cannedAcl(input.ACL, owner, bucketOwner);
  const grants =
    input.AccessControlPolicy === undefined ? headers : documentGrants(input.AccessControlPolicy);
  if (grants.length > MAX_GRANTS) throw aclMalformed();
  return grants.length === 0 && input.AccessControlPolicy === undefined ? undefined : grants;
};

/** Whether the request wants nothing that BucketOwnerEnforced does not give anyway. */
export const isHarmlessAcl = (input: AclRequest, harmless: readonly string[]): boolean =>
  (input.ACL === undefined || harmless.includes(input.ACL)) &&
  [
    input.AccessControlPolicy,
    input.GrantFullControl,
    input.GrantRead,
    input.GrantReadACP,
    input.GrantWrite,
    input.GrantWriteACP,
  ].every((value) => value === undefined);

export const shownGrants = (grants: readonly Grant[]): WireGrant[] =>
  grants.map(({ grantee, permission }) => ({
    Grantee:
      'uri' in grantee
        ? { Type: 'Group', URI: grantee.uri }
        : { Type: 'CanonicalUser', ID: grantee.id },
    Permission: permission,
  }));

/** What an ACL lets the caller do; the owner's own account goes by its policies. */
export const grantsTo = (
  call: Call,
  grants: readonly Grant[],
  permission: Grant['permission'],
  { ids, ignoresPublic }: { readonly ids: CanonicalIds; readonly ignoresPublic: boolean },
): boolean => {
  const { principal } = call;
  const own = 'account' in principal ? ids(principal.account) : undefined;
  return grants.some((grant) => {
    if (grant.permission !== permission && grant.permission !== 'FULL_CONTROL') return false;
    if ('id' in grant.grantee) return grant.grantee.id === own;
    if (ignoresPublic) return false;
    return (
      grant.grantee.uri === ALL_USERS ||
      (grant.grantee.uri === AUTHENTICATED_USERS && own !== undefined)
    );
  });
};
