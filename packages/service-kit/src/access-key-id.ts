import type { Ids } from '@gatehouse/core';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
// The first 48 bits after the prefix: a mark bit, 40 bits of account, 7 low bits that mean nothing.
const SHIFT = 7n;
const PREFIX_BITS = 48n;

/** `AKIA…` and `ASIA…` ids that name their account as AWS's do, so that `sts:GetAccessKeyInfo` needs no look-up. */
export const accessKeyId = (prefix: 'AKIA' | 'ASIA', account: string, ids: Ids): string => {
  const random = ids.base32(16);
  const low = BigInt(ALPHABET.indexOf(random.charAt(9))) & 0x7fn;
  const bits = (1n << (PREFIX_BITS - 1n)) | (BigInt(account) << SHIFT) | low;
  // 48 bits are nine and a half letters: the tenth takes three bits and two random ones.
  let encoded = '';
  const padded = (bits << 2n) | BigInt(ALPHABET.indexOf(random.charAt(10)) & 3);
  for (let at = 45n; at >= 0n; at -= 5n) encoded += ALPHABET.charAt(Number((padded >> at) & 31n));
  return prefix + encoded + random.slice(encoded.length);
};

/** The account that an access key id names, or undefined when it is not such an id. */
export const accountOfAccessKeyId = (id: string): string | undefined => {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(id)) return undefined;
  let bits = 0n;
  for (const letter of id.slice(4, 14)) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(letter));
  const account = ((bits >> 2n) & 0x7fffffffff80n) >> SHIFT;
  return account > 999_999_999_999n ? undefined : String(account).padStart(12, '0');
};
