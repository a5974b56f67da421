import { numberOrText } from './exact-number.ts';
import { JsonTokens, type TokenKind } from './json-tokens.ts';
import { PatternRefusal } from './refusal.ts';

// A number that is not so long is the decimal number that its double is written as. It may take a text of the event
// for such a number, which costs time only.
const LONG_NUMBER = /[:[,][ \t\r\n]*-?(?:[0-9.]{16}|[0-9.]+[eE][-+]?[0-9]{3})/;

export const mayHoldLongNumber = (text: string): boolean => LONG_NUMBER.test(text);

/**
 * The value of a JSON text that has been parsed before, with the numbers that no double holds as the text they are;
 * undefined if it is nested deeper than AWS reads.
 */
export const parseKeepingNumbers = (text: string): unknown => {
  const tokens = new JsonTokens(text);
  try {
    return valueOf(tokens, tokens.next());
  } catch (error) {
    if (error instanceof PatternRefusal) return undefined;
    throw error;
  }
};

const valueOf = (tokens: JsonTokens, kind: TokenKind): unknown => {
  switch (kind) {
    case 'object': {
      const object: Record<string, unknown> = Object.create(null);
      while (tokens.next() !== 'end-object') {
        const name = tokens.text();
        object[name] = valueOf(tokens, tokens.next());
      }
      return object;
    }
    case 'array': {
      const list: unknown[] = [];
      for (let next = tokens.next(); next !== 'end-array'; next = tokens.next())
        list.push(valueOf(tokens, next));
      return list;
    }
    case 'number':
      return numberOrText(tokens.text());
    case 'string':
      return tokens.text();
    case 'null':
      return null;
    default:
      return kind === 'true';
  }
};
