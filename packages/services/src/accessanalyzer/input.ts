import { type InvalidField, invalidFields } from './errors.ts';

/** What the API's model says of a member of the input. */
export interface FieldRule {
  readonly name: string;
  readonly value: unknown;
  readonly oneOf?: readonly string[];
  readonly minValue?: number;
  readonly maxValue?: number;
  /** Items of a list, characters of a text. */
  readonly maxLength?: number;
}

/** Throws the one error that names every member at fault, as this API does beside the usual collective message. */
export const requireValid = (rules: readonly FieldRule[]): void => {
  const found = rules.flatMap(fault);
  if (found.length === 0) return;
  const count = `${found.length} validation error${found.length === 1 ? '' : 's'} detected`;
  const message = found.map(({ text }) => text).join('; ');
  throw invalidFields(
    `${count}: ${message}`,
    found.map(({ field }) => field),
  );
};

interface Fault {
  readonly field: InvalidField;
  readonly text: string;
}

const fault = (rule: FieldRule): readonly Fault[] => {
  const { name, value } = rule;
  const constraint = value === undefined ? undefined : violated(rule);
  if (constraint === undefined) return [];
  const shown =
    typeof value === 'string' || typeof value === 'number' ? `Value '${value}'` : 'Value';
  return [
    {
      field: { name, message: constraint },
      text: `${shown} at '${name}' failed to satisfy constraint: ${constraint}`,
    },
  ];
};

const violated = ({
  value,
  oneOf,
  minValue,
  maxValue,
  maxLength,
}: FieldRule): string | undefined => {
  if (oneOf !== undefined && !(typeof value === 'string' && oneOf.includes(value)))
    return `Member must satisfy enum value set: [${oneOf.join(', ')}]`;
  if (minValue !== undefined && typeof value === 'number' && value < minValue)
    return `Member must have value greater than or equal to ${minValue}`;
  if (maxValue !== undefined && typeof value === 'number' && value > maxValue)
    return `Member must have value less than or equal to ${maxValue}`;
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  return maxLength !== undefined && length > maxLength
    ? `Member must have length less than or equal to ${maxLength}`
    : undefined;
};
