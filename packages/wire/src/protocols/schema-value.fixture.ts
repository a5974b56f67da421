import { NumericValue } from '@smithy/core/serde';
import * as fc from 'fast-check';
import type { Member, Schema, StructureSchema } from '../model/schema.ts';

/** fast-check's source of values inside one property. */
export type Draw = fc.GeneratorValue;

/** What may hold a value: it decides which texts and times can come back as they were sent. */
type Carrier = 'document' | 'header' | 'label' | 'xml';

export interface ValueOptions {
  /** Carrier of members without an HTTP binding. */
  readonly body: 'document' | 'xml';
  /** HTTP bindings apply to the members of the top structure. */
  readonly bound: boolean;
  /** A value for a member that the SDK's own rules restrict; undefined leaves the choice here. */
  readonly fixed?: (member: Member) => unknown;
  /** False where numbers are to stay within the safe integers. */
  readonly wideNumbers?: boolean;
  /** Members that are there even when they need not be. */
  readonly always?: (member: Member) => boolean;
  /** Nothing empty where something is required, because this protocol cannot tell it from nothing. */
  readonly hollow?: false;
  /** Members that the SDK rewrites and that are therefore left out. */
  readonly omitted?: (member: Member) => boolean;
}

/** A value that the schema allows. */
export const structureValue = (
  draw: Draw,
  schema: Schema,
  options: ValueOptions,
): Record<string, unknown> => {
  if (schema.kind !== 'structure' && schema.kind !== 'union') return {};
  return structureAt(draw, schema, { ...options, wideNumbers: !schema.holdsBigNumbers }, 0);
};

const MAX_DEPTH = 4;

const structureAt = (
  draw: Draw,
  schema: StructureSchema,
  options: ValueOptions,
  depth: number,
): Record<string, unknown> => {
  const members = schema.members.filter((member) => !options.omitted?.(member));
  const value: Record<string, unknown> = {};
  if (schema.kind === 'union') {
    const simple = members.filter((member) => isSimple(member.schema));
    const pool = depth >= MAX_DEPTH && simple.length > 0 ? simple : members;
    const member = pool[draw(fc.nat, { max: pool.length - 1 })];
    if (member !== undefined) value[member.name] = memberValue(draw, member, options, depth);
    return value;
  }
  // 0: only what is required. 3: everything, at the top.
  const density = draw(fc.nat, { max: 3 });
  const share = depth === 0 && density === 3 ? 1 : (density * 6) / Math.max(members.length, 8);
  for (const member of members) {
    const deep = depth >= MAX_DEPTH && !isSimple(member.schema);
    const wanted =
      member.required ||
      options.always?.(member) ||
      (!deep && draw(fc.nat, { max: 99 }) < share * 100);
    if (wanted) value[member.name] = memberValue(draw, member, options, depth);
  }
  const first = members.find((member) => isSimple(member.schema)) ?? members[0];
  if (options.hollow === false && first !== undefined && Object.values(value).every(isHollow)) {
    value[first.name] = memberValue(draw, { ...first, required: true }, options, depth);
  }
  return value;
};

const memberValue = (draw: Draw, member: Member, options: ValueOptions, depth: number): unknown => {
  const fixed = options.fixed?.(member);
  if (fixed !== undefined) return fixed;
  return elementValue(draw, member, carrierOf(member, options, depth), options, depth);
};

const carrierOf = ({ traits }: Member, options: ValueOptions, depth: number): Carrier => {
  // The SDK does not escape line ends in an attribute, so they would change.
  if (traits.xmlAttribute) return 'header';
  if (!options.bound || depth > 0) return options.body;
  if (traits.httpLabel) return 'label';
  if (traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined) return 'header';
  return traits.httpQuery === undefined ? options.body : 'document';
};

const elementValue = (
  draw: Draw,
  member: Member,
  carrier: Carrier,
  options: ValueOptions,
  depth: number,
): unknown => {
  const { schema } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return structureAt(draw, schema, options, depth + 1);
    case 'list': {
      const length = lengthOf(draw, member, options, depth);
      return Array.from({ length }, () =>
        isHole(draw, schema, carrier)
          ? null
          : elementValue(draw, present(schema.item, options), carrier, options, depth + 1),
      );
    }
    case 'map': {
      const length = lengthOf(draw, member, options, depth);
      return Object.fromEntries(
        Array.from({ length }, () => [
          mapKey(draw, carrier),
          isHole(draw, schema, carrier)
            ? null
            : elementValue(draw, present(schema.value, options), carrier, options, depth + 1),
        ]),
      );
    }
    default:
      return simpleValue(draw, member, carrier, options.wideNumbers !== false);
  }
};

const present = (member: Member, { hollow }: ValueOptions): Member =>
  hollow === false ? { ...member, required: true } : member;

const isHole = (draw: Draw, { traits }: Schema, carrier: Carrier): boolean =>
  traits.sparse === true && carrier === 'document' && draw(fc.nat, { max: 3 }) === 0;

const lengthOf = (
  draw: Draw,
  { required }: Member,
  options: ValueOptions,
  depth: number,
): number => {
  const least = required && options.hollow === false ? 1 : 0;
  return depth >= MAX_DEPTH ? least : draw(fc.integer, { min: least, max: 3 });
};

const mapKey = (draw: Draw, carrier: Carrier): string => {
  if (carrier === 'header') return draw(headerKey);
  return draw(fc.constantFrom, 'a', 'a key', 'constructor', 'schlüssel', 'x.y', '1');
};

const simpleValue = (
  draw: Draw,
  { schema, traits }: Member,
  carrier: Carrier,
  wide: boolean,
): unknown => {
  switch (schema.kind) {
    case 'string':
      return text(draw, carrier);
    case 'boolean':
      return draw(fc.boolean);
    case 'number':
      return draw(wide ? anyNumber : usualNumber);
    case 'blob':
      return draw(fc.uint8Array, { maxLength: 12 });
    case 'timestamp':
      return time(draw, traits.timestampFormat ?? (carrier === 'header' ? 'http-date' : undefined));
    case 'bigInteger':
      return draw(fc.bigInt, { min: -(2n ** 80n), max: 2n ** 80n });
    case 'bigDecimal':
      return new NumericValue(draw(decimalText), 'bigDecimal');
    case 'document':
      return draw(documentArbitrary);
    default:
      return {};
  }
};

const text = (draw: Draw, carrier: Carrier): string => {
  switch (carrier) {
    case 'header':
      return draw(headerText);
    case 'label':
      return draw(labelText);
    case 'xml':
      // The SDK's XML reader drops text that is white space with a line feed.
      return draw(xmlText);
    case 'document':
      return draw(anyText);
    default:
      return carrier satisfies never;
  }
};

// `draw` tells arbitraries apart by their makers, and not by a regular expression among the arguments.
const headerKey = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);

const headerText = (): fc.Arbitrary<string> => fc.stringMatching(/^[!-~](?:[ -~]{0,10}[!-~])?$/);

const labelText = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-zA-Z0-9:/+ %ü.-]{0,8}[a-z]$/);

const decimalText = (): fc.Arbitrary<string> =>
  fc.stringMatching(/^-?[1-9]\d{0,25}\.\d{1,9}[1-9]$/);

const xmlText = (): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom('', 'a\r\nb', '<&>"\'', ' a ', '\u2028x'), plainText());

const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      '',
      '\0\u001f\u007f',
      'a\r\nb',
      '\u{1f512}',
      '__proto__',
      '"\\',
      '+%20&=',
      '\n',
    ),
    plainText(),
  );

const plainText = (): fc.Arbitrary<string> => fc.string({ unit: 'grapheme', maxLength: 12 });

// Where a document stands beside it, the SDK makes a bigint of a large whole number.
const usualNumber = (): fc.Arbitrary<number> => fc.oneof(fc.integer(), fc.maxSafeInteger());

const anyNumber = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(0, 1, -1, 0.5, 1e21, 5e-324, NaN, Infinity, -Infinity),
    // Minus zero has no text of its own.
    fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  );

const time = (draw: Draw, format: string | undefined): Date => {
  // Years with four digits, as RFC 3339 has them. An HTTP date has no fractions of a second.
  const seconds = draw(fc.integer, { min: -2_000_000_000, max: 4_000_000_000 });
  const milliseconds = format === 'http-date' ? 0 : draw(fc.nat, { max: 999 });
  return new Date(seconds * 1000 + milliseconds);
};

const documentArbitrary = (): fc.Arbitrary<unknown> =>
  fc
    .jsonValue({ maxDepth: 3, noUnicodeString: true })
    // The SDK loses a member named __proto__ when it reads a document.
    .filter((value) => value !== null && !JSON.stringify(value).includes('"__proto__":'))
    .filter(holdsUsualNumbers);

// The SDK turns other numbers of a document into bigint or NumericValue; here they are numbers.
const holdsUsualNumbers = (value: unknown): boolean => {
  if (typeof value === 'number') return Math.abs(value) < 2 ** 53 && !Object.is(value, -0);
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every(holdsUsualNumbers);
};

const isHollow = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length === 0
    : Object.prototype.toString.call(value) === '[object Object]' &&
      Object.keys(Object(value)).length === 0;

const isSimple = ({ kind }: Schema): boolean =>
  kind !== 'structure' && kind !== 'union' && kind !== 'list' && kind !== 'map';
