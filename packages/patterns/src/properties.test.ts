import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryEvent, arbitraryPattern } from './arbitrary.fixture.ts';
import { type Pattern, compilePatterns, explainPattern, parsePattern } from './index.ts';
import { referenceMatches } from './reference.fixture.ts';

const parsed = (source: unknown): Pattern => {
  const pattern = parsePattern(JSON.stringify(source));
  if (Array.isArray(pattern)) throw new Error(pattern[0]?.message);
  return pattern;
};

const GROUP = 10;

test('many patterns at once match what each alone would, as the plain reference says', () => {
  let asked = 0;
  let matched = 0;

  fc.assert(
    fc.property(
      fc.array(arbitraryPattern, { minLength: GROUP, maxLength: GROUP }),
      fc.array(arbitraryEvent, { minLength: GROUP, maxLength: GROUP }),
      (patterns, events) => {
        const matcher = compilePatterns(
          patterns.map((pattern, at) => ({ id: `${at}`, pattern: parsed(pattern) })),
        );
        for (const event of events) {
          const expected = patterns.flatMap((pattern, at) =>
            referenceMatches(pattern, event) ? [`${at}`] : [],
          );
          asked += patterns.length;
          matched += expected.length;
          expect(matcher.match(JSON.stringify(event)).toSorted()).toEqual(expected);
        }
      },
    ),
    { numRuns: 400 },
  );

  // The questions must be worth asking: neither all refused nor all matched.
  expect(asked).toBeGreaterThanOrEqual(40_000);
  expect(matched).toBeGreaterThan(asked / 50);
  expect(matched).toBeLessThan(asked / 2);
});

test('adding and removing leaves the same matcher as starting anew', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryPattern, { minLength: 6, maxLength: 6 }),
      fc.array(arbitraryEvent, { minLength: 5, maxLength: 5 }),
      fc.array(fc.nat(5), { maxLength: 8 }),
      (patterns, events, changes) => {
        const matcher = compilePatterns();
        const present = new Map<string, Pattern>();
        for (const at of changes) {
          if (present.delete(`${at}`)) matcher.remove(`${at}`);
          else
            present.set(`${at}`, parsed(patterns[at])).forEach((one, id) => matcher.add(id, one));
          const fresh = compilePatterns([...present].map(([id, pattern]) => ({ id, pattern })));
          for (const event of events)
            expect(matcher.match(event).toSorted()).toEqual(fresh.match(event).toSorted());
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('the explanation comes to the same answer and names a field for every refusal', () => {
  fc.assert(
    fc.property(arbitraryPattern, arbitraryEvent, (source, event) => {
      const explanation = explainPattern(parsed(source), JSON.stringify(event));

      expect(explanation.matched).toBe(referenceMatches(source, event));
      const refused = explanation.alternatives.filter(({ matched }) => !matched);
      expect(
        refused.every(
          (one) => one.onlyAcrossElements || one.fields.some(({ matched }) => !matched),
        ),
      ).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string({ unit: fc.constantFrom(...'{}[]",:\\*ab01.-eE \n'.split('')), maxLength: 40 }),
        arbitraryPattern.map((source) => JSON.stringify(source).slice(0, -1)),
      ),
      (text) => {
        const read = parsePattern(text);
        expect(Array.isArray(read) ? read.length : read.alternatives.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2000 },
  );
});
