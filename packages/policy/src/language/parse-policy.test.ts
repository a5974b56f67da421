import { leastMilliseconds } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { syntaxCases } from '../case-file.fixture.ts';
import { type PolicyType, PolicySyntaxError, compilePolicy } from '../index.ts';

/** What compiling throws, if anything. */
const faultOf = (document: unknown, type: PolicyType): unknown => {
  try {
    compilePolicy(document, type);
    return undefined;
  } catch (error) {
    return error;
  }
};

const isPolicyOrFault = (error: unknown): boolean =>
  error === undefined || error instanceof PolicySyntaxError;

const TYPES: readonly PolicyType[] = [
  'identity',
  'resource',
  'trust',
  'boundary',
  'session',
  'scp',
  'rcp',
  'endpoint',
];

const casesThatAre = (valid: boolean) =>
  syntaxCases()
    .filter((found) => found.expect.valid === valid)
    .map((found) => [found.name, found] as const);

test.for(casesThatAre(true))('%s is a policy', ([, { type, document }]) => {
  expect(faultOf(document, type)).toBeUndefined();
});

test.for(casesThatAre(false))('%s is a fault', ([, { type, document, expect: expected }]) => {
  const { path, message } = expected;

  const error = faultOf(document, type);

  expect(error).toBeInstanceOf(PolicySyntaxError);
  expect(error).toMatchObject({ ...(path && { path }), ...(message && { message }) });
});

test('a fault says where in the text it is', () => {
  const text =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"x","Resource":"*"}}';

  const error = faultOf(text, 'identity');

  expect(error).toMatchObject({ offset: text.indexOf('"x"'), path: ['Statement', 'Action'] });
});

test('a document that is longer than any API takes is refused before it is read', () => {
  expect(faultOf(' '.repeat(131_073), 'identity')).toMatchObject({ offset: 131_072 });
});

test('ten thousand levels of nesting are refused at once', () => {
  const deep = '{"Statement":'.repeat(10_000);

  const elapsed = leastMilliseconds(50, () => faultOf(deep, 'identity'));

  expect(faultOf(deep, 'identity')).toBeInstanceOf(PolicySyntaxError);
  expect(elapsed).toBeLessThan(50);
});

test('values that are no JSON are refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['Statement'] = cycle;

  for (const value of [cycle, { Version: 1n }, undefined, () => 1, Symbol('x')]) {
    expect(faultOf(value, 'identity')).toBeInstanceOf(PolicySyntaxError);
  }
});

const word = fc.constantFrom('Version', 'Statement', 'Effect', 'Action', 'Principal', '__proto__');
const mostlyPolicy = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('2012-10-17', 'Allow', 'Deny', '*', 'sqs:*', 'arn:aws:s3:::x', '${', "${a, '"),
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie('node'), { maxKeys: 4 }),
  ),
})).node;

test('any value either compiles or throws a PolicySyntaxError, and soon', () => {
  const started = performance.now();
  const runs = 300;

  fc.assert(
    fc.property(fc.oneof(mostlyPolicy, fc.json()), fc.constantFrom(...TYPES), (value, type) => {
      expect(isPolicyOrFault(faultOf(value, type))).toBe(true);
    }),
    { numRuns: runs },
  );

  expect((performance.now() - started) / runs).toBeLessThan(20);
});

test('any text that is cut short or has one character changed either compiles or throws a PolicySyntaxError', () => {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['sqs:*'], Resource: '*', Condition: { Bool: { 'aws:x': true } } },
    ],
  });

  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.string({ maxLength: 2 }),
      fc.boolean(),
      (at, insert, cut) => {
        const changed = text.slice(0, at) + insert + (cut ? '' : text.slice(at + 1));
        expect(isPolicyOrFault(faultOf(changed, 'identity'))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
