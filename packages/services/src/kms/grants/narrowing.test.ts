import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Principal } from '@gatehouse/service-kit';
import { tries } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { grantsFixture, type GrantsFixture, person } from './grants.fixture.ts';

type Context = Readonly<Record<string, string>>;
interface Rule {
  readonly kind: 'none' | 'equals' | 'subset';
  readonly pairs: Context;
}
interface Stated {
  readonly operations: readonly GrantOperation[];
  readonly rule: Rule;
}
interface Known extends Stated {
  readonly id: string;
  readonly grantee: number;
}

const PEOPLE = ['ann', 'ben', 'cem', 'dan'].map((name) => person(name));
const personAt = (index: number): Principal => PEOPLE[index] ?? { kind: 'anonymous' };
const OPERATIONS = [
  'Encrypt',
  'GenerateDataKeyWithoutPlaintext',
  'DescribeKey',
  'CreateGrant',
] as const;
const USES = OPERATIONS.slice(0, 2);
const VALUES = [undefined, '1', '2'];

/** All contexts of three names and two values; no constraint has the last name. */
const CONTEXTS: readonly Context[] = VALUES.flatMap((a) =>
  VALUES.flatMap((b) =>
    [undefined, '1'].map((z) =>
      Object.fromEntries(
        Object.entries({ a, b, z }).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    ),
  ),
);

const contains = (all: Context, some: Context): boolean =>
  Object.entries(some).every(([name, value]) => all[name] === value);

/** What a constraint means, said without looking at how grants are found. */
const satisfies = (context: Context, { kind, pairs }: Rule): boolean =>
  kind === 'none' || (contains(context, pairs) && (kind === 'subset' || contains(pairs, context)));

/** The first permits in every context in which the second does, and with every operation. */
const covers = (outer: Stated, inner: Stated): boolean =>
  inner.operations.every((name) => outer.operations.includes(name)) &&
  CONTEXTS.every((context) => !satisfies(context, inner.rule) || satisfies(context, outer.rule));

const context: fc.Arbitrary<Context> = fc.dictionary(
  fc.constantFrom('a', 'b'),
  fc.constantFrom('1', '1', '1', '2'),
);
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant({ kind: 'none' as const, pairs: {} }),
  fc.record({ kind: fc.constantFrom('equals' as const, 'subset' as const), pairs: context }),
);
const stated: fc.Arbitrary<Stated> = fc.record({
  operations: fc
    .subarray([...OPERATIONS], { minLength: 1 })
    .filter((chosen) => chosen.some((name) => name !== 'CreateGrant')),
  rule,
});
const OUTSIDERS = PEOPLE.length;
const anyone = fc.nat({ max: PEOPLE.length - 1 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      by: fc.nat({ max: 40 }),
      to: anyone,
      stated,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), which: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const constraintsOf = ({ kind, pairs }: Rule): object | undefined => {
  if (kind === 'none') return undefined;
  return kind === 'equals'
    ? { EncryptionContextEquals: pairs }
    : { EncryptionContextSubset: pairs };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));

const request = (KeyId: string, to: number, { operations, rule: given }: Stated) => ({
  KeyId,
  GranteePrincipal: PEOPLE[to]?.arn,
  Operations: [...operations],
  Constraints: constraintsOf(given),
});

/** A new grant, or the name of what refuses it. */
const attempt = async (
  fixture: GrantsFixture,
  KeyId: string,
  { by, to, stated: wanted }: Extract<Step, { readonly kind: 'create' }>,
): Promise<Known | string> => {
  try {
    const { id } = await fixture.grant(request(KeyId, to, wanted), { as: personAt(by) });
    return { ...wanted, id, grantee: to };
  } catch (error) {
    return nameOf(error);
  }
};

/** Who may use the key otherwise than the known grants mean it, or beyond the first. */
const differences = async (
  fixture: GrantsFixture,
  KeyId: string,
  first: Stated,
  known: readonly Known[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  const ask = async (who: number, operation: GrantOperation, asked: Context): Promise<void> => {
    const permits = (grant: Stated): boolean =>
      grant.operations.includes(operation) && satisfies(asked, grant.rule);
    const may = known.some((grant) => grant.grantee === who && permits(grant));
    const plain = operation === 'Encrypt' ? { Plaintext: Buffer.of(1) } : { NumberOfBytes: 32 };
    const input = { KeyId, EncryptionContext: asked, DryRun: true, ...plain };
    const answer = await fixture.kms(operation, input, { as: personAt(who) }).catch(nameOf);
    const text = `${who} ${operation} ${JSON.stringify(asked)}: ${String(answer)}`;
    if (answer !== (may ? 'DryRunOperationException' : 'AccessDeniedException')) found.push(text);
    // The promise itself, whatever was made and taken away on the way.
    if (answer === 'DryRunOperationException' && !permits(first)) found.push(`beyond: ${text}`);
  };
  for (const [who] of PEOPLE.entries())
    for (const operation of USES) for (const asked of CONTEXTS) await ask(who, operation, asked);
  return found;
};

/** Plays one history, asks after it who may do what, and answers what should not be. */
const play = async (
  fixture: GrantsFixture,
  given: Stated,
  steps: readonly Step[],
): Promise<readonly string[]> => {
  const KeyId = await fixture.key();
  const first = {
    ...given,
    operations: [...new Set([...given.operations, 'CreateGrant' as const])],
  };
  const { id } = await fixture.grant(request(KeyId, 0, first));
  const known: Known[] = [{ ...first, id, grantee: 0 }];
  const found: string[] = [];
  for (const next of steps) {
    if (next.kind === 'revoke') {
      const [gone] = known.splice(next.which % Math.max(known.length, 1), 1);
      if (gone !== undefined) await fixture.kms('RevokeGrant', { KeyId, GrantId: gone.id });
      continue;
    }
    // Most are made by somebody who has a grant: of the others' every one is refused.
    const by = next.by < OUTSIDERS ? next.by : (known[next.by % known.length]?.grantee ?? 0);
    const operations = [...next.stated.operations, 'CreateGrant' as const];
    const asked = { operations, rule: next.stated.rule };
    const may = known.some((grant) => grant.grantee === by && covers(grant, asked));
    const made = await attempt(fixture, KeyId, { ...next, by });
    if (may !== (made !== 'AccessDeniedException'))
      found.push(JSON.stringify({ next, by, known, may, made }));
    if (typeof made !== 'string') known.push(made);
  }
  return [...found, ...(await differences(fixture, KeyId, first, known))];
};

test('nobody ever has by grants of grantees what the first grant does not permit, and none that is revoked counts', async () => {
  const fixture = await grantsFixture();
  for (const user of PEOPLE) fixture.principals.set(user.arn, user.kind === 'user' ? user.id : '');
  const history = fc.asyncProperty(
    stated,
    fc.array(step, { maxLength: 14 }),
    async (first, steps) => (await play(fixture, first, steps)).length === 0,
  );

  expect(await fc.check(history, { numRuns: tries(60, 2000) })).toMatchObject({
    failed: false,
    counterexample: null,
  });
});
