import { NumericValue } from '@smithy/core/serde';
import { expect, test } from 'vitest';
import { parseJson } from './json-text.ts';

const parse = (text: string): unknown => parseJson(Buffer.from(text), true);

test.for<[string, unknown]>([
  ['9007199254740993', 9007199254740993n],
  ['{"a":9007199254740993}', { a: 9007199254740993n }],
  ['{"a":[1,-9007199254740993 ]}', { a: [1, -9007199254740993n] }],
  ['{"a" :\n\t123456789012345678901}', { a: 123456789012345678901n }],
  ['[0.12345678901234567]', [new NumericValue('0.12345678901234567', 'bigDecimal')]],
  ['[1e400]', [new NumericValue('1e400', 'bigDecimal')]],
  ['[1E400]', [new NumericValue('1E400', 'bigDecimal')]],
  [
    '{"a":"1234567890123456789","b":7.50,"c":1e2,"d":123456789012345}',
    { a: '1234567890123456789', b: 7.5, c: 100, d: 123456789012345 },
  ],
])('%s keeps every digit of its numbers', ([text, value]) => {
  expect(parse(text)).toEqual(value);
});
