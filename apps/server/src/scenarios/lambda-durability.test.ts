import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { expect, test, vi } from 'vitest';
import { zipOf } from './zip.fixture.ts';

const EVENTS = 24;

const statements = (Statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

/** Tells a queue which event it was given, and which process it is in, not at once. */
const CODE = `
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
// The next server listens elsewhere.
const queues = new SQSClient({ useQueueUrlAsEndpoint: false });
export const handler = async ({ url, number }) => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  await queues.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ number, pid: process.pid }) }));
};
`;

const prepare = async ({ client }: ServerProcess): Promise<void> => {
  const iam = new IAMClient(client);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'runs',
      AssumeRolePolicyDocument: statements({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'runs',
      PolicyName: 'own',
      PolicyDocument: statements({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
    }),
  );
  iam.destroy();
  const lambda = new LambdaClient(client);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'teller',
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 10,
      Code: { ZipFile: await zipOf({ 'index.mjs': CODE }) },
    }),
  );
  lambda.destroy();
};

const queueOf = async ({ client }: ServerProcess) => {
  const queues = new SQSClient(client);
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'told' }));
  return { queues, QueueUrl };
};

/** Takes what the queue has: numbers of events and processes that told them. */
const take = async (server: ServerProcess, told: Set<number>, pids: Set<number>): Promise<void> => {
  const { queues, QueueUrl } = await queueOf(server);
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    for (const { Body = '' } of Messages) {
      const { number, pid } = JSON.parse(Body) as { number: number; pid: number };
      told.add(number);
      pids.add(pid);
    }
    await queues.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
  queues.destroy();
};

test('a server that is killed loses no invocation that it accepted, and its functions end with it', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const flags = ['--delay-seconds=0', '--lambda-processes=4'];
  const first = await startServerProcess(data, flags);
  await prepare(first);
  const { queues, QueueUrl } = await queueOf(first);
  const lambda = new LambdaClient(first.client);
  const told = new Set<number>();
  const pids = new Set<number>();
  await Promise.all(
    Array.from({ length: EVENTS }, (_, number) =>
      lambda.send(
        new InvokeCommand({
          FunctionName: 'teller',
          InvocationType: 'Event',
          Payload: JSON.stringify({ url: QueueUrl, number }),
        }),
      ),
    ),
  );
  await vi.waitFor(
    () => take(first, told, pids).then(() => expect(told.size).toBeGreaterThan(0)),
    10_000,
  );
  await first.kill();
  expect(told.size).toBeLessThan(EVENTS);
  lambda.destroy();
  queues.destroy();

  await vi.waitFor(
    () => expect([...pids].filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]),
    5000,
  );
  const second = await startServerProcess(data, flags);
  await vi.waitFor(() => take(second, told, new Set()).then(() => expect(told.size).toBe(EVENTS)), {
    timeout: 30_000,
    interval: 250,
  });

  // What the killed server had unpacked is gone, and what the second one has goes with it.
  expect(readdirSync(join(data, 'lambda'))).toHaveLength(1);
  expect(await second.stop()).toBe(0);
  expect(readdirSync(join(data, 'lambda'))).toEqual([]);
  rmSync(data, { recursive: true, force: true });
});
