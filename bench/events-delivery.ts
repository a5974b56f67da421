import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Benchmark, Measurement } from './benchmark.ts';
import { startProcess } from './load.ts';

const ROUNDS = 5;
const EVENTS = 2000;
const AT_ONCE = 16;
const BATCH = 10;
const SINGLES = 200;
const ACCOUNT = '123456789012';
const DETAIL = JSON.stringify({
  order: 'o-1',
  lines: [{ sku: 'a', count: 2 }],
  note: 'x'.repeat(300),
});

const keysOf = (data: string): { accessKeyId: string; secretAccessKey: string } => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;

interface Place {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
}

/** A queue that the rules of its account may send to. */
const queue = async ({ sqs }: Place, name: string): Promise<string> => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`,
    },
  });
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
  );
  return QueueUrl;
};

const waiting = async ({ sqs }: Place, QueueUrl: string): Promise<number> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Messages per second, from the first request until all lie in the queue. */
const rate = async (
  place: Place,
  QueueUrl: string,
  send: () => Promise<unknown>,
): Promise<number> => {
  const from = performance.now();
  let left = EVENTS / BATCH;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  while ((await waiting(place, QueueUrl)) < EVENTS) await pause(5);
  const seconds = (performance.now() - from) / 1000;
  return EVENTS / seconds;
};

/** Milliseconds from a request to its message, in the hands of somebody who waits for it. */
const latency = async (
  { sqs }: Place,
  QueueUrl: string,
  send: () => Promise<unknown>,
): Promise<number> => {
  const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  await pause(3);
  const from = performance.now();
  const sent = send();
  const { Messages = [] } = await received;
  const milliseconds = performance.now() - from;
  await sent;
  const ReceiptHandle = Messages[0]?.ReceiptHandle;
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return milliseconds;
};

const entry = { Source: 'bench', DetailType: 'Order', Detail: DETAIL };
const range = Array.from({ length: BATCH }, (_, at) => at);

const rule = async (place: Place, name: string, detailType: string): Promise<string> => {
  const url = await queue(place, name);
  await place.events.send(
    new PutRuleCommand({
      Name: name,
      EventPattern: JSON.stringify({ source: ['bench'], 'detail-type': [detailType] }),
    }),
  );
  const Arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
  await place.events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: '1', Arn }] }));
  return url;
};

const measureRate = async (place: Place): Promise<Measurement> => {
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const DetailType = `round-${round}`;
    const target = await rule(place, `rate-${round}`, DetailType);
    const direct = await queue(place, `direct-${round}`);
    const bare = await rate(place, direct, () =>
      place.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: direct,
          Entries: range.map((at) => ({ Id: String(at), MessageBody: DETAIL })),
        }),
      ),
    );
    const ours = await rate(place, target, () =>
      place.events.send(
        new PutEventsCommand({ Entries: range.map(() => ({ ...entry, DetailType })) }),
      ),
    );
    // The first warms up.
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.bare.push(bare);
  }
  return {
    name: 'events-delivery: PutEvents to a queue',
    value: quantile(rates.ours, 0.5),
    unit: 'deliveries/s',
    versus: `SendMessageBatch straight to a queue, ${Math.round(quantile(rates.bare, 0.5))}/s`,
    ratio: quantile(rates.ours, 0.5) / quantile(rates.bare, 0.5),
  };
};

const measureLatency = async (place: Place): Promise<Measurement> => {
  const target = await rule(place, 'latency', 'single');
  const direct = await queue(place, 'latency-direct');
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let count = 0; count < SINGLES; count += 1) {
    times.ours.push(
      await latency(place, target, () =>
        place.events.send(new PutEventsCommand({ Entries: [{ ...entry, DetailType: 'single' }] })),
      ),
    );
    times.bare.push(
      await latency(place, direct, () =>
        place.sqs.send(new SendMessageCommand({ QueueUrl: direct, MessageBody: DETAIL })),
      ),
    );
  }
  const [ours, bare] = [quantile(times.ours, 0.95), quantile(times.bare, 0.95)];
  return {
    name: 'events-delivery: p95 to the message',
    value: ours,
    unit: 'ms',
    versus: `SendMessage to a reader of the queue, ${bare.toFixed(1)} ms`,
    ratio: bare / ours,
  };
};

const run = async (): Promise<readonly Measurement[]> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const cloud = await startProcess([
    join(import.meta.dirname, '../apps/server/src/main.ts'),
    `--data=${data}`,
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
  ]);
  try {
    const config = {
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: keysOf(data),
      maxAttempts: 1,
    };
    const place = { sqs: new SQSClient(config), events: new EventBridgeClient(config) };
    return [await measureRate(place), await measureLatency(place)];
  } finally {
    await cloud.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'events-delivery', run }];
