import type { AuditEntry, ServiceEvent } from '@gatehouse/service-kit';
import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, BUS, flowFixture, queueArn, REGION } from '../flow.fixture.ts';
import { rules } from '../repositories/rules.ts';
import { sessionNameOf } from './arrivals.ts';

const Q = queueArn('q');

const fixtureOf = async () => {
  const fixture = await flowFixture();
  onTestFinished(() => fixture.store.close());
  return fixture;
};

const record = (more: Readonly<Record<string, unknown>> = {}): AuditEntry => ({
  at: Date.UTC(2026, 2, 2, 10, 0, 0, 123),
  record: {
    eventVersion: '1.11',
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucket',
    awsRegion: REGION,
    eventType: 'AwsApiCall',
    readOnly: false,
    requestParameters: { bucketName: 'b' },
    recipientAccountId: ACCOUNT,
    eventID: '7f9a5fbd-0000-4000-8000-000000000000',
    ...more,
  },
  resources: [],
});

test('an event goes to the targets of every rule that matches, once stored, and leaves nothing behind', async () => {
  const { rule, put, pass, world, store } = await fixtureOf();
  await rule('a', { source: ['shop'] }, [Q, queueArn('q2')]);
  await rule('b', { detail: { n: [{ numeric: ['>', 5] }] } }, [queueArn('q3')]);
  await rule('c', { source: ['other'] }, [queueArn('never')]);

  await put({ detailText: '{"n": 9}' }, { detailText: '{"n": 1}' });
  await pass(0);

  expect(world.queued.map(({ queueArn: arn }) => arn.split(':').at(-1))).toEqual(
    expect.arrayContaining(['q', 'q2', 'q3']),
  );
  expect(world.queued).toHaveLength(5);
  const left = await store.read((tx) => tx.all('SELECT event_key FROM events_accepted'));
  expect(left).toEqual([]);
});

test('numbers beyond a double are delivered as they were written', async () => {
  const { rule, put, pass, world } = await fixtureOf();
  await rule('a', { detail: { n: [{ exists: true }] } }, [Q]);

  await put({ detailText: '{"n": 9007199254740993}' });
  await pass(0);

  expect(world.queued[0]?.body).toContain('"detail":{"n":9007199254740993}');
});

test('a changed or disabled rule counts for the events after it, a bus that is not there has nobody', async () => {
  const { rule, put, pass, world, write, flow } = await fixtureOf();
  const made = await rule('a', { source: ['shop'] }, [Q]);
  expect(await flow.listeners.any(ACCOUNT, REGION, 'shop')).toBe(true);
  expect(await flow.listeners.any(ACCOUNT, REGION, 'aws.ec2')).toBe(false);
  expect(await flow.listeners.any('999988887777', REGION, 'shop')).toBe(false);

  await write(async (tx) => {
    await rules.setState(tx, made.arn, 'DISABLED');
    await flow.changes.ruleChanged(tx, BUS.arn);
  });
  await put({});
  await pass(0);

  expect(world.queued).toEqual([]);
  expect(await flow.listeners.any(ACCOUNT, REGION, 'shop')).toBe(false);
});

test('services may ask for a detail type: a rule for other types is no listener, whatever its sources', async () => {
  const { rule, flow } = await fixtureOf();
  await rule('a', { 'detail-type': ['Deleted'], detail: { name: [{ prefix: 'Delete' }] } }, [Q]);
  const any = (detailType?: string) =>
    flow.listeners.any(ACCOUNT, REGION, 'aws.securityhub', detailType);

  expect(await any('Deleted')).toBe(true);
  expect(await any('Imported')).toBe(false);
  expect(await any()).toBe(true);
});

test('a record is an event of its account and Region, with the record as its detail and an id that stays', async () => {
  const { rule, pass, bodies, write, flow } = await fixtureOf();
  await rule(
    'a',
    {
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventName: [{ prefix: 'Delete' }] },
    },
    [Q],
  );

  for (let time = 0; time < 2; time += 1) await write((tx) => flow.cloudTrail(tx, [record()]));
  await pass(0);

  const [event, again] = bodies();
  expect(event).toMatchObject({
    version: '0',
    source: 'aws.s3',
    account: ACCOUNT,
    region: REGION,
    time: '2026-03-02T10:00:00Z',
    resources: [],
    detail: { eventName: 'DeleteBucket', requestParameters: { bucketName: 'b' } },
  });
  expect(again?.['id']).toBe(event?.['id']);
});

test.for([
  [
    'ConsoleLogin',
    { eventType: 'AwsConsoleSignIn', eventSource: 'signin.amazonaws.com' },
    'AWS Console Sign In via CloudTrail',
  ],
  [
    'an Insights event',
    { eventType: 'AwsCloudTrailInsight', eventSource: undefined, eventName: undefined },
    'AWS Insight via CloudTrail',
  ],
  ['a service event', { eventType: 'AwsServiceEvent' }, 'AWS Service Event via CloudTrail'],
  ['a call of another kind', { eventType: 'Unknown' }, undefined],
  ['a read', { eventName: 'GetBucketAcl', readOnly: true }, undefined],
  [
    'a read that is called otherwise',
    { eventName: 'AssumeRole', readOnly: true },
    'AWS API Call via CloudTrail',
  ],
  [
    'GetSessionToken',
    { eventName: 'GetSessionToken', readOnly: true },
    'AWS API Call via CloudTrail',
  ],
  [
    'a data event',
    { eventName: 'GetObject', readOnly: true, managementEvent: false },
    'AWS API Call via CloudTrail',
  ],
] as const)('%s reaches a rule in state ENABLED as AWS has it', async ([, more, detailType]) => {
  const { rule, pass, bodies, write, flow } = await fixtureOf();
  await rule('a', { account: [ACCOUNT] }, [Q]);

  await write((tx) => flow.cloudTrail(tx, [record(more)]));
  await pass(0);

  expect(bodies().map((body) => body['detail-type'])).toEqual(
    detailType === undefined ? [] : [detailType],
  );
});

test('reads reach rules that ask for all management events, and no archive', async () => {
  const { rule, archive, pass, bodies, write, flow, store } = await fixtureOf();
  const state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  await rule('a', { source: ['aws.s3'] }, [Q], { state });
  await archive('all');

  await write((tx) => flow.cloudTrail(tx, [record({ eventName: 'ListBuckets', readOnly: true })]));
  await pass(0);

  expect(bodies()).toHaveLength(1);
  expect(await store.read((tx) => tx.all('SELECT id FROM events_archived'))).toEqual([]);
});

test('what the delivery of a rule has done itself does not come back to that rule, but to others', async () => {
  const { rule, pass, world, write, flow } = await fixtureOf();
  const own = await rule('a', { source: ['aws.ecs'] }, [Q]);
  await rule('b', { source: ['aws.ecs'] }, [queueArn('other')]);

  await write((tx) =>
    flow.cloudTrail(tx, [
      record({
        eventSource: 'ecs.amazonaws.com',
        eventName: 'RunTask',
        sourceIPAddress: 'events.amazonaws.com',
        userIdentity: { type: 'AssumedRole', principalId: `AROAX:${sessionNameOf(own.arn)}` },
      }),
    ]),
  );
  await pass(0);

  expect(world.queued.map(({ queueArn: arn }) => arn)).toEqual([queueArn('other')]);
});

test('events of services come from the outbox to the default bus', async () => {
  const { rule, pass, bodies, write, flow } = await fixtureOf();
  await rule('a', { source: ['aws.ec2'], detail: { state: ['running'] } }, [Q]);
  const event: ServiceEvent = {
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    source: 'aws.ec2',
    detailType: 'EC2 Instance State-change Notification',
    account: ACCOUNT,
    region: REGION,
    at: new Date('2026-03-02T09:59:59.500Z'),
    resources: ['arn:aws:ec2:us-east-1:111122223333:instance/i-1'],
    detail: { state: 'running' },
  };

  await write((tx) =>
    flow.serviceEvents(tx, [
      { id: 1, topic: 'events', createdAt: new Date(0), payload: JSON.stringify(event) },
    ]),
  );
  await pass(0);

  expect(bodies()).toEqual([
    {
      version: '0',
      id: event.id,
      'detail-type': event.detailType,
      source: 'aws.ec2',
      account: ACCOUNT,
      time: '2026-03-02T09:59:59Z',
      region: REGION,
      resources: event.resources,
      detail: { state: 'running' },
    },
  ]);
});
