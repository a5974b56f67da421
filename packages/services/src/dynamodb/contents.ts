import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { AwsError, type Ids } from '@gatehouse/core';
import {
  type Call,
  createDataKeys,
  type DataKeys,
  type KeyCalls,
  keyCalls,
  openUnder,
  sealUnder,
  type Vault,
} from '@gatehouse/service-kit';
import type { DynamoDbDeps } from './deps.ts';
import { kmsDenied, kmsRefused } from './errors.ts';
import type { Table, TableKey, TableRef } from './model.ts';
import type { ItemPlace } from './repositories/items.ts';

/** Seals and opens the items of one table. */
export interface Contents {
  seal(plaintext: Uint8Array, at: ItemPlace): Buffer;
  open(sealed: Uint8Array, at: ItemPlace): Buffer;
}

/** The table as far as its encryption goes. */
export type Sealed = Pick<Table, 'id' | 'key'> & TableRef;

/**
 * Encryption at rest (DynamoDB Developer Guide, "DynamoDB encryption at rest: How it works"). Items are sealed under the
 * table's own data key. That key is sealed by the server's master key, or under a key that only KMS opens: then whoever uses
 * the table needs `kms:Decrypt`, and is not asked for it again within five minutes. What is not sealed is what must be sorted
 * and found: the values of key attributes.
 */
export interface TableKeys {
  /** A data key for a new table. @param keyArn of the KMS key; undefined: a key that AWS owns */
  make(call: Call, table: TableRef & { readonly id: string }, keyArn?: string): Promise<TableKey>;
  /** The same data key, wrapped in another way. */
  rewrap(call: Call, table: Sealed, keyArn?: string): Promise<TableKey>;
  open(call: Call, table: Sealed): Promise<Contents>;
  /** As DynamoDB itself, outside of any transaction. */
  openAsService(table: Sealed): Promise<Contents>;
  /** Once nothing lies under it any more. */
  release(call: Call, table: Sealed): Promise<void>;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const REUSE_SECONDS = 300;
const MOST_KEPT = 1000;
const DYNAMODB = 'dynamodb.amazonaws.com';
const GRANTED = [
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'DescribeKey',
] as const;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

export const contextOf = ({ name, account }: TableRef): Readonly<Record<string, string>> => ({
  'aws:dynamodb:tableName': name,
  'aws:dynamodb:subscriberId': account,
});

const vaultContext = (id: string): string => `dynamodb_table ${id}`;

/** What KMS refuses, as DynamoDB says it. */
const asDynamoDb = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw cause.name === 'AccessDeniedException'
      ? kmsDenied(cause.message)
      : kmsRefused(cause.message);
  }
};

const contentsUnder = (key: KeyObject, tableId: string, ids: Pick<Ids, 'bytes'>): Contents => {
  // An item cannot be put in the place of another.
  const context = ({ place, hash, sort }: ItemPlace): Buffer =>
    Buffer.concat([Buffer.from(`${tableId} ${place} ${hash.length} `), hash, sort]);
  return {
    seal: (plaintext, at) => {
      const iv = ids.bytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(context(at));
      return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, at) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(context(at)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const body = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
      decipher.final();
      return body;
    },
  };
};

type Deps = Pick<DynamoDbDeps, 'ids' | 'keys' | 'vault' | 'call'>;

interface Machine {
  readonly deps: Deps;
  readonly wrappings: DataKeys;
}

const opened = (vault: Vault, id: string, sealed: string): Buffer => {
  const key = vault.open(bytesOf(sealed), vaultContext(id));
  if (key === undefined) throw new Error(`the key of table ${id} does not open`);
  return key;
};

const decryptWrapping = async (
  calls: KeyCalls,
  table: TableRef,
  { keyArn, wrapping }: TableKey & { readonly kind: 'kms' },
): Promise<Uint8Array> =>
  (
    await calls.decrypt({
      CiphertextBlob: bytesOf(wrapping),
      KeyId: keyArn,
      EncryptionContext: contextOf(table),
    })
  ).Plaintext;

const wrappingFor = async (
  { wrappings }: Machine,
  call: Call,
  table: Sealed,
  key: TableKey & { readonly kind: 'kms' },
): Promise<Uint8Array> => {
  const name = `${table.id} ${key.wrapping}`;
  const kept = await wrappings.get(call, name);
  if (kept !== undefined) return kept.plaintext;
  const plaintext = await asDynamoDb(() => decryptWrapping(keyCalls(call), table, key));
  const ciphertext = bytesOf(key.wrapping);
  await wrappings.keep(call, name, { keyId: key.keyArn, plaintext, ciphertext }, REUSE_SECONDS);
  return plaintext;
};

const tableKey = async (machine: Machine, call: Call, table: Sealed): Promise<Buffer> => {
  const { key, id } = table;
  return key.kind === 'owned'
    ? opened(machine.deps.vault, id, key.sealed)
    : openUnder(await wrappingFor(machine, call, table, key), bytesOf(key.sealed), id);
};

const serviceIn = (region: string): string => `dynamodb.${region}.amazonaws.com`;

/** As the caller: a wrapping key of KMS, and the grant by which DynamoDB itself can open it. */
const wrapped = (
  { deps: { ids, vault } }: Machine,
  call: Call,
  table: TableRef & { readonly id: string },
  plaintext: Uint8Array,
  keyArn: string | undefined,
): Promise<TableKey> | TableKey => {
  if (keyArn === undefined)
    return { kind: 'owned', sealed: base64(vault.seal(plaintext, vaultContext(table.id))) };
  const EncryptionContext = contextOf(table);
  const calls = keyCalls(call);
  return asDynamoDb(async () => {
    const made = await calls.generateDataKey({
      KeyId: keyArn,
      EncryptionContext,
      NumberOfBytes: KEY_BYTES,
    });
    const { GrantId: grant } = await calls.createGrant({
      KeyId: keyArn,
      GranteePrincipal: serviceIn(table.region),
      RetiringPrincipal: serviceIn(table.region),
      Operations: GRANTED,
      Constraints: { EncryptionContextSubset: EncryptionContext },
    });
    return {
      kind: 'kms',
      keyArn: made.KeyId,
      wrapping: base64(made.CiphertextBlob),
      sealed: base64(sealUnder(made.Plaintext, ids.bytes(IV_BYTES), plaintext, table.id)),
      grant,
    };
  });
};

/** DynamoDB gives its grant back; that it is gone already, or its key, is as good. */
const retire = async (call: Call, { account, key }: Sealed): Promise<void> => {
  if (key.kind !== 'kms') return;
  try {
    await keyCalls(call, { kind: 'service', name: DYNAMODB, account }).retireGrant({
      KeyId: key.keyArn,
      GrantId: key.grant,
    });
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
  }
};

const asService = ({ call }: Deps, { account, region }: TableRef): KeyCalls =>
  keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal: { kind: 'service', name: DYNAMODB, account },
        region,
        by: DYNAMODB,
      }),
  });

export const createTableKeys = (deps: Deps): TableKeys => {
  const machine: Machine = { deps, wrappings: createDataKeys({ keys: deps.keys }) };
  // By its sealed text, which says nothing and changes with the key.
  const kept = new Map<string, KeyObject>();
  const ownedKey = ({ id }: Sealed, sealed: string): KeyObject => {
    const known = kept.get(sealed);
    if (known !== undefined) return known;
    const key = createSecretKey(opened(deps.vault, id, sealed));
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(sealed, key);
    return key;
  };
  return {
    make: async (call, table, keyArn) =>
      wrapped(machine, call, table, deps.ids.bytes(KEY_BYTES), keyArn),
    rewrap: async (call, table, keyArn) => {
      const key = await wrapped(machine, call, table, await tableKey(machine, call, table), keyArn);
      await retire(call, table);
      return key;
    },
    open: async (call, table) => {
      const { key, id } = table;
      const object =
        key.kind === 'owned'
          ? ownedKey(table, key.sealed)
          : createSecretKey(await tableKey(machine, call, table));
      return contentsUnder(object, id, deps.ids);
    },
    openAsService: async (table) => {
      const { key, id } = table;
      if (key.kind === 'owned') return contentsUnder(ownedKey(table, key.sealed), id, deps.ids);
      const wrapping = await decryptWrapping(asService(deps, table), table, key);
      const plaintext = openUnder(wrapping, bytesOf(key.sealed), id);
      return contentsUnder(createSecretKey(plaintext), id, deps.ids);
    },
    release: retire,
  };
};
