import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { systemClock } from '@gatehouse/core';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new CloudWatchLogsClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const cli = (...args: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['logs', ...args]);

const now = (): number => systemClock.now().getTime();

test('the SDK makes a group, writes to it and finds what it wrote', async () => {
  const logGroupName = '/app/sdk';
  await client.send(new CreateLogGroupCommand({ logGroupName, tags: { app: 'a' } }));
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
  const timestamp = now();
  const put = await client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName: 'one',
      logEvents: [{ timestamp: timestamp - 15 * 24 * 60 * 60 * 1000, message: 'too old' }],
    }),
  );
  await client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName: 'one',
      logEvents: [1, 2, 3].map((n) => ({
        timestamp: timestamp + n,
        message: JSON.stringify({ n, text: 'ä <&> \u2028' }),
      })),
    }),
  );
  await client.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName: 'big',
      filterPattern: '{ $.n > 1 }',
      metricTransformations: [{ metricName: 'Big', metricNamespace: 'App', metricValue: '$.n' }],
    }),
  );

  const found: (string | undefined)[] = [];
  const pages = paginateFilterLogEvents(
    { client, pageSize: 1 },
    { logGroupName, filterPattern: '{ $.n >= 2 }' },
  );
  for await (const { events = [] } of pages) found.push(...events.map(({ message }) => message));
  const tested = await client.send(
    new TestMetricFilterCommand({ filterPattern: '{ $.n > 1 }', logEventMessages: ['{"n":2}'] }),
  );
  const { logGroups } = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/app/' }),
  );

  expect(put.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
  expect(found.map((message) => message && JSON.parse(message).n)).toEqual([2, 3]);
  expect(tested.matches).toEqual([
    { eventNumber: 1, eventMessage: '{"n":2}', extractedValues: { '$.n': '2' } },
  ]);
  expect(logGroups).toMatchObject([{ logGroupName, metricFilterCount: 1 }]);
});

test('errors come with the names of the model', async () => {
  await expect(
    client.send(new FilterLogEventsCommand({ logGroupName: 'none' })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  await client.send(new CreateLogGroupCommand({ logGroupName: 'errors' }));
  await expect(
    client.send(
      new PutSubscriptionFilterCommand({
        logGroupName: 'errors',
        filterName: 'f',
        filterPattern: '',
        destinationArn: 'arn:aws:lambda:us-east-1:111122223333:function:none',
      }),
    ),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining('Could not execute the lambda function.'),
  });
});

test.skipIf(awsCli.missing() !== undefined)(
  'the AWS CLI writes, filters, follows and reads',
  async () => {
    const group = ['--log-group-name', '/app/cli'];
    const stream = [...group, '--log-stream-name', 'one'];
    await cli('create-log-group', ...group);
    await cli('create-log-stream', ...stream);
    const put = await cli(
      'put-log-events',
      ...stream,
      '--log-events',
      `timestamp=${now()},message=hello`,
      `timestamp=${now() + 1},message=ERROR`,
    );
    await cli('put-retention-policy', ...group, '--retention-in-days', '7');

    const filtered = await cli('filter-log-events', ...group, '--filter-pattern', 'ERROR');
    const read = await cli('get-log-events', ...stream, '--start-from-head');
    const tail = await cli('tail', '/app/cli', '--since', '1h', '--format', 'short');
    const groups = await cli('describe-log-groups', '--log-group-name-prefix', '/app/cli');
    const refused = await cli('put-retention-policy', ...group, '--retention-in-days', '8');

    expect(put).toMatchObject({ exitCode: 0, output: { nextSequenceToken: expect.any(String) } });
    expect(filtered.output).toMatchObject({
      events: [{ message: 'ERROR' }],
      searchedLogStreams: [],
    });
    expect(read.output).toMatchObject({ events: [{ message: 'hello' }, { message: 'ERROR' }] });
    expect(tail.output).toMatch(/hello\n.*ERROR/);
    expect(groups.output).toMatchObject({ logGroups: [{ retentionInDays: 7 }] });
    expect(refused.stderr).toContain('InvalidParameterException');
  },
);
