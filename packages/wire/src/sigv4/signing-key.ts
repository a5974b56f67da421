import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { isRegion } from './region.ts';

/** `AKIA…/20261125/us-east-1/sts/aws4_request`, taken apart. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  /** All but the key id, as the string to sign has it. */
  readonly text: string;
  /** The Region has the form of one. */
  readonly isRegional: boolean;
}

/** undefined unless there are five parts. */
export const parseCredential = (credential: string): CredentialScope | undefined => {
  const parts = credential.split('/', 6);
  const [accessKeyId, date, region, service, terminator] = parts;
  if (
    parts.length !== 5 ||
    !accessKeyId ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined
  )
    return undefined;
  const text = credential.slice(accessKeyId.length + 1);
  const isRegional = isRegion(region);
  return { accessKeyId, date, region, service, terminator, text, isRegional };
};

/** Signatures for one credential scope. */
export interface SigningKey {
  /** HMAC-SHA256 of Latin-1 text, in lower-case hexadecimal. */
  sign(text: string): string;
}

/** IAM User Guide, "Derive a signing key". */
export const deriveSigningKey = (secretAccessKey: string, scope: CredentialScope): SigningKey => {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
  return signingKey(hmac(serviceKey, scope.terminator));
};

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'latin1').digest();

const BLOCK = 64;

/**
 * HMAC as RFC 2104 §2 defines it, over two one-shot digests with the padded keys kept: a third of the time of an `Hmac`
 * object, which every request would have to make and leave to the garbage collector.
 */
export const signingKey = (key: Buffer): SigningKey => {
  const outer = padded(key, 0x5c, 32);
  let inner = padded(key, 0x36, 0);
  return {
    sign(text) {
      // The string to sign is of one length for one scope: nearly always, the buffer fits.
      if (inner.length !== BLOCK + text.length) inner = padded(key, 0x36, text.length);
      inner.write(text, BLOCK, 'latin1');
      outer.write(hash('sha256', inner, 'binary'), BLOCK, 'latin1');
      return hash('sha256', outer, 'hex');
    },
  };
};

const padded = (key: Buffer, pad: number, rest: number): Buffer => {
  const block = Buffer.alloc(BLOCK + rest, pad);
  for (let at = 0; at < key.length; at += 1) block[at] = pad ^ (key[at] ?? 0);
  return block;
};

/** A scope that was seen to be signed well, and the key for it. */
interface KnownScope {
  readonly scope: CredentialScope;
  readonly secretAccessKey: string;
  readonly key: SigningKey;
}

/** What four HMACs and a parse gave, kept for the next request of the same key, day, region and service. */
export interface SigningKeys {
  scopeOf(credential: string): CredentialScope | undefined;
  /** The key for a scope; derived again when the secret is no longer the one it came from. */
  keyFor(credential: string, scope: CredentialScope, secretAccessKey: string): SigningKey;
  /** Call once a signature made with the key was right: nothing else may fill the cache. */
  remember(credential: string, scope: CredentialScope, secret: string, key: SigningKey): void;
}

export const createSigningKeys = (limit = 1000): SigningKeys => {
  const known = new Map<string, KnownScope>();
  return {
    scopeOf: (credential) => known.get(credential)?.scope ?? parseCredential(credential),
    keyFor(credential, scope, secretAccessKey) {
      const entry = known.get(credential);
      return entry !== undefined && entry.secretAccessKey === secretAccessKey
        ? entry.key
        : deriveSigningKey(secretAccessKey, scope);
    },
    remember(credential, scope, secretAccessKey, key) {
      if (known.get(credential)?.key === key) return;
      known.delete(credential);
      if (known.size >= limit) {
        const [oldest] = known.keys();
        if (oldest !== undefined) known.delete(oldest);
      }
      known.set(credential, { scope, secretAccessKey, key });
    },
  };
};

/** Whether two signatures are the same, in time that does not depend on where they differ. */
export const isSignature = (given: string, expected: string): boolean =>
  given.length === expected.length &&
  timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(expected, 'latin1'));
