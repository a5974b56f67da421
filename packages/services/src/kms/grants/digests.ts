import { hash } from 'node:crypto';
import type { EncryptionContext, Grant, GrantConstraints, KeyRef } from '../model.ts';

/** A pair of an encryption context. */
export type Pair = readonly [name: string, value: string];

/** How a constraint restricts: not at all, to exactly a context, to contexts that contain one. */
export type ConstraintKind = 'none' | 'equals' | 'subset';

/** Whose grants on which key: `source` tells apart those that permit something on behalf of one resource only. */
export interface GrantScope {
  readonly key: KeyRef;
  /** As `granteeKey` makes it. */
  readonly grantee: string;
  readonly source: string | undefined;
}

const byName = ([a]: Pair, [b]: Pair): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** In one order, whichever they came in. */
export const sortedPairs = (context: EncryptionContext): readonly Pair[] =>
  Object.entries(context).toSorted(byName);

export const granteeKey = ({ kind, id }: Pick<Grant['grantee'], 'kind' | 'id'>): string =>
  `${kind}:${id}`;

export const constraintOf = ({
  equals,
  subset,
}: GrantConstraints): { readonly kind: ConstraintKind; readonly pairs: readonly Pair[] } => {
  if (equals !== undefined) return { kind: 'equals', pairs: sortedPairs(equals) };
  const pairs = sortedPairs(subset ?? {});
  // Every context contains the empty one.
  return pairs.length === 0 ? { kind: 'none', pairs } : { kind: 'subset', pairs };
};

// 192 bits: nobody finds two constraints that have one digest.
const CHARACTERS = 32;

// JSON keeps the parts apart, whatever is in them.
const digest = (...parts: readonly unknown[]): string =>
  hash('sha256', JSON.stringify(parts), 'base64url').slice(0, CHARACTERS);

const scopeParts = ({ key, grantee, source }: GrantScope): readonly unknown[] => [
  key.account,
  key.region,
  key.id,
  grantee,
  source ?? null,
];

/**
 * What all grants have in common that permit the same operations to the same grantee under the same constraint, and no
 * other grant has: whichever of them is found, it permits.
 */
export const permitsDigest = (
  scope: GrantScope,
  kind: ConstraintKind,
  pairs: readonly Pair[],
  operations: number,
): string => digest('permits', scopeParts(scope), kind, pairs, operations);

/** The same for DescribeKey, to which constraints of the encryption context do not apply. */
export const describesDigest = (scope: GrantScope): string =>
  digest('describes', scopeParts(scope));

/** What a repeated CreateGrant has in common with the first. */
export const namedDigest = (issuer: string, request: unknown): string =>
  digest('named', issuer, request);

/** `any`: there has been a grant at all. `names`: the names of a Subset constraint, or those it begins with. */
export type Shape = 'any' | 'none' | 'equals' | 'describes' | { readonly names: readonly string[] };

/**
 * Places in the tree of shapes, as text: hashing each would cost more than all else that a look in memory does. Of the
 * source only whether there is one.
 */
export const shapeNodes = ({ key, grantee, source }: GrantScope): ((shape: Shape) => string) => {
  const scope = JSON.stringify(
    scopeParts({ key, grantee, source: source === undefined ? undefined : '' }),
  );
  return (shape) => scope + JSON.stringify(shape);
};

/** A place as it is stored. */
export const nodeDigest = (node: string): string => digest('shape', node);
