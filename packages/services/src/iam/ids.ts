import type { Ids } from '@gatehouse/core';
import { base32 } from './base32.ts';

// IAM User Guide, "IAM identifiers", table of unique id prefixes.
const PREFIXES = {
  user: 'AIDA',
  role: 'AROA',
  group: 'AGPA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
  certificate: 'ASCA',
  'public-key': 'APKA',
  'service-credential': 'ACCA',
} as const;

export type UniqueIdKind = keyof typeof PREFIXES;

const UNIQUE_LETTERS = 17;
const KEY_BYTES = 10;

/** An id that is never given again, even to an entity of the same name. */
export const uniqueId = (ids: Ids, kind: UniqueIdKind): string =>
  PREFIXES[kind] + ids.base32(UNIQUE_LETTERS);

/**
 * `AKIA` and 16 letters. As in AWS the first ten of them hold the account: bits 1 to 40 of their 48 bits, so that
 * tools which read the account from a key id read the right one.
 */
export const accessKeyId = (ids: Ids, account: string): string => {
  const random = ids.bytes(KEY_BYTES);
  const chance = BigInt(random[0] ?? 0) & 0x7fn;
  const head = (1n << 47n) | (BigInt(account) << 7n) | chance;
  const bytes = Buffer.concat([Buffer.alloc(6), random.subarray(6)]);
  bytes.writeUIntBE(Number(head), 0, 6);
  return `AKIA${base32(bytes)}`;
};

/** 40 characters, as the secrets of AWS access keys are. */
export const secretAccessKey = (ids: Ids): string => ids.bytes(30).toString('base64');
