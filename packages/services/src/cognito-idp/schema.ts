import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter, standardAttributeChanged } from './errors.ts';

type DataType = NonNullable<SchemaAttributeType['AttributeDataType']>;

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
const DATA_TYPES: readonly DataType[] = ['Boolean', 'Number', 'String', 'DateTime'];

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

const isWhole = (value: string | undefined): boolean =>
  value === undefined || /^-?\d{1,15}$/.test(value);

const requireRange = (name: string, low: string | undefined, high: string | undefined): void => {
  if (!isWhole(low) || !isWhole(high) || (low !== undefined && high !== undefined && +low > +high))
    throw invalidParameter(`Invalid constraints for attribute ${name}.`);
};

/** A custom attribute as it is kept: with its prefix, and with constraints of its own type only. */
export const customAttribute = (asked: SchemaAttributeType): SchemaAttributeType => {
  const type = asked.AttributeDataType ?? 'String';
  const base = asked.Name ?? '';
  if (base === '' || base.length > 20)
    throw invalidParameter(`Invalid name for custom attribute: ${base}`);
  if (!DATA_TYPES.includes(type))
    throw invalidParameter(
      `Validation error detected: Value '${type}' failed to satisfy constraint: Member must satisfy enum value set: [${DATA_TYPES.join(', ')}]`,
    );
  if (asked.Required === true)
    throw invalidParameter('Required custom attributes are not supported currently.');
  const strings = asked.StringAttributeConstraints;
  const numbers = asked.NumberAttributeConstraints;
  requireRange(base, strings?.MinLength, strings?.MaxLength);
  requireRange(base, numbers?.MinValue, numbers?.MaxValue);
  const developerOnly = asked.DeveloperOnlyAttribute === true;
  return {
    Name: `${developerOnly ? 'dev' : 'custom'}:${base}`,
    AttributeDataType: type,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: asked.Mutable ?? true,
    Required: false,
    ...(type === 'String' ? { StringAttributeConstraints: strings ?? {} } : {}),
    ...(type === 'Number' ? { NumberAttributeConstraints: numbers ?? {} } : {}),
  };
};

/** The schema with further custom attributes; names are taken once. */
export const withCustom = (
  schema: readonly SchemaAttributeType[],
  asked: readonly SchemaAttributeType[],
): readonly SchemaAttributeType[] => {
  const all = [...schema];
  const names = new Set(schema.map(({ Name }) => Name));
  for (const attribute of asked.map(customAttribute)) {
    if (names.has(attribute.Name))
      throw invalidParameter(
        `${attribute.Name}: Existing attribute already has name ${attribute.Name}.`,
      );
    names.add(attribute.Name);
    all.push(attribute);
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
