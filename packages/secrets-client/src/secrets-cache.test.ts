import { manualClock } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { createSecretsCache, type SecretReader, type SecretValue } from './index.ts';

const value = (versionId: string): SecretValue => ({
  versionId,
  string: `password of ${versionId}`,
  binary: undefined,
});

const failure = (name: string): Error => Object.assign(new Error(name), { name });

/** Secrets Manager with one secret, counting what it is asked. */
const secrets = () => {
  const state = {
    current: 'v1',
    pending: undefined as string | undefined,
    failure: undefined as Error | undefined,
    asked: [] as string[],
  };
  const answer = async <Answer>(question: string, make: () => Answer): Promise<Answer> => {
    state.asked.push(question);
    if (state.failure !== undefined) throw state.failure;
    return make();
  };
  const reader: SecretReader = {
    versionOf: () => answer('describe', () => state.current),
    value: (_secretId, stage) =>
      stage === 'AWSPENDING'
        ? answer('get pending', () => {
            if (state.pending === undefined) throw failure('ResourceNotFoundException');
            return value(state.pending);
          })
        : answer('get', () => value(state.current)),
  };
  const clock = manualClock();
  const cache = createSecretsCache({ reader, clock, refreshSeconds: 600, random: () => 1 });
  return { state, clock, cache };
};

const isRefused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AuthenticationFailed';

test('a value is asked for once, by however many', async () => {
  const { state, cache } = secrets();

  const found = await Promise.all([cache.get('db'), cache.get('db'), cache.get('db')]);

  expect(found.map(({ versionId }) => versionId)).toEqual(['v1', 'v1', 'v1']);
  expect(state.asked).toEqual(['get']);
});

test('when its time has come a value is looked at, and fetched only if it is another one', async () => {
  const { state, clock, cache } = secrets();
  await cache.get('db');

  clock.advance({ seconds: 599 });
  await cache.get('db');
  expect(state.asked).toEqual(['get']);

  clock.advance({ seconds: 1 });
  await cache.get('db');
  expect(state.asked).toEqual(['get', 'describe']);

  state.current = 'v2';
  clock.advance({ seconds: 600 });
  expect(await cache.get('db')).toEqual(value('v2'));
  expect(state.asked).toEqual(['get', 'describe', 'describe', 'get']);
});

test('while nobody answers the old value holds, and the attempts become rarer', async () => {
  const { state, clock, cache } = secrets();
  await cache.get('db');
  clock.advance({ seconds: 600 });
  state.failure = failure('TimeoutError');
  state.asked = [];

  for (const seconds of [0, 1, 1, 1, 3, 1]) {
    clock.advance({ seconds });
    expect(await cache.get('db')).toEqual(value('v1'));
  }
  // At 0, 1, 3 and 7 seconds.
  expect(state.asked).toHaveLength(4);

  state.failure = undefined;
  state.current = 'v2';
  clock.advance({ seconds: 8 });
  expect(await cache.get('db')).toEqual(value('v2'));
});

test.for(['ResourceNotFoundException', 'AccessDeniedException'])(
  'after %s nothing kept is used any more',
  async (name) => {
    const { state, clock, cache } = secrets();
    await cache.get('db');
    clock.advance({ seconds: 600 });
    state.failure = failure(name);

    await expect(cache.get('db')).rejects.toMatchObject({ name });
    await expect(cache.get('db')).rejects.toMatchObject({ name });

    state.failure = undefined;
    expect(await cache.get('db')).toEqual(value('v1'));
  },
);

test('a secret that has never been read rejects when nobody answers', async () => {
  const { state, cache } = secrets();
  state.failure = failure('TimeoutError');

  await expect(cache.get('db')).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('what is refused is tried once more with the version that took its place', async () => {
  const { state, cache } = secrets();
  await cache.get('db');
  state.current = 'v2';
  const tried: string[] = [];

  const result = await cache.use(
    'db',
    async ({ versionId }) => {
      tried.push(versionId);
      if (versionId === 'v1') throw failure('AuthenticationFailed');
      return 'connected';
    },
    { isRefused },
  );

  expect(result).toBe('connected');
  expect(tried).toEqual(['v1', 'v2']);
});

test('while a rotation has changed the password and not yet moved the label, the pending version is tried, and not kept', async () => {
  const { state, cache } = secrets();
  const tried: string[] = [];
  const logIn = async ({ versionId }: SecretValue): Promise<string> => {
    tried.push(versionId);
    if (versionId === 'v1') throw failure('AuthenticationFailed');
    return versionId;
  };
  state.pending = 'v2';

  expect(await cache.use('db', logIn, { isRefused })).toBe('v2');
  expect((await cache.get('db')).versionId).toBe('v1');
  state.current = 'v2';
  expect(await cache.use('db', logIn, { isRefused })).toBe('v2');
  expect(tried).toEqual(['v1', 'v2', 'v1', 'v2']);
  expect((await cache.get('db')).versionId).toBe('v2');

  state.pending = 'v3';
  await expect(
    cache.use('db', logIn, { isRefused: () => true, stage: 'AWSPREVIOUS' }),
  ).resolves.toBe('v2');
});

test('without another version the refusal stands, and other failures are not retried', async () => {
  const { state, cache } = secrets();
  let tries = 0;
  const refusing = (name: string) => async (): Promise<never> => {
    tries += 1;
    throw failure(name);
  };

  await expect(
    cache.use('db', refusing('AuthenticationFailed'), { isRefused }),
  ).rejects.toMatchObject({ name: 'AuthenticationFailed' });
  expect(tries).toBe(1);
  expect(state.asked).toEqual(['get', 'describe', 'get pending']);

  await expect(cache.use('db', refusing('SyntaxError'), { isRefused })).rejects.toMatchObject({
    name: 'SyntaxError',
  });
  expect(state.asked).toEqual(['get', 'describe', 'get pending']);
});

test('no more secrets are kept than there is room for; the one used longest ago goes', async () => {
  const { state } = secrets();
  const clock = manualClock();
  const asked: string[] = [];
  const cache = createSecretsCache({
    reader: {
      versionOf: async () => state.current,
      value: async (secretId) => {
        asked.push(secretId);
        return value('v1');
      },
    },
    clock,
    capacity: 2,
  });

  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(name);

  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('what is cleared is asked for anew', async () => {
  const { state, cache } = secrets();
  await cache.get('db');
  cache.clear();
  await cache.get('db');

  expect(state.asked).toEqual(['get', 'get']);
});
