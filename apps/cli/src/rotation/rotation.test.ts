import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import { type Answered, gatehouse } from '../terminal.fixture.ts';
import { functionFolders, startService } from './functions.fixture.ts';

let cloud: StartedCloud;
let client: SecretsManager;
let folders: Awaited<ReturnType<typeof functionFolders>>;

beforeAll(async () => {
  [cloud, folders] = await Promise.all([startCloud(), functionFolders()]);
  client = new SecretsManager(cloud.client('workloads'));
});
afterAll(async () => {
  folders.remove();
  await cloud.stop();
});

const rotationTest = (
  path: string,
  secret: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Answered> =>
  spawned(['rotation', 'test', path, '--secret', secret, '--json'], {
    AWS_CONFIG_FILE: cloud.profiles.config,
    AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
    AWS_PROFILE: 'workloads',
    AWS_ENDPOINT_URL: cloud.aws,
    ...environment,
  });

interface Answer {
  readonly passed: boolean;
  readonly checks: readonly { readonly check: string; readonly problem?: string }[];
}

const problemsOf = ({ out }: Answered): readonly string[] => {
  const answer: Answer = JSON.parse(out);
  return answer.checks.flatMap(({ check, problem }) =>
    problem === undefined ? [] : [`${check}: ${problem}`],
  );
};

/** What an application sees of a secret, and its labels. */
const stateOf = async (secret: string): Promise<object> => {
  const { SecretString: text } = await client.getSecretValue({ SecretId: secret });
  const { VersionIdsToStages: stages } = await client.describeSecret({ SecretId: secret });
  return { text, stages };
};

test('the template passes, and service and secret are as they were', async () => {
  const service = await startService('first-password');
  const value = { url: service.url, username: 'robot', password: 'first-password' };
  await client.createSecret({ Name: 'service', SecretString: JSON.stringify(value) });
  const before = await stateOf('service');

  const answered = await rotationTest(folders.template, 'service');

  expect(answered.err).toBe('');
  expect(problemsOf(answered)).toEqual([]);
  expect(answered.code).toBe(0);
  expect(await stateOf('service')).toEqual(before);
  expect(service.state.password).toBe('first-password');
  service.close();
});

test.for([
  ['unchecked', ['every step refuses an unknown version: createSecret, setSecret, testSecret']],
  [
    'again',
    ['nothing changes when the version is current already: it called UpdateSecretVersionStage'],
  ],
  [
    'replaces',
    ['createSecret ends well after a crash behind PutSecretValue: ResourceExistsException'],
  ],
  ['talks', ['createSecret keeps the secret to itself: it writes a part']],
  ['fails', ['testSecret ends well: TypeError: cannot read the answer']],
  [
    'unfinished',
    ['finishSecret makes the new version current: AWSCURRENT is not on the new version'],
  ],
] as const)(
  'what is wrong is said of a function that is "%s", and the secret is as it was',
  async ([FAULT, expected]) => {
    await client.createSecret({ Name: `fault-${FAULT}`, SecretString: 'first-value' });
    const before = await stateOf(`fault-${FAULT}`);

    const answered = await rotationTest(folders.homeMade, `fault-${FAULT}`, { FAULT });

    const problems = problemsOf(answered);
    for (const [at, problem] of expected.entries()) expect(problems[at]).toContain(problem);
    expect(answered.code).toBe(1);
    expect(await stateOf(`fault-${FAULT}`)).toEqual(before);
  },
);

test.for([
  [['.'], '--secret is needed'],
  [['nowhere', '--secret=x'], 'there is no nowhere'],
  [['.', '--secret=x', '--handler=index'], '--handler is FILE.EXPORT'],
  [['.', '--secret=x', '--timeout=0'], '--timeout is 1 to 900'],
  [[], 'one folder or file'],
] as const)('%j is refused before anything is asked', async ([args, why]) => {
  const { code, err } = await gatehouse(['rotation', 'test', ...args]);

  expect(code).toBe(2);
  expect(err).toContain(why);
});
