import type { AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import type { Selectors } from '../trails.ts';
import type { Selectable } from './selectable.ts';
import { wantedBy } from './wanted.ts';

const MANAGEMENT: Selectable = {
  category: 'Management',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventType: 'AwsApiCall',
  readOnly: false,
  errorCode: undefined,
  userIdentityArn: 'arn:aws:iam::111122223333:user/ana',
  fromConsole: false,
  resources: [],
};

const management = (more: Partial<Selectable>): Selectable => ({ ...MANAGEMENT, ...more });

const data = (type: string, arn: string, more: Partial<Selectable> = {}): Selectable => ({
  ...MANAGEMENT,
  category: 'Data',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  resources: [
    { type, arn },
    { type: 'AWS::S3::Bucket', arn: 'arn:aws:s3:::bucket' },
  ],
  ...more,
});

const OBJECT = 'AWS::S3::Object';
const FUNCTION = 'AWS::Lambda::Function';
const fn = (name: string): string => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

const basic = (selector: EventSelector): Selectors => ({ basic: [selector] });
const objects = (...Values: readonly string[]): Selectors =>
  basic({ DataResources: [{ Type: OBJECT, Values: [...Values] }] });
const functions = (...Values: readonly string[]): Selectors =>
  basic({ DataResources: [{ Type: FUNCTION, Values: [...Values] }] });

const advanced = (...FieldSelectors: AdvancedFieldSelector[]): Selectors => ({
  advanced: [{ FieldSelectors }],
});
const events = (category: string): AdvancedFieldSelector => ({
  Field: 'eventCategory',
  Equals: [category],
});
const ofType = (type: string): AdvancedFieldSelector => ({
  Field: 'resources.type',
  Equals: [type],
});
const onData = (...fields: readonly AdvancedFieldSelector[]): Selectors =>
  advanced(events('Data'), ofType(OBJECT), ...fields);

const A = 'arn:aws:s3:::bucket/a/1.txt';

test.for<readonly [string, Selectors | undefined, Selectable, boolean]>([
  ['all management events by default', undefined, MANAGEMENT, true],
  ['no data events by default', undefined, data(OBJECT, A), false],
  [
    'Insights whatever is selected',
    basic({ ReadWriteType: 'ReadOnly' }),
    management({ category: 'Insight' }),
    true,
  ],
  ['reads', basic({ ReadWriteType: 'ReadOnly' }), management({ readOnly: true }), true],
  ['no writes among reads', basic({ ReadWriteType: 'ReadOnly' }), MANAGEMENT, false],
  ['writes', basic({ ReadWriteType: 'WriteOnly' }), MANAGEMENT, true],
  [
    'no reads among writes',
    basic({ ReadWriteType: 'WriteOnly' }),
    management({ readOnly: true }),
    false,
  ],
  [
    'no excluded source',
    basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
    management({ eventSource: 'kms.amazonaws.com' }),
    false,
  ],
  ['all objects', objects('arn:aws:s3'), data(OBJECT, A), true],
  ['all objects by an empty bucket', objects('arn:aws:s3:::'), data(OBJECT, A), true],
  ['objects below a prefix', objects('arn:aws:s3:::bucket/a/'), data(OBJECT, A), true],
  ['none beside it', objects('arn:aws:s3:::bucket/b/'), data(OBJECT, A), false],
  ['no object where functions are wanted', functions('arn:aws:lambda'), data(OBJECT, A), false],
  ['one function', functions(fn('a')), data(FUNCTION, fn('a')), true],
  ['not one whose name begins so', functions(fn('a')), data(FUNCTION, fn('ab')), false],
  [
    'writes of data alone',
    basic({
      ReadWriteType: 'WriteOnly',
      DataResources: [{ Type: OBJECT, Values: ['arn:aws:s3'] }],
    }),
    data(OBJECT, A, { readOnly: true }),
    false,
  ],
  [
    'no management event without IncludeManagementEvents',
    basic({
      IncludeManagementEvents: false,
      DataResources: [{ Type: OBJECT, Values: ['arn:aws:s3'] }],
    }),
    MANAGEMENT,
    false,
  ],
  ['a category', advanced(events('Management')), MANAGEMENT, true],
  ['no other category', advanced(events('Data'), ofType(OBJECT)), MANAGEMENT, false],
  [
    'readOnly',
    advanced(events('Management'), { Field: 'readOnly', Equals: ['false'] }),
    MANAGEMENT,
    true,
  ],
  [
    'NotEquals',
    advanced(events('Management'), { Field: 'eventSource', NotEquals: ['iam.amazonaws.com'] }),
    MANAGEMENT,
    false,
  ],
  [
    'NotEquals of another',
    advanced(events('Management'), { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
    MANAGEMENT,
    true,
  ],
  [
    'StartsWith or EndsWith',
    advanced(events('Management'), {
      Field: 'eventName',
      StartsWith: ['Delete'],
      EndsWith: ['User'],
    }),
    MANAGEMENT,
    true,
  ],
  [
    'neither StartsWith nor EndsWith',
    advanced(events('Management'), {
      Field: 'eventName',
      StartsWith: ['Delete'],
      EndsWith: ['Role'],
    }),
    MANAGEMENT,
    false,
  ],
  [
    'NotStartsWith',
    advanced(events('Management'), { Field: 'eventName', NotStartsWith: ['Create'] }),
    MANAGEMENT,
    false,
  ],
  [
    'NotEndsWith',
    advanced(events('Management'), { Field: 'eventName', NotEndsWith: ['Role'] }),
    MANAGEMENT,
    true,
  ],
  [
    'what matches and is not excluded',
    advanced(events('Management'), {
      Field: 'eventName',
      StartsWith: ['Create'],
      NotEndsWith: ['User'],
    }),
    MANAGEMENT,
    false,
  ],
  [
    'a caller',
    advanced(events('Management'), { Field: 'userIdentity.arn', EndsWith: ['user/ana'] }),
    MANAGEMENT,
    true,
  ],
  [
    'no caller without an ARN',
    advanced(events('Management'), { Field: 'userIdentity.arn', StartsWith: ['arn'] }),
    management({ userIdentityArn: undefined }),
    false,
  ],
  [
    'one without an ARN where some are excluded',
    advanced(events('Management'), { Field: 'userIdentity.arn', NotStartsWith: ['arn'] }),
    management({ userIdentityArn: undefined }),
    true,
  ],
  [
    'the console',
    advanced(events('Management'), { Field: 'sessionCredentialFromConsole', Equals: ['true'] }),
    management({ fromConsole: true }),
    true,
  ],
  [
    'not the console',
    advanced(events('Management'), { Field: 'sessionCredentialFromConsole', NotEquals: ['true'] }),
    MANAGEMENT,
    true,
  ],
  [
    'a type of event',
    advanced(events('Management'), { Field: 'eventType', Equals: ['AwsServiceEvent'] }),
    MANAGEMENT,
    false,
  ],
  ['a resource type', onData(), data(OBJECT, A), true],
  [
    'an ARN of that type',
    onData({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::bucket/a/'] }),
    data(OBJECT, A),
    true,
  ],
  [
    'no ARN of another type',
    onData({ Field: 'resources.ARN', Equals: ['arn:aws:s3:::bucket'] }),
    data(OBJECT, A),
    false,
  ],
  [
    'an ARN that is not excluded',
    onData({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::secret/'] }),
    data(OBJECT, A),
    true,
  ],
  [
    'no ARN that is excluded',
    onData({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::bucket/'] }),
    data(OBJECT, A),
    false,
  ],
  [
    'a caller that nobody knows yet',
    onData({ Field: 'userIdentity.arn', Equals: ['arn:x'] }),
    data(OBJECT, A, { userIdentityArn: null }),
    true,
  ],
  [
    'nothing of a network',
    advanced(events('NetworkActivity'), { Field: 'eventSource', Equals: ['iam.amazonaws.com'] }),
    MANAGEMENT,
    false,
  ],
])('%s', ([, selectors, event, wanted]) => {
  expect(wantedBy(selectors).selects(event)).toBe(wanted);
});

test('a trail without data selectors is never asked about data events', () => {
  expect(wantedBy(undefined).data).toBe(false);
  expect(wantedBy(advanced(events('Management'))).data).toBe(false);
  expect(wantedBy(objects('arn:aws:s3')).data).toBe(true);
  expect(wantedBy(onData()).data).toBe(true);
});
