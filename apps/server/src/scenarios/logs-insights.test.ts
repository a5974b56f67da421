import {
  CloudWatchLogs,
  type GetQueryResultsResponse,
  MalformedQueryException,
} from '@aws-sdk/client-cloudwatch-logs';
import { systemClock, systemPause } from '@gatehouse/core';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const GROUP = 'aws-cloudtrail-logs';

let cloud: StartedCloud;
let logs: CloudWatchLogs;

const record = (eventName: string, more: object = {}): string =>
  JSON.stringify({
    eventVersion: '1.08',
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ann' },
    requestParameters: { bucketName: 'payroll' },
    resources: [{ ARN: 'arn:aws:s3:::payroll', type: 'AWS::S3::Bucket' }],
    ...more,
  });

const RECORDS = [
  record('ListBuckets', { userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' } }),
  record('GetObject'),
  record('GetObject', { errorCode: 'AccessDenied' }),
  record('PutObject', { errorCode: 'AccessDenied', sourceIPAddress: '10.0.0.9' }),
];

const now = (): number => systemClock.now().getTime();

beforeAll(async () => {
  cloud = await startCloud();
  logs = new CloudWatchLogs(cloud.client('workloads'));
  await logs.createLogGroup({ logGroupName: GROUP });
  await logs.createLogStream({ logGroupName: GROUP, logStreamName: 'one' });
  const logEvents = RECORDS.map((message, at) => ({ timestamp: now() - 1000 + at, message }));
  await logs.putLogEvents({ logGroupName: GROUP, logStreamName: 'one', logEvents });
});

afterAll(async () => {
  logs.destroy();
  await cloud.stop();
});

const OPEN = new Set(['Scheduled', 'Running']);

/** Asks until the query has ended, as everybody does. */
const ended = async (queryId: string | undefined): Promise<GetQueryResultsResponse> => {
  for (;;) {
    const results = await logs.getQueryResults({ queryId });
    if (!OPEN.has(results.status ?? '')) return results;
    await systemPause(20);
  }
};

const query = async (queryString: string) => {
  const { queryId } = await logs.startQuery({
    logGroupNames: [GROUP],
    startTime: Math.floor(now() / 1000) - 600,
    endTime: Math.floor(now() / 1000) + 60,
    queryString,
  });
  const { results = [], status, statistics } = await ended(queryId);
  const rows = results.map((row) =>
    Object.fromEntries(row.map(({ field = '', value }) => [field, value])),
  );
  return { rows, status, statistics };
};

const cli = (...args: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['logs', ...args]);

test('the SDK asks the log group of a trail, and reads the record behind a row', async () => {
  const refused = await query(
    'filter errorCode like /AccessDenied/ | stats count(*) as refused by eventName, sourceIPAddress | sort eventName',
  );
  const roots = await query(
    'filter userIdentity.type = "Root" | fields eventName, requestParameters.bucketName, resources.0.ARN',
  );
  const { logRecord } = await logs.getLogRecord({ logRecordPointer: roots.rows[0]?.['@ptr'] });
  const { logGroupFields } = await logs.getLogGroupFields({ logGroupName: GROUP });

  expect(refused).toMatchObject({
    status: 'Complete',
    rows: [
      { eventName: 'GetObject', sourceIPAddress: '203.0.113.7', refused: '1' },
      { eventName: 'PutObject', sourceIPAddress: '10.0.0.9', refused: '1' },
    ],
    statistics: { recordsMatched: 2, recordsScanned: 4 },
  });
  expect(roots.rows).toMatchObject([
    {
      eventName: 'ListBuckets',
      'requestParameters.bucketName': 'payroll',
      'resources.0.ARN': 'arn:aws:s3:::payroll',
    },
  ]);
  expect(logRecord).toMatchObject({ '@message': RECORDS[0], 'userIdentity.type': 'Root' });
  expect(logGroupFields).toContainEqual({ name: 'errorCode', percent: 50 });
});

test('what is no query is told where, as the SDK reads it', async () => {
  const asked = query('fields eventName | filter eventName == "x"').catch(
    (error: unknown) => error,
  );

  const error = await asked;

  expect(error).toBeInstanceOf(MalformedQueryException);
  expect(error).toMatchObject({
    message: 'unexpected symbol found = at line 1 and position 37',
    queryCompileError: { location: { startCharOffset: 37, endCharOffset: 37 } },
  });
});

test.skipIf(awsCli.missing() !== undefined)(
  'the AWS CLI starts, reads, lists and saves queries',
  async () => {
    const seconds = Math.floor(now() / 1000);
    const started = await cli(
      'start-query',
      '--log-group-name',
      GROUP,
      '--query-string',
      'stats count(*) as n by eventName',
      '--start-time',
      String(seconds - 600),
      '--end-time',
      String(seconds + 60),
    );
    const { queryId } = started.output as { queryId: string };
    await ended(queryId);

    const [read, listed, saved] = await Promise.all([
      cli('get-query-results', '--query-id', queryId),
      cli('describe-queries', '--log-group-name', GROUP, '--status', 'Complete'),
      cli(
        'put-query-definition',
        '--name',
        'trail/names',
        '--query-string',
        'stats count(*) by eventName',
      ),
    ]);
    const { queryDefinitions } = await logs.describeQueryDefinitions({});

    expect(read.output).toMatchObject({
      status: 'Complete',
      results: expect.arrayContaining([
        [
          { field: 'eventName', value: 'GetObject' },
          { field: 'n', value: '2' },
        ],
      ]),
    });
    expect(listed.output).toMatchObject({
      queries: expect.arrayContaining([expect.objectContaining({ queryId, logGroupName: GROUP })]),
    });
    expect(saved.exitCode).toBe(0);
    expect(queryDefinitions).toMatchObject([{ name: 'trail/names' }]);
    await expect(logs.stopQuery({ queryId })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  },
);
