import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  consistencyRanges,
  EMPTY_FRONTIER,
  extendFrontier,
  foldPeaks,
  formatPeaks,
  type Hash,
  inclusionRanges,
  leafHash,
  parseFrontier,
  provesConsistency,
  provesInclusion,
  rootOf,
  subtreesOf,
} from './index.ts';
import { entries, naiveRoot } from './log.fixture.ts';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');

const frontierOf = (leaves: readonly string[]) =>
  extendFrontier(EMPTY_FRONTIER, leaves.map(leafHash)).frontier;

const proofOf = (
  leaves: readonly string[],
  ranges: readonly { from: number; to: number }[],
): Hash[] => ranges.map(({ from, to }) => naiveRoot(leaves.slice(from, to)));

// The first tree heads of the reference implementation's test data (certificate-transparency, merkletree tests).
test('roots are those of the published test vectors', () => {
  const vectors = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const hashes = vectors.map((text) => leafHash(Buffer.from(text, 'hex')));

  const roots = hashes.map((_, at) =>
    hex(rootOf(extendFrontier(EMPTY_FRONTIER, hashes.slice(0, at + 1)).frontier)),
  );

  expect(hex(rootOf(EMPTY_FRONTIER))).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(roots[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(roots[1]).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  expect(roots[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('a frontier has the root of the recursive definition, however the log grew', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { maxLength: 130 }),
      fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 40 }),
      (leaves, steps) => {
        let frontier = EMPTY_FRONTIER;
        for (let step = 0; frontier.size < leaves.length; step += 1) {
          const most = steps[step % steps.length] ?? 1;
          const next = leaves.slice(frontier.size, frontier.size + most);
          frontier = extendFrontier(frontier, next.map(leafHash)).frontier;
          frontier = parseFrontier(frontier.size, formatPeaks(frontier.peaks)) ?? EMPTY_FRONTIER;
        }

        expect(hex(rootOf(frontier))).toBe(hex(naiveRoot(leaves)));
      },
    ),
    { numRuns: 100 },
  );
});

test('completed subtrees are the roots of what they cover', () => {
  const leaves = entries(150);

  const { completed } = extendFrontier(EMPTY_FRONTIER, leaves.map(leafHash));

  for (const { level, index, hash } of completed) {
    const width = 2 ** level;
    const covered = leaves.slice(index * width, (index + 1) * width);
    expect(covered).toHaveLength(width);
    expect(hex(hash)).toBe(hex(naiveRoot(covered)));
  }
  expect(completed.filter(({ level }) => level === 1)).toHaveLength(75);
});

test('every entry is proven to be in every log that holds it, and in no other place', () => {
  const leaves = entries(41);
  for (let size = 1; size <= leaves.length; size += 1) {
    const root = naiveRoot(leaves.slice(0, size));
    for (let index = 0; index < size; index += 1) {
      const proof = proofOf(leaves, inclusionRanges(index, size));
      const claim = { leaf: leafHash(leaves[index] ?? ''), index, size, root, proof };

      expect(provesInclusion(claim)).toBe(true);
      expect(provesInclusion({ ...claim, leaf: leafHash('other') })).toBe(false);
      expect(provesInclusion({ ...claim, index: index + 1 })).toBe(false);
      expect(provesInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
      expect(provesInclusion({ ...claim, proof: proof.slice(1) })).toBe(size === 1);
    }
  }
});

test('every log is proven to begin with every shorter one, and with no other', () => {
  const leaves = entries(41);
  const roots = Array.from({ length: 42 }, (_, size) => naiveRoot(leaves.slice(0, size)));
  for (let second = 1; second <= 41; second += 1) {
    for (let first = 1; first <= second; first += 1) {
      const [firstRoot, secondRoot] = [roots[first] ?? Buffer.of(), roots[second] ?? Buffer.of()];
      const proof = proofOf(leaves, consistencyRanges(first, second));
      const claim = { first, firstRoot, second, secondRoot, proof };

      expect(provesConsistency(claim)).toBe(true);
      expect(provesConsistency({ ...claim, firstRoot: leafHash('other') })).toBe(false);
      expect(provesConsistency({ ...claim, secondRoot: leafHash('other') })).toBe(false);
      expect(provesConsistency({ ...claim, proof: [...proof, secondRoot] })).toBe(false);
    }
  }
});

test('every log begins with the empty one, which needs no proof', () => {
  const root = naiveRoot(entries(5));
  const claim = { first: 0, firstRoot: naiveRoot([]), second: 5, secondRoot: root, proof: [] };

  expect(consistencyRanges(0, 5)).toEqual([]);
  expect(provesConsistency(claim)).toBe(true);
  expect(provesConsistency({ ...claim, proof: [root] })).toBe(false);
});

test('a range of a proof is the fold of its complete subtrees', () => {
  const leaves = entries(77);
  const ranges = Array.from({ length: 77 }, (_, index) => inclusionRanges(index, 77)).flat();

  for (const range of ranges) {
    const peaks = subtreesOf(range).map(({ level, index }) => {
      const width = 2 ** level;
      expect(Number.isInteger(index)).toBe(true);
      return naiveRoot(leaves.slice(index * width, (index + 1) * width));
    });
    expect(hex(foldPeaks(peaks))).toBe(hex(naiveRoot(leaves.slice(range.from, range.to))));
  }
});

test.for([
  [1, ''],
  [3, formatPeaks([leafHash('a')])],
  [-1, ''],
  [1.5, formatPeaks([leafHash('a')])],
  [1, 'AAAA'],
  [1, `${formatPeaks([leafHash('a')])} `],
] as const)('%d entries with the peaks "%s" are no frontier', ([size, text]) => {
  expect(parseFrontier(size, text)).toBeUndefined();
});

test('sizes beyond 32 bits keep their arithmetic', () => {
  const size = 2 ** 40 + 5;

  expect(frontierOf(['a', 'b', 'c']).peaks).toHaveLength(2);
  expect(inclusionRanges(size - 1, size)).toHaveLength(2);
  expect(subtreesOf({ from: 0, to: size })).toEqual([
    { level: 40, index: 0 },
    { level: 2, index: 2 ** 38 },
    { level: 0, index: 2 ** 40 + 4 },
  ]);
});
