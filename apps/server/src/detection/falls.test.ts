import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import type { AlertsAnswer, StatusAnswer } from '@gatehouse/detection';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { afterAll, expect, test } from 'vitest';

const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const FLAGS = ['--detection=on', '--detection-least-notice=CRITICAL'];
const USERS_PER_ROUND = 4;
const ROUNDS = 2;

/** Alerts of each user are their own: a lost one is missing, one that was taken twice counts two. */
const RULE = `
id: user-made
title: A user was made
severity: HIGH
when: ['{ $.eventName = "CreateUser" && $.requestParameters.userName = "fall-*" }']
because: '{$.requestParameters.userName} was made.'
group: [$.requestParameters.userName]
`;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const keysOf = (profile: string) => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = new RegExp(
    `\\[${profile}\\]\\naws_access_key_id = (\\S+)\\naws_secret_access_key = (\\S+)`,
  ).exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const signedIn = async ({ console }: ServerProcess) => {
  const headers = {
    'content-type': 'application/json',
    'x-gatehouse-console': '1',
    origin: console,
  };
  const post = (path: string, body: object, cookie = ''): Promise<Response> =>
    fetch(`${console}/api/${path}`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
  const session = await post('session', keysOf('security'));
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const ask = async <Answer>(route: string, body: object = {}): Promise<Answer | undefined> => {
    const response = await post(`detection/${route}`, body, cookie);
    // The server answers by the types of @gatehouse/detection.
    return response.status === 200 ? ((await response.json()) as Answer) : undefined;
  };
  for (let look = 0; look < 200; look += 1) {
    if ((await ask<StatusAnswer>('status'))?.state === 'running') return ask;
    await pause(50);
  }
  throw new Error('detection does not run');
};

test(
  'whenever the process is killed, no alert is lost and none doubled',
  { timeout: 90_000 },
  async () => {
    const names: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await startServerProcess(data, FLAGS);
      const ask = await signedIn(server);
      if (round === 0) await ask('rules/import', { files: [{ name: 'own.yaml', text: RULE }] });
      const credentials = keysOf('workloads');
      const iam = new IAM({
        endpoint: server.aws,
        region: 'us-east-1',
        credentials,
        maxAttempts: 1,
      });
      for (let user = 0; user < USERS_PER_ROUND; user += 1) {
        const UserName = `fall-${round}-${user}`;
        await iam.createUser({ UserName });
        names.push(UserName);
        await pause(60 * round);
      }
      // Somewhere on the way from the call to the alert.
      await pause(round * 200);
      await server.kill();
    }

    const server = await startServerProcess(data, FLAGS);
    const ask = await signedIn(server);
    const found = async (): Promise<readonly string[]> => {
      const answer = await ask<AlertsAnswer>('alerts', { rule: 'custom.user-made', limit: 100 });
      return (answer?.alerts ?? []).map(
        ({ because, count }) => `${/fall-\d-\d/.exec(because)?.[0]} ${count}`,
      );
    };
    for (let look = 0; look < 100 && (await found()).length < names.length; look += 1)
      await pause(100);
    await pause(1000);

    expect((await found()).toSorted((a, b) => a.localeCompare(b))).toEqual(
      names.map((name) => `${name} 1`),
    );
    await server.stop();
  },
);
