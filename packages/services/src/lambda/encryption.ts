import { AwsError } from '@gatehouse/core';
import { type Call, keyCalls, type RolePrincipal } from '@gatehouse/service-kit';
import { type LambdaDeps, SERVICE } from './deps.ts';
import { type Lock, lockOf, type OpenLock, openVariables, sealVariables } from './environment.ts';
import { kmsKeyInvalid, variablesNotOpened } from './errors.ts';
import type { Configuration, FunctionRef, FunctionVersion } from './model.ts';

/**
 * Environment variables under a customer managed key (Lambda Developer Guide, "Securing Lambda environment variables"): who sets
 * them needs `kms:CreateGrant` and `kms:Encrypt`, who reads them `kms:Decrypt`; the execution role has its grant.
 */
type Deps = Pick<LambdaDeps, 'acceptsLooseInput' | 'ids' | 'vault'>;

const KEY_BYTES = 32;

const contextOf = ({ arn }: FunctionRef) => ({ 'aws:lambda:FunctionArn': arn });

const encrypted = async (
  call: Call,
  KeyId: string,
  Plaintext: Uint8Array,
  EncryptionContext: object,
): Promise<Uint8Array> => {
  const input = { KeyId, Plaintext, EncryptionContext };
  const output = await call.invoke('kms', 'Encrypt', input);
  const blob: unknown =
    typeof output === 'object' && output !== null ? Reflect.get(output, 'CiphertextBlob') : output;
  if (!(blob instanceof Uint8Array)) throw new Error('KMS answered Encrypt without a ciphertext');
  return blob;
};

/** Lets the execution role decrypt, and makes a data key that the caller encrypts; undefined: the function has no key. */
const lockFor = async (
  { acceptsLooseInput, ids }: Deps,
  call: Call,
  functionId: string,
  ref: FunctionRef,
  { kmsKeyArn: keyId, role }: Configuration,
): Promise<OpenLock | undefined> => {
  // Suites of emulators name keys that nobody made.
  if (keyId === '' || acceptsLooseInput === true) return undefined;
  const context = contextOf(ref);
  const dataKey = ids.bytes(KEY_BYTES);
  try {
    const { GrantId: grant } = await keyCalls(call).createGrant({
      KeyId: keyId,
      GranteePrincipal: role,
      RetiringPrincipal: `lambda.${ref.region}.amazonaws.com`,
      Operations: ['Decrypt', 'RetireGrant'],
      Constraints: { EncryptionContextSubset: context },
      Name: `lambda:${functionId}`,
    });
    const ciphertext = await encrypted(call, keyId, dataKey, context);
    const lock = { keyId, dataKey: Buffer.from(ciphertext).toString('base64'), grant };
    return { lock, dataKey, iv: ids.bytes(12) };
  } catch (cause) {
    if (cause instanceof AwsError) throw kmsKeyInvalid(cause);
    throw cause;
  }
};

/** Seals the variables of a function that is made or changed. */
export const protectVariables = async (
  deps: Deps,
  call: Call,
  {
    functionId,
    ref,
    configuration,
  }: {
    readonly functionId: string;
    readonly ref: FunctionRef;
    readonly configuration: Configuration;
  },
  variables: Readonly<Record<string, string>>,
): Promise<Uint8Array | undefined> =>
  Object.keys(variables).length === 0
    ? undefined
    : sealVariables(
        deps.vault,
        functionId,
        variables,
        await lockFor(deps, call, functionId, ref, configuration),
      );

/** A version's variables, decrypted as the caller; throws what KMS says. */
export const readVariables = (
  { vault }: Pick<LambdaDeps, 'vault'>,
  call: Call,
  version: FunctionVersion,
): Promise<ReadonlyMap<string, string>> =>
  openVariables(vault, version, async ({ keyId, dataKey }) => {
    const { Plaintext } = await keyCalls(call).decrypt({
      CiphertextBlob: Buffer.from(dataKey, 'base64'),
      KeyId: keyId,
      EncryptionContext: contextOf(version),
    });
    return Plaintext;
  });

const grantsOf = (
  vault: LambdaDeps['vault'],
  versions: readonly FunctionVersion[],
): ReadonlyMap<string, string> =>
  new Map(
    versions.flatMap((version) => {
      const { keyId, grant } = lockOf(vault, version) ?? {};
      return keyId === undefined || grant === undefined ? [] : [[grant, keyId] as const];
    }),
  );

/** Retires, as the service, what roles could decrypt by for versions of a function of which only `left` are there now. */
export const retireUnused = async (
  { vault }: Pick<LambdaDeps, 'vault'>,
  call: Call,
  before: readonly FunctionVersion[],
  left: readonly FunctionVersion[],
): Promise<void> => {
  const needed = grantsOf(vault, left);
  const [{ account } = call] = before;
  const kms = keyCalls(call, { kind: 'service', name: SERVICE, account });
  for (const [GrantId, KeyId] of grantsOf(vault, before)) {
    if (needed.has(GrantId)) continue;
    try {
      await kms.retireGrant({ KeyId, GrantId });
    } catch (cause) {
      // One that is revoked, or whose key is gone, needs no retiring, and no function stays for it.
      if (!(cause instanceof AwsError)) throw cause;
    }
  }
};

const KEPT_MILLISECONDS = 300_000;
const MOST_KEPT = 1000;

interface Kept {
  readonly variables: ReadonlyMap<string, string>;
  /** The KMS key and its revision; undefined: they lie under none. */
  readonly under: { readonly keyId: string; readonly revision: object | undefined } | undefined;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The data key of a version's variables, decrypted as its role. */
const decrypt = async (
  { call }: Pick<LambdaDeps, 'call'>,
  version: FunctionVersion,
  principal: RolePrincipal,
  { keyId, dataKey }: Lock,
): Promise<Uint8Array> => {
  const calls = keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal,
        region: version.region,
        by: SERVICE,
        forwards: true,
      }),
  });
  const { Plaintext } = await calls.decrypt({
    CiphertextBlob: Buffer.from(dataKey, 'base64'),
    KeyId: keyId,
    EncryptionContext: contextOf(version),
  });
  return Plaintext;
};

/**
 * Variables as the execution role opens them when its function starts; for five minutes they are known, as a warm
 * environment knows them, unless somebody changes their key.
 */
export const createRunVariables = ({
  call,
  clock,
  keys,
  store,
  vault,
}: Pick<LambdaDeps, 'call' | 'clock' | 'keys' | 'store' | 'vault'>) => {
  const revisionOf = (keyId: string): Promise<object | undefined> =>
    store.read((tx) => keys.revision(tx, keyId));
  const isGood = async ({ under, until }: Kept): Promise<boolean> => {
    if (until <= clock.now().getTime()) return false;
    if (under === undefined) return true;
    return under.revision !== undefined && (await revisionOf(under.keyId)) === under.revision;
  };
  const kept = new Map<string, Kept>();
  return async (
    version: FunctionVersion,
    principal: RolePrincipal | undefined,
  ): Promise<ReadonlyMap<string, string>> => {
    const name = `${version.functionId}:${version.number}:${version.revisionId}`;
    const found = kept.get(name);
    if (found !== undefined && (await isGood(found))) return found.variables;
    try {
      let under: Kept['under'];
      const variables = await openVariables(vault, version, async (lock) => {
        if (principal === undefined)
          throw new Error('variables under a key need the role of their function');
        under = { keyId: lock.keyId, revision: await revisionOf(lock.keyId) };
        return decrypt({ call }, version, principal, lock);
      });
      kept.delete(name);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(name, { variables, under, until: clock.now().getTime() + KEPT_MILLISECONDS });
      return variables;
    } catch (cause) {
      if (cause instanceof AwsError) throw variablesNotOpened(cause);
      throw cause;
    }
  };
};
