import {
  CloudWatchClient,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandOutput,
  ListMetricsCommand,
  paginateListMetrics,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { systemClock } from '@gatehouse/core';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const GROUP = '/trail/api';

let cloud: StartedCloud;
let cloudWatch: CloudWatchClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  cloud = await startCloud();
  cloudWatch = new CloudWatchClient(cloud.client('workloads'));
  logs = new CloudWatchLogsClient(cloud.client('workloads'));
});

afterAll(async () => {
  cloudWatch.destroy();
  logs.destroy();
  await cloud.stop();
});

/** One word an argument. */
const cli = (command: string) =>
  awsCli.run(cloud.client('workloads'), ['cloudwatch', ...command.split(' ')]);

const now = (): number => systemClock.now().getTime();
/** The hour around now, in both directions. */
const range = () => ({
  StartTime: new Date(now() - 3_600_000),
  EndTime: new Date(now() + 3_600_000),
});

const sums = async (metric: object): Promise<GetMetricStatisticsCommandOutput> =>
  cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Detection',
      MetricName: 'Failures',
      ...range(),
      Period: 3600,
      Statistics: ['Sum', 'SampleCount'],
      ...metric,
    }),
  );

const total = ({ Datapoints = [] }: GetMetricStatisticsCommandOutput): number =>
  Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);

test('events that a metric filter matches are in its metric a moment later, by SDK and by command line', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }));
  for (const [filterName, more] of [
    ['plain', { metricName: 'Failures', unit: 'Count', defaultValue: 0 }],
    ['by-user', { metricName: 'FailuresByUser', dimensions: { User: '$.user' } }],
  ] as const)
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName: GROUP,
        filterName,
        filterPattern: '{ $.errorCode = "AccessDenied" }',
        metricTransformations: [{ metricNamespace: 'Detection', metricValue: '1', ...more }],
      }),
    );
  const events = ['frank', 'mallory', 'frank', undefined].map((user) =>
    JSON.stringify({ user, errorCode: user === undefined ? 'none' : 'AccessDenied' }),
  );
  await logs.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName: 's',
      logEvents: events.map((message) => ({ timestamp: now(), message })),
    }),
  );

  await expect.poll(async () => total(await sums({}))).toBe(3);
  expect((await sums({ Unit: 'Count' })).Datapoints?.[0]).toMatchObject({ Unit: 'Count' });
  expect(
    total(
      await sums({
        MetricName: 'FailuresByUser',
        Dimensions: [{ Name: 'User', Value: 'frank' }],
      }),
    ),
  ).toBe(2);
  expect(
    total(
      await sums({
        Namespace: 'AWS/Logs',
        MetricName: 'IncomingLogEvents',
        Dimensions: [{ Name: 'LogGroupName', Value: GROUP }],
      }),
    ),
  ).toBe(4);

  if (awsCli.missing() !== undefined) return;
  const { StartTime, EndTime } = range();
  const answer = await cli(
    `get-metric-statistics --namespace Detection --metric-name Failures --statistics Sum --period 3600 --start-time ${StartTime.toISOString()} --end-time ${EndTime.toISOString()}`,
  );
  expect(answer).toMatchObject({ exitCode: 0, output: { Label: 'Failures' } });
  const { Datapoints } = answer.output as GetMetricStatisticsCommandOutput;
  expect(total({ Datapoints, $metadata: {} })).toBe(3);
});

test.skipIf(awsCli.missing() !== undefined)(
  'the command line, which speaks awsQuery, puts, lists and computes',
  async () => {
    expect(
      await cli('put-metric-data --namespace Cli --metric-name m --value 4 --dimensions b=2,a=1'),
    ).toMatchObject({ exitCode: 0 });
    expect((await cli('list-metrics --namespace Cli')).output).toEqual({
      Metrics: [
        {
          Namespace: 'Cli',
          MetricName: 'm',
          Dimensions: [
            { Name: 'a', Value: '1' },
            { Name: 'b', Value: '2' },
          ],
        },
      ],
    });
    const { StartTime, EndTime } = range();
    const { output } = await awsCli.run(cloud.client('workloads'), [
      'cloudwatch',
      'get-metric-data',
      '--cli-input-json',
      JSON.stringify({
        MetricDataQueries: [{ Id: 'e1', Expression: "SUM(SEARCH('{Cli,a,b}', 'Sum', 3600)) / 2" }],
        StartTime,
        EndTime,
      }),
    ]);
    expect(output).toMatchObject({
      MetricDataResults: [{ Id: 'e1', Label: 'e1', Values: [2], StatusCode: 'Complete' }],
    });
    const refused = await cli('put-metric-data --namespace AWS/EC2 --metric-name m --value 1');
    expect(refused.stderr).toContain('(InvalidParameterValue)');
    expect(refused.stderr).toContain('The value AWS/EC2 for parameter Namespace is invalid.');
  },
);

test('the SDK asks for percentiles, and errors have their new names and their old codes', async () => {
  const Timestamp = new Date(now() - 1000);
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'Sdk',
      MetricData: [
        { MetricName: 'm', Timestamp, Values: [1.5, 2], Counts: [1, 2], Unit: 'Seconds' },
      ],
    }),
  );

  const data = await cloudWatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: { Namespace: 'Sdk', MetricName: 'm' },
            Period: 3600,
            Stat: 'p99',
          },
        },
      ],
      ...range(),
    }),
  );
  expect(data.MetricDataResults).toMatchObject([{ Id: 'm1', Label: 'm', Values: [2] }]);
  await expect(
    cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Sdk',
        MetricData: [{ MetricName: 'm', Value: NaN }],
      }),
    ),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    Code: 'InvalidParameterValue',
    message: 'The value NaN for parameter MetricData.member.1.Value is invalid.',
  });
  await expect(
    cloudWatch.send(new GetDashboardCommand({ DashboardName: 'none' })),
  ).rejects.toMatchObject({ message: 'Dashboard none does not exist' });
});

test('what the SDK compresses is read, and pages of metrics go to their end', async () => {
  const MetricData = Array.from({ length: 700 }, (_, index) => ({
    MetricName: 'wide',
    Value: index,
    Dimensions: [{ Name: 'host', Value: `host-${index}` }],
  }));
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Wide', MetricData }));

  let found = 0;
  for await (const page of paginateListMetrics({ client: cloudWatch }, { Namespace: 'Wide' }))
    found += page.Metrics?.length ?? 0;
  const narrow = await cloudWatch.send(
    new ListMetricsCommand({ Dimensions: [{ Name: 'host', Value: 'host-7' }] }),
  );
  const { DashboardValidationMessages } = await cloudWatch.send(
    new PutDashboardCommand({ DashboardName: 'wide', DashboardBody: '{"widgets":[]}' }),
  );

  expect(found).toBe(700);
  expect(narrow.Metrics).toHaveLength(1);
  expect(DashboardValidationMessages ?? []).toEqual([]);
});
