import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  leafHash,
  rootOf,
  verifyLog,
  extendFrontier,
  EMPTY_FRONTIER,
  LogVerifier,
} from './index.ts';
import {
  each,
  entries,
  entry,
  hashLinesOf,
  signed,
  signedAt,
  signer,
  stranger,
} from './log.fixture.ts';

const SIZES = [10, 25, 40];
const written = entries(45);
const checkpoints = await signedAt(written, SIZES);

const verify = (leaves: readonly string[], withHashes = true, notes = checkpoints) =>
  verifyLog({
    leaves: each(leaves),
    checkpoints: notes,
    publicKey: signer.verifierKey,
    ...(withHashes ? { hashLines: hashLinesOf(written.slice(0, 40)) } : {}),
  });

test('a log as it was written is intact', async () => {
  expect(await verify(written)).toEqual({
    intact: true,
    first: undefined,
    faults: [],
    size: 45,
    anchored: 40,
    checkpoints: 3,
  });
});

test('an empty log without checkpoints is intact', async () => {
  const verdict = await verifyLog({
    leaves: each([]),
    checkpoints: [],
    publicKey: signer.verifierKey,
    hashLines: each([]),
  });

  expect(verdict).toMatchObject({ intact: true, size: 0, anchored: 0 });
});

const changed = (at: number): string[] => written.with(at, entry(at, 'never asked'));
const without = (at: number, count = 1): string[] => written.toSpliced(at, count);
const swapped = (a: number, b: number): string[] =>
  written.with(a, written[b] ?? '').with(b, written[a] ?? '');

test.for([
  ['changed', 'changed', 17, changed(17)],
  ['changed where the log begins', 'changed', 0, changed(0)],
  ['changed where the anchored part ends', 'changed', 39, changed(39)],
  ['made unreadable', 'changed', 17, written.with(17, 'no JSON')],
  ['deleted', 'deleted', 17, without(17)],
  ['deleted, three of them', 'deleted', 17, without(17, 3)],
  ['deleted from the beginning', 'deleted', 0, without(0)],
  ['swapped with the next', 'swapped', 17, swapped(17, 18)],
  ['swapped with one far away', 'swapped', 3, swapped(3, 44)],
  ['repeated', 'inserted', 18, written.toSpliced(18, 0, entry(17))],
  ['cut off', 'truncated', 30, written.slice(0, 30)],
  ['all gone', 'truncated', 0, []],
  [
    'replaced from there on',
    'rolled-back',
    30,
    [...written.slice(0, 30), ...entries(45, 'new').slice(30)],
  ],
  [
    'deleted and the rest renumbered',
    'rolled-back',
    17,
    [...written.slice(0, 17), ...entries(44, 'x').slice(17)],
  ],
] as const)('an entry %s is named', async ([, reason, sequence, leaves]) => {
  const { intact, first } = await verify(leaves);

  expect({ intact, reason: first?.reason, sequence: first?.sequence }).toEqual({
    intact: false,
    reason,
    sequence,
  });
});

test('without the anchored hashes, two checkpoints say between which entries it is', async () => {
  const { first } = await verify(changed(17), false);

  expect(first).toMatchObject({ reason: 'root-differs', sequence: 10, through: 24 });
});

test('a log written anew from end to end differs from its signed checkpoints', async () => {
  const { first } = await verify(entries(45, 'forged'), false);

  expect(first).toMatchObject({ reason: 'root-differs', sequence: 0, through: 9 });
});

test('a list of hashes that was forged with the log proves nothing, the signature does', async () => {
  const forged = changed(17);
  const verdict = await verifyLog({
    leaves: each(forged),
    checkpoints,
    publicKey: signer.verifierKey,
    hashLines: hashLinesOf(forged.slice(0, 40)),
  });

  expect(verdict.first).toMatchObject({ reason: 'root-differs', sequence: 10, through: 24 });
  expect(verdict.faults.map(({ reason }) => reason)).toEqual(['root-differs', 'anchor-damaged']);
});

test('a damaged list of hashes accuses no entry', async () => {
  const verdict = await verifyLog({
    leaves: each(written),
    checkpoints,
    publicKey: signer.verifierKey,
    hashLines: hashLinesOf(changed(17).slice(0, 40)),
  });

  expect(verdict.faults).toEqual([expect.objectContaining({ reason: 'anchor-damaged' })]);
});

test('what was not anchored yet may still be checked against the head of the database', async () => {
  const { frontier } = extendFrontier(EMPTY_FRONTIER, written.map(leafHash));
  const verifier = new LogVerifier({ checkpoints, publicKey: signer.verifierKey });
  for (const line of changed(43)) await verifier.add(line, true);

  const verdict = await verifier.finish({ size: 45, root: rootOf(frontier) });

  expect(verdict.first).toMatchObject({ reason: 'head-differs', sequence: 40, through: 44 });
});

test('a checkpoint with a wrong signature is named', async () => {
  const forged = [...checkpoints.slice(0, 2), await signed(written.slice(0, 40), stranger)];

  const { first, anchored } = await verify(written, false, forged);

  expect(first).toMatchObject({ reason: 'checkpoint-signature' });
  expect(first?.message).toContain('Checkpoint 3 (of 40 entries)');
  expect(anchored).toBe(25);
});

test('a text that is no checkpoint is named', async () => {
  const { first } = await verify(written, false, [...checkpoints, 'rubbish']);

  expect(first).toMatchObject({ reason: 'checkpoint-malformed' });
});

test('two checkpoints of one size with different roots disagree', async () => {
  const other = await signed(entries(40, 'other log'));

  const { faults } = await verify(written, false, [...checkpoints, other]);

  expect(faults).toEqual([expect.objectContaining({ reason: 'checkpoints-disagree' })]);
});

test('a smaller checkpoint after a larger one tells that the log was set back', async () => {
  const { faults } = await verify(written, false, [
    ...checkpoints,
    await signed(written.slice(0, 30)),
  ]);

  expect(faults).toEqual([
    expect.objectContaining({ reason: 'checkpoints-disagree', sequence: 30 }),
  ]);
});

test('checkpoints of another log disagree', async () => {
  const { signerOf, newSigningKey } = await import('./index.ts');
  const elsewhere = signerOf('elsewhere.test/audit', newSigningKey());
  const note = await signed(written, elsewhere);

  const verdict = await verifyLog({
    leaves: each(written),
    checkpoints: [...checkpoints, note],
    publicKey: `${signer.verifierKey}\n${elsewhere.verifierKey}`,
  });

  expect(verdict.first).toMatchObject({ reason: 'checkpoints-disagree' });
});

const index = fc.nat({ max: 44 });
const edit = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), at: index }),
  fc.record({ kind: fc.constant('delete' as const), at: index }),
  fc.record({ kind: fc.constant('cut' as const), at: index }),
  fc.record({ kind: fc.constant('swap' as const), at: index, with: index }),
  fc.record({ kind: fc.constant('insert' as const), at: index, copyOf: index }),
);

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const edited = (leaves: readonly string[], change: Edit): string[] => {
  const at = change.at % Math.max(1, leaves.length);
  switch (change.kind) {
    case 'change':
      return leaves.with(at, `${leaves[at] ?? ''} `);
    case 'delete':
      return leaves.toSpliced(at, 1);
    case 'cut':
      return leaves.slice(0, at);
    case 'swap': {
      const other = change.with % leaves.length;
      return leaves.with(at, leaves[other] ?? '').with(other, leaves[at] ?? '');
    }
    case 'insert':
      return leaves.toSpliced(at, 0, written[change.copyOf] ?? '');
    default:
      return change satisfies never;
  }
};

test('whatever is done to the anchored part, in whatever order, the first bad entry is the one named', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      let leaves: string[] = written.slice(0, 40);
      for (const change of edits) if (leaves.length > 0) leaves = edited(leaves, change);
      const first = written.findIndex((line, at) => at < 40 && leaves[at] !== line);

      const verdict = await verify(leaves);

      const surplus = leaves.length > 40 ? 40 : undefined;
      const expected = first < 0 || first >= 40 ? surplus : first;
      expect(verdict.first?.sequence).toBe(expected);
      expect(verdict.intact).toBe(expected === undefined);
    }),
    { numRuns: 400 },
  );
});
