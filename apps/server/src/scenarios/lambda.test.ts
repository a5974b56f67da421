import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cloudwatch from '@aws-sdk/client-cloudwatch-logs';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CODE, TRUST } from './lambda-code.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const ACCOUNT = '111122223333';

let cloud: StartedCloud;
let client: lambda.LambdaClient;
let folders: string;
let Role: string;

const seconds = async (count: number): Promise<void> => {
  await fetch(`${cloud.aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: `PT${count}S` }),
  });
};

const makeRole = async (name: string, ...statements: object[]): Promise<string> => {
  const roles = new iam.IAMClient(cloud.client('workloads'));
  const { Role: made } = await roles.send(
    new iam.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: TRUST }),
  );
  if (statements.length > 0)
    await roles.send(
      new iam.PutRolePolicyCommand({
        RoleName: name,
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      }),
    );
  roles.destroy();
  return made?.Arn ?? '';
};

const makeFunction = async (
  FunctionName: string,
  more: Partial<lambda.CreateFunctionCommandInput> = {},
): Promise<lambda.CreateFunctionCommandOutput> =>
  client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': CODE }) },
      ...more,
    }),
  );

const invoke = async (FunctionName: string, event: unknown, more = {}) => {
  const { Payload, LogResult, ...rest } = await client.send(
    new lambda.InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  return {
    ...rest,
    payload: text === '' ? undefined : (JSON.parse(text) as unknown),
    log: Buffer.from(LogResult ?? '', 'base64').toString('utf8'),
  };
};

const received = async (name: string): Promise<readonly sqs.Message[]> => {
  const queues = new sqs.SQSClient(cloud.client('workloads'));
  const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: name }));
  const { Messages = [] } = await queues.send(
    new sqs.ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  queues.destroy();
  return Messages;
};

/** The AWS CLI on Lambda, its arguments as a line. */
const aws = (line: string, ...more: string[]) =>
  awsCli.run(cloud.client('workloads'), ['lambda', ...line.split(' '), ...more]);

beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'gatehouse-functions-'));
  cloud = await startCloud({
    clock: 'manual',
    flags: [`--lambda-folders=${JSON.stringify({ hot: folders })}`],
  });
  client = new lambda.LambdaClient(cloud.client('workloads'));
  Role = await makeRole('runs-functions', {
    Effect: 'Allow',
    Action: ['logs:*', 'sqs:SendMessage'],
    Resource: ['arn:aws:logs:*', `arn:aws:sqs:us-east-1:${ACCOUNT}:allowed*`],
  });
  await makeFunction('main', {
    Timeout: 1,
    MemorySize: 256,
    Environment: { Variables: { SECRET: 'of the function' } },
  });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
  rmSync(folders, { recursive: true, force: true });
});

describe('a run', () => {
  test('answers what the handler answers, with the context of the invocation', async () => {
    const answer = await invoke('main', { do: 'echo' });

    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: {
        event: { do: 'echo' },
        name: 'main',
        arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:main`,
        left: true,
      },
    });
    expect(answer.FunctionError).toBeUndefined();
  });

  test('uses a process that is there already, and a new one for other settings', async () => {
    await makeFunction('warm');
    const counts = [await invoke('warm', { do: 'count' }), await invoke('warm', { do: 'count' })];
    await client.send(
      new lambda.UpdateFunctionConfigurationCommand({ FunctionName: 'warm', Timeout: 5 }),
    );

    expect(counts.map(({ payload }) => payload)).toEqual([1, 2]);
    expect((await invoke('warm', { do: 'count' })).payload).toBe(1);
  });

  test('is of a version by the name that policies know it by: no other spelling of it, or of $LATEST, is one', async () => {
    await makeFunction('spelled', { Publish: true });
    const dry = { InvocationType: 'DryRun' };

    expect(await invoke('spelled:1', {}, dry)).toMatchObject({ StatusCode: 204 });
    for (const name of ['spelled:01', 'spelled:0', 'spelled:00'])
      await expect(invoke(name, {}, dry)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
  });

  test('ends with START, END and REPORT around its own lines, of which the tail is answered', async () => {
    const { log } = await invoke('main', { do: 'say' }, { LogType: 'Tail' });

    const lines = log.split('\n');
    expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    expect(lines[1]).toMatch(/^[\d-]{10}T[\d:.]{12}Z\t[0-9a-f-]{36}\tINFO\tone { two: 2 }$/);
    expect(lines[2]).toMatch(/\tERROR\tthree$/);
    expect(lines.slice(3, 5)).toEqual(['four', 'plain']);
    expect(lines[5]).toMatch(/^END RequestId: /);
    const logs = new cloudwatch.CloudWatchLogsClient(cloud.client('workloads'));
    const { events = [] } = await logs.send(
      new cloudwatch.FilterLogEventsCommand({ logGroupName: '/aws/lambda/main' }),
    );
    logs.destroy();
    expect(events.map(({ message }) => message?.trimEnd())).toContain(lines[1]);
    expect(events.at(-1)?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(lines[6]).toMatch(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t/,
    );
  });

  test.for([
    ['fail', 'TypeError', /^no such luck$/],
    ['spin', 'Sandbox.Timedout', /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/],
    ['flood', 'Sandbox.Timedout', /Task timed out after 1\.00 seconds$/],
    ['forge', 'Runtime.ExitError', /Error: Runtime exited with error: signal: killed$/],
    ['exit', 'Runtime.ExitError', /Error: Runtime exited with error: exit status 3$/],
    ['eat', 'Runtime.ExitError', /Error: Runtime exited with error: signal: killed$/],
    ['reject', 'Runtime.UnhandledPromiseRejection', /^Error: nobody hears$/],
  ] as const)('that %ss answers %s', async ([action, errorType, errorMessage]) => {
    const answer = await invoke('main', { do: action }, { LogType: 'Tail' });

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(answer.payload).toMatchObject({
      errorType,
      errorMessage: expect.stringMatching(errorMessage),
    });
    expect(answer.log).toContain('END RequestId');
    expect((await invoke('main', { do: 'echo' })).FunctionError).toBeUndefined();
  });

  test.for([
    ['index.nothing', 'Runtime.HandlerNotFound', 'index.nothing is undefined or not exported'],
    ['nowhere.handler', 'Runtime.ImportModuleError', "Error: Cannot find module 'nowhere'"],
    ['broken.handler', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ] as const)('whose handler is %s answers %s', async ([Handler, errorType, message]) => {
    const files = {
      'index.js': 'exports.handler = async () => 1;',
      'broken.js': 'exports.handler = (',
    };
    const FunctionName = `init-${errorType.split('.')[1]}`;
    await makeFunction(FunctionName, { Handler, Code: { ZipFile: await zipOf(files) } });

    expect((await invoke(FunctionName, {})).payload).toMatchObject({
      errorType,
      errorMessage: expect.stringContaining(message),
    });
  });

  test('takes CommonJS with a callback, and packages of its own', async () => {
    const files = {
      'src/app.js':
        "const own = require('own'); exports.deep = { run: (event, context, done) => setTimeout(() => done(null, own(event)), 5) };",
      'node_modules/own/package.json': '{"name":"own","main":"own.js"}',
      'node_modules/own/own.js': 'module.exports = (event) => ({ own: event });',
    };
    const Code = { ZipFile: await zipOf(files) };
    await makeFunction('callback', { Handler: 'src/app.deep.run', Code });

    expect((await invoke('callback', [1])).payload).toEqual({ own: [1] });
  });

  test('acts as the execution role, and may what it may', async () => {
    const queues = new sqs.SQSClient(cloud.client('workloads'));
    const urls = [];
    for (const QueueName of ['allowed-one', 'denied'])
      urls.push((await queues.send(new sqs.CreateQueueCommand({ QueueName }))).QueueUrl);

    expect((await invoke('main', { do: 'who' })).payload).toBe(
      `arn:aws:sts::${ACCOUNT}:assumed-role/runs-functions/main`,
    );
    expect((await invoke('main', { do: 'send', url: urls[0] })).payload).toBe('sent');
    expect((await invoke('main', { do: 'send', url: urls[1] })).payload).toMatchObject({
      errorType: expect.stringContaining('AccessDenied'),
      errorMessage: expect.stringContaining('is not authorized to perform: sqs:SendMessage'),
    });
    queues.destroy();
  });
});

describe('an asynchronous invocation', () => {
  test('that fails is tried after one minute and after two, then goes to its queues', async () => {
    const arn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
    await received('allowed-dead');
    await received('allowed-failed');
    await makeFunction('fails', { DeadLetterConfig: { TargetArn: arn('allowed-dead') } });
    await client.send(
      new lambda.PutFunctionEventInvokeConfigCommand({
        FunctionName: 'fails',
        DestinationConfig: { OnFailure: { Destination: arn('allowed-failed') } },
      }),
    );

    const kept = await invoke('fails', { do: 'fail' }, { InvocationType: 'Event' });
    await seconds(1);
    await seconds(60);
    expect(await received('allowed-dead')).toEqual([]);
    await seconds(120);

    expect(kept).toMatchObject({ StatusCode: 202, payload: undefined });
    const [dead] = await received('allowed-dead');
    expect(dead).toMatchObject({
      Body: '{"do":"fail"}',
      MessageAttributes: {
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { StringValue: 'no such luck' },
        RequestID: { StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    });
    const [failed] = await received('allowed-failed');
    expect(JSON.parse(failed?.Body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:fails:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { do: 'fail' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'no such luck' },
    });
  });

  test('waits while its function has no concurrency', async () => {
    await received('allowed-done');
    await makeFunction('throttled');
    await client.send(
      new lambda.PutFunctionEventInvokeConfigCommand({
        FunctionName: 'throttled',
        DestinationConfig: {
          OnSuccess: { Destination: `arn:aws:sqs:us-east-1:${ACCOUNT}:allowed-done` },
        },
      }),
    );
    const reserve = (ReservedConcurrentExecutions: number) =>
      client.send(
        new lambda.PutFunctionConcurrencyCommand({
          FunctionName: 'throttled',
          ReservedConcurrentExecutions,
        }),
      );

    await reserve(0);
    await invoke('throttled', { do: 'count' }, { InvocationType: 'Event' });
    await seconds(1);
    await expect(invoke('throttled', { do: 'count' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    expect(await received('allowed-done')).toEqual([]);
    await reserve(1);
    await seconds(300);

    expect(JSON.parse((await received('allowed-done'))[0]?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responsePayload: 1,
    });
  });
});

test('a topic invokes the functions that subscribe to it, where they let it', async () => {
  const topics = new sns.SNSClient(cloud.client('workloads'));
  const { TopicArn = '' } = await topics.send(new sns.CreateTopicCommand({ Name: 'alarms' }));
  await received('allowed-heard');
  const { FunctionArn } = await makeFunction('heard');
  await client.send(
    new lambda.PutFunctionEventInvokeConfigCommand({
      FunctionName: 'heard',
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnFailure: { Destination: `arn:aws:sqs:us-east-1:${ACCOUNT}:allowed-heard` },
      },
    }),
  );
  await topics.send(
    new sns.SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: FunctionArn }),
  );
  const publish = async (Message: string): Promise<void> => {
    await topics.send(new sns.PublishCommand({ TopicArn, Message }));
    await seconds(1);
  };

  await publish('before it is let in');
  await client.send(
    new lambda.AddPermissionCommand({
      FunctionName: 'heard',
      StatementId: 'alarms',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: TopicArn,
    }),
  );
  await publish('fire');
  topics.destroy();

  const heard = await received('allowed-heard');
  expect(heard).toHaveLength(1);
  expect(JSON.parse(heard[0]?.Body ?? '')).toMatchObject({
    requestPayload: {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: expect.stringContaining(TopicArn),
          Sns: { Type: 'Notification', TopicArn, Subject: null, Message: 'fire' },
        },
      ],
    },
  });
});

describe('over the wire', () => {
  test.runIf(awsCli.missing() === undefined)(
    'awscli makes, waits for, invokes and lists',
    async () => {
      const zip = join(folders, 'code.zip');
      writeFileSync(zip, await zipOf({ 'index.mjs': CODE }));
      const out = join(folders, 'out.json');

      const made = await aws(
        `create-function --function-name by-cli --runtime nodejs20.x --handler index.handler --publish --role ${Role}`,
        '--zip-file',
        `fileb://${zip}`,
      );
      const waited = await aws('wait function-active-v2 --function-name by-cli');
      const told = await aws(
        'invoke --function-name by-cli:1 --cli-binary-format raw-in-base64-out --log-type Tail --payload {"do":"fail"}',
        out,
      );

      expect(made.output).toMatchObject({ Version: '1', State: 'Active' });
      expect(waited).toMatchObject({ exitCode: 0 });
      expect(told.output).toMatchObject({
        StatusCode: 200,
        FunctionError: 'Unhandled',
        ExecutedVersion: '1',
      });
      expect(readFileSync(out, 'utf8')).toContain('"errorMessage":"no such luck"');
    },
  );

  test('code of more than ten megabytes comes with the call, and is had by the link of GetFunction alone', async () => {
    const ZipFile = await zipOf({ 'noise.txt': randomBytes(8_500_000).toString('base64') });
    await makeFunction('large', { Code: { ZipFile } });
    const { Code } = await client.send(new lambda.GetFunctionCommand({ FunctionName: 'large' }));
    const link = Code?.Location ?? '';
    const had = Buffer.from(await (await fetch(link)).arrayBuffer());

    expect(had.equals(ZipFile)).toBe(true);
    expect((await fetch(`${link.slice(0, -2)}00`)).status).toBe(403);
  });

  test('a folder of the server is run as it is, and is read anew', async () => {
    const Code = { S3Bucket: 'gatehouse-local', S3Key: 'hot' };
    writeFileSync(join(folders, 'index.js'), 'exports.handler = async () => 1;');
    await makeFunction('hot', { Code });
    const first = await invoke('hot', {});
    writeFileSync(join(folders, 'index.js'), 'exports.handler = async () => "changed";');

    expect([first.payload, (await invoke('hot', {})).payload]).toEqual([1, 'changed']);
    for (const S3Key of ['other', 'hot/..', 'hot/../..', '../etc'])
      await expect(makeFunction('outside', { Code: { ...Code, S3Key } })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
      });
  });

  test('of a runtime that is not run here, the invocation says so', async () => {
    await makeFunction('python', { Runtime: 'python3.13' });

    await expect(invoke('python', {})).rejects.toMatchObject({
      name: 'InvalidRuntimeException',
      message: expect.stringContaining('python3.13 are not run by Gatehouse'),
    });
  });
});
