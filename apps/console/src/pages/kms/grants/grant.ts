import type { GrantListEntry } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';
import type { EncryptionContext } from '../../../api/keys.ts';

export type GrantRow = Json<GrantListEntry>;

export const granteeOf = ({ GranteePrincipal, GranteeServicePrincipal }: GrantRow): string =>
  GranteePrincipal ?? GranteeServicePrincipal ?? '';

export const retiringOf = ({ RetiringPrincipal, RetiringServicePrincipal }: GrantRow): string =>
  RetiringPrincipal ?? RetiringServicePrincipal ?? '';

export interface Constraint {
  readonly kind: 'equals' | 'subset';
  readonly pairs: EncryptionContext;
}

export const constraintOf = ({ Constraints }: GrantRow): Constraint | undefined => {
  if (Constraints?.EncryptionContextEquals !== undefined)
    return { kind: 'equals', pairs: Constraints.EncryptionContextEquals };
  return Constraints?.EncryptionContextSubset === undefined
    ? undefined
    : { kind: 'subset', pairs: Constraints.EncryptionContextSubset };
};

export const CONSTRAINT_TEXTS = {
  equals: 'Context exactly',
  subset: 'Context with',
} as const;
