import { expect, test } from 'vitest';
import { logsFixture } from './logs.fixture.ts';

interface Page {
  readonly events: readonly { readonly message: string }[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

const textOf = ({ events }: Page): string => events.map(({ message }) => message).join('');

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

test('what is too old, expired or too new is told apart and the rest is taken', async () => {
  const { logs, stream, messages, clock } = await logsFixture();
  await stream('g', 's');
  const now = clock.now().getTime();
  const target = { logGroupName: 'g', logStreamName: 's' };
  const put = (...ages: readonly number[]) =>
    logs('PutLogEvents', {
      ...target,
      logEvents: ages.map((age) => ({ timestamp: now - age, message: `${age}` })),
    });

  expect(await put(14 * DAY + HOUR, 14 * DAY)).toMatchObject({
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
  });
  expect(await put(HOUR, -2 * HOUR, -2 * HOUR - 1, -3 * HOUR)).toMatchObject({
    rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 },
  });
  await logs('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 3 });
  expect(await put(3 * DAY + 1, 3 * DAY)).toMatchObject({
    rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
  });
  expect(await put(0)).toEqual({
    nextSequenceToken: expect.stringMatching(/^\d{56}$/),
    rejectedLogEventsInfo: undefined,
  });

  expect(await messages('g')).toEqual([`${3 * DAY}`, `${HOUR}`, '0', `${-2 * HOUR}`]);
});

test.for([
  [
    'out of order',
    [5, 4],
    'x',
    'Log events in a single PutLogEvents request must be in chronological order.',
  ],
  [
    'over more than a day',
    [0, DAY + 1],
    'x',
    'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
  ],
  [
    'of more than 1 MiB together',
    [0, 1],
    'x'.repeat(600_000),
    'Upload too large: 1200052 bytes exceeds limit of 1048576',
  ],
  [
    'too large alone',
    [0],
    'ä'.repeat(524_288),
    'Log event too large: 1048602 bytes exceeds limit of 1048576',
  ],
] as const)('events %s are refused whole', async ([, times, text, message]) => {
  const { logs, stream, messages, clock } = await logsFixture();
  await stream('g', 's');
  const start = clock.now().getTime() - 2 * DAY;

  await expect(
    logs('PutLogEvents', {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: times.map((time) => ({ timestamp: start + time, message: text })),
    }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message });

  expect(await messages('g')).toEqual([]);
});

test('a stream is read from its end backwards, and from its head forwards to what comes later', async () => {
  const { logs, stream, put } = await logsFixture();
  await stream('g', 's');
  await put('g', 's', '1', '2', '3', '4', '5');
  const read = (more: object): Promise<Page> =>
    logs('GetLogEvents', { logGroupName: 'g', logStreamName: 's', limit: 2, ...more });

  const last = await read({});
  const before = await read({ nextToken: last.nextBackwardToken });
  const first = await read({ nextToken: before.nextBackwardToken });
  const none = await read({ nextToken: first.nextBackwardToken });
  expect([last, before, first, none].map(textOf)).toEqual(['45', '23', '1', '']);
  expect(none.nextBackwardToken).toBe(first.nextBackwardToken);
  expect(textOf(await read({ nextToken: none.nextForwardToken }))).toBe('12');

  const head = await read({ startFromHead: true });
  const next = await read({ nextToken: head.nextForwardToken });
  const end = await read({ nextToken: next.nextForwardToken });
  const beyond = await read({ nextToken: end.nextForwardToken });
  expect([head, next, end, beyond].map(textOf)).toEqual(['12', '34', '5', '']);
  expect(beyond.nextForwardToken).toBe(end.nextForwardToken);
  expect(textOf(await read({ nextToken: beyond.nextBackwardToken }))).toBe('45');

  await put('g', 's', '6');
  expect(textOf(await read({ nextToken: beyond.nextForwardToken }))).toBe('6');
});

test('a token fits the stream that it was made for', async () => {
  const { logs, stream, put } = await logsFixture();
  await stream('g', 's');
  await stream('h', 's');
  await put('g', 's', '1');
  const page = await logs<Page>('GetLogEvents', { logGroupName: 'g', logStreamName: 's' });

  await expect(
    logs('GetLogEvents', {
      logGroupName: 'h',
      logStreamName: 's',
      nextToken: page.nextForwardToken,
    }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('an answer holds no more than a megabyte', async () => {
  const { logs, stream, put } = await logsFixture();
  await stream('g', 's');
  for (let at = 0; at < 3; at += 1) await put('g', 's', `${at}`.repeat(500_000));

  const { events } = await logs<Page>('GetLogEvents', { logGroupName: 'g', logStreamName: 's' });
  const first = await logs<{ events: object[]; nextToken: string }>('FilterLogEvents', {
    logGroupName: 'g',
  });
  const second = await logs<{ events: object[]; nextToken?: string }>('FilterLogEvents', {
    logGroupName: 'g',
    nextToken: first.nextToken,
  });

  expect(events).toHaveLength(2);
  expect([first.events.length, second.events.length, second.nextToken]).toEqual([2, 1, undefined]);
});

test('a search goes over all streams in order of time, by stream, prefix, pattern and time', async () => {
  const { logs, stream, put, messages, clock } = await logsFixture();
  await stream('g', 'a/1');
  for (const logStreamName of ['a/2', 'b'])
    await logs('CreateLogStream', { logGroupName: 'g', logStreamName });
  const start = clock.now().getTime();
  for (const [name, text] of [
    ['a/1', 'ERROR 1'],
    ['b', 'ok 2'],
    ['a/2', 'ERROR 3'],
    ['b', 'ERROR 4'],
  ] as const) {
    clock.advance({ seconds: 1 });
    await put('g', name, text);
  }

  expect(await messages('g')).toEqual(['ERROR 1', 'ok 2', 'ERROR 3', 'ERROR 4']);
  expect(await messages('g', { filterPattern: 'ERROR' })).toEqual([
    'ERROR 1',
    'ERROR 3',
    'ERROR 4',
  ]);
  expect(await messages('g', { logStreamNamePrefix: 'a/' })).toEqual(['ERROR 1', 'ERROR 3']);
  expect(await messages('g', { logStreamNames: ['b', 'a/1'] })).toEqual([
    'ERROR 1',
    'ok 2',
    'ERROR 4',
  ]);
  expect(await messages('g', { startTime: start + 2000, endTime: start + 3000 })).toEqual([
    'ok 2',
    'ERROR 3',
  ]);
  const { events } = await logs<{ events: object[] }>('FilterLogEvents', {
    logGroupName: 'g',
    limit: 1,
  });
  expect(events).toEqual([
    {
      logStreamName: 'a/1',
      timestamp: start + 1000,
      message: 'ERROR 1',
      ingestionTime: start + 1000,
      eventId: expect.stringMatching(/^\d{56}$/),
    },
  ]);
});

test('a search of thousands of events in many streams finds each once, however its pages are cut', async () => {
  const { logs, stream, clock } = await logsFixture();
  await stream('g', 's0');
  for (let at = 1; at < 5; at += 1)
    await logs('CreateLogStream', { logGroupName: 'g', logStreamName: `s${at}` });
  const now = clock.now().getTime();
  for (let at = 0; at < 5; at += 1)
    await logs('PutLogEvents', {
      logGroupName: 'g',
      logStreamName: `s${at}`,
      // Many at the same time: only their arrival tells them apart.
      logEvents: Array.from({ length: 1500 }, (_, index) => ({
        timestamp: now - 1500 + Math.floor(index / (at + 1)),
        message: `${at}-${index} ${index % 7 === 0 ? 'HIT' : 'miss'}`,
      })),
    });
  const collect = async (more: object): Promise<readonly string[]> => {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: { events: { message: string }[]; nextToken?: string } = await logs(
        'FilterLogEvents',
        { logGroupName: 'g', filterPattern: 'HIT', nextToken, ...more },
      );
      found.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  };

  const all = await collect({ limit: 100 });
  const three = await collect({ limit: 77, logStreamNames: ['s0', 's2', 's4'] });

  expect(new Set(all).size).toBe(5 * Math.ceil(1500 / 7));
  expect(all).toHaveLength(5 * Math.ceil(1500 / 7));
  expect(three).toEqual(all.filter((message) => /^[024]-/.test(message)));
});

test('what is written and read is in no record of CloudTrail', async () => {
  const fixture = await logsFixture();
  const { logs, stream, put, messages } = fixture;
  await stream('g', 's');
  await put('g', 's', 'a secret of somebody');
  await messages('g');
  await logs('TestMetricFilter', { filterPattern: '', logEventMessages: ['a secret of somebody'] });

  const recorded = await fixture.events();

  const names = recorded.map((entry) => JSON.stringify(entry));
  expect(names.join('\n')).not.toContain('a secret of somebody');
  expect(names.some((entry) => entry.includes('CreateLogGroup'))).toBe(true);
  expect(names.some((entry) => entry.includes('PutLogEvents'))).toBe(false);
});
