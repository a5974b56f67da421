import type { ListGrantsRequest, ListGrantsResponse } from '@aws-sdk/client-kms';
import { type Call, cutPage, reads } from '@gatehouse/service-kit';
import type { Grant, Key } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { granteeKey } from '../digests.ts';
import { invalidMarker, onlyForServices, twoGranteeFilters } from '../errors.ts';
import { DEFAULT_PAGE, GRANT_ID, KEY_ID, MARKER, PAGE, principalLimit } from '../limits.ts';
import { isThroughService, listedPrincipal, servicePrincipal } from '../principals.ts';
import { grants, type ListPosition } from '../repository.ts';
import { grantEntry } from '../views.ts';

/** The grantee that is asked for; undefined: all. */
const granteeOf = (
  parts: KmsParts,
  call: Call,
  { GranteePrincipal, GranteeServicePrincipal }: ListGrantsRequest,
): string | undefined | Promise<string> => {
  if (GranteePrincipal !== undefined && GranteeServicePrincipal !== undefined)
    throw twoGranteeFilters();
  if (GranteePrincipal !== undefined) return listedPrincipal(parts, call, GranteePrincipal);
  if (GranteeServicePrincipal === undefined) return undefined;
  if (call.principal.kind !== 'service') throw onlyForServices('GranteeServicePrincipal');
  return granteeKey(servicePrincipal(GranteeServicePrincipal, call.region));
};

const positionOf = (
  { pages }: KmsParts,
  question: unknown,
  marker: string | undefined,
): ListPosition | undefined => {
  if (marker === undefined) return undefined;
  const [grantee, id] = pages.open(question, marker) ?? [];
  if (typeof grantee !== 'string' || typeof id !== 'string') throw invalidMarker();
  return { grantee, id };
};

const isOf = ({ key }: Grant, { account, region, id }: Key): boolean =>
  key.account === account && key.region === region && key.id === id;

const one = async (
  parts: KmsParts,
  { tx }: Call,
  key: Key,
  grantee: string | undefined,
  id: string,
): Promise<ListGrantsResponse> => {
  const grant = await grants.find(tx, id);
  const shown =
    grant !== undefined &&
    isOf(grant, key) &&
    (grantee === undefined || granteeKey(grant.grantee) === grantee);
  return { Grants: shown ? [await grantEntry(parts, tx, grant)] : [], Truncated: false };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
export const listGrants = (parts: KmsParts) =>
  reads<ListGrantsRequest, ListGrantsResponse>(
    {
      limits: {
        KeyId: KEY_ID,
        GrantId: GRANT_ID,
        GranteePrincipal: principalLimit(parts),
        GranteeServicePrincipal: principalLimit(parts),
        Limit: PAGE,
        Marker: MARKER,
      },
    },
    async (input, call) => {
      const { key } = await parts.permit(call, {
        action: 'ListGrants',
        keyId: input.KeyId ?? '',
        aliases: false,
        keys: { 'kms:GrantIsForAWSResource': isThroughService(call) },
      });
      const grantee = await granteeOf(parts, call, input);
      if (input.GrantId !== undefined) return one(parts, call, key, grantee, input.GrantId);
      const { Limit = DEFAULT_PAGE } = input;
      const question = ['ListGrants', call.account, key.arn, grantee ?? null];
      const after = positionOf(parts, question, input.Marker);
      const rows = await grants.ofKey(call.tx, key, grantee, after, Limit + 1);
      const { page, last } = cutPage(rows, Limit);
      const Grants = await Promise.all(page.map((grant) => grantEntry(parts, call.tx, grant)));
      if (last === undefined) return { Grants, Truncated: false };
      const NextMarker = parts.pages.seal(question, [granteeKey(last.grantee), last.id]);
      return { Grants, NextMarker, Truncated: true };
    },
  );
