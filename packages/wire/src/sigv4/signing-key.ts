import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { hexDigit } from './percent.ts';

/** `AKIA…/20261125/us-east-1/sts/aws4_request`, taken apart. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  /** All but the key id, as the string to sign has it. */
  readonly text: string;
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
  return { accessKeyId, date, region, service, terminator, text };
};

/** Signatures for one credential scope. */
export interface SigningKey {
  sign(text: string): Buffer;
}

export const hmac = (key: KeyObject | string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'latin1').digest();

/** IAM User Guide, "Derive a signing key". */
export const deriveSigningKey = (secretAccessKey: string, scope: CredentialScope): SigningKey => {
  const dateKey = hmac(Buffer.from(`AWS4${secretAccessKey}`), scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
  const key = createSecretKey(hmac(serviceKey, scope.terminator));
  return { sign: (text) => hmac(key, text) };
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

/** Whether `hex` spells the bytes of `expected`, in time that does not depend on where they differ. */
export const isSignature = (hex: string, expected: Buffer): boolean => {
  if (hex.length !== expected.length * 2) return false;
  const given = Buffer.allocUnsafe(expected.length);
  let malformed = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const high = hexDigit(hex.charCodeAt(at * 2));
    const low = hexDigit(hex.charCodeAt(at * 2 + 1));
    malformed |= high | low; // Negative as soon as one character is no digit.
    given[at] = ((high & 15) << 4) | (low & 15);
  }
  return timingSafeEqual(given, expected) && malformed >= 0;
};
