import { expect, test } from 'vitest';
import { EMPTY_VALUE, inForm, pairsOf, textOf, valueDraft, valueFault } from './draft.ts';

const GITHUB = '{"user":"octo","token":"a \\"b\\""}';

test('pairs become the JSON that is stored, and that becomes the pairs again', () => {
  const draft = valueDraft(GITHUB);

  expect(draft.pairs).toEqual([
    { key: 'user', value: 'octo' },
    { key: 'token', value: 'a "b"' },
  ]);
  expect(textOf(draft)).toBe(GITHUB);
  expect(textOf(inForm(inForm(draft, 'text'), 'pairs'))).toBe(GITHUB);
});

test.for(['', 'text', '[]', 'null', '{"a":1}', '{"a":{"b":"c"}}'])(
  '%s is no pairs, and stays the text that it is',
  (text) => {
    expect(pairsOf(text)).toBeUndefined();
    expect(textOf(valueDraft(text))).toBe(text);
  },
);

test('a text that is no pairs is not lost by looking at it as pairs', () => {
  const draft = valueDraft('a token');

  expect(inForm(draft, 'pairs')).toBe(draft);
});

test.for([
  [EMPTY_VALUE, 'at least one pair'],
  [{ ...EMPTY_VALUE, as: 'text' } as const, 'Write the secret'],
  [{ ...EMPTY_VALUE, pairs: [{ key: '', value: 'a' }] }, 'needs a key'],
  [
    {
      ...EMPTY_VALUE,
      pairs: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    'same key',
  ],
] as const)('a value that would lose something is not stored', ([draft, reason]) => {
  expect(valueFault(draft)).toContain(reason);
});
