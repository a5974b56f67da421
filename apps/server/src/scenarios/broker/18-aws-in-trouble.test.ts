import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Credentials, RequestBody } from './api.fixture.ts';
import { recordedBroker } from './recorded-broker.fixture.ts';
import type { Fate, Recorded } from './recorder.fixture.ts';

const story = await recordedBroker();
afterAll(() => story.stop());
beforeEach(() => story.aws.forget());

/** For a busy machine. */
const PATIENT = { timeout: 10_000 };

const isSession = ({ form }: Recorded): boolean =>
  form.get('Action') === 'AssumeRole' && (form.get('RoleArn') ?? '').includes('TempAccessRole');

/** The first `times` sessions that are asked for meet another fate. */
const troubled = (fate: Fate, times: number): void => {
  let left = times;
  story.aws.decide((call) => {
    if (!isSession(call) || left === 0) return 'forward';
    left -= 1;
    return fate;
  });
};

const sessions = () =>
  story.aws.assumed().filter(({ roleArn }) => roleArn.includes('TempAccessRole'));

const issued = ({ id }: RequestBody) =>
  story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' });

/** Types of the leaves about sessions, oldest first. */
const sessionLeaves = async ({ id }: RequestBody): Promise<readonly string[]> =>
  (await story.leaves({ requestId: id }))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('session.'));

const cutStates = async ({ id }: RequestBody): Promise<readonly string[] | undefined> =>
  (await story.request('alice', id)).cuts?.map(({ state }) => state);

const puts = (): readonly Recorded[] =>
  story.aws.calls.filter(({ form }) => form.get('Action') === 'PutRolePolicy');

const healthy = async (): Promise<void> => {
  const { body } = await story.api('erin').get('/v1/audit/health');
  expect(body.violations).toEqual([]);
};

const tag = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';

const tryQueue = async (keys: Credentials, name: string): Promise<unknown> => {
  const sqs = new SQSClient(story.as(keys));
  onTestFinished(() => sqs.destroy());
  return sqs.send(new CreateQueueCommand({ QueueName: name })).then(
    () => 'made',
    (error: Error) => error.name,
  );
};

test('while STS is busy the same session is asked for again, and issued once', async () => {
  const request = await story.granted();
  troubled('throttle', 2);

  const answer = await issued(request);

  expect(answer.status).toBe(200);
  const asked = sessions();
  expect(asked).toHaveLength(3);
  expect(asked).toEqual([asked[0], asked[0], asked[0]]);
  expect(await sessionLeaves(request)).toEqual(['session.issuing', 'session.issued']);
  await healthy();
});

test('when STS stays busy the person hears it, nothing was given, and both are on record', async () => {
  const request = await story.granted();
  troubled('throttle', Number.POSITIVE_INFINITY);

  const answer = await issued(request);

  expect(answer.status).toBe(503);
  expect(answer.body.credentials).toBeUndefined();
  expect(await sessionLeaves(request)).toEqual(['session.issuing', 'session.failed']);
  const { sessions: shown = [] } = await story.request('alice', request.id);
  expect(shown.map(({ state }) => state)).toEqual(['failed']);
  story.aws.forget();
  expect((await issued(request)).status).toBe(200);
  await healthy();
});

test('a question that was lost on its way is not repeated behind the person’s back', async () => {
  const request = await story.granted();
  troubled('lose', 1);

  expect((await issued(request)).status).toBe(503);

  expect(sessions()).toHaveLength(1);
  expect(await sessionLeaves(request)).toEqual(['session.issuing', 'session.unknown']);
  await healthy();
});

test.for(['lose-answer', 'hold-answer'] as const)(
  'credentials that exist and reached nobody (%s) are on record, and die with the grant',
  async (fate) => {
    const request = await story.granted();
    troubled(fate, 1);

    const answer = await issued(request);

    expect(answer.status).toBe(503);
    expect(sessions()).toHaveLength(1);
    const [xml = ''] = story.aws.lost;
    const orphan: Credentials = {
      Version: 1,
      AccessKeyId: tag(xml, 'AccessKeyId'),
      SecretAccessKey: tag(xml, 'SecretAccessKey'),
      SessionToken: tag(xml, 'SessionToken'),
      Expiration: tag(xml, 'Expiration'),
    };
    expect(await tryQueue(orphan, `before-${fate}`)).toBe('made');
    expect(await sessionLeaves(request)).toEqual(['session.issuing', 'session.unknown']);

    const again = await issued(request);
    expect(again.status).toBe(200);
    const names = sessions().map(({ roleSessionName }) => roleSessionName);
    expect(new Set(names).size).toBe(2);

    await story.api('alice').post(`/v1/requests/${request.id}/end`);
    await expect.poll(() => cutStates(request), PATIENT).toEqual(['probed']);
    expect(await tryQueue(orphan, `after-${fate}`)).toBe('AccessDenied');
    await healthy();
  },
);

test('a cut that IAM is too busy for is tried until the keys are dead, and says so until then', async () => {
  const request = await story.granted();
  const keys = await story.credentials('alice', request.id);
  story.aws.decide(({ form }) => (form.get('Action') === 'PutRolePolicy' ? 'throttle' : 'forward'));

  await story.api('alice').post(`/v1/requests/${request.id}/end`);
  // Until the client itself has given up.
  await expect.poll(() => puts().length, PATIENT).toBeGreaterThanOrEqual(4);
  expect(await cutStates(request)).toEqual(['applying']);
  expect((await issued(request)).status).toBe(409);

  story.aws.forget();
  await expect
    .poll(async () => {
      await story.advance('PT10S');
      return cutStates(request);
    }, PATIENT)
    .toEqual(['probed']);
  const { cuts = [] } = await story.request('alice', request.id);
  expect(cuts[0]?.latencyMilliseconds).toBeGreaterThanOrEqual(10_000);
  expect(await tryQueue(keys, 'after-busy')).toBe('AccessDenied');
  expect(await sessionLeaves(request)).toEqual([
    'session.issuing',
    'session.issued',
    'session.cut-applied',
    'session.cut',
  ]);
  await healthy();
});
