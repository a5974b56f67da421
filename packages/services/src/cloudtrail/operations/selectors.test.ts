import type {
  GetEventSelectorsResponse,
  GetInsightSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import { cloudTrailFixture, type CloudTrailFixture } from '../cloudtrail.fixture.ts';

const TrailName = 'audit';

const trailFixture = async (): Promise<CloudTrailFixture> => {
  const fixture = await cloudTrailFixture();
  await fixture.trail('CreateTrail', { Name: TrailName, S3BucketName: 'audit-bucket' });
  return fixture;
};

const put = (fixture: CloudTrailFixture, input: object): Promise<GetEventSelectorsResponse> =>
  fixture.trail('PutEventSelectors', { TrailName, ...input });

const get = (fixture: CloudTrailFixture): Promise<GetEventSelectorsResponse> =>
  fixture.trail('GetEventSelectors', { TrailName });

const advanced = (...fields: readonly object[]): object => ({
  AdvancedEventSelectors: [{ Name: 'one', FieldSelectors: fields }],
});
const category = (name: string): object => ({ Field: 'eventCategory', Equals: [name] });

test('a trail that nobody gave selectors has all management events', async () => {
  const fixture = await trailFixture();

  expect((await get(fixture)).EventSelectors).toEqual([
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ]);
});

test('basic selectors are kept with their defaults', async () => {
  const fixture = await trailFixture();
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::bucket/prefix'] }];

  await put(fixture, { EventSelectors: [{ DataResources }] });

  expect((await get(fixture)).EventSelectors).toEqual([
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources,
      ExcludeManagementEventSources: [],
    },
  ]);
  const { Trail } = await fixture.trail<{ Trail: object }>('GetTrail', { Name: TrailName });
  expect(Trail).toMatchObject({ HasCustomEventSelectors: true });
});

test('advanced selectors take the place of basic ones', async () => {
  const fixture = await trailFixture();
  await put(fixture, { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] });
  const fields = [
    category('Data'),
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::secret/'] },
  ];

  await put(fixture, advanced(...fields));

  const { EventSelectors, AdvancedEventSelectors } = await get(fixture);
  expect(EventSelectors).toBeUndefined();
  expect(AdvancedEventSelectors).toEqual([{ Name: 'one', FieldSelectors: fields }]);
});

const resources = (Type: string, ...Values: readonly string[]): object => ({
  EventSelectors: [{ DataResources: [{ Type, Values }] }],
});

test.for([
  [{}],
  [{ EventSelectors: [] }],
  [{ EventSelectors: Array.from({ length: 6 }, () => ({})) }],
  [{ EventSelectors: [{}], ...advanced(category('Management')) }],
  [{ EventSelectors: [{ ReadWriteType: 'read-only' }] }],
  [{ EventSelectors: [{ IncludeManagementEvents: false }] }],
  [{ EventSelectors: [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }] }],
  [resources('AWS::EC2::Instance', 'arn:aws:ec2')],
  [resources('AWS::S3::Object', 'arn:aws:s3:::*')],
  [resources('AWS::S3::Object', 'bucket')],
  [resources('AWS::Lambda::Function', 'arn:aws:lambda:*')],
  [resources('AWS::S3::Object', ...Array.from({ length: 251 }, () => 'arn:aws:s3:::b-b/'))],
  [{ AdvancedEventSelectors: [] }],
  [advanced()],
  [advanced({ Field: 'readOnly', Equals: ['true'] })],
  [advanced(category('Other'))],
  [advanced(category('Management'), category('Management'))],
  [advanced({ Field: 'eventCategory', Equals: ['Management', 'Data'] })],
  [advanced({ Field: 'eventCategory', NotEquals: ['Data'] })],
  [advanced(category('Data'))],
  [advanced(category('NetworkActivity'))],
  [advanced(category('Management'), { Field: 'readOnly', Equals: ['maybe'] })],
  [advanced(category('Management'), { Field: 'readOnly', NotEquals: ['true'] })],
  [advanced(category('Management'), { Field: 'resources.ARN', Equals: ['x'] })],
  [advanced(category('Management'), { Field: 'eventSource' })],
  [advanced(category('Management'), { Field: 'eventSource', NotEquals: [] })],
  [
    advanced(category('Management'), {
      Field: 'eventName',
      NotEquals: Array.from({ length: 500 }, (_, at) => `Event${at}`),
    }),
  ],
] as const)('%j is refused', async ([input]) => {
  const fixture = await trailFixture();

  await expect(put(fixture, input)).rejects.toMatchObject({
    name: 'InvalidEventSelectorsException',
  });
});

test('Insights are put, seen and turned off', async () => {
  const fixture = await trailFixture();
  const InsightSelectors = [{ InsightType: 'ApiCallRateInsight' }];
  const ask = (): Promise<GetInsightSelectorsResponse> =>
    fixture.trail('GetInsightSelectors', { TrailName });

  await expect(ask()).rejects.toMatchObject({ name: 'InsightNotEnabledException' });
  await fixture.trail('PutInsightSelectors', { TrailName, InsightSelectors });
  expect((await ask()).InsightSelectors).toEqual(InsightSelectors);
  await fixture.trail('PutInsightSelectors', { TrailName, InsightSelectors: [] });
  await expect(ask()).rejects.toMatchObject({ name: 'InsightNotEnabledException' });
});

test.for([
  [{ TrailName, InsightSelectors: [{ InsightType: 'Other' }] }, 'InvalidInsightSelectorsException'],
  [
    {
      TrailName,
      InsightSelectors: [{ InsightType: 'ApiErrorRateInsight', EventCategories: ['Data'] }],
    },
    'InvalidInsightSelectorsException',
  ],
  [
    { TrailName, InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] },
    'InvalidInsightSelectorsException',
  ],
  [{ InsightSelectors: [] }, 'InvalidParameterCombinationException'],
  [{ EventDataStore: 'store', InsightSelectors: [] }, 'InvalidParameterException'],
] as const)('%j is refused with %s', async ([input, name]) => {
  const fixture = await trailFixture();
  // Without write events there is no rate of calls to watch.
  await put(fixture, { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] });

  await expect(fixture.trail('PutInsightSelectors', input)).rejects.toMatchObject({ name });
});
