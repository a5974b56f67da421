import type { Event, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { AuditEntry } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type CloudTrailFixture } from '../cloudtrail.fixture.ts';

const NOON = Date.parse('2026-03-02T09:00:00Z');
const id = (number: number): string =>
  `0000000${number % 10}-0000-4000-8000-${String(number).padStart(12, '0')}`;

const entry = (number: number, record: object = {}, resources: AuditEntry['resources'] = []) => ({
  at: NOON + number,
  record: {
    eventID: id(number),
    eventName: 'ListUsers',
    eventSource: 'iam.amazonaws.com',
    awsRegion: 'us-east-1',
    readOnly: true,
    userIdentity: { type: 'IAMUser', userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    recipientAccountId: ACCOUNT,
    ...record,
  },
  resources,
});

const ENTRIES: readonly AuditEntry[] = [
  entry(1),
  entry(2, { eventName: 'CreateUser', readOnly: false }, [{ type: 'AWS::IAM::User', name: 'bob' }]),
  entry(3, { userIdentity: { type: 'Root', accountId: ACCOUNT } }),
  entry(4, { userIdentity: { type: 'AssumedRole', principalId: 'AROAX:session-1' } }),
  entry(5, { eventSource: 'ecs.amazonaws.com', eventName: 'ListClusters' }),
];

const lookup = (fixture: CloudTrailFixture, input: object = {}): Promise<LookupEventsResponse> =>
  fixture.trail<LookupEventsResponse>('LookupEvents', { EndTime: new Date(NOON), ...input });

const ids = ({ Events = [] }: { readonly Events?: Event[] | undefined }) =>
  Events.map(({ EventId = '' }) => Number(EventId.slice(-12)));

test.for([
  ['EventId', id(4), [4]],
  ['EventName', 'CreateUser', [2]],
  ['ReadOnly', 'false', [2]],
  ['ReadOnly', 'true', [5, 4, 3, 1]],
  ['Username', 'alice', [5, 2, 1]],
  ['Username', 'root', [3]],
  ['Username', 'session-1', [4]],
  ['ResourceType', 'AWS::IAM::User', [2]],
  ['ResourceName', 'bob', [2]],
  ['EventSource', 'ecs.amazonaws.com', [5]],
  ['AccessKeyId', 'AKIAIOSFODNN7EXAMPLE', [5, 2, 1]],
  ['Username', 'ALICE', []],
] as const)(
  '%s=%s finds the events that have it',
  async ([AttributeKey, AttributeValue, found]) => {
    const fixture = await cloudTrailFixture();
    await fixture.record(ENTRIES);

    const answer = await lookup(fixture, { LookupAttributes: [{ AttributeKey, AttributeValue }] });

    expect(ids(answer)).toEqual(found);
    expect(answer.NextToken).toBeUndefined();
  },
);

test('an event says who, what, when and on what, and holds the whole record', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.record(ENTRIES);

  const { Events = [] } = await lookup(fixture, {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateUser' }],
  });

  expect(Events).toEqual([
    {
      EventId: id(2),
      EventName: 'CreateUser',
      ReadOnly: 'false',
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      EventTime: new Date(NOON),
      EventSource: 'iam.amazonaws.com',
      Username: 'alice',
      Resources: [{ ResourceType: 'AWS::IAM::User', ResourceName: 'bob' }],
      CloudTrailEvent: JSON.stringify(ENTRIES[1]?.record),
    },
  ]);
});

test('pages follow one another, and a token fits only the question that it was made for', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.record(ENTRIES);

  const first = await lookup(fixture, { MaxResults: 2 });
  const second = await lookup(fixture, { MaxResults: 2, NextToken: first.NextToken });
  const third = await lookup(fixture, { MaxResults: 2, NextToken: second.NextToken });

  expect([...ids(first), ...ids(second), ...ids(third)]).toEqual([5, 4, 3, 2, 1]);
  expect(third.NextToken).toBeUndefined();
  const other = { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'true' }] };
  for (const input of [
    { NextToken: 'forged' },
    { NextToken: `${first.NextToken}A` },
    { NextToken: first.NextToken, ...other },
    { NextToken: first.NextToken, EndTime: new Date(NOON + 1000) },
  ])
    await expect(lookup(fixture, input)).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  const elsewhere = fixture.trail(
    'LookupEvents',
    { EndTime: new Date(NOON), NextToken: first.NextToken },
    { region: 'eu-west-1' },
  );
  await expect(elsewhere).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
});

test('a time range includes both its ends, to the second', async () => {
  const fixture = await cloudTrailFixture();
  const at = (seconds: number, number: number) => ({ ...entry(number), at: NOON + seconds * 1000 });
  await fixture.record([at(0, 1), { ...at(1, 2), at: NOON + 1999 }, at(2, 3)]);

  const range = (from: number, to: number): Promise<LookupEventsResponse> =>
    lookup(fixture, {
      StartTime: new Date(NOON + from * 1000),
      EndTime: new Date(NOON + to * 1000),
    });

  expect(ids(await range(1, 1))).toEqual([2]);
  expect(ids(await range(0, 2))).toEqual([3, 2, 1]);
  await expect(range(2, 1)).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
});

test('what was answered before the lookup is found by it, refusals included', async () => {
  const fixture = await cloudTrailFixture();
  const nobody = fixture.userWith('nobody');
  await fixture.trail('CreateTrail', { Name: 'audit', S3BucketName: 'bucket' });
  const refused = fixture.trail('DeleteTrail', { Name: 'audit' }, { as: nobody });
  await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });

  const { Events = [] } = await fixture.trail<LookupEventsResponse>('LookupEvents');

  expect(Events.map(({ EventName, Username }) => [EventName, Username])).toEqual(
    expect.arrayContaining([
      ['CreateTrail', 'admin'],
      ['DeleteTrail', 'nobody'],
    ]),
  );
  const record = Events.find(({ EventName }) => EventName === 'DeleteTrail')?.CloudTrailEvent;
  expect(JSON.parse(record ?? '')).toMatchObject({ errorCode: 'AccessDenied' });
});

test('events older than 90 days are gone, at once from answers and within a day from the database', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.store.write(async (tx) => fixture.prepare(tx));
  await fixture.record(ENTRIES);

  fixture.clock.advance({ days: 90, hours: 1 });
  await fixture.runner.runDue();

  expect(ids(await lookup(fixture, { EndTime: undefined }))).toEqual([]);
  const chunks = await fixture.store.read((tx) =>
    tx.all('SELECT chunk_id FROM cloudtrail_chunk WHERE last_at < ?', [NOON + 1000]),
  );
  expect(chunks).toEqual([]);
});

test.for([
  [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
  [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
  [{ EventCategory: 'Data' }, 'InvalidEventCategoryException'],
  [
    {
      LookupAttributes: [
        { AttributeKey: 'ReadOnly', AttributeValue: 'true' },
        { AttributeKey: 'EventName', AttributeValue: 'ListUsers' },
      ],
    },
    'InvalidLookupAttributesException',
  ],
] as const)('%j is refused with %s', async ([input, name]) => {
  const fixture = await cloudTrailFixture();

  await expect(lookup(fixture, input)).rejects.toMatchObject({ name });
});

test('who may not look up events is refused', async () => {
  const fixture = await cloudTrailFixture();

  const refused = fixture.trail('LookupEvents', {}, { as: fixture.userWith('nobody') });

  await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException', status: 403 });
});
