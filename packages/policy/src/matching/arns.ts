import { ANY_RUN, type TextTest, patternTest } from './glob.ts';

/** The six parts of an ARN; the last one may hold further colons. `undefined` when there are fewer. */
const arnParts = (text: string): readonly string[] | undefined => {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < 5) {
    const colon = text.indexOf(':', from);
    if (colon < 0) return undefined;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  parts.push(text.slice(from));
  return parts;
};

/**
 * IAM User Guide, "ARN condition operators": each part is compared on its own, and ArnEquals does what ArnLike does.
 * A lone `*` is every ARN.
 */
export const arnPatternTest = (pattern: string): TextTest => {
  if (pattern === ANY_RUN) return (actual) => arnParts(actual) !== undefined;
  const tests = arnParts(pattern)?.map(patternTest);
  if (tests === undefined) return () => false;
  return (actual) => {
    const parts = arnParts(actual);
    return parts !== undefined && tests.every((test, at) => test(parts[at] ?? ''));
  };
};
