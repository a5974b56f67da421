import type { ListGrantsResponse, ListRetirableGrantsRequest } from '@aws-sdk/client-kms';
import { type Call, cutPage, reads, rootArn } from '@gatehouse/service-kit';
import type { KmsParts } from '../../parts.ts';
import { granteeKey } from '../digests.ts';
import { invalidMarker, onlyForServices, oneRetiringFilter } from '../errors.ts';
import { DEFAULT_PAGE, MARKER, PAGE, principalLimit } from '../limits.ts';
import { grantPrincipal, servicePrincipal, UNIQUE_ID } from '../principals.ts';
import { grants } from '../repository.ts';
import { grantEntry } from '../views.ts';

const ACCOUNT = /^[0-9]{12}$/;

/** What the permission is asked on: the principal itself, whose account must be the caller's. */
const resourceOf = (given: string): string => {
  if (ACCOUNT.test(given)) return rootArn(given);
  return given.startsWith('arn:') ? given : '*';
};

/**
 * A principal of the caller's account. A unique id says nothing of its account, so it stands for the ARN that it has; what
 * services and their machines can retire is in every account, and for services to ask.
 */
const retiringPrincipal = async (parts: KmsParts, call: Call, given: string): Promise<string> => {
  const arn = UNIQUE_ID.test(given) ? await parts.principals.arnOf(call.tx, given) : undefined;
  await call.authorize('kms:ListRetirableGrants', resourceOf(arn ?? given));
  const scene = { ...call, throughService: call.principal.kind === 'service' };
  return granteeKey(await grantPrincipal(parts, scene, arn ?? given));
};

const retiringOf = async (
  parts: KmsParts,
  call: Call,
  { RetiringPrincipal, RetiringServicePrincipal }: ListRetirableGrantsRequest,
): Promise<string> => {
  if ((RetiringPrincipal === undefined) === (RetiringServicePrincipal === undefined))
    throw oneRetiringFilter();
  if (RetiringPrincipal !== undefined) return retiringPrincipal(parts, call, RetiringPrincipal);
  await call.authorize('kms:ListRetirableGrants', '*');
  if (call.principal.kind !== 'service') throw onlyForServices('RetiringServicePrincipal');
  return granteeKey(servicePrincipal(RetiringServicePrincipal ?? '', call.region));
};

const positionOf = ({ pages }: KmsParts, question: unknown, marker: string | undefined): string => {
  if (marker === undefined) return '';
  const [id] = pages.open(question, marker) ?? [];
  if (typeof id !== 'string') throw invalidMarker();
  return id;
};

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html: grants of the Region, on keys of
 * whatever account.
 */
export const listRetirableGrants = (parts: KmsParts) =>
  reads<ListRetirableGrantsRequest, ListGrantsResponse>(
    {
      limits: {
        RetiringPrincipal: principalLimit(parts),
        RetiringServicePrincipal: principalLimit(parts),
        Limit: PAGE,
        Marker: MARKER,
      },
    },
    async (input, call) => {
      const retiring = await retiringOf(parts, call, input);
      const { Limit = DEFAULT_PAGE } = input;
      const question = ['ListRetirableGrants', call.account, call.region, retiring];
      const after = positionOf(parts, question, input.Marker);
      const rows = await grants.retirable(call.tx, call.region, retiring, after, Limit + 1);
      const { page, last } = cutPage(rows, Limit);
      const Grants = await Promise.all(page.map((grant) => grantEntry(parts, call.tx, grant)));
      if (last === undefined) return { Grants, Truncated: false };
      return { Grants, NextMarker: parts.pages.seal(question, [last.id]), Truncated: true };
    },
  );
