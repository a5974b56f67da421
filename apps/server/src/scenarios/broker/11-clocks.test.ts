import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Api, apiAt } from './api.fixture.ts';
import { wish } from './broker.fixture.ts';
import { issuerFlags, oidcIssuer } from './oidc-issuer.fixture.ts';

const issuer = await oidcIssuer();
afterAll(() => issuer.close());
beforeAll(() => {
  issuer.people.set('alice', { sub: 'alice', groups: ['s3-engineers'] });
  issuer.people.set('bob', { sub: 'bob', groups: ['security-approvers'] });
});

const FIVE_MINUTES = 300;

interface Node {
  /** Calls with a token that the identity provider stamps `skew` seconds from this node's time. */
  api(person: string, skew?: number): Api;
  advance(duration: string): Promise<Date>;
  stop(): Promise<void>;
}

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Its clock stands at the real time; a second start on the same data is a clock that was stepped back. */
const nodeOn = async (data: string): Promise<Node> => {
  const cloud: StartedCloud = await startCloud({
    data,
    clock: 'manual',
    flags: issuerFlags(issuer),
  });
  const advance = async (duration: string): Promise<Date> => {
    const { body } = await apiAt(cloud.aws, async () => undefined).post('/_gatehouse/clock', {
      advance: duration,
    });
    return new Date(body.now ?? Number.NaN);
  };
  return {
    advance,
    api: (sub, skew = 0) =>
      apiAt(`${cloud.console}/broker`, async () => {
        const iat = Math.floor((await advance('PT0S')).getTime() / 1000) + skew;
        return issuer.token({ sub, iat, exp: iat + 3600 });
      }),
    stop: () => cloud.stop(),
  };
};

const granted = async (node: Node, durationSeconds: number, skew = 0) => {
  const asked = await node.api('alice', skew).post('/v1/requests', wish({ durationSeconds }));
  expect(asked.body.error).toBeUndefined();
  const approved = await node.api('bob', skew).post(`/v1/requests/${asked.request.id}/approve`);
  expect(approved.body.error).toBeUndefined();
  return approved.request;
};

const invoke = (node: Node, id: string) =>
  node.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' });

describe('an identity provider whose clock is off', () => {
  let node: Node;
  beforeAll(async () => {
    node = await nodeOn(mkdtempSync(join(tmpdir(), 'gatehouse-skew-')));
  });
  afterAll(() => node.stop());

  test('an identity provider five minutes behind: windows are by the broker’s clock', async () => {
    const now = await node.advance('PT0S');

    const { startsAt, endsAt } = await granted(node, 900, -FIVE_MINUTES);

    expect(Date.parse(startsAt)).toBe(now.getTime());
    expect(Date.parse(endsAt)).toBe(now.getTime() + 900_000);
  });

  test('five minutes ahead: its tokens are of the future and let nobody in until they are not', async () => {
    const ahead = await node.api('alice', FIVE_MINUTES).post('/v1/requests', wish());

    expect(ahead.status).toBe(401);
  });

  test('five minutes behind, a token that has ended there has ended here as well', async () => {
    const over = await node.api('alice', -3600 - FIVE_MINUTES).get('/v1/me');

    expect(over.status).toBe(401);
  });
});

test('a clock that is stepped back an hour makes no window longer and revives nothing', async () => {
  const data = newFolder();
  const before = await nodeOn(data);
  const over = await granted(before, 900);
  const waiting = (await before.api('alice').post('/v1/requests', wish())).request;
  await before.advance('PT60M');
  const live = await granted(before, 900);
  const used = await invoke(before, live.id);
  await before.stop();

  const after = await nodeOn(data);
  onTestFinished(() => after.stop());
  const shown = async (id: string) => (await after.api('alice').get(`/v1/requests/${id}`)).body;

  // What had ended stays ended, though by this clock its window is open.
  expect((await shown(over.id)).request).toMatchObject({ state: 'ended', endsAt: over.endsAt });
  expect((await invoke(after, over.id)).status).toBe(409);
  // What is live begins, by this clock, in an hour; its end is where it was.
  expect(used.status).toBe(200);
  expect((await shown(live.id)).request).toMatchObject({
    startsAt: live.startsAt,
    endsAt: live.endsAt,
  });
  expect((await invoke(after, live.id)).status).toBe(409);
  expect((await shown(waiting.id)).request?.pendingUntil).toBe(waiting.pendingUntil);

  const back = await after.advance('PT60M');
  const again = await invoke(after, live.id);
  expect(back.getTime()).toBeLessThan(Date.parse(live.endsAt));
  expect(again.status).toBe(200);
  expect(Date.parse(again.body.credentials?.Expiration ?? '')).toBeLessThanOrEqual(
    Date.parse(live.endsAt),
  );
  await after.advance('PT15M');
  expect((await shown(live.id)).request?.state).toBe('ended');
  expect((await invoke(after, live.id)).status).toBe(409);
});

test('a request that expired before the step back is not decided after it', async () => {
  const data = newFolder();
  const before = await nodeOn(data);
  const { id } = (await before.api('alice').post('/v1/requests', wish())).request;
  await before.advance('PT8H');
  const expired = (await before.api('alice').get(`/v1/requests/${id}`)).body.request?.state;
  await before.stop();

  const after = await nodeOn(data);
  onTestFinished(() => after.stop());
  const late = await after.api('bob').post(`/v1/requests/${id}/approve`);

  expect(expired).toBe('expired');
  expect(late.status).toBe(409);
});
