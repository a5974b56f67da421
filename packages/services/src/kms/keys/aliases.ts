import type {
  AliasListEntry,
  CreateAliasRequest,
  DeleteAliasRequest,
  KeySpec,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from '@aws-sdk/client-kms';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { callerConditions } from '../access/key-conditions.ts';
import type { Key, Scope } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { type Alias, aliases } from '../repositories/aliases.ts';
import { administeredKey, affected } from './administered-key.ts';
import {
  aliasCharactersInvalid,
  aliasExists,
  aliasIdentifierInvalid,
  aliasKindsDiffer,
  aliasNotFound,
  aliasOfAlias,
  aliasPrefixMissing,
  aliasReserved,
  keyNotFound,
  tooManyAliases,
} from './errors.ts';
import { MANAGED_NAMES } from './managed-keys.ts';
import { aliasArn, parseKeyName } from './names.ts';
import { page, PAGE } from './pages.ts';
import { specFacts } from './specs.ts';
import { requireState } from './states.ts';

const PREFIX = 'alias/';
const RESERVED = 'alias/aws/';
const USUAL_ALIASES_PER_KEY = 50;

const ALIAS_NAME = { minLength: 1, maxLength: 256, pattern: '[a-zA-Z0-9:/_-]+' } as const;
const TARGET = { minLength: 1, maxLength: 2048 } as const;

const requireOwnName = (name: string): void => {
  if (!name.startsWith(PREFIX)) throw aliasPrefixMissing();
  if (name.startsWith(RESERVED)) throw aliasReserved();
  if (name === PREFIX || name.includes(':')) throw aliasCharactersInvalid(name);
};

const requireKeyTarget = (scope: Scope, target: string): void => {
  if (parseKeyName(scope, target)?.kind === 'alias') throw aliasOfAlias();
};

/** An alias has no policy of its own: IAM decides, and the key's policy about the key. */
const authorizeAlias = (call: Call, action: string, name: string): Promise<void> =>
  call.authorize(
    `kms:${action}`,
    aliasArn(call, name),
    callerConditions(call, { action, keyId: '' }),
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const createAlias = (parts: KmsParts) =>
  writes<CreateAliasRequest, object>(
    { limits: { AliasName: ALIAS_NAME, TargetKeyId: TARGET } },
    async ({ AliasName: name = '', TargetKeyId: target = '' }, call) => {
      requireOwnName(name);
      requireKeyTarget(call, target);
      await authorizeAlias(call, 'CreateAlias', name);
      const key = await administeredKey(parts, call, 'CreateAlias', target);
      const most = parts.quotas?.aliasesPerKey ?? USUAL_ALIASES_PER_KEY;
      const taken = (await aliases.find(call.tx, call, name)) !== undefined;
      if (!taken && key.aliases.length >= most) throw tooManyAliases(key, most);
      if (!(await aliases.insert(call.tx, key, name, call.now))) throw aliasExists(call, name);
      touchAlias(call, name);
      return affected(key);
    },
  );

const touchAlias = (call: Call, name: string): void =>
  call.touch({ type: 'AWS::KMS::Alias', name, arn: aliasArn(call, name) });

const kindOf = (spec: KeySpec): string =>
  spec === 'SYMMETRIC_DEFAULT' ? spec : specFacts(spec)?.family === 'hmac' ? 'hmac' : 'asymmetric';

const requireSameKind = (before: Key | undefined, { details }: Key): void => {
  if (before === undefined) return;
  const same =
    before.details.usage === details.usage && kindOf(before.details.spec) === kindOf(details.spec);
  if (!same) throw aliasKindsDiffer();
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html */
export const updateAlias = (parts: KmsParts) =>
  writes<UpdateAliasRequest, object>(
    { limits: { AliasName: ALIAS_NAME, TargetKeyId: TARGET } },
    async ({ AliasName: name = '', TargetKeyId: target = '' }, call) => {
      requireOwnName(name);
      requireKeyTarget(call, target);
      await authorizeAlias(call, 'UpdateAlias', name);
      const alias = await aliases.find(call.tx, call, name);
      if (alias === undefined) throw aliasNotFound(call, name);
      // The key that loses the alias may be in any state (AWS KMS Developer Guide, "Key states", note 10).
      const before = await keyOfAlias(parts, call, 'UpdateAlias', alias);
      const key = await administeredKey(parts, call, 'UpdateAlias', target);
      requireState(key, 'CreateAlias');
      requireSameKind(before, key);
      const most = parts.quotas?.aliasesPerKey ?? USUAL_ALIASES_PER_KEY;
      if (alias.keyId !== key.id && key.aliases.length >= most) throw tooManyAliases(key, most);
      await aliases.move(call.tx, alias, key.id, call.now);
      touchAlias(call, name);
      return affected(key);
    },
  );

/** Permission for the key that an alias names now, which is not looked at for its state. */
const keyOfAlias = async (
  { permit }: KmsParts,
  call: Call,
  action: string,
  { keyId }: Alias,
): Promise<Key> => (await permit(call, { action, keyId, aliases: false })).key;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export const deleteAlias = (parts: KmsParts) =>
  writes<DeleteAliasRequest, object>(
    { limits: { AliasName: ALIAS_NAME } },
    async ({ AliasName: name = '' }, call) => {
      if (!name.startsWith(PREFIX)) throw aliasIdentifierInvalid();
      await authorizeAlias(call, 'DeleteAlias', name);
      if (name.startsWith(RESERVED)) throw aliasReserved();
      const alias = await aliases.find(call.tx, call, name);
      if (alias === undefined) throw aliasNotFound(call, name);
      const key = await keyOfAlias(parts, call, 'DeleteAlias', alias);
      await aliases.remove(call.tx, alias);
      touchAlias(call, name);
      return affected(key);
    },
  );

type Listed = Pick<Alias, 'name'> & Partial<Alias>;

/** AWS shows the names that its services have for keys of their own before there are such keys. */
const withPredefined = (rows: readonly Alias[], after: string): readonly Listed[] => {
  const names = new Set(rows.map(({ name }) => name));
  const predefined = MANAGED_NAMES.map((name) => ({ name: `${RESERVED}${name}` })).filter(
    ({ name }) => name > after && !names.has(name),
  );
  return [...rows, ...predefined].toSorted((one, other) => (one.name < other.name ? -1 : 1));
};

const entry = (scope: Scope, { name, keyId, createdAt, updatedAt }: Listed): AliasListEntry => ({
  AliasName: name,
  AliasArn: aliasArn(scope, name),
  ...(keyId === undefined
    ? {}
    : { TargetKeyId: keyId, CreationDate: createdAt, LastUpdatedDate: updatedAt }),
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const listAliases = (parts: KmsParts) =>
  reads<ListAliasesRequest, ListAliasesResponse>(
    { limits: { KeyId: TARGET, ...PAGE } },
    async (input, call) => {
      await call.authorize('kms:ListAliases', '*');
      const { KeyId: keyId } = input;
      const key = keyId === undefined ? undefined : await parts.keys.find(call, keyId, false);
      if (keyId !== undefined && key?.account !== call.account)
        throw keyNotFound(call, keyId, false);
      const { rows, truncation } = await page<Listed>(
        parts.pages,
        call,
        { name: ['ListAliases', key?.id], limit: 50 },
        input,
        async (after, limit) => {
          const own = await aliases.page(call.tx, call, key?.id, after, limit);
          return key === undefined ? withPredefined(own, after) : own;
        },
        ({ name }) => name,
      );
      return { Aliases: rows.map((row) => entry(call, row)), ...truncation };
    },
  );
