import type {
  AdvancedEventSelector,
  AdvancedFieldSelector,
  DataResource,
  EventSelector,
} from '@aws-sdk/client-cloudtrail';
import { DEFAULT_SELECTOR } from '../event-selectors.ts';
import type { Selectors } from '../trails.ts';
import type { Selectable } from './selectable.ts';

/** Which events a trail wants. */
export interface Wanted {
  /** Without it no data event need be asked about. */
  readonly data: boolean;
  selects(event: Selectable): boolean;
}

type Test = (event: Selectable) => boolean;

const ANY: Test = () => true;

/** The value of a field that no event tells: the test passes, and the record itself is asked later. */
const UNKNOWN = Symbol('unknown');
type Value = string | undefined | typeof UNKNOWN;

const textTest = (field: AdvancedFieldSelector): ((value: Value) => boolean) => {
  const equals = new Set(field.Equals);
  const notEquals = new Set(field.NotEquals);
  const { StartsWith = [], EndsWith = [], NotStartsWith = [], NotEndsWith = [] } = field;
  const mustMatch = equals.size + StartsWith.length + EndsWith.length > 0;
  const matches = (value: string): boolean =>
    equals.has(value) ||
    StartsWith.some((start) => value.startsWith(start)) ||
    EndsWith.some((end) => value.endsWith(end));
  const excludes = (value: string): boolean =>
    notEquals.has(value) ||
    NotStartsWith.some((start) => value.startsWith(start)) ||
    NotEndsWith.some((end) => value.endsWith(end));
  return (value) => {
    if (value === UNKNOWN) return true;
    if (value === undefined) return !mustMatch;
    return (!mustMatch || matches(value)) && !excludes(value);
  };
};

const FIELDS: Readonly<Record<string, (event: Selectable) => Value>> = {
  eventCategory: ({ category }) => category,
  eventSource: ({ eventSource }) => eventSource,
  eventName: ({ eventName }) => eventName,
  eventType: ({ eventType }) => eventType,
  errorCode: ({ errorCode }) => errorCode,
  readOnly: ({ readOnly }) => String(readOnly),
  sessionCredentialFromConsole: ({ fromConsole }) => String(fromConsole),
  'userIdentity.arn': ({ userIdentityArn }) =>
    userIdentityArn === null ? UNKNOWN : userIdentityArn,
};

/** What a field selector asks; of an event's resources those count that are of the type that the selector names. */
const fieldTest = (field: AdvancedFieldSelector, resourceType: string | undefined): Test => {
  const { Field = '' } = field;
  if (Field === 'resources.type')
    return ({ resources }) => resources.some(({ type }) => type === resourceType);
  const passes = textTest(field);
  if (Field === 'resources.ARN')
    return ({ resources }) =>
      resources.some(({ type, arn }) => type === resourceType && passes(arn));
  const read = Object.hasOwn(FIELDS, Field) ? FIELDS[Field] : undefined;
  // No event that is made here has such a field (vpcEndpointId).
  return read === undefined ? () => passes(undefined) : (event) => passes(read(event));
};

const categoryOf = ({ FieldSelectors = [] }: AdvancedEventSelector): string | undefined =>
  FieldSelectors.find(({ Field }) => Field === 'eventCategory')?.Equals?.[0];

const advancedTest = (selector: AdvancedEventSelector): Test => {
  const { FieldSelectors = [] } = selector;
  const resourceType = FieldSelectors.find(({ Field }) => Field === 'resources.type')?.Equals?.[0];
  const tests = FieldSelectors.map((field) => fieldTest(field, resourceType));
  return (event) => tests.every((test) => test(event));
};

/** All objects, those of a bucket below a prefix, or one function, or one table. */
const isValueOf = (type: string, value: string, arn: string): boolean => {
  if (/^arn:[\w-]+:[a-z0-9]+$/.test(value)) return true;
  return type === 'AWS::S3::Object' ? arn.startsWith(value) : arn === value;
};

const resourceTest =
  ({ Type = '', Values = [] }: DataResource): Test =>
  ({ resources }) =>
    resources.some(
      ({ type, arn }) => type === Type && Values.some((value) => isValueOf(Type, value, arn)),
    );

const basicTest = (selector: EventSelector): Test => {
  const { ReadWriteType, IncludeManagementEvents, DataResources = [] } = selector;
  const excluded = new Set(selector.ExcludeManagementEventSources);
  const resources = DataResources.map(resourceTest);
  return (event) => {
    if (ReadWriteType === 'ReadOnly' && !event.readOnly) return false;
    if (ReadWriteType === 'WriteOnly' && event.readOnly) return false;
    return event.category === 'Management'
      ? IncludeManagementEvents !== false && !excluded.has(event.eventSource)
      : resources.some((test) => test(event));
  };
};

/** Made once for each trail (CloudTrail User Guide, "Filtering data events by using advanced event selectors"). */
export const wantedBy = (selectors: Selectors | undefined): Wanted => {
  const { basic, advanced } = {
    basic: undefined,
    advanced: undefined,
    ...(selectors ?? { basic: [DEFAULT_SELECTOR] }),
  };
  const tests = basic?.map(basicTest) ?? advanced?.map(advancedTest) ?? [ANY];
  const data =
    basic?.some(({ DataResources = [] }) => DataResources.length > 0) ??
    advanced?.some((selector) => categoryOf(selector) === 'Data') ??
    false;
  return {
    data,
    selects: (event) => event.category === 'Insight' || tests.some((test) => test(event)),
  };
};
