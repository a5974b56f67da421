import type { GrantListEntry } from '@aws-sdk/client-kms';
import type { Constraints, Context, Grant } from '../model.ts';
import { partyOf } from '../party.ts';
import type { Apis } from './apis.ts';
import { marked } from './pages.ts';

const LARGEST_PAGE = 100;

const contextOf = (pairs: Record<string, string> | undefined): Context | undefined =>
  pairs === undefined ? undefined : new Map(Object.entries(pairs));

/** Empty constraints constrain nothing. */
const constraintsOf = (entry: GrantListEntry): Constraints => {
  const { EncryptionContextEquals, EncryptionContextSubset, SourceArn } = entry.Constraints ?? {};
  const subset = contextOf(EncryptionContextSubset);
  return {
    equals: contextOf(EncryptionContextEquals),
    subset: subset?.size === 0 ? undefined : subset,
    sourceArn: SourceArn,
  };
};

export const grantOf = (entry: GrantListEntry, keyArn: string): Grant => {
  const grantee = entry.GranteePrincipal ?? entry.GranteeServicePrincipal ?? '';
  const retiring = entry.RetiringPrincipal ?? entry.RetiringServicePrincipal;
  return {
    keyArn,
    id: entry.GrantId ?? '',
    name: entry.Name ?? '',
    createdAt: entry.CreationDate,
    grantee,
    granteeParty: partyOf(grantee),
    retiring: retiring === '' ? undefined : retiring,
    retiringParty: retiring === undefined || retiring === '' ? undefined : partyOf(retiring),
    issuingAccount: partyAccount(entry.IssuingAccount ?? ''),
    operations: entry.Operations ?? [],
    constraints: constraintsOf(entry),
    byServiceName: {
      grantee: entry.GranteeServicePrincipal !== undefined,
      retiring: entry.RetiringServicePrincipal !== undefined,
    },
  };
};

const partyAccount = (text: string): string => {
  const party = partyOf(text);
  return party.kind === 'account' ? party.account : text;
};

/** All grants of a key. `onProgress` hears how many were read. @throws what KMS answers to ListGrants */
export const readGrants = async (
  apis: Apis,
  keyArn: string,
  onProgress: (count: number) => void = () => {},
): Promise<readonly Grant[]> => {
  const grants: Grant[] = [];
  const entries = marked(
    (marker) => apis.listGrants({ KeyId: keyArn, Limit: LARGEST_PAGE, ...marker }),
    ({ Grants }) => Grants,
  );
  for await (const entry of entries) {
    grants.push(grantOf(entry, keyArn));
    if (grants.length % LARGEST_PAGE === 0) onProgress(grants.length);
  }
  return grants;
};
