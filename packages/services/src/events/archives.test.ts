import type { ListArchivesResponse, ListReplaysResponse } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { ACCOUNT, busArn, eventsFixture, queueArn, ruleArn } from './events.fixture.ts';

const archiveArn = (name: string): string => `arn:aws:events:us-east-1:${ACCOUNT}:archive/${name}`;
const EventPattern = JSON.stringify({ source: ['app'] });

const withArchive = async () => {
  const events = await eventsFixture();
  await events.run('CreateArchive', { ArchiveName: 'all', EventSourceArn: busArn('default') });
  return events;
};

test('an archive is made, changed, described and deleted', async () => {
  const events = await eventsFixture();
  const at = events.clock.now();

  await expect(
    events.run('CreateArchive', {
      ArchiveName: 'all',
      EventSourceArn: busArn('default'),
      Description: 'for a day',
      RetentionDays: 1,
      EventPattern,
    }),
  ).resolves.toEqual({ ArchiveArn: archiveArn('all'), State: 'ENABLED', CreationTime: at });
  await events.run('UpdateArchive', { ArchiveName: 'all', RetentionDays: 7 });

  await expect(events.run('DescribeArchive', { ArchiveName: 'all' })).resolves.toEqual({
    ArchiveArn: archiveArn('all'),
    ArchiveName: 'all',
    EventSourceArn: busArn('default'),
    Description: 'for a day',
    EventPattern,
    State: 'ENABLED',
    RetentionDays: 7,
    SizeBytes: 0,
    EventCount: 0,
    CreationTime: at,
  });
  await events.run('DeleteArchive', { ArchiveName: 'all' });
  for (const operation of ['DescribeArchive', 'DeleteArchive', 'UpdateArchive'])
    await expect(events.run(operation, { ArchiveName: 'all' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Archive all does not exist.',
    });
});

test.for([
  [{ ArchiveName: 'all' }, 'ResourceAlreadyExistsException', 'Archive all already exists.'],
  [
    { EventSourceArn: busArn('gone') },
    'ResourceNotFoundException',
    'Event bus gone does not exist.',
  ],
  [
    { EventSourceArn: busArn('default', '444455556666') },
    'ResourceNotFoundException',
    'Event bus default does not exist.',
  ],
  [
    { EventSourceArn: 'default' },
    'ValidationException',
    'Member must satisfy regular expression pattern',
  ],
  [{ EventPattern: '{"a":1}' }, 'InvalidEventPatternException', 'Event pattern is not valid.'],
  [
    { ArchiveName: 'a'.repeat(49) },
    'ValidationException',
    'Member must have length less than or equal to 48',
  ],
  [
    { RetentionDays: -1 },
    'ValidationException',
    'Member must have value greater than or equal to 0',
  ],
] as const)('CreateArchive with %j is refused', async ([input, name, message]) => {
  const events = await withArchive();
  const whole = { ArchiveName: 'more', EventSourceArn: busArn('default'), ...input };

  await expect(events.run('CreateArchive', whole)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('archives are listed by one filter at most, from page to page', async () => {
  const events = await withArchive();
  for (const ArchiveName of ['a-1', 'a-2', 'a-3'])
    await events.run('CreateArchive', { ArchiveName, EventSourceArn: busArn('default') });
  const names = async (input: object) => {
    const page = await events.run<ListArchivesResponse>('ListArchives', input);
    return [page.Archives?.map(({ ArchiveName }) => ArchiveName), page.NextToken] as const;
  };

  const [first, NextToken] = await names({ NamePrefix: 'a-', Limit: 2 });
  expect(first).toEqual(['a-1', 'a-2']);
  expect(await names({ NamePrefix: 'a-', Limit: 2, NextToken })).toEqual([['a-3'], undefined]);
  expect((await names({ EventSourceArn: busArn('default') }))[0]).toHaveLength(4);
  expect((await names({ State: 'DISABLED' }))[0]).toEqual([]);
  await expect(names({ NamePrefix: 'a', State: 'ENABLED' })).rejects.toThrow(
    'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
  );
  await expect(names({ EventSourceArn: busArn('gone') })).rejects.toThrow(
    'Event bus gone does not exist.',
  );
});

const replay = (events: { readonly clock: { now(): Date } }) => ({
  ReplayName: 'again',
  EventSourceArn: archiveArn('all'),
  EventStartTime: new Date(events.clock.now().getTime() - 60_000),
  EventEndTime: new Date(events.clock.now().getTime() + 60_000),
  Destination: { Arn: busArn('default') },
});

test('what was archived is replayed to the bus, to the rules that are asked for', async () => {
  const events = await withArchive();
  for (const Name of ['one', 'two']) {
    await events.run('PutRule', { Name, EventPattern });
    await events.run('PutTargets', { Rule: Name, Targets: [{ Id: '1', Arn: queueArn(Name) }] });
  }
  await events.run('PutEvents', {
    Entries: [{ Source: 'app', DetailType: 'made', Detail: '{"n":1}' }],
  });
  await events.settle();
  events.world.queued.length = 0;

  await expect(
    events.run('StartReplay', {
      ...replay(events),
      Description: 'once more',
      Destination: { Arn: busArn('default'), FilterArns: [ruleArn('two')] },
    }),
  ).resolves.toEqual({
    ReplayArn: `arn:aws:events:us-east-1:${ACCOUNT}:replay/again`,
    State: 'STARTING',
    ReplayStartTime: events.clock.now(),
  });
  await events.settle();

  expect(events.world.queued.map(({ queueArn: arn }) => arn)).toEqual([queueArn('two')]);
  expect(JSON.parse(events.world.queued[0]?.body ?? '')).toMatchObject({ 'replay-name': 'again' });
  await expect(events.run('DescribeReplay', { ReplayName: 'again' })).resolves.toMatchObject({
    State: 'COMPLETED',
    Description: 'once more',
    EventSourceArn: archiveArn('all'),
    Destination: { Arn: busArn('default'), FilterArns: [ruleArn('two')] },
  });
  await expect(events.run('CancelReplay', { ReplayName: 'again' })).rejects.toMatchObject({
    name: 'IllegalStatusException',
  });
  await expect(events.run('DescribeArchive', { ArchiveName: 'all' })).resolves.toMatchObject({
    EventCount: 1,
  });
});

test('a replay is cancelled while it runs, and there are ten of them at most', async () => {
  const events = await withArchive();
  for (let at = 0; at < 10; at += 1)
    await events.run('StartReplay', { ...replay(events), ReplayName: `r-${at}` });

  await expect(
    events.run('StartReplay', { ...replay(events), ReplayName: 'more' }),
  ).rejects.toMatchObject({ name: 'LimitExceededException' });
  await expect(events.run('CancelReplay', { ReplayName: 'r-0' })).resolves.toMatchObject({
    State: 'CANCELLING',
  });
  await events.settle();

  await expect(events.run('DescribeReplay', { ReplayName: 'r-0' })).resolves.toMatchObject({
    State: 'CANCELLED',
  });
  const page = await events.run<ListReplaysResponse>('ListReplays', {
    State: 'COMPLETED',
    Limit: 5,
  });
  expect(page.Replays).toHaveLength(5);
  await expect(
    events.run('ListReplays', { State: 'COMPLETED', NextToken: page.NextToken }),
  ).resolves.toMatchObject({ Replays: Array.from({ length: 4 }, () => ({ State: 'COMPLETED' })) });
});

test.for([
  [
    { EventSourceArn: busArn('default') },
    'ValidationException',
    'Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.',
  ],
  [
    { Destination: { Arn: archiveArn('all') } },
    'ValidationException',
    'Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
  ],
  [
    { EventSourceArn: archiveArn('gone') },
    'ValidationException',
    'Parameter EventSourceArn is not valid. Reason: Archive gone does not exist.',
  ],
  [
    { Destination: { Arn: busArn('gone') } },
    'ResourceNotFoundException',
    'Event bus gone does not exist.',
  ],
  [
    { Destination: { Arn: busArn('orders') } },
    'ValidationException',
    'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
  ],
  [
    { Destination: { Arn: busArn('default'), FilterArns: [ruleArn('orders/r')] } },
    'ValidationException',
    'Destination.FilterArns',
  ],
  [
    { EventEndTime: new Date(0) },
    'ValidationException',
    'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
  ],
  [{ ReplayName: 'first' }, 'ResourceAlreadyExistsException', 'Replay first already exists.'],
] as const)('StartReplay with %j is refused', async ([input, name, message]) => {
  const events = await withArchive();
  await events.run('CreateEventBus', { Name: 'orders' });
  await events.run('StartReplay', { ...replay(events), ReplayName: 'first' });

  await expect(events.run('StartReplay', { ...replay(events), ...input })).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('who may replay must have been given the archive, the bus and the replay', async () => {
  const events = await withArchive();
  const replayer = events.userWith('replayer', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'events:StartReplay',
      Resource: [archiveArn('all'), `arn:aws:events:us-east-1:${ACCOUNT}:replay/*`],
    },
  });

  await expect(events.run('StartReplay', replay(events), { as: replayer })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(busArn('default')),
  });
});
