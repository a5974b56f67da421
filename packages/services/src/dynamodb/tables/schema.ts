import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from '@aws-sdk/client-dynamodb';
import {
  definitionsExact,
  definitionsUnused,
  definitionTwice,
  firstNotHash,
  globalTooMany,
  indexesEmpty,
  indexTwice,
  keysUndefined,
  keyUndefined,
  localIndexWithoutRange,
  localOtherHash,
  localTooMany,
  localWithoutRange,
  multipleKeys,
  projectionNames,
  projectionNamesMissing,
  projectionTooMany,
  projectionUnknown,
  sameKeys,
  secondNotRange,
} from '../errors.ts';
import { type Key, type KeyPair, keysOf, type KeyType, type Projected } from '../model.ts';
import { requireName } from '../names.ts';

/** Definitions by name, in the order of the request. */
export type Definitions = ReadonlyMap<string, KeyType>;

const MOST_LOCAL = 5;
const MOST_GLOBAL = 20;
const MOST_PROJECTED = 100;

export const definitionsOf = (given: readonly AttributeDefinition[] = []): Definitions => {
  const definitions = new Map(
    given.map(({ AttributeName: name = '', AttributeType: type = 'S' }) => [name, type] as const),
  );
  if (definitions.size < given.length) throw definitionTwice();
  return definitions;
};

export const attributesOf = (definitions: Definitions): readonly Key[] =>
  [...definitions].map(([name, type]) => ({ name, type }));

/** A key schema, its attributes defined. */
export const keyPairOf = (
  schema: readonly KeySchemaElement[],
  definitions: Definitions,
  index?: string,
): KeyPair => {
  const names = schema.map(({ AttributeName: name = '' }) => name);
  if (index !== undefined && schema.length > 2) throw multipleKeys(index);
  if (index === undefined && names.length > definitions.size) throw keyUndefined();
  if (names.some((name) => !definitions.has(name)))
    throw keysUndefined(names, [...definitions.keys()]);
  if (names.length === 2 && names[0] === names[1]) throw sameKeys();
  if (schema[0]?.KeyType !== 'HASH') throw firstNotHash();
  if (schema[1] !== undefined && schema[1].KeyType !== 'RANGE') throw secondNotRange();
  const [hash, range] = names.map((name) => ({ name, type: definitions.get(name) ?? 'S' }));
  if (hash === undefined) throw firstNotHash();
  return { hash, range };
};

const projectionOf = (given: Projection | undefined): Projected => {
  const { ProjectionType: type, NonKeyAttributes: names } = given ?? {};
  if (type === undefined) throw projectionUnknown();
  if (type === 'INCLUDE') {
    if (names === undefined || names.length === 0) throw projectionNamesMissing();
    return { type, names };
  }
  if (names !== undefined) throw projectionNames(type);
  return { type };
};

/** An index as a request describes it. */
export interface DraftIndex extends KeyPair {
  readonly name: string;
  readonly projection: Projected;
}

export const globalIndexOf = (
  given: GlobalSecondaryIndex,
  definitions: Definitions,
): DraftIndex => {
  const { IndexName: name = '', KeySchema: schema = [], Projection: projection } = given;
  requireName(name, 'IndexName');
  return { name, ...keyPairOf(schema, definitions, name), projection: projectionOf(projection) };
};

const localIndexOf = (
  given: LocalSecondaryIndex,
  table: KeyPair,
  definitions: Definitions,
): DraftIndex => {
  const { IndexName: name = '', KeySchema: schema = [], Projection: projection } = given;
  requireName(name, 'IndexName');
  const keys = keyPairOf(schema, definitions, name);
  if (keys.range === undefined) throw localIndexWithoutRange(name);
  if (keys.hash.name !== table.hash.name)
    throw localOtherHash(name, keys.hash.name, table.hash.name);
  return { name, ...keys, projection: projectionOf(projection) };
};

const requireNamesOnce = (indexes: readonly DraftIndex[]): void => {
  const names = new Set<string>();
  for (const { name } of indexes) {
    if (names.has(name)) throw indexTwice(name);
    names.add(name);
  }
};

/** @throws ValidationException where indexes together copy too many attributes, or there are too many of them */
export const requireRoomForIndexes = (
  indexes: readonly (DraftIndex & { readonly kind: 'global' | 'local' })[],
): void => {
  requireNamesOnce(indexes);
  if (indexes.filter(({ kind }) => kind === 'local').length > MOST_LOCAL) throw localTooMany();
  if (indexes.filter(({ kind }) => kind === 'global').length > MOST_GLOBAL) throw globalTooMany();
  const copied = indexes.flatMap(({ projection }) =>
    projection.type === 'INCLUDE' ? projection.names : [],
  );
  if (copied.length > MOST_PROJECTED) throw projectionTooMany();
};

/** Each definition is of a key of the table or of an index. */
export const requireUsed = (
  definitions: Definitions,
  table: KeyPair,
  indexes: readonly KeyPair[],
): void => {
  const used = [...new Set([table, ...indexes].flatMap(keysOf).map(({ name }) => name))];
  if (used.length === definitions.size) return;
  throw indexes.length === 0
    ? definitionsExact()
    : definitionsUnused([...definitions.keys()], used);
};

export const localIndexesOf = (
  given: readonly LocalSecondaryIndex[] | undefined,
  table: KeyPair,
  definitions: Definitions,
): readonly DraftIndex[] => {
  if (given === undefined) return [];
  if (given.length === 0) throw indexesEmpty('Local');
  if (table.range === undefined) throw localWithoutRange();
  return given.map((one) => localIndexOf(one, table, definitions));
};
