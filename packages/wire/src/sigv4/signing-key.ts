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
  /** Whether that is the signature of the text, in time that does not depend on where the two differ. */
  verify(text: string, signature: string): boolean;
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
const HEX_LENGTH = 64;

/**
 * HMAC as RFC 2104 §2 defines it, over two one-shot digests with the padded keys kept: a third of the time of an `Hmac`
 * object, which every request would have to make and leave to the garbage collector.
 */
export const signingKey = (key: Buffer): SigningKey => {
  const outer = padded(key, 0x5c, 32);
  let inner = padded(key, 0x36, 0);
  const expected = Buffer.alloc(HEX_LENGTH);
  const given = Buffer.alloc(HEX_LENGTH);
  const sign = (text: string): string => {
    // The string to sign is of one length for one scope: nearly always, the buffer fits.
    if (inner.length !== BLOCK + text.length) inner = padded(key, 0x36, text.length);
    inner.write(text, BLOCK, 'latin1');
    outer.write(hash('sha256', inner, 'binary'), BLOCK, 'latin1');
    return hash('sha256', outer, 'hex');
  };
  return {
    sign,
    verify(text, signature) {
      if (signature.length !== HEX_LENGTH) return false;
      expected.write(sign(text), 'latin1');
      given.write(signature, 'latin1');
      return timingSafeEqual(given, expected);
    },
  };
};

const padded = (key: Buffer, pad: number, rest: number): Buffer => {
  const block = Buffer.alloc(BLOCK + rest, pad);
  for (let at = 0; at < key.length; at += 1) block[at] = pad ^ (key[at] ?? 0);
  return block;
};
