import type { AttributeType, SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { Limits } from '@gatehouse/service-kit';
import { attributesInvalid, emailInvalid, phoneInvalid, userAttributesUnknown } from './errors.ts';
import type { UserPool } from './model.ts';

/** Names and values by member path: `UserAttributes`. */
export const attributeLimits = (member: string): Limits => ({
  [`${member}[].Name`]: {
    minLength: 1,
    maxLength: 32,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+',
  },
  [`${member}[].Value`]: { maxLength: 2048, sensitive: true },
});

export type Attributes = ReadonlyMap<string, string>;

/** Attributes of a request by name; the last of two with one name holds. */
export const attributesOf = (given: readonly AttributeType[] | undefined): Attributes =>
  new Map((given ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));

/** As the API lists them, `sub` among them. */
export const attributeList = (user: {
  readonly sub: string;
  readonly attributes: Attributes;
}): AttributeType[] => [
  ...[...user.attributes].map(([Name, Value]) => ({ Name, Value })),
  { Name: 'sub', Value: user.sub },
];

// One @, something on both sides, no white space: what a mail server makes of it shows when a code is sent there.
const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)*$/;
/** E.164, as Cognito takes it. */
const PHONE = /^\+[1-9]\d{1,14}$/;

export const isEmail = (text: string): boolean => text.length <= 320 && EMAIL.test(text);
export const isPhone = (text: string): boolean => PHONE.test(text);

const isBefore = (value: number, low: string | undefined): boolean =>
  low !== undefined && value < Number(low);
const isAfter = (value: number, high: string | undefined): boolean =>
  high !== undefined && value > Number(high);

const numberFault = (value: string, schema: SchemaAttributeType): string | undefined => {
  if (!/^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return 'Number format is invalid.';
  const { MinValue, MaxValue } = schema.NumberAttributeConstraints ?? {};
  if (isBefore(Number(value), MinValue)) return `Number must be no less than ${MinValue}`;
  if (isAfter(Number(value), MaxValue)) return `Number must be no greater than ${MaxValue}`;
  return undefined;
};

const textFault = (value: string, schema: SchemaAttributeType): string | undefined => {
  const { MinLength, MaxLength } = schema.StringAttributeConstraints ?? {};
  // Characters, not UTF-16 units.
  const { length } = Array.from(value);
  if (isBefore(length, MinLength)) return `String must be no shorter than ${MinLength} characters`;
  if (isAfter(length, MaxLength)) return `String must be no longer than ${MaxLength} characters`;
  return undefined;
};

/** RFC 3339 §5.6, or seconds since 1970. */
const isDateTime = (value: string): boolean =>
  /^\d{1,13}$/.test(value) ||
  (/^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)));

const faultOf = (value: string, schema: SchemaAttributeType): string | undefined => {
  switch (schema.AttributeDataType) {
    case 'Boolean':
      return value === 'true' || value === 'false' ? undefined : 'Boolean format is invalid.';
    case 'Number':
      return numberFault(value, schema);
    case 'DateTime':
      return isDateTime(value) ? undefined : 'DateTime format is invalid.';
    case 'String':
    case undefined:
      return textFault(value, schema);
    default:
      schema.AttributeDataType satisfies never;
      return 'Attribute type is unknown.';
  }
};

const schemaOf = (pool: UserPool, name: string): SchemaAttributeType | undefined =>
  pool.settings.SchemaAttributes.find(({ Name }) => Name === name);

/** Every value fits the schema; an empty value removes an attribute and fits always. */
const requireValues = (pool: UserPool, attributes: Attributes): void => {
  for (const [name, value] of attributes) {
    const schema = schemaOf(pool, name);
    if (schema === undefined)
      throw attributesInvalid(`${name}: Attribute does not exist in the schema.\n`);
    if (name === 'sub' || name === 'identities')
      throw attributesInvalid(`${name}: Attribute cannot be updated.\n`);
    if (value === '') continue;
    const fault = faultOf(value, schema);
    if (fault !== undefined) throw attributesInvalid(`${name}: ${fault}\n`);
  }
  const email = attributes.get('email');
  if (email !== undefined && email !== '' && !isEmail(email)) throw emailInvalid();
  const phone = attributes.get('phone_number');
  if (phone !== undefined && phone !== '' && !isPhone(phone)) throw phoneInvalid();
};

const without = (attributes: Attributes): Attributes =>
  new Map([...attributes].filter(([, value]) => value !== ''));

/** Attributes of somebody new: they fit the schema, and none that it requires is missing. */
export const newAttributes = (
  pool: UserPool,
  attributes: Attributes,
  { requireAll }: { readonly requireAll: boolean },
): Attributes => {
  requireValues(pool, attributes);
  const kept = without(attributes);
  if (!requireAll) return kept;
  const missing = pool.settings.SchemaAttributes.filter(
    ({ Name, Required }) => Required === true && Name !== 'sub' && !kept.has(Name ?? ''),
  );
  if (missing.length > 0)
    throw attributesInvalid(
      missing.map(({ Name }) => `${Name}: The attribute is required\n`).join(''),
    );
  return kept;
};

/**
 * A user's attributes after a change. What cannot change, or is required, stays; another email address or phone number is
 * unverified unless the change itself says that it is verified.
 */
export const changedAttributes = (
  pool: UserPool,
  present: Attributes,
  change: Attributes,
): Attributes => {
  requireValues(pool, change);
  const changed = new Map(present);
  for (const [name, value] of change) {
    const schema = schemaOf(pool, name);
    if (schema?.Mutable === false && present.has(name))
      throw attributesInvalid(`user.${name}: Attribute cannot be updated.\n`);
    if (value === '' && schema?.Required === true)
      throw attributesInvalid(`${name}: The attribute is required\n`);
    changed.set(name, value);
  }
  for (const name of ['email', 'phone_number']) {
    const value = change.get(name);
    if (value === undefined || value === present.get(name) || change.has(`${name}_verified`))
      continue;
    if (value === '') changed.delete(`${name}_verified`);
    else changed.set(`${name}_verified`, 'false');
  }
  return without(changed);
};

/** A user's attributes without those named; required ones cannot be removed, unknown ones do not exist. */
export const remainingAttributes = (
  pool: UserPool,
  present: Attributes,
  names: readonly string[],
): Attributes => {
  const unknown = names.filter((name) => schemaOf(pool, name) === undefined);
  if (unknown.length > 0) throw userAttributesUnknown(unknown);
  return changedAttributes(pool, present, new Map(names.map((name) => [name, ''])));
};
