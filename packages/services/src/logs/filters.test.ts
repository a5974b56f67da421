import { expect, test } from 'vitest';
import {
  ACCOUNT,
  FUNCTION,
  groupArn,
  logsFixture,
  OTHER_ACCOUNT,
  roleSession,
} from './logs.fixture.ts';

const subscription = (more: object = {}) => ({
  logGroupName: 'g',
  filterName: 'f',
  filterPattern: 'ERROR',
  destinationArn: FUNCTION,
  ...more,
});

test('a function gets what matches, packed as AWS packs it, in order', async () => {
  const { logs, stream, put, runner, received, control, clock } = await logsFixture();
  await stream('g', 's');
  await logs('PutSubscriptionFilter', subscription());
  await put('g', 's', 'ERROR 1', 'ok', 'ERROR 2');
  await put('g', 's', 'ok');

  await runner.runDue();

  expect(control()).toMatchObject([
    { functionArn: FUNCTION, owner: 'CloudwatchLogs', logGroup: '', subscriptionFilters: [] },
  ]);
  const now = clock.now().getTime();
  const id = expect.stringMatching(/^\d{56}$/);
  expect(received()).toEqual([
    {
      functionArn: FUNCTION,
      source: 'logs.amazonaws.com',
      sourceArn: `${groupArn('g')}:*`,
      messageType: 'DATA_MESSAGE',
      owner: ACCOUNT,
      logGroup: 'g',
      logStream: 's',
      subscriptionFilters: ['f'],
      logEvents: [
        { id, timestamp: now - 2, message: 'ERROR 1' },
        { id, timestamp: now, message: 'ERROR 2' },
      ],
    },
  ]);
});

test('what cannot be delivered is repeated until it can, and dropped after a day', async () => {
  const { logs, stream, put, runner, received, answerWith, clock } = await logsFixture();
  await stream('g', 's');
  await logs('PutSubscriptionFilter', subscription());
  answerWith(() => new Error('the function is out of reach'));
  await put('g', 's', 'ERROR 1');
  await runner.runDue();
  expect(received()).toEqual([]);

  answerWith(() => 'sent');
  clock.advance({ minutes: 1 });
  await runner.runDue();
  expect(received().map(({ logEvents }) => logEvents.length)).toEqual([1]);

  answerWith(() => 'refused');
  await put('g', 's', 'ERROR 2');
  await runner.runDue();
  clock.advance({ days: 1 });
  await runner.runDue();
  answerWith(() => 'sent');
  clock.advance({ minutes: 1 });
  await runner.runDue();
  expect(received()).toHaveLength(1);
});

test('what fits is sent together and what does not is cut; nothing is lost', async () => {
  const { logs, stream, put, runner, received } = await logsFixture();
  await stream('g', 's');
  await logs('CreateLogStream', { logGroupName: 'g', logStreamName: 't' });
  await logs('PutSubscriptionFilter', subscription({ filterPattern: '' }));
  for (let at = 0; at < 20; at += 1) await put('g', 's', `small ${at}`);
  await put('g', 't', ...Array.from({ length: 9 }, (_, at) => `${at}`.repeat(100_000)));
  await put('g', 's', 'last');

  await runner.runDue();

  expect(received().map(({ logStream, logEvents }) => [logStream, logEvents.length])).toEqual([
    ['s', 20],
    ['t', 6],
    ['t', 3],
    ['s', 1],
  ]);
});

test.for([
  [
    {
      destinationArn: 'arn:aws:kinesis:us-east-1:111122223333:stream/s',
      roleArn: 'arn:aws:iam::111122223333:role/r',
    },
    'InvalidParameterException',
    /specified Kinesis stream/,
  ],
  [
    { destinationArn: 'arn:aws:firehose:us-east-1:111122223333:deliverystream/s' },
    'InvalidParameterException',
    /specified Firehose stream/,
  ],
  [
    { destinationArn: 'arn:aws:sns:us-east-1:111122223333:t' },
    'InvalidParameterException',
    /destinationArn for vendor sns$/,
  ],
  [{ destinationArn: 'nothing' }, 'InvalidParameterException', /destination ARN is invalid/],
  [
    { roleArn: 'arn:aws:iam::111122223333:role/r' },
    'InvalidParameterException',
    /vendor lambda cannot be used with roleArn/,
  ],
  [
    { destinationArn: 'arn:aws:logs:us-east-1:111122223333:destination:none' },
    'ResourceNotFoundException',
    /destination does not exist/,
  ],
  [{ filterPattern: '[a' }, 'InvalidParameterException', /^Invalid filter pattern$/],
  [
    { logGroupName: '/aws/lambda/reader' },
    'InvalidParameterException',
    /reserved for the function/,
  ],
  [{ logGroupName: 'none' }, 'ResourceNotFoundException', /log group does not exist/],
  [{ logGroupName: 'rare' }, 'InvalidOperationException', /INFREQUENT_ACCESS/],
  [{ filterName: 'third' }, 'LimitExceededException', /^Resource limit exceeded\.$/],
] as const)('a subscription with %o is refused', async ([more, name, message]) => {
  const { logs, stream } = await logsFixture();
  await stream('g', 's');
  await logs('CreateLogGroup', { logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' });
  if ('filterName' in more)
    for (const filterName of ['first', 'second'])
      await logs('PutSubscriptionFilter', subscription({ filterName }));

  await expect(logs('PutSubscriptionFilter', subscription(more))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a function that does not let the service is told at once, and the Region in its name counts', async () => {
  const { logs, stream, answerWith } = await logsFixture();
  await stream('g', 's');
  answerWith(() => 'refused');

  await expect(logs('PutSubscriptionFilter', subscription())).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message:
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  });
  expect(await logs('DescribeSubscriptionFilters', { logGroupName: 'g' })).toMatchObject({
    subscriptionFilters: [],
  });

  answerWith((_arn, source) => (source === 'logs.us-east-1.amazonaws.com' ? 'sent' : 'refused'));
  await logs('PutSubscriptionFilter', subscription());
  expect(await logs('DescribeSubscriptionFilters', { logGroupName: 'g' })).toMatchObject({
    subscriptionFilters: [{ filterName: 'f', distribution: 'ByLogStream', filterPattern: 'ERROR' }],
  });
});

test('a destination lets another account subscribe by its own policy', async () => {
  const { logs, stream, put, runner, received, admin } = await logsFixture();
  const other = { ...admin, account: OTHER_ACCOUNT };
  await logs('PutDestination', {
    destinationName: 'central',
    targetArn: FUNCTION,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
  });
  await stream('g', 's');
  const destinationArn = `arn:aws:logs:us-east-1:${ACCOUNT}:destination:central`;
  await logs('CreateLogGroup', { logGroupName: 'g' }, { as: other });
  await logs('CreateLogStream', { logGroupName: 'g', logStreamName: 's' }, { as: other });
  const subscribe = () =>
    logs('PutSubscriptionFilter', subscription({ destinationArn }), { as: other });
  await expect(subscribe()).rejects.toMatchObject({ name: 'AccessDeniedException' });

  await logs('PutDestinationPolicy', {
    destinationName: 'central',
    accessPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: OTHER_ACCOUNT },
        Action: 'logs:PutSubscriptionFilter',
        Resource: destinationArn,
      },
    }),
  });
  await subscribe();
  await put('g', 's', 'ERROR of mine');
  await logs(
    'PutLogEvents',
    {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: Date.parse('2026-03-02T10:00:00Z'), message: 'ERROR of theirs' }],
    },
    { as: other },
  );
  await runner.runDue();

  expect(received()).toMatchObject([
    { owner: OTHER_ACCOUNT, logEvents: [{ message: 'ERROR of theirs' }] },
  ]);
  expect(await logs('DescribeDestinations', {})).toMatchObject({
    destinations: [{ destinationName: 'central', arn: destinationArn, targetArn: FUNCTION }],
  });
  await logs('DeleteDestination', { destinationName: 'central' });
});

const metric = (more: object = {}) => ({
  logGroupName: 'g',
  filterName: 'm',
  filterPattern: '{ $.eventName = "ConsoleLogin" }',
  metricTransformations: [
    { metricName: 'Logins', metricNamespace: 'CIS', metricValue: '1', ...more },
  ],
});

test('a metric filter is stored, listed and makes values of new events', async () => {
  const { logs, stream, put, points } = await logsFixture();
  await stream('g', 's');
  await logs('PutMetricFilter', metric({ metricValue: '$.size', dimensions: { who: '$.user' } }));
  await logs('PutMetricFilter', { ...metric(), filterName: 'n', filterPattern: '' });
  const event = { eventName: 'ConsoleLogin', size: 12, user: 'frank' };
  await put(
    'g',
    's',
    JSON.stringify(event),
    JSON.stringify({ ...event, user: undefined }),
    'other',
  );

  const values = points().map(({ values: [first], dimensions }) => [
    first?.[0],
    Object.fromEntries(dimensions),
  ]);
  const page = await logs<{ nextToken: string }>('DescribeMetricFilters', { limit: 1 });

  expect(values).toEqual([
    [12, { who: 'frank' }],
    [1, {}],
    [1, {}],
    [1, {}],
  ]);
  expect(page).toMatchObject({
    metricFilters: [
      {
        filterName: 'm',
        logGroupName: 'g',
        metricTransformations: [
          { metricName: 'Logins', metricValue: '$.size', dimensions: { who: '$.user' } },
        ],
      },
    ],
  });
  expect(
    await logs('DescribeMetricFilters', { limit: 1, nextToken: page.nextToken }),
  ).toMatchObject({
    metricFilters: [{ filterName: 'n' }],
  });
  expect(
    await logs('DescribeMetricFilters', { metricName: 'Other', metricNamespace: 'CIS' }),
  ).toMatchObject({ metricFilters: [] });
  expect(await logs('DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ metricFilterCount: 2 }],
  });
  await logs('DeleteMetricFilter', { logGroupName: 'g', filterName: 'm' });
});

test.for([
  [{ metricValue: 'x' }],
  [{ metricValue: '$.' }],
  [{ dimensions: { a: '$.a' }, defaultValue: 0 }],
  [{ dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } }],
  [{ dimensions: { a: 'text' } }],
  [{ unit: 'Parsec' }],
  [{ metricName: 'a:b' }],
])('a metric transformation with %o is refused', async ([more]) => {
  const { logs, stream } = await logsFixture();
  await stream('g', 's');

  await expect(logs('PutMetricFilter', metric(more))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('a group has at most five regular expressions in all its filters', async () => {
  const { logs, stream } = await logsFixture();
  await stream('g', 's');
  const put = (filterName: string) =>
    logs('PutMetricFilter', {
      ...metric(),
      filterName,
      filterPattern: '{ $.a = %x% && $.b = %y% }',
    });
  await put('one');
  await put('two');
  await put('two');

  await expect(put('three')).rejects.toMatchObject({ name: 'LimitExceededException' });
});

test('a pattern is tried on messages', async () => {
  const { logs } = await logsFixture();

  const { matches } = await logs<{ matches: object[] }>('TestMetricFilter', {
    filterPattern: '[ip, ..., size > 1000]',
    logEventMessages: ['127.0.0.1 - 1534', '127.0.0.1 - 5', 'x'],
  });

  expect(matches).toEqual([
    {
      eventNumber: 1,
      eventMessage: '127.0.0.1 - 1534',
      extractedValues: { $ip: '127.0.0.1', $2: '-', $size: '1534' },
    },
  ]);
});

const EVENTS = {
  service: 'events.amazonaws.com',
  sourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`,
  sourceAccount: ACCOUNT,
};

test('a service writes where the resource policies of the account let it', async () => {
  const { logs, port, messages, clock } = await logsFixture();
  await logs('CreateLogGroup', { logGroupName: '/aws/events/all' });
  const write = (more: object = {}) =>
    port.write({
      logGroupArn: `${groupArn('/aws/events/all')}:*`,
      stream: 'of-a-rule',
      events: [
        { at: clock.now(), message: 'one' },
        { at: clock.now(), message: 'two' },
      ],
      by: EVENTS,
      ...more,
    });
  const allow = (Effect: string, policyName: string, Action: readonly string[]) =>
    logs('PutResourcePolicy', {
      policyName,
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect,
          Principal: { Service: 'events.amazonaws.com' },
          Action,
          Resource: `${groupArn('/aws/events/')}*:*`,
        },
      }),
    });

  expect(await write()).toBe('refused');
  await allow('Allow', 'put', ['logs:PutLogEvents']);
  expect(await write()).toBe('refused');
  await allow('Allow', 'create', ['logs:CreateLogStream']);
  expect(await write()).toBe('sent');
  expect(await messages('/aws/events/all')).toEqual(['one', 'two']);
  expect(await write({ logGroupArn: groupArn('/aws/events/none') })).toBe('missing');
  expect(await write({ logGroupArn: 'arn:aws:sns:us-east-1:111122223333:t' })).toBe('missing');
  await allow('Deny', 'stop', ['logs:PutLogEvents']);
  expect(await write()).toBe('refused');
  expect(await logs('DescribeResourcePolicies', {})).toMatchObject({
    resourcePolicies: [{ policyName: 'create' }, { policyName: 'put' }, { policyName: 'stop' }],
  });
  await logs('DeleteResourcePolicy', { policyName: 'stop' });
  expect(await write()).toBe('sent');
});

test('an account has ten resource policies in a Region', async () => {
  const { logs } = await logsFixture();
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Principal: '*', Action: 'logs:*', Resource: '*' },
  });
  for (let at = 0; at < 10; at += 1)
    await logs('PutResourcePolicy', { policyName: `p${at}`, policyDocument });
  await logs('PutResourcePolicy', { policyName: 'p9', policyDocument });

  await expect(
    logs('PutResourcePolicy', { policyName: 'p10', policyDocument }),
  ).rejects.toMatchObject({ name: 'LimitExceededException', message: 'Resource limit exceeded.' });
});

test('a role without permission writes nothing', async () => {
  const { port, clock, logs } = await logsFixture();

  const outcome = await port.write({
    logGroupArn: groupArn('/aws/lambda/reader'),
    stream: '2026/03/02/[$LATEST]1',
    events: [{ at: clock.now(), message: 'START' }],
    createsGroup: true,
    by: { principal: roleSession() },
  });

  expect(outcome).toBe('refused');
  expect(await logs('DescribeLogGroups', {})).toMatchObject({ logGroups: [] });
});

test('a default value is reported once for a minute in which events came and none matched', async () => {
  const { logs, stream, put, points, clock, runner } = await logsFixture();
  await stream('g', 's');
  await logs('PutMetricFilter', metric({ defaultValue: 0, unit: 'Count' }));
  const match = JSON.stringify({ eventName: 'ConsoleLogin' });
  const begun = clock.now().getTime();

  await put('g', 's', 'nothing');
  clock.advance({ seconds: 30 });
  await put('g', 's', 'nothing again');
  await runner.runDue();
  expect(points()).toEqual([]);
  clock.advance({ seconds: 30 });
  await put('g', 's', 'in the next minute', match);
  clock.advance({ minutes: 2 });
  await put('g', 's', 'later');
  clock.advance({ minutes: 1 });
  await runner.runDue();
  await logs('PutLogEvents', {
    logGroupName: 'g',
    logStreamName: 's',
    logEvents: [{ timestamp: begun + 1, message: 'late, for the first minute' }],
  });
  await runner.runDue();

  expect(points().map(({ at, values, unit }) => [(at - begun) / 60_000, values, unit])).toEqual([
    [1, [[1, 1]], 'Count'],
    [0, [[0, 1]], 'Count'],
    [3, [[0, 1]], 'Count'],
  ]);
});
