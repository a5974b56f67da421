import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { systemClock } from '@gatehouse/core';
import { startServerProcess } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { zipOf } from './zip.fixture.ts';

/** Writes each event that it gets as a line of its own log. */
const CODE = `
import { gunzipSync } from 'node:zlib';
export const handler = async ({ awslogs }) => {
  const { messageType, logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')));
  for (const { message } of logEvents) console.log(messageType + ' ' + message);
};
`;

const statement = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...more } });

const GROUP = { logGroupName: 'source' };
const FUNCTION_GROUP = { logGroupName: '/aws/lambda/reader' };
const EVENTS = 400;

test('every accepted event reaches the function though the server is killed meanwhile', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const start = (): ReturnType<typeof startServerProcess> =>
    startServerProcess(data, ['--clock=manual']);
  let server = await start();
  onTestFinished(async () => {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  });
  const iam = new IAMClient(server.client);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'reader',
      AssumeRolePolicyDocument: statement({
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  const PolicyDocument = statement({ Action: 'logs:*', Resource: '*' });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'logs', PolicyDocument }),
  );
  const functions = new LambdaClient(server.client);
  const { FunctionArn = '' } = await functions.send(
    new CreateFunctionCommand({
      FunctionName: 'reader',
      Role: Role?.Arn ?? '',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': CODE }) },
    }),
  );
  let logs = new CloudWatchLogsClient(server.client);
  await logs.send(new CreateLogGroupCommand(GROUP));
  await logs.send(new CreateLogStreamCommand({ ...GROUP, logStreamName: 's' }));
  const subscription = new PutSubscriptionFilterCommand({
    ...GROUP,
    filterName: 'f',
    filterPattern: '',
    destinationArn: FunctionArn,
  });
  await expect(logs.send(subscription)).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await functions.send(
    new AddPermissionCommand({
      FunctionName: 'reader',
      StatementId: 'logs',
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceArn: `${FunctionArn.replace(':lambda:', ':logs:').replace(':function:reader', ':log-group:source')}:*`,
    }),
  );
  await logs.send(subscription);

  const sent = Array.from({ length: EVENTS }, (_, at) => `event-${at}`);
  for (let from = 0; from < EVENTS; from += 20)
    await logs.send(
      new PutLogEventsCommand({
        ...GROUP,
        logStreamName: 's',
        logEvents: sent
          .slice(from, from + 20)
          .map((message) => ({ timestamp: systemClock.now().getTime(), message })),
      }),
    );
  await server.kill();
  server = await start();
  // What the killed server was doing is its own for a minute.
  await fetch(`${server.aws}/_gatehouse/clock`, { method: 'POST', body: '{"advance":"PT2M"}' });
  logs = new CloudWatchLogsClient(server.client);

  const arrived = async (): Promise<number> => {
    const found = new Set<string>();
    const pages = paginateFilterLogEvents({ client: logs }, FUNCTION_GROUP);
    for await (const { events = [] } of pages)
      for (const { message = '' } of events) {
        const [, event] = /DATA_MESSAGE (event-\d+)/.exec(message) ?? [];
        if (event !== undefined) found.add(event);
      }
    return found.size;
  };
  await expect.poll(arrived, { timeout: 30_000, interval: 250 }).toBe(EVENTS);
}, 60_000);
