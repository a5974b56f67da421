import {
  type CredentialScope,
  deriveSigningKey,
  parseCredential,
  type SigningKey,
} from './signing-key.ts';

/** An Authorization header but for its signature, taken apart. */
export interface KnownHead {
  readonly credential: string;
  readonly scope: CredentialScope;
  /** Lower case, as listed. */
  readonly signedHeaders: string;
  readonly names: readonly string[];
}

/**
 * What parsing and four HMACs gave, kept for the next request of the same client: it will name the same key, day, Region,
 * service and headers. Only a good signature puts anything here, so a stranger cannot push out what others use.
 */
export interface SigningKeys {
  scopeOf(credential: string): CredentialScope | undefined;
  /** The key for a scope; derived again when the secret is no longer the one it came from. */
  keyFor(credential: string, scope: CredentialScope, secretAccessKey: string): SigningKey;
  /** What is known of a header of which all but the signature came before. */
  headOf(authorization: string): KnownHead | undefined;
  /** Call once a signature made with the key was right. `authorization` is undefined for a presigned request. */
  remember(
    authorization: string | undefined,
    head: KnownHead,
    secretAccessKey: string,
    key: SigningKey,
  ): void;
}

interface KnownKey {
  readonly scope: CredentialScope;
  readonly secretAccessKey: string;
  readonly key: SigningKey;
}

const SIGNATURE = 'Signature=';
const MAX_HEAD_LENGTH = 1024;

export const createSigningKeys = (limit = 1000): SigningKeys => {
  const keys = new Map<string, KnownKey>();
  const heads = new Map<string, KnownHead>();
  return {
    scopeOf: (credential) => keys.get(credential)?.scope ?? parseCredential(credential),
    keyFor(credential, scope, secretAccessKey) {
      const known = keys.get(credential);
      return known !== undefined && known.secretAccessKey === secretAccessKey
        ? known.key
        : deriveSigningKey(secretAccessKey, scope);
    },
    headOf: (authorization) => heads.get(withoutSignature(authorization)),
    remember(authorization, head, secretAccessKey, key) {
      if (keys.get(head.credential)?.key !== key)
        put(keys, limit, head.credential, { scope: head.scope, secretAccessKey, key });
      if (authorization === undefined || authorization.length > MAX_HEAD_LENGTH) return;
      const text = withoutSignature(authorization);
      // Whatever follows the signature would be part of it here, and was not when it was parsed.
      if (heads.get(text) === undefined && authorization.length === text.length + 64)
        put(heads, limit, text, head);
    },
  };
};

/** Up to the signature, if that stands last, as all clients have it. */
const withoutSignature = (authorization: string): string => {
  const at = authorization.lastIndexOf(SIGNATURE);
  return at < 0 ? '' : authorization.slice(0, at + SIGNATURE.length);
};

/** What follows that. */
export const signatureOf = (authorization: string): string =>
  authorization.slice(authorization.lastIndexOf(SIGNATURE) + SIGNATURE.length);

const put = <T>(map: Map<string, T>, limit: number, name: string, value: T): void => {
  map.delete(name);
  if (map.size >= limit) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(name, value);
};
