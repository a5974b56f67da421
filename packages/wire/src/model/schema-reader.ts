import { NormalizedSchema } from '@smithy/core/schema';
import { ResolvedStructure } from './resolved-structure.ts';
import type {
  ListSchema,
  MapSchema,
  Member,
  Schema,
  SimpleKind,
  StructureSchema,
  Traits,
} from './schema.ts';
import { traitsOf } from './traits.ts';

export type RawSchema = Parameters<typeof NormalizedSchema.of>[0];

/** Resolves the SDK's schemas of one client, each shape once, so that a recursive shape ends in itself. */
export const schemaReader = (): ((raw: RawSchema) => Schema) => {
  const seen = new Map<unknown, Schema>();
  const remember = <Shape extends Schema>(raw: unknown, shape: Shape): Shape => {
    seen.set(raw, shape);
    return shape;
  };

  const schemaOf = (shape: NormalizedSchema): Schema => {
    const raw: unknown = shape.getSchema();
    const known = seen.get(raw);
    if (known !== undefined) return known;
    if (shape.isStructSchema()) return structureOf(shape, raw);
    if (shape.isListSchema()) return listOf(shape, raw);
    if (shape.isMapSchema()) return mapOf(shape, raw);
    return remember(raw, {
      kind: simpleKind(shape),
      name: shape.getName() ?? '',
      traits: simpleTraits(raw),
    });
  };

  const structureOf = (shape: NormalizedSchema, raw: unknown): StructureSchema => {
    const structure = remember(raw, resolvedStructure(shape));
    const required = requiredCount(raw);
    for (const [name, member] of shape.structIterator()) {
      structure.add(memberOf(name, member, structure.members.length < required));
    }
    return structure;
  };

  const listOf = (shape: NormalizedSchema, raw: unknown): ListSchema => {
    const list = remember(raw, { kind: 'list' as const, ...named(shape), item: UNRESOLVED });
    list.item = memberOf('member', shape.getValueSchema(), false);
    return list;
  };

  const mapOf = (shape: NormalizedSchema, raw: unknown): MapSchema => {
    const map = remember(raw, {
      kind: 'map' as const,
      ...named(shape),
      key: UNRESOLVED,
      value: UNRESOLVED,
    });
    map.key = memberOf('key', shape.getKeySchema(), false);
    map.value = memberOf('value', shape.getValueSchema(), false);
    return map;
  };

  const memberOf = (name: string, shape: NormalizedSchema, required: boolean): Member => {
    const schema = schemaOf(shape);
    // A shape's own xmlName names it as a root element, never the members that target it (Smithy 2.0, "xmlName trait").
    const { xmlName: _, ...inherited } = traitsOf({ ...shape.getOwnTraits() });
    const own = traitsOf({ ...shape.getMemberTraits() });
    const simple = schema.kind === 'blob' || schema.kind === 'timestamp' ? schema.traits : {};
    return { name, schema, traits: { ...simple, ...inherited, ...own }, required };
  };

  return (raw) => schemaOf(NormalizedSchema.of(raw));
};

const resolvedStructure = (shape: NormalizedSchema): ResolvedStructure =>
  new ResolvedStructure({
    kind: shape.isUnionSchema() ? 'union' : 'structure',
    id: shape.getName(true) ?? '',
    ...named(shape),
  });

const UNRESOLVED: Member = {
  name: '',
  schema: { kind: 'unit', name: '', traits: {} },
  traits: {},
  required: false,
};

const named = (shape: NormalizedSchema): { readonly name: string; readonly traits: Traits } => ({
  name: shape.getName() ?? '',
  traits: traitsOf({ ...shape.getOwnTraits() }),
});

/** A structure schema is `[kind, namespace, name, traits, names, targets, count of leading required members]`. */
const requiredCount = (raw: unknown): number => {
  const count: unknown = Array.isArray(raw) ? raw[6] : undefined;
  return typeof count === 'number' ? count : 0;
};

const simpleKind = (shape: NormalizedSchema): SimpleKind => {
  if (shape.isStringSchema()) return 'string';
  if (shape.isNumericSchema()) return 'number';
  if (shape.isBooleanSchema()) return 'boolean';
  if (shape.isTimestampSchema()) return 'timestamp';
  if (shape.isBlobSchema()) return 'blob';
  if (shape.isBigIntegerSchema()) return 'bigInteger';
  if (shape.isBigDecimalSchema()) return 'bigDecimal';
  if (shape.isDocumentSchema()) return 'document';
  if (shape.isUnitSchema()) return 'unit';
  throw new Error(
    `the SDK describes ${shape.getName(true) ?? 'a shape'} in a way that is not known here`,
  );
};

// Smithy's compact sentinels: a timestamp's format and a blob's streaming are part of the number itself.
const simpleTraits = (raw: unknown): Traits => {
  if (raw === 5) return { timestampFormat: 'date-time' };
  if (raw === 6) return { timestampFormat: 'http-date' };
  if (raw === 7) return { timestampFormat: 'epoch-seconds' };
  return raw === 42 ? { streaming: true } : {};
};
