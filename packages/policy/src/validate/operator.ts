import type { ConditionKeyType } from '../catalog/index.ts';

export type OperatorFamily =
  | 'String'
  | 'Numeric'
  | 'Date'
  | 'Bool'
  | 'Binary'
  | 'IpAddress'
  | 'Arn'
  | 'Null';

/** A condition operator, taken apart. */
export interface Operator {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  /** `StringNotLike` */
  readonly base: string;
  readonly family: OperatorFamily;
  readonly negated: boolean;
  /** Its values may hold `*` and `?`. */
  readonly like: boolean;
  readonly ifExists: boolean;
}

const row = (base: string, family: OperatorFamily, negated = false, like = false) =>
  [base.toLowerCase(), { base, family, negated, like }] as const;

/** IAM User Guide, "IAM JSON policy elements: Condition operators". ArnEquals matches wildcards as ArnLike does. */
const BASES: ReadonlyMap<string, Pick<Operator, 'base' | 'family' | 'negated' | 'like'>> = new Map([
  row('StringEquals', 'String'),
  row('StringNotEquals', 'String', true),
  row('StringEqualsIgnoreCase', 'String'),
  row('StringNotEqualsIgnoreCase', 'String', true),
  row('StringLike', 'String', false, true),
  row('StringNotLike', 'String', true, true),
  row('NumericEquals', 'Numeric'),
  row('NumericNotEquals', 'Numeric', true),
  row('NumericLessThan', 'Numeric'),
  row('NumericLessThanEquals', 'Numeric'),
  row('NumericGreaterThan', 'Numeric'),
  row('NumericGreaterThanEquals', 'Numeric'),
  row('DateEquals', 'Date'),
  row('DateNotEquals', 'Date', true),
  row('DateLessThan', 'Date'),
  row('DateLessThanEquals', 'Date'),
  row('DateGreaterThan', 'Date'),
  row('DateGreaterThanEquals', 'Date'),
  row('Bool', 'Bool'),
  row('BinaryEquals', 'Binary'),
  row('IpAddress', 'IpAddress'),
  row('NotIpAddress', 'IpAddress', true),
  row('ArnEquals', 'Arn', false, true),
  row('ArnLike', 'Arn', false, true),
  row('ArnNotEquals', 'Arn', true, true),
  row('ArnNotLike', 'Arn', true, true),
  row('Null', 'Null'),
]);

/** Operator names are compared without case; undefined for one that does not exist. */
export const parseOperator = (text: string): Operator | undefined => {
  const colon = text.indexOf(':');
  const set = colon < 0 ? undefined : SETS.get(text.slice(0, colon).toLowerCase());
  if (colon >= 0 && set === undefined) return undefined;
  const name = text.slice(colon + 1).toLowerCase();
  const ifExists = name.endsWith('ifexists');
  const base = BASES.get(ifExists ? name.slice(0, -'ifexists'.length) : name);
  return base === undefined ? undefined : { ...base, set, ifExists };
};

const SETS: ReadonlyMap<string, 'ForAllValues' | 'ForAnyValue'> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
]);

/** The operator families that compare a key of a type as it is meant; the first is the one to recommend. */
export const familiesFor = (type: ConditionKeyType): readonly OperatorFamily[] => FAMILIES[type];

const FAMILIES: Readonly<Record<ConditionKeyType, readonly OperatorFamily[]>> = {
  String: ['String'],
  // String operators compare ARNs too; StringLike has a finding of its own.
  ARN: ['Arn', 'String'],
  Bool: ['Bool'],
  Numeric: ['Numeric'],
  // aws:EpochTime is a date that may be compared as a number.
  Date: ['Date', 'Numeric'],
  IPAddress: ['IpAddress'],
  Binary: ['Binary'],
};
