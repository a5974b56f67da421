import {
  type ExpressionKind,
  expressionInvalid,
  nameKeyInvalid,
  namesEmpty,
  namesWithoutExpression,
  nameValueInvalid,
  unusedNames,
  unusedValues,
  valueKeyInvalid,
  valuesEmpty,
  valuesWithoutExpression,
  valueValueInvalid,
} from '../errors.ts';
import { checkedOr } from '../values/checked.ts';
import type { Item, Value } from '../values/value.ts';

/** What stands for names and values in the expressions of a request, and which of it they have used. */
export interface Placeholders {
  name(kind: ExpressionKind, placeholder: string): string;
  value(kind: ExpressionKind, placeholder: string): Value;
  /** Once all expressions are read. @throws ValidationException where one was given for nothing */
  requireUsed(): void;
}

export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

const namesOf = (given: Readonly<Record<string, string>>): ReadonlyMap<string, string> => {
  const names = new Map(Object.entries(given));
  if (names.size === 0) throw namesEmpty();
  for (const [key, name] of names) {
    if (!NAME_KEY.test(key)) throw nameKeyInvalid(key);
    if (name === '') throw nameValueInvalid(`Empty value for key ${key}`);
  }
  return names;
};

const valuesOf = (given: Item): ReadonlyMap<string, Value> => {
  const entries = Object.entries(given);
  if (entries.length === 0) throw valuesEmpty();
  const values = new Map<string, Value>();
  for (const [key, value] of entries) {
    if (!VALUE_KEY.test(key)) throw valueKeyInvalid(key);
    values.set(
      key,
      checkedOr(value, (message) => valueValueInvalid(message, key)),
    );
  }
  return values;
};

/**
 * The placeholders of a request.
 * @param expressions those that it has, and that take values where a request has any: `FilterExpression`
 */
export const placeholdersOf = (
  { ExpressionAttributeNames, ExpressionAttributeValues }: PlaceholderInput,
  expressions: {
    readonly present: boolean;
    /** Kinds that may use values and are absent; none when one of them is there. */
    readonly absent: readonly string[];
  },
): Placeholders => {
  if (ExpressionAttributeNames !== undefined && !expressions.present)
    throw namesWithoutExpression();
  if (ExpressionAttributeValues !== undefined && expressions.absent.length > 0)
    throw valuesWithoutExpression(expressions.absent);
  const names =
    ExpressionAttributeNames === undefined ? undefined : namesOf(ExpressionAttributeNames);
  const values =
    ExpressionAttributeValues === undefined ? undefined : valuesOf(ExpressionAttributeValues);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  return {
    name: (kind, placeholder) => {
      const name = names?.get(placeholder);
      if (name === undefined)
        throw expressionInvalid(
          kind,
          `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
        );
      usedNames.add(placeholder);
      return name;
    },
    value: (kind, placeholder) => {
      const value = values?.get(placeholder);
      if (value === undefined)
        throw expressionInvalid(
          kind,
          `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      usedValues.add(placeholder);
      return value;
    },
    requireUsed: () => {
      const spareNames = [...(names?.keys() ?? [])].filter((key) => !usedNames.has(key));
      if (spareNames.length > 0) throw unusedNames(spareNames);
      const spareValues = [...(values?.keys() ?? [])].filter((key) => !usedValues.has(key));
      if (spareValues.length > 0) throw unusedValues(spareValues);
    },
  };
};
