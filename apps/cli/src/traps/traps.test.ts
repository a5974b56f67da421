import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TrapView } from '@gatehouse/detection';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Answered, gatehouse } from '../terminal.fixture.ts';

const ID = 'a'.repeat(24);
const TOKEN = 'b'.repeat(32);
const TRAP: TrapView = {
  id: ID,
  kind: 'secret',
  account: '111122223333',
  region: 'eu-west-1',
  state: 'live',
  name: 'prod/crm/db/master',
  arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/crm/db/master-AbCdEf',
  accessKeyId: undefined,
  note: '',
  rotateDays: 90,
  rotatesAt: '2027-02-23T10:00:00.000Z',
  createdAt: '2026-11-25T10:00:00.000Z',
  verifiedAt: undefined,
  drift: [],
  failure: undefined,
  hasSecret: false,
  lastTouchedAt: undefined,
  earlier: [],
};

/** A server that answers as it is told, and remembers what it was asked. */
let server: Server;
let address = '';
let asked: (readonly [route: string, body: unknown])[] = [];
let answers = new Map<string, readonly [status: number, body: unknown]>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body: unknown = JSON.parse((await text(request)) || '{}');
      const path = request.url ?? '';
      const own = request.headers['x-gatehouse-console'] === '1';
      response.setHeader('content-type', 'application/json');
      if (path === '/api/session' && own) {
        if (request.method === 'POST') response.setHeader('set-cookie', 'session=1; HttpOnly');
        else asked.push(['signed out', {}]);
        response.end('{"signedIn":true}');
        return;
      }
      if (!path.startsWith('/api/detection/')) {
        // The endpoint of AWS, for the call of a drill: every caller is refused.
        asked.push(['aws', String(request.headers['user-agent']).includes(`drill-${TOKEN}`)]);
        response.statusCode = 400;
        response.end('{"__type":"AccessDeniedException","message":"no"}');
        return;
      }
      const route = path.slice('/api/detection/'.length);
      asked.push([route, request.headers.cookie === 'session=1' ? body : 'not signed in']);
      const [status, given] = answers.get(route) ?? [
        404,
        { error: { code: 'NotFound', message: 'There is nothing here.' } },
      ];
      response.statusCode = status;
      response.end(JSON.stringify(given));
    };
    void answer();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x'.repeat(40));
  vi.stubEnv('AWS_ENDPOINT_URL', address);
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  asked = [];
  answers = new Map();
});

const run = (...args: readonly string[]): Promise<Answered> =>
  gatehouse(['traps', ...args], { environment: { GATEHOUSE_CONSOLE_URL: address } });

test('traps are listed in a session that ends with the command', async () => {
  answers.set('traps', [200, { traps: [TRAP, { ...TRAP, drift: ['x'] }], accounts: [] }]);

  const { code, out } = await run('list');
  const json = await run('list', '--json');

  expect(code).toBe(0);
  expect(out).toMatch(/secret +prod\/crm\/db\/master +111122223333 +eu-west-1 +live/);
  expect(out).toContain('changed by somebody');
  expect(JSON.parse(json.out)).toMatchObject({ traps: [{ id: ID }, { drift: ['x'] }] });
  expect(asked.slice(0, 2)).toStrictEqual([
    ['traps', {}],
    ['signed out', {}],
  ]);
});

test('a trap is created as asked, and what is shown once is shown', async () => {
  const secret = { accessKeyId: 'AKIAX', secretAccessKey: 'shh\u001b[2J' };
  answers.set('traps/create', [200, { trap: { ...TRAP, kind: 'access-key' }, secret }]);

  const { code, out } = await run(
    'create',
    'access-key',
    '--account',
    '111122223333',
    '--rotate-days',
    'never',
    '--note',
    'build host',
  );

  expect(code).toBe(0);
  expect(out).toContain('secretAccessKey = shh\\u001b[2J');
  expect(asked[0]).toStrictEqual([
    'traps/create',
    {
      kind: 'access-key',
      place: { account: '111122223333', region: 'us-east-1' },
      rotateDays: null,
      console: false,
      assumable: true,
      note: 'build host',
    },
  ]);
});

test.for([
  [['create', 'honeypot', '--account', '111122223333'], 2],
  [['create', 'user'], 2],
  [['create', 'user', '--account', '1'], 2],
  [['create', 'user', '--account', '111122223333', '--rotate-days', 'soon'], 2],
  [['show'], 2],
  [['list', '--server', 'http://example.com'], 2],
  [['list', '--server', 'http://127.0.0.1:1'], 3],
  // Who is no administrator learns nothing.
  [['list'], 1],
] as const)('%j ends with %i', async ([args, code]) => {
  expect((await run(...args)).code).toBe(code);
});

test.for([
  [{}, 0, 'live'],
  [{ drift: ['The secret was deleted.'] }, 1, 'The secret was deleted.'],
  [{ failure: 'AccessDeniedException' }, 3, 'AccessDeniedException'],
] as const)('verify of %j ends with %i', async ([more, code, said]) => {
  answers.set('traps', [200, { traps: [TRAP], accounts: [] }]);
  answers.set('traps/verify', [200, { trap: { ...TRAP, ...more } }]);

  const answer = await run('verify');

  expect([answer.code, asked[1]]).toStrictEqual([code, ['traps/verify', { id: ID }]]);
  expect(answer.out).toContain(said);
});

test.for([
  [{ seenAt: '2026-11-25T10:00:00Z' }, 0],
  [{}, 1],
] as const)(
  'a drill touches the trap with its token and waits: %j ends with %i',
  async ([state, code]) => {
    answers.set('traps/show', [200, { trap: TRAP }]);
    answers.set('traps/drill', [200, { drill: { token: TOKEN, until: '' } }]);
    answers.set('traps/drill-state', [200, state]);

    const answer = await run('simulate', ID, '--wait', '1s', '--json');

    expect(answer.code).toBe(code);
    expect(JSON.parse(answer.out)).toMatchObject({
      action: 'secretsmanager:DescribeSecret',
      outcome: 'AccessDeniedException',
    });
    expect(asked.filter(([route]) => route === 'aws')).toStrictEqual([['aws', true]]);
  },
);

test('what a rotation made is shown once', async () => {
  answers.set('traps/reveal', [200, { secret: { userName: 'ops', password: 'pw' } }]);
  const first = await run('reveal', ID);
  answers.set('traps/reveal', [200, {}]);
  const second = await run('reveal', ID);

  expect([first.code, second.code]).toStrictEqual([0, 1]);
  expect(first.out).toContain('password = pw');
});

test('rotating and removing name the trap, and tell what is not finished', async () => {
  answers.set('traps/rotate', [200, { trap: { ...TRAP, failure: 'Throttling' } }]);
  answers.set('traps/remove', [200, { trap: { ...TRAP, state: 'removed' } }]);

  const [rotated, removed] = [await run('rotate', ID), await run('remove', ID)];

  expect([rotated.code, removed.code]).toStrictEqual([3, 0]);
  expect(rotated.err).toContain('goes on by itself');
  expect(asked.filter(([route]) => route !== 'signed out')).toStrictEqual([
    ['traps/rotate', { id: ID }],
    ['traps/remove', { id: ID }],
  ]);
});
