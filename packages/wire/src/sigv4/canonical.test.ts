import { expect, test } from 'vitest';
import {
  canonicalHeaders,
  canonicalPath,
  canonicalQuery,
  normalizePath,
  splitQuery,
} from './canonical.ts';

// The cases restate what AWS's signature test suite covers: paths, queries and headers in every spelling.
test.for([
  ['', '/'],
  ['/', '/'],
  ['//', '/'],
  ['/./', '/'],
  ['/a/..', '/'],
  ['/a/b/../..', '/'],
  ['/../../a', '/a'],
  ['//example//', '/example/'],
  ['/a/./b', '/a/b'],
  ['/a/b/', '/a/b/'],
  ['/.well-known/x', '/.well-known/x'],
  ['/a..b/c.', '/a..b/c.'],
  ['/%2E%2E/a', '/%2E%2E/a'],
] as const)('the path %s is signed as %s', ([path, normalized]) => {
  expect(normalizePath(path)).toBe(normalized);
});

test.for([
  ['/two%20words', '/two%2520words'],
  ['/arn%3Aaws%3Aecs', '/arn%253Aaws%253Aecs'],
  ['/a:b', '/a%3Ab'],
  ['/\u00e1', '/%E1'],
  ['/-._~0aZ', '/-._~0aZ'],
] as const)('a service other than S3 signs the path %s escaped once more: %s', ([path, signed]) => {
  expect(canonicalPath(path, false)).toBe(signed);
});

test.for([
  ['/a//b/../c', '/a//b/../c'],
  ['/two%20words', '/two%20words'],
  ['/%61%2d', '/a-'],
  ['/a+b', '/a%2Bb'],
  ['/%e1%88%b4', '/%E1%88%B4'],
  ['/a%2fb', '/a%2Fb'],
  ['/%zz', '/%25zz'],
  ['/%', '/%25'],
] as const)('S3 signs the path %s as the key it names: %s', ([path, signed]) => {
  expect(canonicalPath(path, true)).toBe(signed);
});

test.for([
  ['', ''],
  ['b=2&a=1', 'a=1&b=2'],
  ['a=2&a=1', 'a=1&a=2'],
  ['a', 'a='],
  ['a=b=c', 'a=b%3Dc'],
  ['&&a=1&', 'a=1'],
  ['A=1&a=2&B=3', 'A=1&B=3&a=2'],
  ['a=x+y', 'a=x%20y'],
  ['a=%7e%2A', 'a=~%2A'],
  ['a=%e2%82%ac', 'a=%E2%82%AC'],
  ['a=%ff', 'a=%FF'],
  ['a-b=1&a=2', 'a=2&a-b=1'],
  ['X-Amz-Signature=beef&a=1', 'a=1'],
] as const)('the query %s is signed as %s', ([query, signed]) => {
  expect(canonicalQuery(splitQuery(query))).toBe(signed);
});

test.for([
  ['plain', 'plain'],
  ['  padded\t', 'padded'],
  ['a   b', 'a b'],
  ['a\t \tb', 'a b'],
  ['"a   b"', '"a b"'],
  ['', ''],
] as const)('the header value %j is signed as %j', ([value, signed]) => {
  expect(canonicalHeaders(['h'], { h: value })).toBe(`h:${signed}\n`);
});

test('a signed header that is not in the request is named', () => {
  expect(canonicalHeaders(['accept', 'host'], { host: 'a' })).toEqual({ missing: 'accept' });
});
