import type { Ids } from '@gatehouse/core';

// RFC 8628 §6.1: consonants only, so that no code is a word; 20^8 of them.
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);
const SPARE = 256 - (256 % ALPHABET.length);

export const newUserCode = (ids: Pick<Ids, 'bytes'>): string => {
  let code = '';
  while (code.length < LENGTH)
    for (const byte of ids.bytes(LENGTH))
      if (byte < SPARE && code.length < LENGTH) code += ALPHABET.charAt(byte % ALPHABET.length);
  return code;
};

/** A code as somebody typed it: letter case, spaces and hyphens do not matter; undefined when it cannot be one. */
export const userCodeOf = (typed: string | undefined): string | undefined => {
  if (typed === undefined || typed.length > 64) return undefined;
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
};

/** `WDJB-MJHT` */
export const readableUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
