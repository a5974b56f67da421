import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  waitUntilAlarmExists,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { systemClock } from '@gatehouse/core';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ACCOUNT = '111122223333';
const GROUP = '/trail';
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:alarms`;
const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;

let cloud: StartedCloud;
let cloudWatch: CloudWatchClient;
let logs: CloudWatchLogsClient;
let queues: SQSClient;
let topics: SNSClient;
let QueueUrl: string | undefined;

/** One word an argument. */
const cli = (command: string) =>
  awsCli.run(cloud.client('workloads'), ['cloudwatch', ...command.split(' ')]);

beforeAll(async () => {
  cloud = await startCloud();
  const config = cloud.client('workloads');
  cloudWatch = new CloudWatchClient(config);
  logs = new CloudWatchLogsClient(config);
  queues = new SQSClient(config);
  topics = new SNSClient(config);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE_ARN,
      Condition: { ArnEquals: { 'aws:SourceArn': TOPIC_ARN } },
    },
  });
  ({ QueueUrl } = await queues.send(
    new CreateQueueCommand({ QueueName: 'alarms', Attributes: { Policy } }),
  ));
  await topics.send(new CreateTopicCommand({ Name: 'alarms' }));
  await topics.send(
    new SubscribeCommand({
      TopicArn: TOPIC_ARN,
      Protocol: 'sqs',
      Endpoint: QUEUE_ARN,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
});

afterAll(async () => {
  for (const client of [cloudWatch, logs, queues, topics]) client.destroy();
  await cloud.stop();
});

/** The next notice of an alarm. */
const notice = async (): Promise<Readonly<Record<string, unknown>>> => {
  const { Messages: [message] = [] } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
  );
  if (message?.Body === undefined) throw new Error('no alarm has told anything');
  await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return JSON.parse(message.Body);
};

test('an event in a log group comes by metric filter, alarm and topic into a queue within seconds', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'one' }));
  await logs.send(
    new PutMetricFilterCommand({
      logGroupName: GROUP,
      filterName: 'root',
      filterPattern: '{ $.userIdentity.type = "Root" }',
      metricTransformations: [
        { metricName: 'RootUse', metricNamespace: 'CIS', metricValue: '1', defaultValue: 0 },
      ],
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'root-use',
      Namespace: 'CIS',
      MetricName: 'RootUse',
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC_ARN],
    }),
  );
  await waitUntilAlarmExists({ client: cloudWatch, maxWaitTime: 10 }, { AlarmNames: ['root-use'] });
  const begin = systemClock.now().getTime();

  await logs.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName: 'one',
      logEvents: [
        { timestamp: begin, message: JSON.stringify({ userIdentity: { type: 'Root' } }) },
      ],
    }),
  );
  const told = await notice();

  // The bench says how fast it is; this is for a machine that has much else to do.
  expect(systemClock.now().getTime() - begin).toBeLessThan(15_000);
  expect(told).toMatchObject({
    AlarmName: 'root-use',
    AWSAccountId: ACCOUNT,
    NewStateValue: 'ALARM',
    NewStateReason: expect.stringMatching(
      /^Threshold Crossed: 1 out of the last 1 datapoints \[1\.0 \(.*\)\] was greater than or equal to the threshold \(1\.0\)/,
    ),
    Region: 'US East (N. Virginia)',
    Trigger: { MetricName: 'RootUse', Namespace: 'CIS', Statistic: 'SUM', Period: 300 },
  });
  const { AlarmHistoryItems = [] } = await cloudWatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'root-use', HistoryItemType: 'StateUpdate' }),
  );
  expect(AlarmHistoryItems[0]?.Timestamp).toBeInstanceOf(Date);
});

test('the SDK sets a state, composes alarms, and gets the errors of the model', async () => {
  await cloudWatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: 'anything',
      AlarmRule: 'ALARM("root-use") OR FALSE',
      AlarmActions: [TOPIC_ARN],
    }),
  );
  // Whether the alarm below it is in alarm already, or has gone back, it says so once.
  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: 'anything', StateValue: 'OK', StateReason: 'a test' }),
  );
  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: 'anything', StateValue: 'ALARM', StateReason: 'a test' }),
  );
  expect(await notice()).toMatchObject({ AlarmName: 'anything', NewStateValue: 'ALARM' });
  const { CompositeAlarms } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
  );

  expect(CompositeAlarms).toMatchObject([{ AlarmName: 'anything', StateValue: 'ALARM' }]);
  await expect(
    cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'x' }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  await expect(
    cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['root-use'] })),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Cannot delete root-use as there are composite alarm(s) depending on it.',
  });
});

test.runIf(awsCli.missing() === undefined)(
  'the AWS CLI puts, sets and describes an alarm',
  async () => {
    const put = await cli(
      `put-metric-alarm --alarm-name cli --namespace App --metric-name Errors --statistic Sum --period 60 --evaluation-periods 1 --threshold 1.5 --comparison-operator GreaterThanThreshold --alarm-actions ${TOPIC_ARN} --dimensions Name=Service,Value=web --tags Key=team,Value=blue`,
    );
    const set = await cli(
      'set-alarm-state --alarm-name cli --state-value ALARM --state-reason testing',
    );
    const described = await cli('describe-alarms --alarm-names cli');
    expect([put.exitCode, set.exitCode]).toEqual([0, 0]);
    expect(described.output).toMatchObject({
      MetricAlarms: [
        {
          AlarmName: 'cli',
          Threshold: 1.5,
          Dimensions: [{ Name: 'Service', Value: 'web' }],
          AlarmActions: [TOPIC_ARN],
          StateValue: 'ALARM',
          StateReason: 'testing',
        },
      ],
    });
    expect(await notice()).toMatchObject({ AlarmName: 'cli', NewStateReason: 'testing' });
  },
);
