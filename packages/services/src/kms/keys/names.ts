import { parseArn, partitionOf } from '@gatehouse/core';
import type { KeyRef, Scope } from '../model.ts';

/** What a `KeyId` of a request can be. */
export interface KeyName extends Scope {
  /** An id, or the name of an alias with its `alias/`. */
  readonly name: string;
  readonly kind: 'key' | 'alias';
}

const arn = ({ account, region }: Scope, resource: string): string =>
  `arn:${partitionOf(region)}:kms:${region}:${account}:${resource}`;

export const keyArn = (ref: KeyRef): string => arn(ref, `key/${ref.id}`);

export const aliasArn = (scope: Scope, name: string): string => arn(scope, name);

/** The ARN that a name has or would have. */
export const arnOfName = (name: KeyName): string =>
  name.kind === 'alias' ? aliasArn(name, name.name) : keyArn({ ...name, id: name.name });

const KEY = 'key/';
const ALIAS = 'alias/';

/** Undefined: an ARN that is none of KMS. */
export const parseKeyName = ({ account, region }: Scope, keyId: string): KeyName | undefined => {
  if (!keyId.startsWith('arn:')) {
    const kind = keyId.startsWith(ALIAS) ? 'alias' : 'key';
    return { account, region, name: keyId, kind };
  }
  const parsed = parseArn(keyId);
  if (parsed === undefined || parsed.service !== 'kms') return undefined;
  if (parsed.partition !== partitionOf(parsed.region)) return undefined;
  const scope = { account: parsed.account, region: parsed.region };
  if (parsed.resource.startsWith(ALIAS)) return { ...scope, name: parsed.resource, kind: 'alias' };
  return parsed.resource.startsWith(KEY)
    ? { ...scope, name: parsed.resource.slice(KEY.length), kind: 'key' }
    : undefined;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MULTI_REGION_ID = /^mrk-[0-9a-f]{32}$/;

export const isKeyId = (text: string): boolean => UUID.test(text) || MULTI_REGION_ID.test(text);

const ACCOUNT = /^[0-9]{12}$/;
const ALIAS_NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/;

/** Whether something can have this name at all: nothing else is looked for, or kept in mind as not being there. */
export const isPossible = ({ account, name, kind }: KeyName): boolean =>
  ACCOUNT.test(account) && (kind === 'alias' ? ALIAS_NAME.test(name) : isKeyId(name));
