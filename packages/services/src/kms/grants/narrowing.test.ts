import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Principal } from '@gatehouse/service-kit';
import { tries } from '@gatehouse/testkit';
import fc from 'fast-check';
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
  fc.constantFrom('1', '2'),
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
const who = fc.nat({ max: PEOPLE.length - 1 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('create' as const), by: who, to: who, stated }),
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

const refusedIs = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return true;
    throw error;
  }
};

/** Plays one history, and after it asks who may do what. */
const play = async (
  fixture: GrantsFixture,
  first: Stated,
  steps: readonly Step[],
): Promise<void> => {
  const KeyId = await fixture.key();
  const create = async (as: number | undefined, to: number, { operations, rule: given }: Stated) =>
    fixture.grant(
      {
        KeyId,
        GranteePrincipal: PEOPLE[to]?.arn,
        Operations: [...operations],
        Constraints: constraintsOf(given),
      },
      as === undefined ? {} : { as: personAt(as) },
    );
  const root = {
    ...first,
    operations: [...new Set([...first.operations, 'CreateGrant' as const])],
  };
  if (root.operations.length === 1) root.operations.push('Encrypt');
  const known: Known[] = [{ ...root, ...(await create(undefined, 0, root)), grantee: 0 }];

  for (const next of steps) {
    if (next.kind === 'revoke') {
      const gone = known[next.which % Math.max(known.length, 1)];
      if (gone === undefined) continue;
      await fixture.kms('RevokeGrant', { KeyId, GrantId: gone.id });
      known.splice(known.indexOf(gone), 1);
      continue;
    }
    const asked = {
      operations: [...next.stated.operations, 'CreateGrant' as const],
      rule: next.stated.rule,
    };
    const may = known.some((grant) => grant.grantee === next.by && covers(grant, asked));
    let made: { readonly id: string } | undefined;
    const refused = await refusedIs(
      create(next.by, next.to, next.stated).then((grant) => {
        made = grant;
      }),
    );
    expect(refused, JSON.stringify({ next, known })).toBe(!may);
    if (made !== undefined) known.push({ ...next.stated, id: made.id, grantee: next.to });
  }
  await requireSame(fixture, KeyId, root, known);
};

const requireSame = async (
  fixture: GrantsFixture,
  KeyId: string,
  first: Stated,
  known: readonly Known[],
): Promise<void> => {
  for (const [index, as] of PEOPLE.entries())
    for (const operation of USES)
      for (const EncryptionContext of CONTEXTS) {
        const input = { KeyId, EncryptionContext, DryRun: true };
        const plain = operation === 'Encrypt' ? { Plaintext: Buffer.of(1) } : { NumberOfBytes: 32 };
        const outcome = await fixture
          .kms(operation, { ...input, ...plain }, { as })
          .catch((error: unknown) => (error instanceof Error ? error.name : ''));
        const permits = (grant: Stated): boolean =>
          grant.operations.includes(operation) && satisfies(EncryptionContext, grant.rule);
        const may = known.some((grant) => grant.grantee === index && permits(grant));
        expect(outcome).toBe(may ? 'DryRunOperationException' : 'AccessDeniedException');
        // The promise itself, whatever was made and taken away on the way.
        expect(!may || permits(first)).toBe(true);
      }
};

test('nobody ever has by grants of grantees what the first grant does not permit, and none that is revoked counts', async () => {
  const fixture = await grantsFixture();
  for (const user of PEOPLE) fixture.principals.set(user.arn, user.kind === 'user' ? user.id : '');

  await fc.assert(
    fc.asyncProperty(stated, fc.array(step, { maxLength: 14 }), (first, steps) =>
      play(fixture, first, steps),
    ),
    { numRuns: tries(25, 1000) },
  );
});
