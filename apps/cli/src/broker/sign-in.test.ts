import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import { gatehouse } from '../terminal.fixture.ts';
import type { RequestPage } from './broker-types.ts';
import {
  comeBack,
  follow,
  logIn,
  type People,
  peopleFixture,
  type Person,
} from './people.fixture.ts';

let people: People;

beforeAll(async () => {
  people = await peopleFixture();
});
afterAll(() => people.stop());

interface Kept {
  readonly file: string;
  readonly content: Record<string, unknown>;
}

const keptBy = ({ home }: Person): Kept => {
  const folder = join(home, 'sign-ins');
  const name = readdirSync(folder).find((one) => one.endsWith('.json')) ?? '';
  const file = join(folder, name);
  // The command writes an object.
  return { file, content: JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> };
};

test('the loopback sign-in says who it is, and the broker is remembered', async () => {
  const alice = await people.newcomer('alice');

  const { code, out, err } = await logIn(alice, '--broker', people.cloud.console);
  const later = await alice.runIn({ environment: { GATEHOUSE_BROKER: '' } }, 'requests', '--json');

  expect(code).toBe(0);
  expect(out).toBe(
    `Signed in to ${people.cloud.console} as Alice Archer (platform-engineers, s3-engineers).\n`,
  );
  expect(err).toMatch(/redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A1458[0-3]%2Fcallback/);
  expect(err).toMatch(/code_challenge_method=S256/);
  expect(later).toMatchObject({ code: 0 });
});

test('a browser is started with an address of this machine, which leads to the provider', async () => {
  const carol = await people.newcomer('carol');
  const folder = people.folder();
  const seen = join(folder, 'seen');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" >'${seen}'\n`);
  chmodSync(join(folder, 'xdg-open'), 0o755);
  let visited: Promise<unknown> | undefined;

  const { code, err } = await carol.runIn(
    {
      environment: { PATH: `${folder}:/usr/bin:/bin` },
      onError: (text) => {
        if (text.includes('authorize?')) visited ??= comeBack(carol.browser, text);
      },
    },
    'login',
    '--json',
  );
  await visited;

  expect(code).toBe(0);
  expect(err).toMatch(/^Your browser is asked/);
  expect(readFileSync(seen, 'utf8')).toMatch(/^http:\/\/127\.0\.0\.1:1458[0-3]\/[\w-]{43}$/);
});

test('who denies nothing but goes away is waited for as long as was said', async () => {
  const dave = await people.newcomer('dave');

  const { code, err } = await dave.run('login', '--no-browser', '--timeout', '1');

  expect(code).toBe(3);
  expect(err).toContain('nobody signed in within 1 s');
  expect(existsSync(join(dave.home, 'sign-ins'))).toBe(false);
});

test('an answer to another sign-in is not taken; ours is', async () => {
  const frank = await people.newcomer('frank');
  let visited: Promise<unknown> | undefined;

  const { code } = await frank.runIn(
    {
      onError: (text) => {
        const redirect = /redirect_uri=([^&]+)/.exec(text)?.[1];
        if (redirect === undefined) return;
        visited ??= follow(`${decodeURIComponent(redirect)}?code=evil&state=other`).then((page) => {
          expect(page.status).toBe(400);
          return comeBack(frank.browser, text);
        });
      },
    },
    'login',
    '--no-browser',
  );
  await visited;

  expect(code).toBe(0);
});

test('a code that is not ours is refused by the provider, and nothing is kept', async () => {
  const frank = await people.newcomer('frank');
  let visited: Promise<unknown> | undefined;

  const { code, err } = await frank.runIn(
    {
      onError: (text) => {
        const [, redirect = ''] = /redirect_uri=([^&]+)/.exec(text) ?? [];
        const [, state = ''] = /[?&]state=([^&\s]+)/.exec(text) ?? [];
        if (redirect !== '')
          visited ??= follow(`${decodeURIComponent(redirect)}?code=evil&state=${state}`);
      },
    },
    'login',
    '--no-browser',
  );
  await visited;

  expect(code).toBe(1);
  expect(err).toContain('the identity provider refused the sign-in');
  expect(existsSync(join(frank.home, 'sign-ins'))).toBe(false);
});

test('a machine without a browser signs in by a code', async () => {
  const bob = await people.newcomer('bob');
  let allowed: Promise<unknown> | undefined;

  const { code, out, err } = await bob.runIn(
    {
      onError: (text) => {
        const url = /or open (\S+)/.exec(text)?.[1];
        if (url === undefined) return;
        allowed ??= bob.browser
          .open(url)
          .then((page) => bob.browser.submit(page, { decision: 'allow' }));
      },
    },
    'login',
    '--device',
    '--json',
  );
  await allowed;

  expect(code).toBe(0);
  expect(err).toMatch(/enter the code [B-Z]{4}-[B-Z]{4}\n/);
  expect(JSON.parse(out)).toMatchObject({ person: { name: 'Bob Baker' } });
  expect(out).not.toContain(String(keptBy(bob).content['accessToken']));
  expect((await bob.run('requests')).code).toBe(0);
});

test('a person who denies it is not signed in', async () => {
  const bob = await people.newcomer('erin');
  let denied: Promise<unknown> | undefined;

  const { code, err } = await bob.runIn(
    {
      onError: (text) => {
        const url = /or open (\S+)/.exec(text)?.[1];
        if (url === undefined) return;
        denied ??= bob.browser
          .open(url)
          .then((page) => bob.browser.submit(page, { decision: 'deny' }));
      },
    },
    'login',
    '--device',
  );
  await denied;

  expect(code).toBe(1);
  expect(err).toContain('the sign-in was denied');
});

/** Forwards to an endpoint and counts. */
const counted = async (endpoint: string): Promise<{ url: string; count: () => number }> => {
  let count = 0;
  const forward = async (text: string) => {
    count += 1;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: text });
    return { status: answer.status, body: await answer.text() };
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      void forward(text).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        return status;
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/token`, count: () => count };
};

test('processes that need a new token at the same moment refresh it once, and all go on', async () => {
  const alice = await people.person('alice');
  const { file, content } = keptBy(alice);
  const endpoint = await counted(String(content['tokenEndpoint']));
  writeFileSync(file, JSON.stringify({ ...content, tokenEndpoint: endpoint.url, expiresAt: 1 }));
  const environment = {
    GATEHOUSE_CONFIG_HOME: alice.home,
    GATEHOUSE_BROKER: people.cloud.console,
  };

  const answers = await Promise.all(
    [1, 2, 3].map(() => spawned(['requests', '--json'], environment)),
  );

  expect(answers.map(({ code, err }) => ({ code, err }))).toEqual(
    answers.map(() => ({ code: 0, err: '' })),
  );
  for (const { out } of answers) {
    const page: RequestPage = JSON.parse(out);
    expect(page.requests).toEqual([]);
  }
  expect(endpoint.count()).toBe(1);
  const { refreshToken, expiresAt } = keptBy(alice).content;
  expect(refreshToken).not.toBe(content['refreshToken']);
  expect(Number(expiresAt)).toBeGreaterThan(Date.now() + 60_000);
  expect(readdirSync(join(alice.home, 'sign-ins')).filter((name) => name.endsWith('.new'))).toEqual(
    [],
  );
});

test('logout ends the sign-in at the provider as well, and leaves no token behind', async () => {
  const alice = await people.person('alice');
  const { file, content } = keptBy(alice);

  const { code, out } = await alice.run('logout', '--json');
  const renewal = await fetch(String(content['tokenEndpoint']), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: String(content['clientId']),
      refresh_token: String(content['refreshToken']),
    }),
  });

  expect([code, JSON.parse(out)]).toEqual([
    0,
    { broker: people.cloud.console, wasSignedIn: true, revoked: true },
  ]);
  expect(existsSync(file)).toBe(false);
  expect(await renewal.json()).toEqual({ error: 'invalid_grant' });
  expect(await alice.run('requests')).toMatchObject({
    code: 1,
    err: expect.stringContaining('run "gatehouse login" first'),
  });
  expect(await alice.run('logout')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nobody was signed in'),
  });
});

test('a logout that does not reach the provider deletes the tokens and says what is left', async () => {
  const alice = await people.person('alice');
  const { file, content } = keptBy(alice);
  writeFileSync(
    file,
    JSON.stringify({ ...content, revocationEndpoint: 'http://127.0.0.1:9/revoke' }),
  );

  const { code, err } = await alice.run('logout');

  expect(code).toBe(3);
  expect(err).toContain('may take them until they expire');
  expect(existsSync(file)).toBe(false);
});

test('a token that was forged or is of somewhere else ends with one line', async () => {
  const alice = await people.person('alice');
  const { file, content } = keptBy(alice);
  const { refreshToken: _gone, ...rest } = content;
  writeFileSync(file, JSON.stringify({ ...rest, accessToken: 'e30.e30.e30' }));

  expect(await alice.run('requests')).toEqual({
    code: 1,
    out: '',
    err: 'gatehouse requests: Sign in again: the access token is not accepted.\n',
  });
});

test('a token that the broker takes no more is renewed, and the command goes on', async () => {
  const alice = await people.person('alice');
  const { file, content } = keptBy(alice);
  writeFileSync(file, JSON.stringify({ ...content, accessToken: 'e30.e30.e30' }));

  expect((await alice.run('requests')).code).toBe(0);
});

test.for([
  ['nobody answers', 'http://127.0.0.1:9', 3, 'does not answer'],
  ['something else answers', 'aws', 3, 'there is no broker at'],
  ['it is no address', 'nonsense', 2, 'is not the address of a broker'],
] as const)('login where %s: exit code %i', async ([, address, code, words]) => {
  const broker = address === 'aws' ? people.cloud.aws : address;

  const answer = await gatehouse(['login', '--broker', broker], {
    environment: { GATEHOUSE_CONFIG_HOME: '/nonexistent' },
  });

  expect(answer).toMatchObject({ code, out: '', err: expect.stringContaining(words) });
});
