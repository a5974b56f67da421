import { gunzipSync } from 'node:zlib';
import type {
  ListInsightsMetricDataResponse,
  LookupEventsResponse,
} from '@aws-sdk/client-cloudtrail';
import type { AuditEntry } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type CloudTrailFixture } from '../cloudtrail.fixture.ts';

const BOTH = [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }];
const MINUTE = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;

let counted = 0;
/** Calls of a minute. */
const calls = (at: number, many: number, more: object = {}): readonly AuditEntry[] =>
  Array.from({ length: many }, (_, index) => {
    counted += 1;
    return {
      at: at + index,
      record: {
        eventID: `${String(counted).padStart(8, '0')}-0000-4000-8000-000000000000`,
        eventName: 'CreateTags',
        eventSource: 'ec2.amazonaws.com',
        eventType: 'AwsApiCall',
        awsRegion: 'us-east-1',
        readOnly: false,
        managementEvent: true,
        recipientAccountId: ACCOUNT,
        userIdentity: { arn: `arn:aws:iam::${ACCOUNT}:user/ci` },
        userAgent: 'ci',
        ...more,
      },
      resources: [],
    };
  });

const insights = async (fixture: CloudTrailFixture, input: object = {}) => {
  const { Events = [] } = await fixture.trail<LookupEventsResponse>('LookupEvents', {
    EventCategory: 'insight',
    ...input,
  });
  return Events.map(({ EventName, EventSource, CloudTrailEvent = '{}' }) => ({
    EventName,
    EventSource,
    record: JSON.parse(CloudTrailEvent) as Record<string, unknown>,
  }));
};

/** A trail with Insights, and a usual week behind it. */
const learned = async (): Promise<CloudTrailFixture> => {
  const fixture = await cloudTrailFixture();
  await fixture.trail('CreateTrail', { Name: 'audit', S3BucketName: 'audit-bucket' });
  await fixture.trail('StartLogging', { Name: 'audit' });
  await fixture.trail('PutInsightSelectors', { TrailName: 'audit', InsightSelectors: BOTH });
  const begin = fixture.clock.now().getTime();
  const usual = Array.from({ length: WEEK_MINUTES / 10 }, (_, at) =>
    calls(begin + at * 10 * MINUTE, 1),
  );
  await fixture.record(usual.flat());
  await fixture.pass({ days: 7, minutes: 10 });
  return fixture;
};

test('a burst of calls after a usual week is an insight with a start and an end, found, delivered and put on the bus', async () => {
  const fixture = await learned();
  expect(await insights(fixture)).toEqual([]);
  fixture.world.objects.length = 0;

  const burst = fixture.clock.now().getTime();
  await fixture.record(
    calls(burst, 120, { userIdentity: { arn: 'arn:aws:iam::1:user/eve' }, userAgent: 'curl' }),
  );
  await fixture.pass({ minutes: 1 });
  await fixture.pass({ minutes: 1 });
  const [start, ...none] = await insights(fixture);
  for (let minute = 0; minute < 30; minute += 1) await fixture.pass({ minutes: 1 });
  const all = await insights(fixture);
  await fixture.pass({ minutes: 5 });

  expect(none).toEqual([]);
  expect(start).toMatchObject({ EventName: 'CreateTags', EventSource: 'ec2.amazonaws.com' });
  expect(start?.record).toMatchObject({
    eventType: 'AwsCloudTrailInsight',
    eventCategory: 'Insight',
    awsRegion: 'us-east-1',
    recipientAccountId: ACCOUNT,
    eventTime: `${new Date(Math.floor(burst / MINUTE) * MINUTE).toISOString().slice(0, 19)}Z`,
    insightDetails: {
      state: 'Start',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      insightType: 'ApiCallRateInsight',
      insightContext: {
        statistics: {
          baseline: { average: expect.closeTo(0.1, 1) },
          insight: { average: 120 },
          insightDuration: 1,
        },
      },
    },
  });
  expect(JSON.stringify(start?.record['insightDetails'])).toContain('user/eve');
  const states = all.map(({ record }) => record['insightDetails']);
  expect(states).toMatchObject([{ state: 'End' }, { state: 'Start' }]);
  expect(new Set(all.map(({ record }) => record['sharedEventID'])).size).toBe(1);
  const files = fixture.world.objects.filter(({ key }) => key.includes('/CloudTrail-Insight/'));
  const delivered = files.flatMap(
    ({ body }) => (JSON.parse(gunzipSync(body).toString()) as { Records: unknown[] }).Records,
  );
  expect(delivered.toReversed()).toEqual(all.map(({ record }) => record));
  expect(fixture.world.published.map(({ record }) => record)).toEqual(delivered);
});

test('what the model learned survives, whoever goes on', async () => {
  const fixture = await learned();
  const burst = fixture.clock.now().getTime();
  const rows = await fixture.store.read((tx) =>
    tx.all('SELECT state_key FROM cloudtrail_insight_state'),
  );
  expect(rows.length).toBeGreaterThan(0);

  // As another node would: it has written since this one looked.
  await fixture.store.write((tx) =>
    tx.run('UPDATE cloudtrail_insight_version SET version = version + 1'),
  );
  await fixture.record(calls(burst, 120));
  await fixture.pass({ minutes: 2 });

  expect(await insights(fixture)).toHaveLength(1);
});

test('in the first week there are none, and only those that a trail asks for', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.trail('CreateTrail', { Name: 'audit', S3BucketName: 'audit-bucket' });
  await fixture.trail('StartLogging', { Name: 'audit' });
  await fixture.trail('PutInsightSelectors', {
    TrailName: 'audit',
    InsightSelectors: BOTH.slice(0, 1),
  });
  await fixture.record(calls(fixture.clock.now().getTime(), 1));
  await fixture.pass({ days: 1 });
  await fixture.record(calls(fixture.clock.now().getTime(), 300));
  await fixture.pass({ minutes: 2 });
  expect(await insights(fixture)).toEqual([]);

  await fixture.pass({ days: 7 });
  const failing = { errorCode: 'AccessDenied', readOnly: true, eventName: 'DescribeVpcs' };
  await fixture.record(calls(fixture.clock.now().getTime(), 300, failing));
  await fixture.pass({ minutes: 2 });

  expect(await insights(fixture)).toEqual([]);
});

test('Insights events are found by the call that they are about, page by page', async () => {
  const fixture = await learned();
  const now = fixture.clock.now().getTime();
  await fixture.record([
    ...calls(now, 120),
    ...calls(now, 120, { eventName: 'RunInstances' }),
    ...calls(now, 120, { errorCode: 'AccessDenied', readOnly: true, eventName: 'ListUsers' }),
  ]);
  await fixture.pass({ minutes: 2 });

  const by = (AttributeKey: string, AttributeValue: string) =>
    insights(fixture, { LookupAttributes: [{ AttributeKey, AttributeValue }] });
  expect(await by('EventName', 'RunInstances')).toHaveLength(1);
  expect(await by('EventName', 'ListUsers')).toMatchObject([
    {
      record: { insightDetails: { insightType: 'ApiErrorRateInsight', errorCode: 'AccessDenied' } },
    },
  ]);
  expect(await by('EventSource', 'ec2.amazonaws.com')).toHaveLength(3);
  expect(await by('Username', 'ci')).toEqual([]);
  const seen: unknown[] = [];
  for (let NextToken: string | undefined, page = 0; page < 3; page += 1) {
    const answer: LookupEventsResponse = await fixture.trail('LookupEvents', {
      EventCategory: 'insight',
      MaxResults: 1,
      NextToken,
    });
    seen.push(...(answer.Events ?? []).map(({ EventId }) => EventId));
    ({ NextToken } = answer);
  }
  expect(new Set(seen).size).toBe(3);
});

test('the calls of an API are told per period, with or without the empty ones, page by page', async () => {
  const fixture = await cloudTrailFixture();
  const begin = fixture.clock.now().getTime();
  await fixture.record([
    ...calls(begin, 3),
    ...calls(begin + 10 * MINUTE, 2, { errorCode: 'AccessDenied' }),
    ...calls(begin + 11 * MINUTE, 7, { readOnly: true }),
    ...calls(begin + 12 * MINUTE, 7, { eventSource: 'ecs.amazonaws.com' }),
  ]);
  fixture.clock.advance({ minutes: 20 });
  const ask = (more: object): Promise<ListInsightsMetricDataResponse> =>
    fixture.trail('ListInsightsMetricData', {
      EventSource: 'ec2.amazonaws.com',
      EventName: 'CreateTags',
      InsightType: 'ApiCallRateInsight',
      Period: 300,
      StartTime: new Date(begin),
      ...more,
    });

  expect(await ask({})).toMatchObject({
    EventName: 'CreateTags',
    Timestamps: [new Date(begin), new Date(begin + 10 * MINUTE)],
    Values: [3, 2],
  });
  expect((await ask({ DataType: 'FillWithZeros' })).Values).toEqual([3, 0, 2, 0]);
  expect(
    (await ask({ InsightType: 'ApiErrorRateInsight', ErrorCode: 'AccessDenied' })).Values,
  ).toEqual([2]);
  const first = await ask({ MaxResults: 1 });
  expect(first.Values).toEqual([3]);
  const second = await ask({ MaxResults: 1, NextToken: first.NextToken });
  expect(second).toMatchObject({ Values: [2] });
  expect(second.NextToken).toBeUndefined();
  const refused = { name: 'InvalidParameterException' };
  for (const wrong of [
    { Period: 61 },
    { InsightType: 'ApiErrorRateInsight' },
    { ErrorCode: 'X' },
    { TrailName: 'audit' },
    { EndTime: new Date(begin - 1) },
  ])
    await expect(ask(wrong)).rejects.toMatchObject(refused);
  await expect(ask({ NextToken: 'forged' })).rejects.toMatchObject({
    name: 'InvalidNextTokenException',
  });
});
