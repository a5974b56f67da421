import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, EC2_ADMIN, READ_ONLY, S3_ADMIN, wish } from './broker.fixture.ts';

const story = await brokerCloud();

type Behaviour = 'yes' | 'no' | 'error' | 'garbage' | 'slow' | 'redirect';

/** A webhook that says who is on call, and what else webhooks do. */
const source = async (): Promise<{
  url: string;
  server: Server;
  asked: unknown[];
  be(next: Behaviour): void;
}> => {
  let behaviour: Behaviour = 'yes';
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      asked.push(JSON.parse(text));
      const answers: Readonly<Record<Behaviour, () => unknown>> = {
        yes: () => response.end(JSON.stringify({ holds: true, evidence: 'alice is on call' })),
        no: () => response.end(JSON.stringify({ holds: false })),
        error: () => response.writeHead(500).end('{"holds":true}'),
        garbage: () => response.end('{"holds":"true"}'),
        slow: () => undefined,
        redirect: () => response.writeHead(302, { location: '/yes' }).end('{"holds":true}'),
      };
      answers[behaviour]();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/on-call`,
    server,
    asked,
    be: (next) => {
      behaviour = next;
    },
  };
};

const webhook = await source();
afterAll(async () => {
  await story.stop();
  await new Promise((resolve) => {
    webhook.server.close(resolve);
    webhook.server.closeAllConnections();
  });
});

const ec2 = (ticket: string): object => wish({ targets: [EC2_ADMIN], fields: { ticket } });

const post = (person: string, id: string, verb: string, body?: object) =>
  story.api(person).post(`/v1/requests/${id}/${verb}`, body);

const waiting = async (person: string): Promise<readonly string[]> =>
  ((await story.api(person).get('/v1/requests?scope=review')).body.requests ?? []).map(
    ({ id }) => id,
  );

test.for([
  [
    ['bob', 'dave', 'carol'],
    ['pending', 'pending', 'active'],
  ],
  [
    ['carol', 'bob', 'dave'],
    ['pending', 'pending', 'active'],
  ],
  [
    ['bob', 'carol', 'dave'],
    ['pending', 'pending', 'active'],
  ],
] as const)('2 of security and 1 owner: three people, as %j', async ([people, states]) => {
  const { id } = await story.ask('alice', ec2('OPS-1'));

  const seen: string[] = [];
  for (const person of people) seen.push((await post(person, id, 'approve')).request.state);

  expect(seen).toEqual(states);
});

test('two who are of security are not enough without an owner, three of them neither', async () => {
  await story.people.add('vera', ['security-approvers']);
  const { id } = await story.ask('alice', ec2('OPS-2'));

  for (const person of ['bob', 'dave', 'vera']) await post(person, id, 'approve');

  const { request, steps = [] } = await story.request('alice', id);
  expect(request?.state).toBe('pending');
  expect(steps.map(({ name, satisfied }) => [name, satisfied])).toEqual([
    ['security', true],
    ['owner', false],
  ]);
});

test('one rejection closes it, also after approvals', async () => {
  const { id } = await story.ask('alice', ec2('OPS-3'));
  await post('bob', id, 'approve');

  const rejected = await post('carol', id, 'reject', { comment: 'Not today' });
  const late = await post('dave', id, 'approve');

  expect(rejected.request.state).toBe('rejected');
  expect(late.status).toBe(409);
  expect((await post('alice', id, 'sessions', { kind: 'cli' })).status).toBe(409);
});

test('after its time security may stand in for the owner, and not before', async () => {
  await story.people.add('wanda', ['security-approvers']);
  const { id } = await story.ask('alice', ec2('OPS-4'));
  for (const person of ['bob', 'dave']) await post(person, id, 'approve');

  await story.advance('PT29M');
  const before = await story.request('alice', id);
  await story.advance('PT2M');
  const after = await story.request('alice', id);
  const { request } = await post('wanda', id, 'approve');

  const escalated = (view: typeof before): readonly boolean[] =>
    (view.steps ?? []).map((step) => step.escalated);
  expect(escalated(before)).toEqual([false, false]);
  expect(escalated(after)).toEqual([false, true]);
  expect(after.request?.state).toBe('pending');
  expect(request.state).toBe('active');
});

test('the queue shows to each what they can decide, and nothing else', async () => {
  const { id } = await story.ask('alice', ec2('OPS-5'));
  const seen = async (): Promise<readonly boolean[]> => {
    const queues = await Promise.all(['bob', 'alice', 'erin'].map(waiting));
    return queues.map((ids) => ids.includes(id));
  };

  const before = await seen();
  await post('bob', id, 'approve');

  expect(before).toEqual([true, false, false]);
  expect(await seen()).toEqual([false, false, false]);
});

test('a role that needs nobody together with one that does needs somebody', async () => {
  const alone = await story.ask('alice', wish({ targets: [READ_ONLY] }));
  const together = await story.ask('alice', wish({ targets: [READ_ONLY, S3_ADMIN] }));

  expect(alone.state).toBe('active');
  expect(together.state).toBe('pending');
});

test.for(['OPS', 'ops-1', 'OPS-1 ', ' OPS-1', 'OPS-1\n', 'XOPS-123456789', ''])(
  'a ticket %j is not what the rule asks for',
  async (ticket) => {
    const answer = await story.api('alice').post('/v1/requests', ec2(ticket));

    expect(answer.status).toBe(422);
  },
);

beforeAll(async () => {
  await story.people.add('xena', ['on-call-engineers']);
  await story.changePolicy(
    (document) => `${document.replace(
      'rules:\n',
      `rules:
  - id: on-call
    effect: allow
    who: { groups: [on-call-engineers] }
    what: [{ accounts: ['111122223333'], roles: [TempAccessRoleS3Admin] }]
    maxDuration: PT1H
    approval:
      steps: [{ name: security, set: security }]
      unless:
        - onCall: { source: rota, schedule: storage }
`,
    )}
sources:
  rota: { url: '${webhook.url}', timeout: PT1S }
`,
  );
});

test('who is on call needs no approval, and what was asked and answered is on record', async () => {
  webhook.be('yes');

  const { id, state } = await story.ask('xena');

  expect(state).toBe('active');
  expect(webhook.asked.at(-1)).toMatchObject({
    condition: { kind: 'on-call', schedule: 'storage' },
    targets: [S3_ADMIN],
  });
  const [created] = await story.leaves({ requestId: id, type: 'request.created' });
  expect(JSON.stringify(created)).toContain('alice is on call');
});

test.for<Behaviour>(['no', 'error', 'garbage', 'slow', 'redirect'])(
  'a source that answers %s falls back to people',
  async (behaviour) => {
    webhook.be(behaviour);

    const { id, state } = await story.ask('xena');
    webhook.be('yes');
    await story.advance('PT1M');

    expect(state).toBe('pending');
    expect(await story.stateOf('xena', id)).toBe('pending');
    expect((await post('bob', id, 'approve')).request.state).toBe('active');
  },
);

test('a source that is gone falls back to people', async () => {
  await new Promise((resolve) => {
    webhook.server.close(resolve);
    webhook.server.closeAllConnections();
  });

  const { state } = await story.ask('xena');

  expect(state).toBe('pending');
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
