import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CODE, TRUST } from './lambda-code.fixture.ts';
import { zipOf } from './zip.fixture.ts';

/** Takes more than it has while it begins. */
const GREEDY = `
const held = [];
for (let at = 0; at < 60; at += 1) held.push(Buffer.alloc(8_000_000, 1));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
exports.handler = async () => held.length;
`;

let cloud: StartedCloud;
let client: LambdaClient;

const makeFunction = async (
  FunctionName: string,
  Role: string | undefined,
  files: Readonly<Record<string, string>>,
): Promise<unknown> =>
  client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Environment: { Variables: { SECRET: 'of the function' } },
      Code: { ZipFile: await zipOf(files) },
    }),
  );

const invoke = async (FunctionName: string, event: object): Promise<unknown> => {
  const Payload = JSON.stringify(event);
  const { Payload: answer } = await client.send(new InvokeCommand({ FunctionName, Payload }));
  return JSON.parse(Buffer.from(answer ?? []).toString('utf8'));
};

beforeAll(async () => {
  cloud = await startCloud();
  client = new LambdaClient(cloud.client('workloads'));
  const iam = new IAMClient(cloud.client('workloads'));
  const role = { RoleName: 'runs-functions', AssumeRolePolicyDocument: TRUST };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  iam.destroy();
  await makeFunction('main', Role?.Arn, { 'index.mjs': CODE });
  await makeFunction('greedy', Role?.Arn, { 'index.js': GREEDY });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

test('a function reads and writes nothing of the server, starts nothing and sees its own variables alone', async () => {
  expect(await invoke('main', { do: 'confined', data: cloud.data })).toEqual({
    server: 'ERR_ACCESS_DENIED',
    // Node's own database opens files past the permissions: there is none.
    database: 'TypeError',
    passwd: 'ERR_ACCESS_DENIED',
    shell: 'ERR_ACCESS_DENIED',
    own: 'done',
    code: 'ERR_ACCESS_DENIED',
    killsServer: 'ERR_ACCESS_DENIED',
    slowsServer: 'ERR_ACCESS_DENIED',
    tracesElsewhere: 'ERR_ACCESS_DENIED',
    names: [],
    variable: 'of the function',
  });
});

test('a function has no more memory before and after its runs than within them', async () => {
  const pid = Number(await invoke('main', { do: 'hoard', megabytes: 500 }));

  expect(await invoke('greedy', {})).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: killed$/),
  });
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 5000);
});
