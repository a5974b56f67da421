import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { AwsError } from '@gatehouse/core';
import { attributesInvalid, notAuthorized } from '../errors.ts';
import type { AppClient, UserPool } from '../model.ts';

/** Only Cognito itself, or an administrator, writes these. */
const UNWRITABLE = new Set(['sub', 'email_verified', 'phone_number_verified', 'identities']);
const LONGEST = 2048;

const unauthorized = (): AwsError =>
  notAuthorized('A client attempted to write unauthorized attribute');

const isWritable = ({ settings }: AppClient, name: string): boolean =>
  !UNWRITABLE.has(name) &&
  (settings.WriteAttributes === undefined ||
    settings.WriteAttributes.length === 0 ||
    settings.WriteAttributes.includes(name));

const textFault = (schema: SchemaAttributeType, value: string): string | undefined => {
  const { MinLength, MaxLength } = schema.StringAttributeConstraints ?? {};
  if (value.length < Number(MinLength ?? 0)) return 'String must be longer';
  return value.length > Math.min(LONGEST, Number(MaxLength ?? LONGEST))
    ? 'String must be shorter'
    : undefined;
};

const numberFault = (schema: SchemaAttributeType, value: string): string | undefined => {
  if (!/^-?\d{1,15}$/.test(value)) return 'Value is not a number';
  const { MinValue, MaxValue } = schema.NumberAttributeConstraints ?? {};
  if (MinValue !== undefined && Number(value) < Number(MinValue)) return 'Number is too small';
  return MaxValue !== undefined && Number(value) > Number(MaxValue)
    ? 'Number is too large'
    : undefined;
};

const FORMS: Readonly<Record<string, RegExp>> = {
  email: /^[^\s@]{1,64}@[^\s@]{1,255}$/,
  phone_number: /^\+\d{1,15}$/,
};

const faultOf = (schema: SchemaAttributeType, value: string): string | undefined => {
  const name = schema.Name ?? '';
  if (Object.hasOwn(FORMS, name) && FORMS[name]?.test(value) === false)
    return name === 'email' ? 'Invalid email address format.' : 'Invalid phone number format.';
  switch (schema.AttributeDataType) {
    case 'Number':
      return numberFault(schema, value);
    case 'Boolean':
      return value === 'true' || value === 'false' ? undefined : 'Value is not a boolean';
    case 'DateTime':
      return /^\d{1,15}$/.test(value) ? undefined : 'Value is not a time';
    default:
      return textFault(schema, value);
  }
};

/**
 * The attributes that a person writes through a client, checked: in the pool's schema, writable by the client, mutable
 * unless `earlier` has no value yet, and of the schema's form. Throws InvalidParameterException or NotAuthorizedException.
 */
export const writtenAttributes = (
  pool: UserPool,
  client: AppClient,
  given: ReadonlyMap<string, string>,
  earlier: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> => {
  for (const [name, value] of given) {
    const schema = pool.settings.SchemaAttributes.find(({ Name }) => Name === name);
    if (schema === undefined)
      throw attributesInvalid(`${name}: Attribute does not exist in the schema.\n`);
    if (!isWritable(client, name) || schema.DeveloperOnlyAttribute === true) throw unauthorized();
    if (schema.Mutable === false && earlier.has(name))
      throw attributesInvalid(`${name}: Attribute cannot be updated.\n`);
    const fault = faultOf(schema, value);
    if (fault !== undefined) throw attributesInvalid(`${name}: ${fault}\n`);
  }
  return given;
};

/** Whether the client may remove what it may write. */
export const requireWritable = (client: AppClient, names: readonly string[]): void => {
  if (names.some((name) => !isWritable(client, name))) throw unauthorized();
};
