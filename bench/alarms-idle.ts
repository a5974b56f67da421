import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { silentLog, systemClock } from '@gatehouse/core';
import { openSqlite } from '@gatehouse/store';
import { startCloud } from '@gatehouse/testcloud';
import {
  type AlarmsFixture,
  alarmsFixture,
  CALLS,
} from '../packages/services/src/cloudwatch/alarms/alarms.fixture.ts';
import type { Benchmark, Measurement } from './benchmark.ts';

const ALARMS = Number(process.env['GATEHOUSE_BENCH_ALARMS'] ?? 10_000);
const BATCH = 1000;
const MINUTES = 3;
const NOTICES = 40;
const MINUTE_MILLISECONDS = 60_000;
const ACCOUNT = '111122223333';

const nameOf = (number: number): string => `alarm-${number}`;

/** Processor time of one minute of looks, in ms. */
const minute = async ({ clock, runner }: AlarmsFixture): Promise<number> => {
  const before = process.cpuUsage();
  // As often as a runner looks for due work.
  for (let quarter = 0; quarter < 240; quarter += 1) {
    clock.advance({ milliseconds: 250 });
    await runner.runDue();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const feed = async (cloud: AlarmsFixture): Promise<void> => {
  for (let from = 0; from < ALARMS; from += BATCH)
    await cloud.run('PutMetricData', {
      Namespace: 'app',
      MetricData: Array.from({ length: Math.min(BATCH, ALARMS - from) }, (_, at) => ({
        MetricName: nameOf(from + at),
        Value: 0,
      })),
    });
};

const figure = (what: string, milliseconds: number): Measurement => ({
  name: `alarms-idle: ${ALARMS} alarms, ${what}`,
  value: milliseconds,
  unit: 'ms/minute',
  versus: 'one core for a minute',
  ratio: milliseconds / MINUTE_MILLISECONDS,
});

const looks = async (folder: string): Promise<readonly Measurement[]> => {
  const store = await openSqlite({
    file: join(folder, 'alarms.db'),
    clock: systemClock,
    log: silentLog,
  });
  const cloud = await alarmsFixture({ open: async () => store });
  const empty = await minute(cloud);
  for (let number = 0; number < ALARMS; number += 1)
    await cloud.run('PutMetricAlarm', {
      ...CALLS,
      AlarmName: nameOf(number),
      MetricName: nameOf(number),
      TreatMissingData: 'notBreaching',
    });
  await cloud.runner.runDue();
  let fed = 0;
  for (let turn = 0; turn < MINUTES; turn += 1) {
    await feed(cloud);
    fed += (await minute(cloud)) / MINUTES;
  }
  for (let turn = 0; turn < 6; turn += 1) await minute(cloud);
  const idle = await minute(cloud);
  await store.close();
  return [
    figure('none of them with data', Math.max(0, idle - empty)),
    figure('each with a datum a minute', Math.max(0, fed - empty)),
  ];
};

interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly queues: SQSClient;
  readonly topics: SNSClient;
}

/** A topic, and the queue that it sends to. */
const subscribed = async ({ queues, topics }: Clients) => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  });
  const { QueueUrl } = await queues.send(
    new CreateQueueCommand({ QueueName: 'bench', Attributes: { Policy } }),
  );
  const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: 'bench' }));
  const Endpoint = `arn:aws:sqs:us-east-1:${ACCOUNT}:bench`;
  await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return { QueueUrl, TopicArn: TopicArn ?? '' };
};

/** From PutMetricData, over HTTP, until the alarm's notice is in a queue: each time, in ms. */
const timesOf = async (clients: Clients): Promise<readonly number[]> => {
  const { cloudWatch, queues } = clients;
  const { QueueUrl, TopicArn } = await subscribed(clients);
  const times: number[] = [];
  for (let number = 0; number < NOTICES; number += 1) {
    const names = { AlarmName: nameOf(number), MetricName: nameOf(number) };
    const alarm = { ...CALLS, ...names, AlarmActions: [TopicArn] };
    await cloudWatch.send(new PutMetricAlarmCommand(alarm));
    const begin = systemClock.now().getTime();
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'app',
        MetricData: [{ MetricName: nameOf(number), Value: 5 }],
      }),
    );
    const { Messages: [message] = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    if (message === undefined) throw new Error('an alarm has told nothing');
    times.push(systemClock.now().getTime() - begin);
    const { ReceiptHandle } = message;
    await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return times;
};

const notices = async (): Promise<readonly Measurement[]> => {
  const cloud = await startCloud();
  const config = cloud.client('workloads');
  const clients = {
    cloudWatch: new CloudWatchClient(config),
    queues: new SQSClient(config),
    topics: new SNSClient(config),
  };
  try {
    const times = await timesOf(clients);
    const slowest = times.toSorted((a, b) => a - b).at(Math.floor(NOTICES * 0.95)) ?? 0;
    const name = 'alarms-notice: PutMetricData to queue, p95';
    return [{ name, value: slowest, unit: 'ms', versus: '2 000 ms', ratio: slowest / 2000 }];
  } finally {
    for (const client of Object.values(clients)) client.destroy();
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'alarms-idle',
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
      try {
        return await looks(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  { name: 'alarms-notice', run: notices },
];
