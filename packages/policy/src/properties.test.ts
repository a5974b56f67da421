import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryQuestion, arbitraryStatement } from './arbitrary-question.fixture.ts';
import { type EvaluationCase, caseRequest, compileCase } from './case-file.fixture.ts';
import { type Decision, decide } from './index.ts';
import { type ReferenceQuestion, referenceDecision } from './reference.fixture.ts';

const RUNS = { numRuns: 400 };

type Document = EvaluationCase['policies']['identity'][number];

const answer = (question: ReferenceQuestion): Decision =>
  decide(
    caseRequest({ ...question, name: '', source: '', expect: { allowed: false } }),
    compileCase(question.policies),
  );

const withIdentity = (
  question: ReferenceQuestion,
  identity: readonly Document[],
): ReferenceQuestion => ({
  ...question,
  policies: { ...question.policies, identity },
});

const policyOf = (...Statement: readonly object[]): Document => ({
  Version: '2012-10-17',
  Statement,
});

const EVERYTHING = { Effect: 'Deny', Action: '*', Resource: '*' };

test('the compiled engine answers as the naive reference does', () => {
  let allowed = 0;

  fc.assert(
    fc.property(arbitraryQuestion, (question) => {
      const { because, layer, ...decision } = {
        because: undefined,
        layer: undefined,
        ...answer(question),
      };
      allowed += decision.allowed ? 1 : 0;
      const expected = referenceDecision(question);
      expect({ allowed: decision.allowed, because, layer }).toEqual({
        because: undefined,
        layer: undefined,
        ...expected,
      });
    }),
    { numRuns: 2000 },
  );

  // The questions must be worth asking: neither all refused nor all allowed.
  expect(allowed).toBeGreaterThan(100);
  expect(allowed).toBeLessThan(1800);
});

test('an explicit deny always wins', () => {
  fc.assert(
    fc.property(arbitraryQuestion, (question) => {
      const denying = { ...policyOf({ ...EVERYTHING, Principal: '*' }) };
      const denied = { ...question, policies: { ...question.policies, resource: denying } };

      expect(answer(denied)).toMatchObject({ allowed: false, because: 'explicit-deny' });
    }),
    RUNS,
  );
});

test('another allow never turns an allow into a refusal', () => {
  fc.assert(
    fc.property(
      arbitraryQuestion,
      arbitraryStatement({ principals: false, effect: 'Allow' }),
      (question, statement) => {
        const more = withIdentity(question, [...question.policies.identity, policyOf(statement)]);

        expect(!answer(question).allowed || answer(more).allowed).toBe(true);
      },
    ),
    RUNS,
  );
});

test('another deny never turns a refusal into an allow', () => {
  fc.assert(
    fc.property(
      arbitraryQuestion,
      arbitraryStatement({ principals: false, effect: 'Deny' }),
      (question, statement) => {
        const more = withIdentity(question, [...question.policies.identity, policyOf(statement)]);

        expect(answer(question).allowed || !answer(more).allowed).toBe(true);
      },
    ),
    RUNS,
  );
});

const reversed = (document: Document): Document => ({
  ...document,
  Statement: Array.isArray(document['Statement'])
    ? document['Statement'].toReversed()
    : document['Statement'],
});

test('the order of policies and of statements never matters', () => {
  fc.assert(
    fc.property(arbitraryQuestion, (question) => {
      const { policies } = question;
      const turned: ReferenceQuestion = {
        ...question,
        policies: {
          ...policies,
          identity: policies.identity.toReversed().map(reversed),
          ...(policies.resource && { resource: reversed(policies.resource) }),
          ...(policies.session && { session: policies.session.toReversed().map(reversed) }),
        },
      };

      const { by: _, ...first } = answer(question);
      const { by: __, ...second } = answer(turned);

      expect(second).toEqual(first);
    }),
    RUNS,
  );
});

test('asking twice gives the same answer', () => {
  fc.assert(
    fc.property(arbitraryQuestion, (question) => {
      const request = caseRequest({
        ...question,
        name: '',
        source: '',
        expect: { allowed: false },
      });
      const policies = compileCase(question.policies);

      expect(decide(request, policies)).toEqual(decide(request, policies));
    }),
    RUNS,
  );
});
