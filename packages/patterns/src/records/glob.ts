import { fits } from '../filter/value-check.ts';
import type { GlobToken } from './model.ts';

/** Whether a text is as the tokens say. Its time grows with the text and with the tokens. */
export const globTest = (tokens: readonly GlobToken[]): ((text: string) => boolean) => {
  if (tokens.every((token) => typeof token === 'string')) {
    const wanted = tokens.join('');
    return (text) => text === wanted;
  }
  if (tokens.some((token) => typeof token !== 'string' && token.any === 'character')) {
    const codes = tokens.flatMap(codesOf);
    return (text) => takes(codes, text);
  }
  const pieces = [''];
  for (const token of tokens) {
    if (typeof token === 'string') pieces.push(`${pieces.pop() ?? ''}${token}`);
    else pieces.push('');
  }
  return (text) => fits(pieces, text);
};

const TEXT = -1;
const CHARACTER = -2;

const codesOf = (token: GlobToken): readonly number[] => {
  if (typeof token !== 'string') return [token.any === 'text' ? TEXT : CHARACTER];
  return Array.from({ length: token.length }, (_, at) => token.charCodeAt(at));
};

/** The last star takes as little as it can, then one character more at a time. */
const takes = (codes: readonly number[], text: string): boolean => {
  let at = 0;
  let place = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    const code = codes[place];
    if (code === TEXT) {
      star = place;
      from = at;
      place += 1;
    } else if (code === CHARACTER || code === text.charCodeAt(at)) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      from += 1;
      at = from;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (codes[place] === TEXT) place += 1;
  return place === codes.length;
};
