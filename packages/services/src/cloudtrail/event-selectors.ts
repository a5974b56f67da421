import type {
  AdvancedEventSelector,
  AdvancedFieldSelector,
  DataResource,
  EventSelector,
} from '@aws-sdk/client-cloudtrail';
import { invalidEventSelectors } from './errors.ts';
import type { Selectors } from './trails.ts';

const MOST_SELECTORS = 5;
const MOST_RESOURCES = 250;
const MOST_VALUES = 500;
const READ_WRITE = ['All', 'ReadOnly', 'WriteOnly'];
const EXCLUDABLE = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/** What a trail has that nobody gave selectors: all management events. */
export const DEFAULT_SELECTOR: EventSelector = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

// All resources of the type, or one of them: a bucket with a prefix of keys, a function, a table.
const RESOURCE_VALUES: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:aws[\w-]*:s3(?:$|:::$|:::[a-z0-9.-]+\/[^*]*$)/,
  'AWS::Lambda::Function':
    /^arn:aws[\w-]*:lambda(?:$|:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$)/,
  'AWS::DynamoDB::Table':
    /^arn:aws[\w-]*:dynamodb(?:$|:[a-z0-9-]+:\d{12}:table\/[\w.-]+(?:\/stream\/[\w:.-]+)?$)/,
};

const requireResource = ({ Type = '', Values = [] }: DataResource): void => {
  const pattern = Object.hasOwn(RESOURCE_VALUES, Type) ? RESOURCE_VALUES[Type] : undefined;
  if (pattern === undefined)
    throw invalidEventSelectors(`Value ${Type} for DataResources.Type is invalid.`);
  for (const value of Values)
    if (value.length > 1024 || !pattern.test(value))
      throw invalidEventSelectors(`Value ${value} for DataResources.Values is invalid.`);
};

const complete = (selector: EventSelector): EventSelector => {
  const {
    ReadWriteType = 'All',
    IncludeManagementEvents = true,
    DataResources = [],
    ExcludeManagementEventSources = [],
  } = selector;
  if (!READ_WRITE.includes(ReadWriteType))
    throw invalidEventSelectors(`Value ${ReadWriteType} for ReadWriteType is invalid.`);
  const isEmpty = DataResources.every(({ Values = [] }) => Values.length === 0);
  if (!IncludeManagementEvents && isEmpty)
    throw invalidEventSelectors(
      'Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, DataResources must not be empty.',
    );
  if (!IncludeManagementEvents && ExcludeManagementEventSources.length > 0)
    throw invalidEventSelectors(
      'Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, ExcludeManagementEventSources must be empty.',
    );
  for (const source of ExcludeManagementEventSources)
    if (!EXCLUDABLE.includes(source))
      throw invalidEventSelectors(`Value ${source} for ExcludeManagementEventSources is invalid.`);
  for (const resource of DataResources) requireResource(resource);
  return { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources };
};

const requestedBasic = (selectors: readonly EventSelector[]): Selectors => {
  if (selectors.length === 0 || selectors.length > MOST_SELECTORS)
    throw invalidEventSelectors(
      `Specify a valid number of selectors (1 to ${MOST_SELECTORS}) for your trail.`,
    );
  const values = selectors.flatMap(({ DataResources = [] }) =>
    DataResources.flatMap(({ Values = [] }) => Values),
  );
  if (values.length > MOST_RESOURCES)
    throw invalidEventSelectors(
      `Specify a valid number of DataResources.Values (0 to ${MOST_RESOURCES}) for all your selectors.`,
    );
  return { basic: selectors.map(complete) };
};

const OPERATORS = [
  'Equals',
  'StartsWith',
  'EndsWith',
  'NotEquals',
  'NotStartsWith',
  'NotEndsWith',
] as const;

/** CloudTrail API Reference, AdvancedFieldSelector: the fields of each category. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Management: [
    'eventCategory',
    'readOnly',
    'eventSource',
    'eventName',
    'eventType',
    'sessionCredentialFromConsole',
    'userIdentity.arn',
  ],
  Data: [
    'eventCategory',
    'resources.type',
    'resources.ARN',
    'readOnly',
    'eventName',
    'eventSource',
    'eventType',
    'sessionCredentialFromConsole',
    'userIdentity.arn',
  ],
  NetworkActivity: ['eventCategory', 'eventSource', 'eventName', 'errorCode', 'vpcEndpointId'],
};
const ONLY_EQUALS = new Set(['eventCategory', 'readOnly', 'resources.type']);

const valuesOf = (field: AdvancedFieldSelector): readonly string[] =>
  OPERATORS.flatMap((operator) => field[operator] ?? []);

/** The one value of a field that must have exactly one. */
const single = (
  fields: readonly AdvancedFieldSelector[],
  name: string,
  required: boolean,
): string | undefined => {
  const field = fields.find(({ Field }) => Field === name);
  if (field === undefined && !required) return undefined;
  const values = field?.Equals ?? [];
  if (values.length !== 1)
    throw invalidEventSelectors(`The field ${name} must have exactly one value in Equals.`);
  return values[0];
};

const requireField = (field: AdvancedFieldSelector, allowed: readonly string[]): void => {
  const { Field = '' } = field;
  if (!allowed.includes(Field))
    throw invalidEventSelectors(`The field ${Field} is not valid for this event category.`);
  const used = OPERATORS.filter((operator) => field[operator] !== undefined);
  if (used.length === 0)
    throw invalidEventSelectors(`The field ${Field} must have at least one operator.`);
  if (ONLY_EQUALS.has(Field) && used.some((operator) => operator !== 'Equals'))
    throw invalidEventSelectors(`The field ${Field} can be used with the operator Equals only.`);
  for (const operator of used) {
    const values = field[operator] ?? [];
    const valid = values.every((value) => value.length > 0 && value.length <= 2048);
    if (values.length === 0 || !valid)
      throw invalidEventSelectors(`The operator ${operator} of the field ${Field} is not valid.`);
  }
};

const requireAdvanced = ({ Name = '', FieldSelectors = [] }: AdvancedEventSelector): void => {
  if (Name.length > 1000)
    throw invalidEventSelectors('The name of a selector must not exceed 1000 characters.');
  if (FieldSelectors.length === 0)
    throw invalidEventSelectors('A selector must have at least one field selector.');
  const names = FieldSelectors.map(({ Field = '' }) => Field);
  if (new Set(names).size < names.length)
    throw invalidEventSelectors('A field can be selected only once in a selector.');
  const category = single(FieldSelectors, 'eventCategory', true) ?? '';
  const allowed = Object.hasOwn(FIELDS, category) ? FIELDS[category] : undefined;
  if (allowed === undefined)
    throw invalidEventSelectors(`Value ${category} for eventCategory is invalid.`);
  for (const field of FieldSelectors) requireField(field, allowed);
  const readOnly = single(FieldSelectors, 'readOnly', false);
  if (readOnly !== undefined && readOnly !== 'true' && readOnly !== 'false')
    throw invalidEventSelectors(`Value ${readOnly} for readOnly is invalid.`);
  if (category === 'Data') single(FieldSelectors, 'resources.type', true);
  if (category === 'NetworkActivity') single(FieldSelectors, 'eventSource', true);
};

const requestedAdvanced = (selectors: readonly AdvancedEventSelector[]): Selectors => {
  if (selectors.length === 0)
    throw invalidEventSelectors('Specify at least one advanced event selector.');
  const count = selectors.flatMap(({ FieldSelectors = [] }) => FieldSelectors.flatMap(valuesOf));
  if (count.length > MOST_VALUES)
    throw invalidEventSelectors(
      `Specify up to ${MOST_VALUES} values for all conditions in all advanced event selectors.`,
    );
  for (const selector of selectors) requireAdvanced(selector);
  return { advanced: selectors };
};

/** The selectors of a request, checked and with their defaults. */
export const requestedSelectors = (
  basic: readonly EventSelector[] | undefined,
  advanced: readonly AdvancedEventSelector[] | undefined,
): Selectors => {
  if (basic !== undefined && advanced !== undefined)
    throw invalidEventSelectors(
      'Specify either EventSelectors or AdvancedEventSelectors, but not both.',
    );
  if (basic !== undefined) return requestedBasic(basic);
  return requestedAdvanced(advanced ?? []);
};

const selectsReads = (selectors: Selectors, readOnly: boolean): boolean =>
  'basic' in selectors
    ? selectors.basic.some(
        ({ IncludeManagementEvents, ReadWriteType }) =>
          IncludeManagementEvents === true &&
          (ReadWriteType === 'All' || ReadWriteType === (readOnly ? 'ReadOnly' : 'WriteOnly')),
      )
    : selectors.advanced.some(({ FieldSelectors = [] }) => {
        const equals = (name: string): readonly string[] | undefined =>
          FieldSelectors.find(({ Field }) => Field === name)?.Equals;
        const wanted = equals('readOnly');
        return (
          equals('eventCategory')?.includes('Management') === true &&
          (wanted === undefined || wanted.includes(String(readOnly)))
        );
      });

/** Which management events are logged; Insights need them. */
export const managementEvents = (
  selectors: Selectors | undefined,
): { readonly reads: boolean; readonly writes: boolean } =>
  selectors === undefined
    ? { reads: true, writes: true }
    : { reads: selectsReads(selectors, true), writes: selectsReads(selectors, false) };

/** Whether any data events are logged. */
export const hasDataEvents = (selectors: Selectors | undefined): boolean => {
  if (selectors === undefined) return false;
  return 'basic' in selectors
    ? selectors.basic.some(({ DataResources = [] }) => DataResources.length > 0)
    : selectors.advanced.some(({ FieldSelectors = [] }) =>
        FieldSelectors.some(
          ({ Field, Equals = [] }) => Field === 'eventCategory' && Equals.includes('Data'),
        ),
      );
};
