import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { invalidPublicKey } from './errors.ts';

/** An RSA public key in both encodings that GetSSHPublicKey offers. */
export interface ParsedSshKey {
  /** OpenSSH's one line. */
  readonly ssh: string;
  readonly pem: string;
  /** MD5 of the key's bytes in hexadecimal with colons, as AWS shows it (RFC 4716 §4). */
  readonly fingerprint: string;
}

const ALGORITHM = 'ssh-rsa';
const LEAST_BITS = 2048;
const MOST_BITS = 16_384;

/** A text is its length in four bytes and then its bytes (RFC 4251 §5). */
const readFields = (blob: Buffer): readonly Buffer[] => {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) throw invalidPublicKey();
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) throw invalidPublicKey();
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
};

const writeField = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** An mpint has a leading zero byte where the first bit would make it negative. */
const writeInteger = (bytes: Buffer): Buffer =>
  writeField((bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);

const fromSsh = (text: string): KeyObject => {
  const [algorithm, encoded] = text.split(/\s+/, 2);
  if (algorithm !== ALGORITHM || encoded === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded))
    throw invalidPublicKey();
  const [name, exponent, modulus, ...rest] = readFields(Buffer.from(encoded, 'base64'));
  if (
    name?.toString('latin1') !== ALGORITHM ||
    exponent === undefined ||
    modulus === undefined ||
    rest.length > 0
  )
    throw invalidPublicKey();
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', e: exponent.toString('base64url'), n: modulus.toString('base64url') },
  });
};

const parse = (text: string): KeyObject => {
  try {
    return text.startsWith('-----BEGIN PUBLIC KEY-----') ||
      text.startsWith('-----BEGIN RSA PUBLIC KEY-----')
      ? createPublicKey(text)
      : fromSsh(text);
  } catch {
    // OpenSSL's reasons are not the caller's; whatever does not parse is not a key.
    throw invalidPublicKey();
  }
};

/** Reads OpenSSH's or PEM's form of an RSA key of at least 2048 bits; throws InvalidPublicKey. */
export const parseSshPublicKey = (body: string): ParsedSshKey => {
  const text = body.trim();
  const key = parse(text);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < LEAST_BITS || bits > MOST_BITS)
    throw invalidPublicKey();
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const blob = Buffer.concat([
    writeField(Buffer.from(ALGORITHM)),
    writeInteger(Buffer.from(e, 'base64url')),
    writeInteger(Buffer.from(n, 'base64url')),
  ]);
  const digest = createHash('md5').update(blob).digest('hex');
  return {
    ssh: text.startsWith(ALGORITHM) ? text : `${ALGORITHM} ${blob.toString('base64')}`,
    pem: key.export({ format: 'pem', type: 'spki' }).toString(),
    fingerprint: (digest.match(/../g) ?? []).join(':'),
  };
};
