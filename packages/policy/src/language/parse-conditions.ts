import { type Place, SYNTAX, fault, memberPlace, objectMembers, oneOrMany } from './node-access.ts';
import { COMPARISONS, type ComparisonName, type ConditionDocument } from './policy-document.ts';

const BY_LOWER_NAME: ReadonlyMap<string, ComparisonName> = new Map(
  COMPARISONS.map((name) => [name.toLowerCase(), name]),
);

const QUANTIFIERS = [
  ['forallvalues:', 'ForAllValues'],
  ['foranyvalue:', 'ForAnyValue'],
] as const;

type Operator = Pick<ConditionDocument, 'operator' | 'quantifier' | 'comparison' | 'ifExists'>;

/** The Condition element: operators, each with keys, each with values. Names of operators and keys ignore case. */
export const parseConditions = (condition: Place): readonly ConditionDocument[] => {
  const operators = new Set<string>();
  return objectMembers(condition).flatMap((member) => {
    const place = memberPlace(condition, member);
    const operator = parseOperator(member.name);
    rejectRepeated(operators, member.name, place);
    // IAM stores an operator that it does not know as long as it compares nothing.
    if (operator === undefined)
      return objectMembers(place).length === 0 ? [] : fault(place, SYNTAX);
    return parseKeys(place, operator);
  });
};

const parseOperator = (operator: string): Operator | undefined => {
  const lower = operator.toLowerCase();
  const [prefix = '', quantifier] = QUANTIFIERS.find(([start]) => lower.startsWith(start)) ?? [];
  const ifExists = lower.endsWith('ifexists');
  const name = lower.slice(prefix.length, ifExists ? -'ifexists'.length : undefined);
  const comparison = BY_LOWER_NAME.get(name);
  // IAM User Guide, "Condition operators": …IfExists goes with every operator but Null.
  if (comparison === undefined || (comparison === 'Null' && ifExists)) return undefined;
  return { operator, quantifier, comparison, ifExists };
};

const parseKeys = (place: Place, operator: Operator): readonly ConditionDocument[] => {
  const keys = new Set<string>();
  return objectMembers(place).map((member) => {
    const values = memberPlace(place, member);
    rejectRepeated(keys, member.name, values);
    return { ...operator, key: member.name, values: oneOrMany(values).map(scalar) };
  });
};

/** JSON booleans and numbers stand for their text: `"Bool": {"aws:SecureTransport": true}`. */
const scalar = (place: Place): string => {
  switch (place.node.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return place.node.value;
    case 'object':
    case 'array':
    case 'null':
      return fault(place, SYNTAX);
    default:
      return place.node satisfies never;
  }
};

// Access Analyzer, DUPLICATE_KEYS_WITH_DIFFERENT_CASE: two spellings of one name would hide one of the two tests.
const rejectRepeated = (seen: Set<string>, name: string, place: Place): void => {
  const lower = name.toLowerCase();
  if (seen.has(lower)) fault(place, SYNTAX);
  seen.add(lower);
};
