import { createPublicKey, type KeyObject } from 'node:crypto';

export interface PublicKey {
  readonly type: 'rsa' | 'ed25519';
  /** OpenSSH's one line, without a comment. */
  readonly ssh: string;
  readonly key: KeyObject;
}

const MOST_BYTES = 16 * 1024;
const LEAST_RSA_BITS = 1024;

/** RFC 4251 §5: a string with its length in front. */
export const sshString = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** RFC 4251 §5, mpint: a positive number whose first bit is set gets a zero byte in front. */
const mpint = (bytes: Buffer): Buffer =>
  sshString((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);

const fromJwk = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

/** A public key as `ssh-rsa AAAA…` or `ssh-ed25519 AAAA…` (RFC 4253 §6.6, RFC 8709 §4). */
export const sshPublicKey = (key: KeyObject): string => {
  const jwk = key.export({ format: 'jwk' });
  const parts =
    jwk.kty === 'RSA'
      ? [sshString(Buffer.from('ssh-rsa')), mpint(fromJwk(jwk.e)), mpint(fromJwk(jwk.n))]
      : [sshString(Buffer.from('ssh-ed25519')), sshString(fromJwk(jwk.x))];
  const name = jwk.kty === 'RSA' ? 'ssh-rsa' : 'ssh-ed25519';
  return `${name} ${Buffer.concat(parts).toString('base64')}`;
};

/** The strings of an SSH blob, or undefined when it does not end where the last one does. */
const stringsOf = (blob: Buffer): readonly Buffer[] | undefined => {
  const found: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
};

const withoutZeros = (bytes: Buffer): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? Buffer.alloc(0) : bytes.subarray(first);
};

const ofBlob = (blob: Buffer): KeyObject | undefined => {
  const [name, one, two] = stringsOf(blob) ?? [];
  if (name === undefined || one === undefined) return undefined;
  const jwk =
    name.toString() === 'ssh-rsa' && two !== undefined
      ? {
          kty: 'RSA',
          e: withoutZeros(one).toString('base64url'),
          n: withoutZeros(two).toString('base64url'),
        }
      : name.toString() === 'ssh-ed25519'
        ? { kty: 'OKP', crv: 'Ed25519', x: one.toString('base64url') }
        : undefined;
  return jwk === undefined ? undefined : createPublicKey({ key: jwk, format: 'jwk' });
};

const parsed = (text: string): KeyObject | undefined => {
  try {
    const [name, blob] = text.split(/\s+/);
    if ((name === 'ssh-rsa' || name === 'ssh-ed25519') && blob !== undefined)
      return ofBlob(Buffer.from(blob, 'base64'));
    if (text.startsWith('-----BEGIN PUBLIC KEY-----')) return createPublicKey(text);
    const der = Buffer.from(text, 'base64');
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    // Whatever the caller sent, it is no key that the crypto library reads.
    return undefined;
  }
};

/** An RSA or Ed25519 public key in OpenSSH form, PEM or base64 DER; undefined for anything else. */
export const readPublicKey = (given: string): PublicKey | undefined => {
  if (given.length > MOST_BYTES) return undefined;
  const key = parsed(given.trim());
  const type = key?.asymmetricKeyType;
  if (key === undefined || (type !== 'rsa' && type !== 'ed25519')) return undefined;
  if (type === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS)
    return undefined;
  return { type, key, ssh: sshPublicKey(key) };
};
