import type { GrantConstraints as ShownConstraints, GrantListEntry } from '@aws-sdk/client-kms';
import { rootArn } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { keyArn } from '../keys/names.ts';
import type { EncryptionContext, Grant, GrantConstraints } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { isServiceMember, shownPrincipal } from './principals.ts';

const shownContext = (context: EncryptionContext | undefined): Record<string, string> | undefined =>
  context === undefined ? undefined : { ...context };

const shownConstraints = ({
  equals,
  subset,
  sourceArn,
}: GrantConstraints): ShownConstraints | undefined =>
  equals === undefined && subset === undefined && sourceArn === undefined
    ? undefined
    : {
        EncryptionContextEquals: shownContext(equals),
        EncryptionContextSubset: shownContext(subset),
        SourceArn: sourceArn,
      };

/** A grant as lists show it: the key by its ARN, a grant without name with an empty one. */
export const grantEntry = async (
  parts: Pick<KmsParts, 'principals' | 'acceptsLooseInput'>,
  tx: Tx,
  grant: Grant,
): Promise<GrantListEntry> => {
  const { grantee, retiring } = grant;
  const shownGrantee = await shownPrincipal(parts, tx, grantee);
  const shownRetiring =
    retiring === undefined ? undefined : await shownPrincipal(parts, tx, retiring);
  return {
    KeyId: keyArn(grant.key),
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: grant.createdAt,
    ...(isServiceMember(grantee)
      ? { GranteeServicePrincipal: shownGrantee }
      : { GranteePrincipal: shownGrantee }),
    ...(retiring !== undefined && isServiceMember(retiring)
      ? { RetiringServicePrincipal: shownRetiring }
      : { RetiringPrincipal: shownRetiring }),
    IssuingAccount: rootArn(grant.issuingAccount),
    Operations: [...grant.operations],
    Constraints: shownConstraints(grant.constraints),
  };
};
