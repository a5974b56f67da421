import type { Constraints, Context, Grant } from './model.ts';

/** Of these, no constraint says anything (KMS Developer Guide, "Using grant constraints"). */
const UNCONSTRAINED: ReadonlySet<string> = new Set(['DescribeKey', 'RetireGrant']);

export type Certainty = 'yes' | 'no' | 'maybe';

export const isConstrained = ({ equals, subset, sourceArn }: Constraints): boolean =>
  equals !== undefined || subset !== undefined || sourceArn !== undefined;

const contains = (whole: Context, part: Context): boolean =>
  [...part].every(([key, value]) => whole.get(key) === value);

/**
 * Whether a grant's constraints admit an operation with an encryption context; `undefined`: any context may be given.
 */
export const admits = (
  { constraints: { equals, subset, sourceArn } }: Pick<Grant, 'constraints'>,
  operation: string,
  context: Context | undefined,
): Certainty => {
  // Which resource a service acts for is not part of the question.
  const source: Certainty =
    sourceArn === undefined || operation === 'RetireGrant' ? 'yes' : 'maybe';
  if (UNCONSTRAINED.has(operation) || (equals === undefined && subset === undefined)) return source;
  if (context === undefined) return 'maybe';
  const fits =
    (equals === undefined || (context.size === equals.size && contains(context, equals))) &&
    (subset === undefined || contains(context, subset));
  return fits ? source : 'no';
};

/**
 * Whether a grant's constraints are at least as strict as another's: what a grantee may create (KMS Developer Guide,
 * "Granting CreateGrant permission").
 */
export const isWithin = (child: Constraints, parent: Constraints): boolean => {
  if (parent.sourceArn !== undefined && child.sourceArn !== parent.sourceArn) return false;
  const given = child.equals ?? child.subset;
  if (parent.equals !== undefined)
    return (
      child.equals !== undefined &&
      child.equals.size === parent.equals.size &&
      contains(child.equals, parent.equals)
    );
  return parent.subset === undefined || (given !== undefined && contains(given, parent.subset));
};

/** One text for constraints that mean the same; the order of pairs does not matter. */
export const constraintText = ({ equals, subset, sourceArn }: Constraints): string =>
  JSON.stringify([sorted(equals), sorted(subset), sourceArn ?? null]);

const sorted = (context: Context | undefined): unknown =>
  context === undefined ? null : [...context].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** `EncryptionContextSubset {customer=5678}` */
export const inWords = ({ equals, subset, sourceArn }: Constraints): string => {
  const parts = [
    ...(equals === undefined ? [] : [`EncryptionContextEquals {${pairs(equals)}}`]),
    ...(subset === undefined ? [] : [`EncryptionContextSubset {${pairs(subset)}}`]),
    ...(sourceArn === undefined ? [] : [`SourceArn ${sourceArn}`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
};

export const pairs = (context: Context): string =>
  [...context].map(([key, value]) => `${key}=${value}`).join(', ');
