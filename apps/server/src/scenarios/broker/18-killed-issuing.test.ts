import { setTimeout as pause } from 'node:timers/promises';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { tries } from '@gatehouse/testkit';
import { afterAll, expect, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { type Leaf, READ_ONLY, wish } from './broker.fixture.ts';
import { type Life, mortalBroker } from './mortal-broker.fixture.ts';

const KILLS = tries(6, 30);
const SHORTEST_SWEEP_MILLISECONDS = 80;

const mortal = await mortalBroker();
afterAll(() => mortal.remove());

/** What clients were given before their server died. */
interface Given {
  readonly credentials: Credentials[];
  readonly consoles: string[];
}

const KINDS = ['cli', 'console'];

const ask = async (life: Life, id: string, given: Given): Promise<void> => {
  const asked = KINDS.map(async (kind) => {
    const { body } = await life.api('alice').post(`/v1/requests/${id}/sessions`, { kind });
    if (body.credentials !== undefined) given.credentials.push(body.credentials);
    if (body.url !== undefined) given.consoles.push(body.session?.id ?? '');
  });
  await Promise.allSettled(asked);
};

/** Sessions of both kinds at once, and the end of the server `after` they were asked for. */
const lifeAndDeath = async (id: string, after: number, given: Given): Promise<void> => {
  const life = await mortal.live();
  await life.token('alice');
  const asked = ask(life, id, given);
  await pause(after);
  await life.server.kill();
  await asked;
};

/** How long both take in a server that has just started. */
const undisturbed = async (id: string, given: Given): Promise<number> => {
  const life = await mortal.live();
  await life.token('alice');
  const began = performance.now();
  await ask(life, id, given);
  const took = performance.now() - began;
  await life.server.kill();
  return took;
};

const OUTCOMES = ['session.issued', 'session.unknown', 'session.failed', 'session.dropped'];

const sessionOf = ({ data }: Leaf): string => String(data['session']);

/** Names under which sessions of the request exist in AWS, as its event history has them. */
const namesInAws = async (life: Life, requestId: string): Promise<readonly string[]> => {
  const client = new CloudTrailClient({
    ...life.server.client,
    credentials: mortal.keys('workloads'),
  });
  const names: string[] = [];
  const pages = paginateLookupEvents(
    { client },
    { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }] },
  );
  for await (const { Events = [] } of pages)
    for (const { CloudTrailEvent = '{}' } of Events) {
      if (!CloudTrailEvent.includes(requestId)) continue;
      const { requestParameters } = JSON.parse(CloudTrailEvent);
      names.push(String(requestParameters.roleSessionName));
    }
  client.destroy();
  return names;
};

const refusal = async (life: Life, keys: Credentials): Promise<string> => {
  const sqs = new SQSClient({
    ...life.server.client,
    credentials: {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
    },
  });
  try {
    await sqs.send(new ListQueuesCommand({}));
    return 'allowed';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  } finally {
    sqs.destroy();
  }
};

test(
  `kill -9 at ${KILLS} moments of issuing leaves no session that is not on record, and each has one outcome`,
  { timeout: 240_000 },
  async () => {
    const first = await mortal.live();
    const request = await first.ask(
      'alice',
      wish({ targets: [READ_ONLY], durationSeconds: 8 * 3600 }),
    );
    await first.server.stop();
    const given: Given = { credentials: [], consoles: [] };
    const took = await undisturbed(request.id, { credentials: [], consoles: [] });
    const sweep = Math.max(SHORTEST_SWEEP_MILLISECONDS, 1.5 * took);
    for (let kill = 0; kill < KILLS; kill += 1)
      await lifeAndDeath(request.id, (kill * sweep) / (KILLS - 1), given);

    const last = await mortal.live();
    const aliveBefore = await Promise.all(given.credentials.map((keys) => refusal(last, keys)));
    await last.advance('PT2M');
    await last.advance('PT2M');
    const leaves = await last.leaves({ requestId: request.id });
    const inAws = await namesInAws(last, request.id);
    const { sessions = [] } = await last.request('alice', request.id);
    const { body } = await last.api('erin').get('/v1/audit/health');
    await last.api('bob').post(`/v1/requests/${request.id}/end`);
    await last.advance('PT1M');
    await expect
      .poll(async () => (await last.request('alice', request.id)).cuts?.map(({ state }) => state), {
        timeout: 20_000,
      })
      .not.toContain('applying');
    const afterEnd = await Promise.all(given.credentials.map((keys) => refusal(last, keys)));
    await last.server.stop();

    expect(body.violations).toEqual([]);
    expect(await mortal.verify()).toMatchObject({ intact: true });
    const ofType = (...types: readonly string[]) =>
      leaves.filter(({ type }) => types.includes(type));
    const begun = ofType('session.issuing').map(sessionOf);
    const ended = ofType(...OUTCOMES).map(sessionOf);
    expect(ended.toSorted()).toEqual(begun.toSorted());
    expect(new Set(begun).size).toBe(begun.length);
    expect(sessions.map(({ state }) => state)).not.toContain('issuing');
    // Some kills came before the credentials and some after them; otherwise nothing was tried.
    expect(given.credentials.length).toBeGreaterThan(0);
    expect(given.credentials.length).toBeLessThan(KILLS);

    const issued = ofType('session.issued');
    const keys = new Set(issued.map(({ data }) => data['accessKeyId']));
    expect(given.credentials.filter(({ AccessKeyId }) => !keys.has(AccessKeyId))).toEqual([]);
    const issuedIds = new Set(issued.map(sessionOf));
    expect(given.consoles.filter((session) => !issuedIds.has(session))).toEqual([]);
    const named = new Set(ofType('session.issuing').map(({ data }) => data['roleSessionName']));
    expect(inAws.length).toBeGreaterThanOrEqual(issued.length);
    expect(inAws.filter((name) => !named.has(name))).toEqual([]);
    expect(new Set(aliveBefore)).toEqual(new Set(['allowed']));
    expect(new Set(afterEnd)).toEqual(new Set(['AccessDenied']));
  },
);
