import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Call } from './call.ts';
import type { KeyPort } from './key-calls.ts';
import type { Principal } from './principal.ts';

/** A data key of KMS, in clear and as KMS encrypted it. */
export interface DataKey {
  /** The KMS key's ARN. */
  readonly keyId: string;
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Who asks for a data key, and when. */
export type KeyAsking = Pick<
  Call,
  'now' | 'principal' | 'requestId' | 'sourceIp' | 'transport' | 'tx'
>;

/**
 * Data keys that a service may use again for a while without asking KMS, each for its requester only: a credential as it is now,
 * from one address. A session with other policies, or a changed user, is another. None is used again after a change of its KMS
 * key: of the key's policy, of its state. What KMS is not asked again is whether a grant still lets the requester.
 */
export interface DataKeys {
  /** @param name what the key is for, in full: what writes must not read */
  get(asking: KeyAsking, name: string): Promise<DataKey | undefined>;
  keep(asking: KeyAsking, name: string, key: DataKey, seconds: number): Promise<void>;
}

interface Kept {
  readonly key: DataKey;
  /** Of the KMS key, when it was kept. */
  readonly revision: object;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly requestId: string;
}

const MOST_KEPT = 200;

const fullName = ({ sourceIp, transport }: KeyAsking, name: string): string =>
  `${sourceIp} ${transport.secure} ${name}`;

export const createDataKeys = ({
  keys,
}: {
  readonly keys: Pick<KeyPort, 'revision'>;
}): DataKeys => {
  const ofRequesters = new WeakMap<Principal, Map<string, Kept>>();
  return {
    get: async (asking, name) => {
      const found = ofRequesters.get(asking.principal)?.get(fullName(asking, name));
      if (found === undefined || found.until <= asking.now.getTime()) return undefined;
      // The same request again is a transaction that is tried again: what it asked KMS before is not recorded.
      if (found.requestId === asking.requestId) return undefined;
      const revision = await keys.revision(asking.tx, found.key.keyId);
      return revision === found.revision ? found.key : undefined;
    },
    keep: async (asking, name, key, seconds) => {
      const revision = await keys.revision(asking.tx, key.keyId);
      if (revision === undefined) return;
      const kept = ofRequesters.get(asking.principal) ?? new Map<string, Kept>();
      ofRequesters.set(asking.principal, kept);
      const full = fullName(asking, name);
      kept.delete(full);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      const until = asking.now.getTime() + seconds * 1000;
      kept.set(full, { key, revision, until, requestId: asking.requestId });
    },
  };
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a data key; `context` is authenticated.
 * @param iv 12 bytes of chance
 */
export const sealUnder = (
  dataKey: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
  context: string,
): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

/** @throws Error for what this data key has not sealed with this context */
export const openUnder = (dataKey: Uint8Array, sealed: Uint8Array, context: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const body = sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]);
};
