import { createHash } from 'node:crypto';
import type { PersonId } from '../model/index.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;
const BITS = 5;

/** The identity of `(issuer, subject)`: 130 bits of a SHA-256, so that no two people share one. */
export const personId = (issuer: string, subject: string): PersonId => {
  const digest = createHash('sha256').update(`${issuer}\n${subject}`).digest();
  let value = 0n;
  for (const byte of digest) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let at = 0; at < LENGTH; at += 1) {
    const shift = BigInt(digest.length * 8 - BITS * (at + 1));
    text += ALPHABET.charAt(Number((value >> shift) & 31n));
  }
  return `p-${text}`;
};
