export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});

/** One function for most tests: what it does is in its event. */
export const CODE = `
import { writeFileSync, readFileSync, writeSync } from 'node:fs';
import { execSync } from 'node:child_process';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

let runs = 0;
const attempt = (work) => { try { return work() ?? 'done'; } catch (error) { return error.code ?? error.name; } };

const actions = {
  echo: (event, context) => ({ event, name: context.functionName, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() > 0 }),
  count: () => ++runs,
  who: async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn,
  send: async ({ url }) => { await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'from a function' })); return 'sent'; },
  say: () => { console.log('one', { two: 2 }); console.error('three\\nfour'); process.stdout.write('plain\\n'); return null; },
  fail: () => { throw new TypeError('no such luck'); },
  forge: () => { writeSync(3, Buffer.alloc(64, 255)); return new Promise(() => {}); },
  flood: () => { for (;;) writeSync(1, 'x'.repeat(100_000) + '\\n'); },
  spin: () => { for (;;); },
  exit: () => process.exit(3),
  reject: () => new Promise(() => { Promise.reject(new Error('nobody hears')); }),
  hoard: ({ megabytes }) => {
    const held = [];
    const timer = setInterval(() => { if (held.push(Buffer.alloc(8_000_000, 1)) * 8 > megabytes) clearInterval(timer); }, 2);
    return process.pid;
  },
  eat: () => { const held = []; for (;;) held.push(Buffer.alloc(8_000_000, 1)); },
  confined: ({ data }) => ({
    server: attempt(() => readFileSync(data + '/master.key', 'utf8')),
    database: attempt(() => new (process.getBuiltinModule('node:sqlite').DatabaseSync)(data + '/gatehouse.db').prepare('SELECT * FROM sqlite_master').all()),
    passwd: attempt(() => readFileSync('/etc/passwd', 'utf8')),
    shell: attempt(() => execSync('id').toString()),
    own: attempt(() => writeFileSync(tmpdir() + '/x', 'x')),
    code: attempt(() => writeFileSync(process.env.LAMBDA_TASK_ROOT + '/x', 'x')),
    killsServer: attempt(() => process.kill(process.ppid, 0)),
    slowsServer: attempt(() => setPriority(process.ppid, getPriority(process.ppid))),
    tracesElsewhere: attempt(() => setFlagsFromString('--trace-turbo-path=' + data)),
    names: Object.keys(process.env).filter((name) => name.startsWith('GATEHOUSE') || name === 'PATH'),
    variable: process.env.SECRET,
  }),
};
export const handler = (event, context) => actions[event.do](event, context);
`;
