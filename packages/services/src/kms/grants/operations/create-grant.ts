import type { CreateGrantRequest, CreateGrantResponse } from '@aws-sdk/client-kms';
import { type Call, writes } from '@gatehouse/service-kit';
import type { PermittedKey } from '../../access/permitted-key.ts';
import type { Grant, GrantPrincipal } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { granteeKey, namedDigest } from '../digests.ts';
import {
  constraintContext,
  type Draft,
  draftOf,
  grantConditions,
  requireFitting,
} from '../draft.ts';
import { dryRun } from '../errors.ts';
import { placesOf } from '../find-grant.ts';
import { GRANT_TOKEN, KEY_ID, principalLimit } from '../limits.ts';
import { grantPrincipal, isThroughService, servicePrincipal } from '../principals.ts';
import { createQuota, type RequireRoom } from '../quota.ts';
import type { Recorded } from '../recorded.ts';
import { grants } from '../repository.ts';
import { createGrantTokens } from '../tokens.ts';

const principalsOf = async (
  parts: KmsParts,
  call: Call,
  input: CreateGrantRequest,
): Promise<Pick<Grant, 'grantee' | 'retiring'>> => {
  const scene = { ...call, throughService: isThroughService(call) };
  const of = (
    given: string | undefined,
    service: string | undefined,
  ): GrantPrincipal | undefined | Promise<GrantPrincipal> => {
    if (given !== undefined) return grantPrincipal(parts, scene, given);
    return service === undefined ? undefined : servicePrincipal(service, call.region);
  };
  const grantee = await of(input.GranteePrincipal, input.GranteeServicePrincipal);
  const retiring = await of(input.RetiringPrincipal, input.RetiringServicePrincipal);
  if (grantee === undefined) throw new Error('a grant without grantee passed the checks');
  return { grantee, retiring };
};

const nameDigest = ({ key, name, grantee, retiring, ...grant }: Grant): string | undefined =>
  name === undefined
    ? undefined
    : namedDigest(grant.issuingAccount, [
        key.account,
        key.region,
        key.id,
        name,
        granteeKey(grantee),
        retiring === undefined ? null : granteeKey(retiring),
        placesOf({ key, grantee, ...grant }).permits,
      ]);

const TIME_DIGITS = 12;

/** 64 hexadecimal digits that begin with the time: new grants lie together in every index, and lists are in their order. */
const newId = ({ ids }: KmsParts, { now }: Call): string =>
  now.getTime().toString(16).padStart(TIME_DIGITS, '0') + ids.hex(64 - TIME_DIGITS);

const grantOf = async (
  parts: KmsParts,
  call: Call,
  input: CreateGrantRequest,
  draft: Draft,
  { key, grant: parent }: PermittedKey,
): Promise<Grant> => ({
  ...draft,
  ...(await principalsOf(parts, call, input)),
  key: { account: key.account, region: key.region, id: key.id },
  id: newId(parts, call),
  name: input.Name,
  createdAt: call.now,
  issuingAccount: call.account,
  parent,
});

/** The id of the grant: of the new one, or of that which the same request with the same name has made before. */
const keep = async (
  parts: KmsParts,
  requireRoom: RequireRoom,
  { tx }: Call,
  permitted: PermittedKey,
  grant: Grant,
): Promise<string> => {
  const named = nameDigest(grant);
  const earlier = named === undefined ? undefined : await grants.findNamed(tx, named);
  if (earlier !== undefined) return earlier.id;
  await requireRoom(tx, permitted.key);
  const places = placesOf(grant);
  if (!(await grants.insert(tx, grant, { ...places, named })))
    throw new Error('a grant with this id or name appeared meanwhile');
  for (const { node, operations } of places.shapes)
    await parts.grantShapes.add(tx, node, operations);
  return grant.id;
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const createGrant = (parts: KmsParts) => {
  const tokens = createGrantTokens(parts.vault);
  const requireRoom = createQuota(parts.quotas?.grantsPerKey);
  return writes<CreateGrantRequest, Recorded<CreateGrantResponse>>(
    {
      limits: {
        KeyId: KEY_ID,
        GranteePrincipal: principalLimit(parts),
        RetiringPrincipal: principalLimit(parts),
        GranteeServicePrincipal: principalLimit(parts),
        RetiringServicePrincipal: principalLimit(parts),
        Operations: { minLength: 1 },
        'Constraints.SourceArn': { minLength: 20, maxLength: 512 },
        GrantTokens: { maxLength: 10 },
        'GrantTokens[]': GRANT_TOKEN,
        Name: { minLength: 1, maxLength: 256, pattern: '[a-zA-Z0-9:/_-]+' },
      },
    },
    async (input, call) => {
      const draft = draftOf(input, parts.acceptsLooseInput === true);
      const permitted = await parts.permit(call, {
        action: 'CreateGrant',
        keyId: input.KeyId ?? '',
        aliases: false,
        grantOperation: 'CreateGrant',
        grantTokens: input.GrantTokens,
        encryptionContext: constraintContext(draft.constraints),
        delegation: draft,
        keys: grantConditions(call, input, draft),
      });
      requireFitting(permitted.key, draft);
      const grant = await grantOf(parts, call, input, draft, permitted);
      if (input.DryRun === true) throw dryRun();
      const id = await keep(parts, requireRoom, call, permitted, grant);
      return {
        KeyId: permitted.key.arn,
        GrantId: id,
        GrantToken: tokens.seal({ id, key: grant.key }),
      };
    },
  );
};
