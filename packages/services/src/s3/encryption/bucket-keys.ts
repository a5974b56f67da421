import type { Call, Principal } from '@gatehouse/service-kit';

/** A data key of KMS, in clear and as KMS encrypted it. */
export interface DataKey {
  /** The key's ARN. */
  readonly keyId: string;
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

interface Kept {
  readonly key: DataKey;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly requestId: string;
}

// AWS tells no number, only that it is limited: so long a permission that was taken away may still open a bucket's objects.
const KEPT_MILLISECONDS = 60_000;
const MOST_KEPT = 200;

type Asking = Pick<Call, 'now' | 'principal' | 'requestId' | 'sourceIp' | 'transport'>;

/**
 * Bucket keys (S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"): for a minute KMS is not asked again
 * for a bucket, a key and a requester. A requester is one credential as it is now, from one address: a session with other
 * policies, or a changed user, is another.
 */
export interface BucketKeys {
  /** @param name what the key is for, in full: writing is not reading */
  get(asking: Asking, name: string): DataKey | undefined;
  keep(asking: Asking, name: string, key: DataKey): void;
}

export const createBucketKeys = (): BucketKeys => {
  const ofRequesters = new WeakMap<Principal, Map<string, Kept>>();
  const fullName = ({ sourceIp, transport }: Asking, name: string): string =>
    `${sourceIp} ${transport.secure} ${name}`;

  return {
    get: (asking, name) => {
      const found = ofRequesters.get(asking.principal)?.get(fullName(asking, name));
      if (found === undefined || found.until <= asking.now.getTime()) return undefined;
      // The same request again is a transaction that is tried again: what it asked KMS before is not recorded.
      return found.requestId === asking.requestId ? undefined : found.key;
    },
    keep: (asking, name, key) => {
      const kept = ofRequesters.get(asking.principal) ?? new Map<string, Kept>();
      ofRequesters.set(asking.principal, kept);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.delete(fullName(asking, name));
      kept.set(fullName(asking, name), {
        key,
        until: asking.now.getTime() + KEPT_MILLISECONDS,
        requestId: asking.requestId,
      });
    },
  };
};
