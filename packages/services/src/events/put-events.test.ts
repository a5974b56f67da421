import type { PutEventsRequestEntry, PutEventsResponse } from '@aws-sdk/client-eventbridge';
import type { OrganizationPort } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, busArn, eventsFixture, OTHER_ACCOUNT, queueArn } from './events.fixture.ts';

const entry: PutEventsRequestEntry = { Source: 'app', DetailType: 'made', Detail: '{"n":1}' };

const withQueue = async (organizations?: OrganizationPort) => {
  const events = await eventsFixture(organizations === undefined ? {} : { organizations });
  await events.run('PutRule', { Name: 'all', EventPattern: '{"source":["app"]}' });
  await events.run('PutTargets', { Rule: 'all', Targets: [{ Id: '1', Arn: queueArn('q') }] });
  const put = (Entries: readonly PutEventsRequestEntry[], as?: typeof events.stranger) =>
    events.run<PutEventsResponse>('PutEvents', { Entries }, as === undefined ? {} : { as });
  const delivered = async () => {
    await events.settle();
    return events.world.queued.map(({ body }) => body);
  };
  return { ...events, put, delivered };
};

test('an event reaches the targets of the rules that it matches, its numbers as they were written', async () => {
  const events = await withQueue();
  const Time = new Date('2026-03-01T23:59:59.700Z');

  const { FailedEntryCount, Entries } = await events.put([
    { ...entry, Detail: '{"n": 12345678901234567890, "n2": 1.0}', Time, Resources: ['r'] },
    { ...entry, Source: 'other' },
  ]);

  expect(FailedEntryCount).toBe(0);
  expect(await events.delivered()).toEqual([
    `{"version":"0","id":"${Entries?.[0]?.EventId}","detail-type":"made","source":"app","account":"${ACCOUNT}","time":"2026-03-01T23:59:59Z","region":"us-east-1","resources":["r"],"detail":{"n":12345678901234567890,"n2":1.0}}`,
  ]);
});

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test.for<readonly [PutEventsRequestEntry, string, string]>([
  [
    { ...entry, Source: undefined },
    'InvalidArgument',
    'Parameter Source is not valid. Reason: Source is a required argument.',
  ],
  [
    { ...entry, DetailType: undefined },
    'InvalidArgument',
    'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
  ],
  [
    { ...entry, Detail: undefined },
    'InvalidArgument',
    'Parameter Detail is not valid. Reason: Detail is a required argument.',
  ],
  [{ ...entry, Detail: 'text' }, 'MalformedDetail', 'Detail is malformed.'],
  [{ ...entry, Detail: '"text"' }, 'MalformedDetail', 'Detail is malformed.'],
  [{ ...entry, Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
  [{ ...entry, Detail: '{"a":1' }, 'MalformedDetail', 'Detail is malformed.'],
  [{ ...entry, Detail: deep(1101) }, 'MalformedDetail', 'Detail is malformed.'],
  [{ ...entry, Detail: '['.repeat(500_000) }, 'MalformedDetail', 'Detail is malformed.'],
  [
    { ...entry, Source: 'aws.ec2' },
    'NotAuthorizedForSourceException',
    'Not authorized for the source.',
  ],
  [
    { ...entry, Source: 'AWS.ec2' },
    'NotAuthorizedForSourceException',
    'Not authorized for the source.',
  ],
  [
    { ...entry, EventBusName: busArn('default').replace('us-east-1', 'eu-west-1') },
    'InvalidArgument',
    'EventBusName',
  ],
])('one entry that is no event fails alone (%#)', async ([bad, code, message]) => {
  const events = await withQueue();

  const { FailedEntryCount, Entries } = await events.put([bad, entry]);

  expect(FailedEntryCount).toBe(1);
  expect(Entries?.[0]).toEqual({
    ErrorCode: code,
    ErrorMessage: expect.stringContaining(message),
  });
  expect(Entries?.[1]?.EventId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await events.delivered()).toHaveLength(1);
});

const sized = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;

test('entries may have a megabyte together, times counted as fourteen bytes', async () => {
  const events = await withQueue();
  // The source and the type of both, and the time of one.
  const room = 1024 * 1024 - 2 * 7 - 14;
  const put = (bytes: number) =>
    events.put([
      { ...entry, Detail: sized(100), Time: new Date(0) },
      { ...entry, Detail: sized(bytes) },
    ]);

  await expect(put(room - 100)).resolves.toMatchObject({ FailedEntryCount: 0 });
  await expect(put(room - 99)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  });
  await expect(events.put(Array.from({ length: 11 }, () => entry))).rejects.toThrow(
    'Member must have length less than or equal to 10',
  );
  await expect(events.put([])).rejects.toMatchObject({ name: 'ValidationException' });
});

test('an event for a bus that is not there is taken and reaches nobody', async () => {
  const events = await withQueue();

  await expect(events.put([{ ...entry, EventBusName: 'gone' }])).resolves.toMatchObject({
    FailedEntryCount: 0,
  });

  expect(await events.delivered()).toEqual([]);
});

test('policies decide by the source and the type of each entry', async () => {
  const events = await withQueue();
  const sender = events.userWith('sender', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: busArn('default'),
      Condition: { StringEquals: { 'events:source': 'app', 'events:detail-type': 'made' } },
    },
  });

  await events.put([entry], sender);
  for (const other of [
    { ...entry, Source: 'x' },
    { ...entry, DetailType: 'x' },
    { ...entry, EventBusName: 'orders' },
  ])
    await expect(events.put([entry, other], sender)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  expect(await events.delivered()).toHaveLength(1);
});

const organization = (id: string) => ({
  id,
  managementAccount: '123456789012',
  path: `${id}/r-1/`,
  suspended: false,
});

test('another account sends to a bus by the policy of the bus, its organization included', async () => {
  const events = await withQueue({
    of: (account) => organization(account === '999988887777' ? 'o-other000000' : 'o-a1b2c3d4e5'),
  });
  await events.run('PutPermission', {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Sid: 'organization',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: busArn('default'),
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
            'events:source': 'app',
            'events:detail-type': 'made',
          },
        },
      },
    }),
  });
  const toThem = { ...entry, EventBusName: busArn('default') };
  const outsider = { ...events.stranger, account: '999988887777' };

  await expect(events.put([toThem], events.stranger)).resolves.toMatchObject({
    FailedEntryCount: 0,
  });
  await expect(events.put([toThem], outsider)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(
    events.put([{ ...toThem, DetailType: 'unmade' }], events.stranger),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  // Nothing tells a stranger whether a bus is there.
  await expect(
    events.put([{ ...entry, EventBusName: busArn('gone') }], events.stranger),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });

  const [body = '{}'] = await events.delivered();
  expect(JSON.parse(body)).toMatchObject({ account: OTHER_ACCOUNT, source: 'app' });
});

const EVENT = {
  id: '1',
  account: ACCOUNT,
  source: 'app',
  time: '2026-03-01T00:00:00Z',
  region: 'us-east-1',
  'detail-type': 'made',
  detail: { n: [1, 2] },
};

test('a pattern is tested against an event without a rule', async () => {
  const events = await eventsFixture();
  const tried = (pattern: object, event: unknown = EVENT) =>
    events.run('TestEventPattern', {
      EventPattern: JSON.stringify(pattern),
      Event: JSON.stringify(event),
    });

  await expect(tried({ detail: { n: [{ numeric: ['>', 1] }] } })).resolves.toEqual({
    Result: true,
  });
  await expect(tried({ source: ['other'] })).resolves.toEqual({ Result: false });
  await expect(tried({ source: 'app' })).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
    message: expect.stringContaining('Event pattern is not valid. Reason: '),
  });
  for (const event of [{ ...EVENT, id: undefined }, [EVENT], 'x'])
    await expect(tried({ source: ['app'] }, event)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter Event is not valid.',
    });
  const denied = events.userWith('denied');
  await expect(
    events.run('TestEventPattern', { EventPattern: '{}', Event: '{}' }, { as: denied }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
