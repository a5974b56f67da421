import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

const ITERATIONS = 4096;
const KEY_BYTES = 32;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * What PostgreSQL stores of a password (RFC 5803 §2, RFC 5802 §3). The server takes it in place of the password, so that neither its
 * log nor who reads its statistics sees that. Of printable ASCII only: other letters would have to be normalized (RFC 4013).
 */
export const scramVerifier = (password: string, salt: Uint8Array): string => {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
};

/** What PostgreSQL stores where `password_encryption` is md5. */
export const md5Verifier = (password: string, username: string): string =>
  `md5${createHash('md5').update(password).update(username).digest('hex')}`;
