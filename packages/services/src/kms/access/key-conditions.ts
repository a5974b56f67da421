import { type Call, type ConditionKeys, resourceTagKeys } from '@gatehouse/service-kit';
import type { EncryptionContext, Key } from '../model.ts';
import type { KeyUse } from './permitted-key.ts';

const DOMAIN = '.amazonaws.com';
const ALIAS = 'alias/';

/** `ec2.us-east-1.amazonaws.com`, the form that `kms:ViaService` has. */
const viaService = ({ via, region }: Pick<Call, 'via' | 'region'>): string | undefined =>
  via?.endsWith(DOMAIN) === true ? `${via.slice(0, -DOMAIN.length)}.${region}${DOMAIN}` : via;

const requestAlias = (keyId: string): string | undefined => {
  if (keyId.startsWith(ALIAS)) return keyId;
  const at = keyId.startsWith('arn:') ? keyId.indexOf(`:${ALIAS}`) : -1;
  return at < 0 ? undefined : keyId.slice(at + 1);
};

/**
 * Names of condition keys have no case, those of an encryption context do: of `App` and `app` a policy sees both values,
 * so that neither hides the other from a Deny.
 */
const contextKeys = (context: EncryptionContext | undefined): ConditionKeys => {
  if (context === undefined) return {};
  const names = Object.keys(context);
  if (names.length === 0) return {};
  const values = Map.groupBy(names, (name) => name.toLowerCase());
  return {
    'kms:EncryptionContextKeys': names,
    ...Object.fromEntries(
      [...values].map(([folded, [name = '', ...others]]) => [
        `kms:EncryptionContext:${folded}`,
        others.length === 0 ? context[name] : [name, ...others].map((one) => context[one] ?? ''),
      ]),
    ),
  };
};

const multiRegionType = ({ region, details: { multiRegion } }: Key): string | undefined => {
  if (multiRegion === undefined) return undefined;
  return multiRegion.primaryRegion === region ? 'PRIMARY' : 'REPLICA';
};

/** Condition keys of the caller alone, which a question about a missing key has too. */
export const callerConditions = (
  call: Pick<Call, 'account' | 'via' | 'region'>,
  use: KeyUse,
): ConditionKeys => ({
  'kms:CallerAccount': call.account === '' ? undefined : call.account,
  'kms:ViaService': viaService(call),
  'kms:RequestAlias': requestAlias(use.keyId),
  ...contextKeys(use.encryptionContext),
  ...use.keys,
});

/** AWS KMS Developer Guide, "AWS KMS condition keys", as far as a key has them for every use. */
export const keyConditions = (
  call: Pick<Call, 'account' | 'via' | 'region'>,
  key: Key,
  use: KeyUse,
): ConditionKeys => ({
  'kms:KeySpec': key.details.spec,
  'kms:CustomerMasterKeySpec': key.details.spec,
  'kms:KeyUsage': key.details.usage,
  'kms:CustomerMasterKeyUsage': key.details.usage,
  'kms:KeyOrigin': key.details.origin,
  'kms:MultiRegion': key.details.multiRegion !== undefined,
  'kms:MultiRegionKeyType': multiRegionType(key),
  'kms:ResourceAliases': key.aliases.length === 0 ? undefined : key.aliases,
  ...resourceTagKeys('kms', key.tags),
  ...callerConditions(call, use),
});
