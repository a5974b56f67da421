import { AwsError } from '@gatehouse/core';
import { type Call, keyCalls, openUnder, sealUnder } from '@gatehouse/service-kit';
import type { SsmDeps } from './deps.ts';
import { keyUnknown, kmsSays } from './errors.ts';
import { DEFAULT_KEY, type Parameter, type SealedValue, type Version } from './model.ts';

/** A version of a parameter that is being written or read. */
export interface ValuePlace extends Pick<Parameter, 'account' | 'arn' | 'id' | 'region'> {
  readonly version: number;
}

/**
 * Values as they are stored. Of a SecureString there is only what KMS made of it (Systems Manager User Guide, "How AWS Systems
 * Manager Parameter Store uses AWS KMS"): a standard one is encrypted by the key itself, an advanced one under a data key; both
 * with the parameter's ARN as encryption context, so that nobody reads it whom KMS does not decrypt for.
 */
export interface Values {
  /** As the caller, in a transaction that writes. */
  seal(
    call: Call,
    place: ValuePlace,
    how: Pick<Version, 'keyId' | 'tier' | 'type'>,
    text: string,
  ): Promise<SealedValue>;
  /** The value; of a SecureString its ciphertext unless `decrypts`, which asks KMS as the caller. */
  read(call: Call, place: ValuePlace, version: Version, decrypts: boolean): Promise<string>;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;

const sealContext = ({ id, version }: ValuePlace): string => `ssm ${id} ${version}`;
const contextOf = ({ arn }: ValuePlace) => ({ PARAMETER_ARN: arn });

const asked = async <Result>(call: Call, ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw kmsSays(cause, call.requestId);
  }
};

/** The ARN of the key that a parameter is encrypted by. */
const keyArn = async (
  { keys, acceptsLooseInput }: SsmDeps,
  call: Call,
  place: ValuePlace,
  keyId = DEFAULT_KEY,
): Promise<string> => {
  if (keyId === DEFAULT_KEY) return keys.managed(call.tx, place, 'ssm');
  const found = await keys.resolve(call.tx, place, keyId);
  if (found !== undefined) return found;
  if (acceptsLooseInput === true) return keys.managed(call.tx, place, 'ssm');
  throw keyUnknown(keyId);
};

const encrypted = async (
  deps: SsmDeps,
  call: Call,
  place: ValuePlace,
  { keyId, tier }: Pick<Version, 'keyId' | 'tier'>,
  text: Buffer,
): Promise<SealedValue> => {
  const KeyId = await keyArn(deps, call, place, keyId);
  const EncryptionContext = contextOf(place);
  const kms = keyCalls(call);
  if (tier === 'Standard') {
    const made = await asked(call, () =>
      kms.encrypt({ KeyId, EncryptionContext, Plaintext: text }),
    );
    return { sealed: made.CiphertextBlob, keyArn: made.KeyId, dataKey: undefined };
  }
  const made = await asked(call, () =>
    kms.generateDataKey({ KeyId, EncryptionContext, NumberOfBytes: KEY_BYTES }),
  );
  return {
    sealed: sealUnder(made.Plaintext, deps.ids.bytes(IV_BYTES), text, sealContext(place)),
    keyArn: made.KeyId,
    dataKey: made.CiphertextBlob,
  };
};

const decrypted = async (
  call: Call,
  place: ValuePlace,
  { sealed, dataKey }: SealedValue,
  KeyId: string,
): Promise<string> => {
  const { Plaintext } = await asked(call, () =>
    keyCalls(call).decrypt({
      CiphertextBlob: dataKey ?? sealed,
      KeyId,
      EncryptionContext: contextOf(place),
    }),
  );
  const bytes =
    dataKey === undefined ? Plaintext : openUnder(Plaintext, sealed, sealContext(place));
  return Buffer.from(bytes).toString('utf8');
};

export const createValues = (deps: SsmDeps): Values => ({
  seal: async (call, place, how, text) => {
    const bytes = Buffer.from(text);
    if (how.type === 'SecureString') return encrypted(deps, call, place, how, bytes);
    const sealed = deps.vault.seal(bytes, sealContext(place));
    return { sealed, keyArn: undefined, dataKey: undefined };
  },
  read: async (call, place, { value, version }, decrypts) => {
    const { sealed, keyArn: key, dataKey } = value;
    if (key === undefined) {
      const text = deps.vault.open(sealed, sealContext(place));
      if (text === undefined)
        throw new Error(`version ${version} of ${place.id} was not sealed here`);
      return text.toString('utf8');
    }
    if (decrypts) return decrypted(call, place, value, key);
    return Buffer.concat([dataKey ?? new Uint8Array(), sealed]).toString('base64');
  },
});
