import { bothKindsOfParameters, parametersInvalid } from '../errors.ts';
import { parseCondition } from '../expressions/condition-parser.ts';
import type { Condition } from '../expressions/condition.ts';
import { type KeyRule, rulesOf } from '../expressions/key-condition.ts';
import {
  type Placeholders,
  placeholdersOf,
  type PlaceholderInput,
} from '../expressions/placeholders.ts';
import { parseProjection, type Projection } from '../expressions/projection.ts';
import { readerOf } from '../expressions/reader.ts';
import { parseUpdate } from '../expressions/update-parser.ts';
import type { Update } from '../expressions/update.ts';
import { expectedOf, filterOf } from '../legacy/filters.ts';
import { keyConditionsOf } from '../legacy/key-conditions.ts';
import { updateOf } from '../legacy/updates.ts';

/** Expressions of requests, or what stood in their place before there were any. */

const given = (input: object, names: readonly string[]): readonly string[] =>
  names.filter((name) => Reflect.get(input, name) !== undefined);

/** @param valued kinds of expressions that may use values */
const begin = (
  input: PlaceholderInput,
  expressions: readonly string[],
  legacy: readonly string[],
  valued: readonly string[],
): Placeholders => {
  const present = given(input, expressions);
  const old = given(input, legacy);
  if (present.length > 0 && old.length > 0) throw bothKindsOfParameters(old, present);
  return placeholdersOf(input, {
    present: present.length > 0,
    absent: given(input, valued).length > 0 ? [] : valued,
  });
};

const LEGACY_CONDITION = ['Expected', 'ConditionalOperator'] as const;

interface ConditionInput extends PlaceholderInput {
  readonly ConditionExpression?: string | undefined;
  readonly Expected?: Parameters<typeof expectedOf>[0];
  readonly ConditionalOperator?: string | undefined;
}

const conditionIn = (input: ConditionInput, placeholders: Placeholders): Condition | undefined =>
  input.ConditionExpression === undefined
    ? expectedOf(input.Expected, input.ConditionalOperator)
    : parseCondition(readerOf('ConditionExpression', input.ConditionExpression, placeholders));

/** Of PutItem, DeleteItem and their like in transactions. */
export const conditionOf = (input: ConditionInput): Condition | undefined => {
  const placeholders = begin(input, ['ConditionExpression'], LEGACY_CONDITION, [
    'ConditionExpression',
  ]);
  const condition = conditionIn(input, placeholders);
  placeholders.requireUsed();
  return condition;
};

interface UpdateInput extends ConditionInput {
  readonly UpdateExpression?: string | undefined;
  readonly AttributeUpdates?: Parameters<typeof updateOf>[0];
}

export const updateAndCondition = (
  input: UpdateInput,
): { readonly update: Update; readonly condition: Condition | undefined } => {
  const kinds = ['UpdateExpression', 'ConditionExpression'];
  const placeholders = begin(input, kinds, ['AttributeUpdates', ...LEGACY_CONDITION], kinds);
  const update =
    input.UpdateExpression === undefined
      ? updateOf(input.AttributeUpdates)
      : parseUpdate(readerOf('UpdateExpression', input.UpdateExpression, placeholders));
  const condition = conditionIn(input, placeholders);
  placeholders.requireUsed();
  return { update, condition };
};

interface ProjectionInput extends PlaceholderInput {
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
}

const legacyProjection = (names: readonly string[] | undefined): Projection | undefined => {
  if (names === undefined) return undefined;
  if (new Set(names).size < names.length) {
    const twice = names.find((name, index) => names.indexOf(name) < index) ?? '';
    throw parametersInvalid(`Duplicate value in attribute name: ${twice}`);
  }
  return names.map((name) => [name]);
};

const projectionIn = (input: ProjectionInput, placeholders: Placeholders): Projection | undefined =>
  input.ProjectionExpression === undefined
    ? legacyProjection(input.AttributesToGet)
    : parseProjection(readerOf('ProjectionExpression', input.ProjectionExpression, placeholders));

/** Of GetItem and its like in batches and transactions; undefined: the whole item. */
export const projectionOf = (input: ProjectionInput): Projection | undefined => {
  const placeholders = begin(input, ['ProjectionExpression'], ['AttributesToGet'], []);
  const projection = projectionIn(input, placeholders);
  placeholders.requireUsed();
  return projection;
};

interface ReadInput extends ProjectionInput {
  readonly FilterExpression?: string | undefined;
  readonly ConditionalOperator?: string | undefined;
}

/** What a query or a scan shows of the items that it finds. */
export interface Shown {
  readonly projection: Projection | undefined;
  readonly filter: Condition | undefined;
}

const shownBy = (
  input: ReadInput,
  legacy: Parameters<typeof filterOf>[0],
  placeholders: Placeholders,
  parameter: 'queryFilter' | 'scanFilter',
): Shown => ({
  filter:
    input.FilterExpression === undefined
      ? filterOf(legacy, input.ConditionalOperator, parameter)
      : parseCondition(readerOf('FilterExpression', input.FilterExpression, placeholders)),
  projection: projectionIn(input, placeholders),
});

interface QueryInput extends ReadInput {
  readonly KeyConditionExpression?: string | undefined;
  readonly KeyConditions?: Parameters<typeof keyConditionsOf>[0];
  readonly QueryFilter?: Parameters<typeof filterOf>[0];
}

export const queryOf = (input: QueryInput): Shown & { readonly rules: readonly KeyRule[] } => {
  const placeholders = begin(
    input,
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
    ['FilterExpression', 'KeyConditionExpression'],
  );
  const { KeyConditionExpression: expression } = input;
  const rules =
    expression === undefined
      ? keyConditionsOf(input.KeyConditions)
      : rulesOf(parseCondition(readerOf('KeyConditionExpression', expression, placeholders)));
  const shown = shownBy(input, input.QueryFilter, placeholders, 'queryFilter');
  placeholders.requireUsed();
  return { ...shown, rules };
};

interface ScanInput extends ReadInput {
  readonly ScanFilter?: Parameters<typeof filterOf>[0];
}

export const scanOf = (input: ScanInput): Shown => {
  const placeholders = begin(
    input,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
    ['FilterExpression'],
  );
  const shown = shownBy(input, input.ScanFilter, placeholders, 'scanFilter');
  placeholders.requireUsed();
  return shown;
};
