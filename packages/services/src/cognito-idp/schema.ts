import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter, standardAttributeChanged } from './errors.ts';

const text = (
  Name: string,
  MinLength = '0',
  MaxLength = '2048',
  facts: Partial<SchemaAttributeType> = {},
): SchemaAttributeType => ({
  Name,
  AttributeDataType: 'String',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
  ...facts,
});

const flag = (Name: string): SchemaAttributeType => ({
  Name,
  AttributeDataType: 'Boolean',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
});

/** OpenID Connect Core §5.1, in the order in which DescribeUserPool shows them. */
const STANDARD: readonly SchemaAttributeType[] = [
  text('profile'),
  text('address'),
  text('birthdate', '10', '10'),
  text('gender'),
  text('preferred_username'),
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: '0' },
  },
  text('website'),
  text('picture'),
  {
    Name: 'identities',
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: {},
  },
  text('sub', '1', '2048', { Mutable: false, Required: true }),
  text('phone_number'),
  flag('phone_number_verified'),
  text('zoneinfo'),
  text('locale'),
  text('email'),
  flag('email_verified'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('name'),
  text('nickname'),
];

const MOST_CUSTOM = 50;

/** What a request adds to a standard attribute: whether it is required, and whether it can change. */
const adapted = (
  standard: SchemaAttributeType,
  asked: SchemaAttributeType,
): SchemaAttributeType => {
  const name = standard.Name ?? '';
  if (
    asked.DeveloperOnlyAttribute === true ||
    (asked.AttributeDataType !== undefined &&
      asked.AttributeDataType !== standard.AttributeDataType)
  )
    throw standardAttributeChanged(name);
  if (name === 'sub' && (asked.Mutable === true || asked.Required === false))
    throw standardAttributeChanged(name);
  requireStrings(name, asked);
  requireNumbers(name, asked);
  return {
    ...standard,
    Mutable: asked.Mutable ?? standard.Mutable,
    Required: asked.Required ?? standard.Required,
    ...(asked.StringAttributeConstraints === undefined
      ? {}
      : {
          StringAttributeConstraints: {
            ...standard.StringAttributeConstraints,
            ...asked.StringAttributeConstraints,
          },
        }),
  };
};

const LONGEST = 2048;

const isWhole = (value: string | undefined): boolean =>
  value === undefined || /^-?\d{1,15}$/.test(value);

const requireStrings = (name: string, asked: SchemaAttributeType): void => {
  const { MinLength, MaxLength } = asked.StringAttributeConstraints ?? {};
  const limits = [MinLength, MaxLength];
  if (!limits.every((limit) => isWhole(limit) && Number(limit ?? 0) >= 0))
    throw invalidParameter(`Invalid StringAttributeConstraints for schema attribute ${name}`);
  if (limits.some((limit) => Number(limit ?? 0) > LONGEST))
    throw invalidParameter(
      `user.${name}: String attributes cannot have a length of more than ${LONGEST}`,
    );
  if (MinLength !== undefined && MaxLength !== undefined && +MinLength > +MaxLength)
    throw invalidParameter(`user.${name}: Max length cannot be less than min length.`);
};

const requireNumbers = (name: string, asked: SchemaAttributeType): void => {
  const { MinValue, MaxValue } = asked.NumberAttributeConstraints ?? {};
  if (!isWhole(MinValue) || !isWhole(MaxValue))
    throw invalidParameter(`Invalid NumberAttributeConstraints for schema attribute ${name}`);
  if (MinValue !== undefined && MaxValue !== undefined && +MinValue > +MaxValue)
    throw invalidParameter(`user.${name}: Max value cannot be less than min value.`);
};

const prefixed = (asked: SchemaAttributeType): string =>
  asked.DeveloperOnlyAttribute === true
    ? `dev:custom:${asked.Name ?? ''}`
    : `custom:${asked.Name ?? ''}`;

/** A custom attribute as it is kept: with its prefix, and with constraints of its own type only. */
const customAttribute = (asked: SchemaAttributeType): SchemaAttributeType => {
  const type = asked.AttributeDataType;
  const name = prefixed(asked);
  if (type === undefined)
    throw invalidParameter(
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    );
  if (asked.Required === true)
    throw invalidParameter('Required custom attributes are not supported currently.');
  if (type === 'String') requireStrings(name, asked);
  if (type === 'Number') requireNumbers(name, asked);
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: asked.DeveloperOnlyAttribute === true,
    Mutable: asked.Mutable ?? true,
    Required: false,
    ...(type === 'String'
      ? { StringAttributeConstraints: asked.StringAttributeConstraints ?? {} }
      : {}),
    ...(type === 'Number'
      ? { NumberAttributeConstraints: asked.NumberAttributeConstraints ?? {} }
      : {}),
  };
};

/** The schema with further custom attributes; names are taken once. */
export const withCustom = (
  schema: readonly SchemaAttributeType[],
  asked: readonly SchemaAttributeType[],
): readonly SchemaAttributeType[] => {
  const all = [...schema];
  const names = new Set(schema.map(({ Name }) => Name));
  for (const attribute of asked) {
    const name = prefixed(attribute);
    if (names.has(name))
      throw invalidParameter(
        `custom:${attribute.Name ?? ''}: Existing attribute already has name ${name}.`,
      );
    names.add(name);
    all.push(customAttribute(attribute));
  }
  if (all.length - STANDARD.length > MOST_CUSTOM)
    throw invalidParameter(`A user pool can have at most ${MOST_CUSTOM} custom attributes.`);
  return all;
};

/** The schema of a new pool: all standard attributes, as the request adapts them, and its custom ones. */
export const newSchema = (
  asked: readonly SchemaAttributeType[] | undefined,
): readonly SchemaAttributeType[] => {
  const isStandard = ({ Name }: SchemaAttributeType): boolean =>
    STANDARD.some((standard) => standard.Name === Name);
  const standard = STANDARD.map((attribute) => {
    const own = asked?.find(({ Name }) => Name === attribute.Name);
    return own === undefined ? attribute : adapted(attribute, own);
  });
  return withCustom(
    standard,
    (asked ?? []).filter((attribute) => !isStandard(attribute)),
  );
};
