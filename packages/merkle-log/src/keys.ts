import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { sameHash } from './hashing.ts';

/** Signs checkpoints. The private key is nowhere in the database. */
export interface CheckpointSigner {
  /** Who signs: also the origin of the log, such as `gatehouse.example.com/audit`. */
  readonly name: string;
  /** What others verify with, `<name>+<key id>+<base64>`. Not a secret. */
  readonly verifierKey: string;
  /** Ed25519 over the bytes of the text, 64 bytes. */
  sign(text: Uint8Array): Promise<Uint8Array>;
}

/** A public key that checkpoints are verified with. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes; tells keys apart, proves nothing. */
  readonly id: Uint8Array;
  verifies(text: Uint8Array, signature: Uint8Array): boolean;
}

// https://c2sp.org/signed-note: signature type Ed25519.
const ED25519 = 1;
const KEY_BYTES = 32;
const NAME = /^[^\s+\p{C}]{1,200}$/u;

export const isKeyName = (name: string): boolean => NAME.test(name);

/** A new private key, PKCS #8 in PEM: for a file that only its owner can read. */
export const newSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Throws when the text is not an Ed25519 private key, or the name cannot stand in a signature line. */
export const signerOf = (name: string, pem: string): CheckpointSigner => {
  if (!isKeyName(name)) throw new Error(`"${name}" cannot name a key: white space and + may not`);
  const key = privateKeyOf(pem);
  const raw = rawPublicKey(createPublicKey(key));
  return {
    name,
    verifierKey: formatVerifierKey(name, raw),
    sign: async (text) => sign(null, text, key),
  };
};

const privateKeyOf = (pem: string): KeyObject => {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What the parser says could quote the file.
    throw new Error('the signing key is not a private key in PEM');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is not Ed25519');
  return key;
};

const rawPublicKey = (key: KeyObject): Buffer =>
  Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');

const formatVerifierKey = (name: string, raw: Uint8Array): string => {
  const typed = Buffer.from([ED25519, ...raw]);
  return `${name}+${keyId(name, typed).toString('hex')}+${typed.toString('base64')}`;
};

const keyId = (name: string, typed: Uint8Array): Buffer =>
  createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);

/**
 * The keys of a public key file, one a line; a rotated key stays in it for what it has signed. Throws when a line is not
 * `<name>+<key id>+<base64 of 0x01 and the key>`.
 */
export const parseVerifierKeys = (text: string): readonly VerifierKey[] => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Error('there is no public key');
  return lines.map((line) => parseVerifierKey(line.trim()));
};

const parseVerifierKey = (line: string): VerifierKey => {
  const [name = '', id = '', encoded = ''] = splitAtPluses(line);
  const typed = Buffer.from(encoded, 'base64');
  const isKey =
    isKeyName(name) &&
    typed.length === KEY_BYTES + 1 &&
    typed[0] === ED25519 &&
    typed.toString('base64') === encoded &&
    keyId(name, typed).toString('hex') === id;
  if (!isKey) throw new Error('a line is not a public key of the form name+id+key');
  const x = typed.subarray(1).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return {
    name,
    id: keyId(name, typed),
    verifies: (message, signature) => verify(null, message, key, signature),
  };
};

// The last part is base64, in which + is a digit.
const splitAtPluses = (line: string): readonly string[] => {
  const first = line.indexOf('+');
  const second = line.indexOf('+', first + 1);
  return first < 0 || second < 0
    ? []
    : [line.slice(0, first), line.slice(first + 1, second), line.slice(second + 1)];
};

export const isSignedBy = (
  keys: readonly VerifierKey[],
  name: string,
  id: Uint8Array,
): VerifierKey | undefined => keys.find((key) => key.name === name && sameHash(key.id, id));
