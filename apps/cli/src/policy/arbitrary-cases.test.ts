import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors.ts';
import { gatehouse } from '../terminal.fixture.ts';
import { rawCases } from './read-cases.ts';
import { simulateCase } from './simulate-case.ts';
import { allow, request, user } from './simulate.fixture.ts';

const keys = [
  'name',
  'request',
  'policies',
  'identity',
  'scps',
  'principal',
  'action',
  'resource',
  'context',
  'expect',
  'document',
  'Statement',
  'Effect',
  '__proto__',
  'constructor',
  'kind',
  'arn',
  'tags',
  'policies',
  'targetId',
];
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string({ maxLength: 6 }),
  fc.constantFrom('sqs:SendMessage', user, '*', 'Allow', 'allowed', '{}', '%7B', 'user', 'role'),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
  ),
}));

test('a case is answered or refused, and allowed only by a statement', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (one) => {
      const answer = await simulateCase({ place: 'case 1', content: { value: one } });

      expect(answer.allowed && answer.by.length === 0).toBe(false);
      expect(answer.because === 'unreadable').toBe(
        answer.error !== undefined && answer.because !== 'malformed-policy',
      );
    }),
    { numRuns: 2000 },
  );
});

test('a case that is nearly right is answered or refused', async () => {
  const nearly = fc
    .tuple(
      value,
      fc.constantFrom(
        'identity',
        'scps',
        'rcps',
        'session',
        'boundary',
        'resource',
        'context',
        'principal',
      ),
      value,
    )
    .map(([at, name, other]) => ({
      request: {
        ...request,
        [name === 'context' || name === 'principal' ? name : 'context']:
          name === 'context' || name === 'principal' ? at : {},
      },
      policies: {
        identity: allow('*'),
        ...(name === 'context' || name === 'principal' ? {} : { [name]: at }),
      },
      expect: other,
    }));

  await fc.assert(
    fc.asyncProperty(nearly, async (one) => {
      const answer = await simulateCase({ place: 'case 1', content: { value: one } });

      expect(typeof answer.allowed).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});

const outcomeOf = (text: string): string => {
  try {
    return rawCases(text).length > 0 ? 'cases' : 'UsageError';
  } catch (error) {
    return error instanceof UsageError ? error.name : String(error);
  }
};

test('any text is cases or a wrong command', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(['cases', 'UsageError']).toContain(outcomeOf(text));
    }),
    { numRuns: 500 },
  );
});

test('nesting without end is refused', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const input = `[{"request":${JSON.stringify(request)},"policies":{"identity":[{"Statement":${deep}}]}}]`;

  const { code, out } = await gatehouse(['policy', 'simulate', '-', '--json'], { input });

  expect(code).toBe(2);
  expect(out === '' || JSON.parse(out).allowed === false).toBe(true);
});
