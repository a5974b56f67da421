import type { RetireGrantRequest } from '@aws-sdk/client-kms';
import { type Call, type FoundGrant, writes } from '@gatehouse/service-kit';
import { callerConditions, keyConditions } from '../../access/key-conditions.ts';
import { keyNotFound } from '../../keys/errors.ts';
import { arnOfName, keyArn, parseKeyName } from '../../keys/names.ts';
import type { Grant } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { granteeKey } from '../digests.ts';
import { constraintContext, constraintType } from '../draft.ts';
import { dryRun, grantNotFound, invalidGrantToken, notAKeyArn, tokenOrId } from '../errors.ts';
import { GRANT_ID, GRANT_TOKEN, KEY_ID } from '../limits.ts';
import { callersOf } from '../principals.ts';
import type { Recorded } from '../recorded.ts';
import { grants } from '../repository.ts';
import { createGrantTokens, type GrantTokens } from '../tokens.ts';

interface Named {
  readonly id: string;
  /** The key's ARN, as the request says or the token knows. */
  readonly arn: string;
}

const namedBy = (tokens: GrantTokens, call: Call, input: RetireGrantRequest): Named => {
  const { GrantToken, KeyId, GrantId } = input;
  if (GrantToken !== undefined) {
    if (KeyId !== undefined || GrantId !== undefined) throw tokenOrId();
    const known = tokens.open(GrantToken);
    if (known === undefined || known.key.region !== call.region) throw invalidGrantToken();
    return { id: known.id, arn: keyArn(known.key) };
  }
  if (KeyId === undefined || GrantId === undefined) throw tokenOrId();
  const name = parseKeyName(call, KeyId);
  if (name?.kind !== 'key') throw notAKeyArn(KeyId);
  if (name.region !== call.region) throw keyNotFound(call, KeyId);
  return { id: GrantId, arn: arnOfName(name) };
};

/**
 * Whom the grant itself lets retire it: its retiring principal, its grantee where RetireGrant is among the operations, and
 * as a backup the account that issued it or owns the key. An account's own policies say who in it may.
 */
const retirer = (call: Call, grant: Grant): FoundGrant | undefined => {
  const allowed = new Set([
    ...(grant.retiring === undefined ? [] : [granteeKey(grant.retiring)]),
    ...(grant.operations.includes('RetireGrant') ? [granteeKey(grant.grantee)] : []),
    granteeKey({ kind: 'account', id: grant.issuingAccount }),
    granteeKey({ kind: 'account', id: grant.key.account }),
  ]);
  const caller = callersOf(call.principal).find(({ grantee }) => allowed.has(grantee));
  return caller === undefined ? undefined : { ...caller, id: grant.id };
};

const authorize = async (
  { keys }: KmsParts,
  call: Call,
  { arn }: Named,
  grant: Grant | undefined,
): Promise<void> => {
  const use = {
    action: 'RetireGrant',
    keyId: arn,
    encryptionContext: grant === undefined ? undefined : constraintContext(grant.constraints),
    keys: {
      'kms:GrantConstraintType':
        grant === undefined ? undefined : constraintType(grant.constraints),
    },
  };
  const key = await keys.find(call, arn, false);
  const conditions =
    key === undefined ? callerConditions(call, use) : keyConditions(call, key, use);
  // AWS KMS Developer Guide, "Retiring and revoking grants": kms:RetireGrant is not effective in a key policy.
  await call.authorize('kms:RetireGrant', arn, conditions, {
    resourceKind: grant === undefined ? 'delegates' : 'kms',
    findGrant: () => Promise.resolve(grant === undefined ? undefined : retirer(call, grant)),
  });
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html */
export const retireGrant = (parts: KmsParts) => {
  const tokens = createGrantTokens(parts.vault);
  return writes<RetireGrantRequest, Recorded<object>>(
    {
      limits: { GrantToken: GRANT_TOKEN, KeyId: KEY_ID, GrantId: GRANT_ID },
    },
    async (input, call) => {
      const named = namedBy(tokens, call, input);
      const found = await grants.find(call.tx, named.id);
      const grant = found !== undefined && keyArn(found.key) === named.arn ? found : undefined;
      await authorize(parts, call, named, grant);
      if (grant === undefined) throw grantNotFound(named.id);
      const { key } = grant;
      call.touch({ type: 'AWS::KMS::Key', name: named.arn, arn: named.arn });
      if (key.account !== call.account) call.alsoRecordIn(key.account);
      if (input.DryRun === true) throw dryRun();
      if (!(await grants.remove(call.tx, grant.id))) throw grantNotFound(grant.id);
      call.remark({ grantId: grant.id });
      return { KeyId: named.arn };
    },
  );
};
