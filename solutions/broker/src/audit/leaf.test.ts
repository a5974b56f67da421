import { expect, test } from 'vitest';
import { leaf } from './audit.fixture.ts';
import { leafText, parseLeaf } from './leaf.ts';

const dataOf = (data: Record<string, unknown>) => parseLeaf(leafText(leaf({ data }), 7)).data;

test('an entry read back is the entry that was written', () => {
  const written = leaf({ data: { b: [1, null, { c: 'x' }], a: 'ä\u0000\uD800' } });

  expect(parseLeaf(leafText(written, 7))).toMatchObject({ ...written, sequence: 7 });
});

test.for([
  [{ secretAccessKey: 'x' }, { secretAccessKey: '[removed]' }],
  [{ deep: [{ session_token: 'x' }] }, { deep: [{ session_token: '[removed]' }] }],
  [{ Authorization: 'Bearer x' }, { Authorization: '[removed]' }],
  [{ accessKeyId: 'ASIAEXAMPLE' }, { accessKeyId: 'ASIAEXAMPLE' }],
  [
    { justification: 'look: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl!' },
    { justification: 'look: [removed]!' },
  ],
  [
    { url: 'https://signin.test/?Action=login&SigninToken=abc%3D&Issuer=x' },
    { url: 'https://signin.test/?Action=login&SigninToken=[removed]&Issuer=x' },
  ],
  [{ token: { sub: 'ann' } }, { token: '[removed]' }],
] as const)('a secret does not get into the log: %j', ([data, expected]) => {
  expect(dataOf(data)).toEqual(expected);
});

const A_DIGEST = { bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };

test('what is too long is represented by its digest, and the rest is still told', () => {
  const data = {
    version: 1,
    targets: ['arn:aws:iam::111122223333:role/Admin'],
    justification: 'x'.repeat(70_000),
  };

  const text = leafText(leaf({ data }), 0);

  expect(Buffer.byteLength(text)).toBeLessThan(500);
  expect(parseLeaf(text).data).toEqual({
    ...data,
    justification: { omitted: { ...A_DIGEST, bytes: 70_002 } },
  });
});

test('of several long members no more than necessary are left out', () => {
  const data = { one: 'x'.repeat(40_000), two: 'y'.repeat(39_000), three: 'z' };

  const { one, two, three } = parseLeaf(leafText(leaf({ data }), 0)).data;

  expect(one).toEqual({ omitted: A_DIGEST });
  expect([two, three]).toEqual([data.two, 'z']);
});

test('data of too many members is represented by its digest, so that the change need not fail', () => {
  const members = Array.from({ length: 2000 }, (_, at) => [`m${at}`, 'x'.repeat(100)] as const);

  const text = leafText(leaf({ data: Object.fromEntries(members) }), 0);

  expect(parseLeaf(text).data).toEqual({ omitted: A_DIGEST });
});

test('data that is too deep is cut off', () => {
  let data: Record<string, unknown> = { end: true };
  for (let depth = 0; depth < 50; depth += 1) data = { data };

  expect(leafText(leaf({ data }), 0)).toContain('"[removed]"');
});

test.for([
  ['a Map', { data: { fields: new Map([['a', 1]]) } }],
  ['a bigint', { data: { count: 1n } }],
  ['a number that is none', { data: { count: Number.NaN } }],
  ['a type without a name', { type: '' }],
  ['an invalid time', { at: new Date(Number.NaN) }],
] as const)('%s is refused: JSON would lose it', ([, members]) => {
  expect(() => leafText(leaf(members), 0)).toThrow(/audit leaf/);
});

test('a member called __proto__ changes nothing but itself', () => {
  const data = JSON.parse('{"__proto__": {"admin": true}}') as Record<string, unknown>;

  const text = leafText(leaf({ data }), 0);

  expect(text).toContain('"data":{"__proto__":{"admin":true}}');
  expect(Reflect.get({}, 'admin')).toBeUndefined();
});
