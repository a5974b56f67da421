import type { TrapView } from '@gatehouse/detection';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Answered, gatehouse } from '../terminal.fixture.ts';

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud({ detection: true });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await cloud.stop();
});

const traps = (profile: string, ...args: readonly string[]): Promise<Answered> => {
  vi.stubEnv('AWS_CONFIG_FILE', cloud.profiles.config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', cloud.profiles.credentials);
  vi.stubEnv('AWS_PROFILE', profile);
  vi.stubEnv('AWS_ENDPOINT_URL', cloud.aws);
  return gatehouse(['traps', ...args], { environment: { GATEHOUSE_CONSOLE_URL: cloud.console } });
};

const trapOf = ({ out }: Answered): TrapView =>
  // What the command itself answers.
  (JSON.parse(out) as { trap: TrapView }).trap;

const create = async (kind: string): Promise<TrapView> =>
  trapOf(await traps('security', 'create', kind, '--account', '111122223333', '--json'));

const PATIENCE = { timeout: 20_000, interval: 100 };

test('traps are set on the running server, a drill is heard, and who is no administrator sees nothing', async () => {
  // Detection begins behind the server's back.
  await vi.waitFor(async () => expect((await traps('security', 'list')).code).toBe(0), PATIENCE);
  const made = [await create('role'), await create('secret'), await create('bucket')];

  const drills: Answered[] = [];
  for (const { id } of made) drills.push(await traps('security', 'simulate', id, '--wait', '20s'));
  const list = await traps('security', 'list');
  const others = await traps('workloads', 'list');
  const removed = await traps('security', 'remove', made[0]?.id ?? '');

  expect(made.map(({ state }) => state)).toStrictEqual(['live', 'live', 'live']);
  expect(drills.map(({ code, err }) => [code, err])).toStrictEqual([
    [0, 'sts:AssumeRole: AccessDenied; waiting for the alert\n'],
    [0, 'secretsmanager:DescribeSecret: AccessDeniedException; waiting for the alert\n'],
    [0, 's3:GetBucketAcl: AccessDenied; waiting for the alert\n'],
  ]);
  expect(list.out).toContain(made[1]?.name);
  expect(others).toMatchObject({ code: 1, out: '' });
  expect(removed.code).toBe(0);
});

/** Who Gatehouse has alerts about. */
const actorsOfAlerts = async (): Promise<string> => {
  const credentials = cloud.client('security').credentials;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-gatehouse-console': '1',
    origin: cloud.console,
  };
  const { accessKeyId, secretAccessKey } = credentials;
  const signedIn = await fetch(`${cloud.console}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ accessKeyId, secretAccessKey }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answer = await fetch(`${cloud.console}/api/detection/alerts`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: '{}',
  });
  // The server's own answer.
  const { alerts } = (await answer.json()) as { alerts: readonly { actors: readonly string[] }[] };
  return alerts.flatMap(({ actors }) => actors).join(' ');
};

test('what Gatehouse does to keep traps alerts nobody', async () => {
  const id = (await create('access-key')).id;
  const bucket = (await create('bucket')).id;
  for (const one of [id, bucket]) {
    await traps('security', 'rotate', one);
    await traps('security', 'verify', one);
    await traps('security', 'remove', one);
  }
  // A drill comes after all of it, and so does its event.
  const last = await create('role');
  await traps('security', 'simulate', last.id, '--wait', '20s');

  const actors = await actorsOfAlerts();

  expect(actors).toContain('gatehouse-admin');
  expect(actors).not.toContain('AccountBaseline');
  expect(last.name).not.toMatch(/gatehouse/i);
});
