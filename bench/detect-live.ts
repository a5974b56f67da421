import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import type { Benchmark, Measurement } from './benchmark.ts';
import { startProcess } from './load.ts';

const EVENTS_PER_SECOND = 2000;
const CALLS = 60;
const SECURITY = '777788889999';
const TOPIC = `arn:aws:sns:us-east-1:${SECURITY}:gatehouse-detection-alerts`;
const LIMIT_MILLISECONDS = 2000;
const WARM_UP_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 250;
const PATIENCE_MILLISECONDS = 30_000;

/** Every alert of it is one of its own. */
const RULE = `
id: bench-user
title: A user of the benchmark was made
severity: HIGH
when: ['{ $.eventName = "CreateUser" && $.requestParameters.userName = "bench-*" }']
because: '{actor} made {$.requestParameters.userName}.'
group: [$.requestParameters.userName]
`;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;

const configFor = (data: string, endpoint: string, profile: string) => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = new RegExp(
    `\\[${profile}\\]\\naws_access_key_id = (\\S+)\\naws_secret_access_key = (\\S+)`,
  ).exec(text);
  const credentials = { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
  return { endpoint, region: 'us-east-1', maxAttempts: 1, credentials };
};

type Config = ReturnType<typeof configFor>;

/** The rule, in force before anything is measured. */
const importRule = async (console: string, { credentials }: Config): Promise<void> => {
  const headers = {
    'content-type': 'application/json',
    'x-gatehouse-console': '1',
    origin: console,
  };
  const session = await fetch(`${console}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify(credentials),
  });
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const ask = (route: string, body: object): Promise<Response> =>
    fetch(`${console}/api/detection/${route}`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (performance.now() < deadline) {
    const answer = (await (await ask('status', {})).json()) as { readonly state?: string };
    if (answer.state === 'running') break;
    await pause(100);
  }
  const { status } = await ask('rules/import', { files: [{ name: 'bench.yaml', text: RULE }] });
  if (status !== 200) throw new Error(`the rule was not imported: ${status}`);
};

const subscribe = async (config: Config): Promise<string> => {
  const sqs = new SQS(config);
  const { QueueUrl = '' } = await sqs.createQueue({
    QueueName: 'bench-alerts',
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: `arn:aws:sqs:us-east-1:${SECURITY}:bench-alerts`,
        },
      }),
    },
  });
  await new SNS(config).subscribe({
    TopicArn: TOPIC,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:us-east-1:${SECURITY}:bench-alerts`,
  });
  return QueueUrl;
};

/** When each text of messages arrived. */
const listen = (config: Config, QueueUrl: string) => {
  const sqs = new SQS(config);
  const waiting = new Map<string, (at: number) => void>();
  const end = new AbortController();
  const tell = (body: string, at: number): void => {
    for (const [text, resolve] of waiting) if (body.includes(text)) resolve(at);
  };
  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 2,
      });
      const at = performance.now();
      for (const { Body = '' } of Messages) tell(Body, at);
      for (const { ReceiptHandle } of Messages)
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  };
  const running = run();
  return {
    for: (text: string): Promise<number> =>
      new Promise((resolve) => {
        waiting.set(text, resolve);
      }),
    stop: async () => {
      end.abort();
      await running;
    },
  };
};

const latencies = async (
  arrivals: ReturnType<typeof listen>,
  prefix: string,
  act: (name: string) => Promise<unknown>,
): Promise<readonly number[]> => {
  const times: Promise<number>[] = [];
  for (let count = 0; count < CALLS; count += 1) {
    const name = `${prefix}-${count}-`;
    const arrived = arrivals.for(name);
    const begun = performance.now();
    await act(name);
    times.push(
      Promise.race([
        arrived.then((at) => at - begun),
        pause(PATIENCE_MILLISECONDS).then(() => Number.POSITIVE_INFINITY),
      ]),
    );
    await pause(PAUSE_MILLISECONDS);
  }
  return Promise.all(times);
};

const run = async (): Promise<readonly Measurement[]> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const server = await startProcess([
    join(import.meta.dirname, 'processes', 'detect-live.ts'),
    data,
    String(EVENTS_PER_SECOND),
  ]);
  try {
    const security = configFor(data, server.url, 'security');
    const console = readFileSync(join(data, 'console-url'), 'utf8');
    await importRule(console, security);
    const arrivals = listen(security, await subscribe(security));
    const sns = new SNS(security);
    const iam = new IAM(configFor(data, server.url, 'workloads'));
    const bare = await latencies(arrivals, 'bare', (name) =>
      sns.publish({ TopicArn: TOPIC, Message: name }),
    );
    server.process.kill('SIGUSR2');
    await pause(WARM_UP_MILLISECONDS);
    const alerts = await latencies(arrivals, 'bench', (UserName) => iam.createUser({ UserName }));
    await arrivals.stop();
    return [
      {
        name: 'detect-live: API call to alert notice, p95',
        value: quantile(alerts, 0.95),
        unit: 'ms',
        versus: `a notice that is published by hand while nothing else happens, ${quantile(bare, 0.95).toFixed(1)} ms; ${EVENTS_PER_SECOND} events a second flow, p50 ${quantile(alerts, 0.5).toFixed(0)} ms; the limit is ${LIMIT_MILLISECONDS} ms`,
        ratio: quantile(alerts, 0.95) / quantile(bare, 0.95),
      },
    ];
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'detect-live', run }];
