import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { paginateListSecretVersionIds, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { tries } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { TRUST } from './lambda-code.fixture.ts';
import { TOKEN_FUNCTION } from './post-04-token-function.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const FLAGS = ['--clock=manual', '--delay-seconds=0', '--lambda-processes=4'];
const NAMES = Array.from({ length: 4 }, (_, number) => `rotating-${number}`);
const ROUNDS = tries(1, 5);
const ROUND_MILLISECONDS = 60_000;
/** So long they rotate before the server is killed: at another moment in each round. */
const FIRST_MILLISECONDS = 900;
const MORE_MILLISECONDS = 170;
/** Longer than what a node that fell holds on to its work, and than the pause after a first failure. */
const LEASE_SECONDS = 61;
// The clock of a new server is the machine's again, so what the last one was told to move is to be moved once more.
const MOST_LEASES = 6 * ROUNDS;
const MOST_LOOKS = 40;
const LOOK_MILLISECONDS = 50;

/** What the token is for: another secret, which the function sets before it makes the new token current. */
const CODE = TOKEN_FUNCTION.replace(
  'setSecret: async () => {},',
  `setSecret: async ({ SecretId, ClientRequestToken }) => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' }));
    await secrets.send(new PutSecretValueCommand({ SecretId: 'server-' + SecretId.split(':')[6].slice(0, -7), SecretString }));
  },`,
);

const prepare = async ({ client }: ServerProcess): Promise<void> => {
  const iam = new IAM(client);
  const { Role } = await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: TRUST });
  await iam.putRolePolicy({
    RoleName: 'rotates',
    PolicyName: 'own',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['secretsmanager:*', 'logs:*'], Resource: '*' },
    }),
  });
  iam.destroy();
  const functions = new Lambda(client);
  const { FunctionArn } = await functions.createFunction({
    FunctionName: 'rotates',
    Role: Role?.Arn,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 20,
    Code: { ZipFile: await zipOf({ 'index.mjs': CODE }) },
  });
  await functions.addPermission({
    FunctionName: 'rotates',
    StatementId: 'secretsmanager',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  });
  functions.destroy();
  const secrets = new SecretsManager(client);
  for (const Name of NAMES) {
    const SecretString = JSON.stringify({ token: 'first' });
    await secrets.createSecret({ Name: `server-${Name}`, SecretString });
    await secrets.createSecret({ Name, SecretString });
    await secrets.rotateSecret({ SecretId: Name, RotationLambdaARN: FunctionArn });
  }
  secrets.destroy();
};

/** Rotates a secret again as soon as it may, until the server is gone; answers the rotations that were accepted. */
const rotateUntilGone = async ({ client }: ServerProcess, SecretId: string): Promise<string[]> => {
  const secrets = new SecretsManager(client);
  const accepted: string[] = [];
  for (;;) {
    const ClientRequestToken = randomUUID();
    try {
      await secrets.rotateSecret({ SecretId, ClientRequestToken });
      accepted.push(ClientRequestToken);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'InvalidRequestException') {
        secrets.destroy();
        return accepted;
      }
    }
    await pause(20);
  }
};

const labelsOf = async (
  secrets: SecretsManager,
  SecretId: string,
): Promise<ReadonlyMap<string, string>> => {
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
  const pairs = Object.entries(VersionIdsToStages).flatMap(([id, stages]) =>
    stages.map((stage) => [stage, id] as const),
  );
  const labels = new Map(pairs);
  // A label is on one version.
  expect(labels.size).toBe(pairs.length);
  return labels;
};

const tokenOf = async (secrets: SecretsManager, SecretId: string): Promise<string> =>
  (await secrets.getSecretValue({ SecretId })).SecretString ?? '';

/** What holds of a secret at every moment. */
const requireSound = async (secrets: SecretsManager, name: string): Promise<void> => {
  const labels = await labelsOf(secrets, name);
  expect(labels.has('AWSCURRENT')).toBe(true);
  expect(labels.get('AWSPREVIOUS')).not.toBe(labels.get('AWSCURRENT'));
  expect(await tokenOf(secrets, name)).toContain('token');
};

const isOver = async (secrets: SecretsManager, name: string): Promise<boolean> => {
  const labels = await labelsOf(secrets, name);
  return [undefined, labels.get('AWSCURRENT')].includes(labels.get('AWSPENDING'));
};

/** Lets what the server that fell was doing be taken up again, until no rotation is under way. */
const finishAll = async (server: ServerProcess, secrets: SecretsManager): Promise<void> => {
  for (let count = 0; count < MOST_LEASES; count += 1) {
    await fetch(`${server.aws}/_gatehouse/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance: `PT${LEASE_SECONDS}S` }),
    });
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const over = await Promise.all(NAMES.map((name) => isOver(secrets, name)));
      if (!over.includes(false)) return;
      await pause(LOOK_MILLISECONDS);
    }
  }
};

/** How often Secrets Manager has told of each secret that it rotated. */
const successes = async ({ client }: ServerProcess): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  const trail = new CloudTrailClient(client);
  const asked = {
    LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'RotationSucceeded' }],
  };
  const records: string[] = [];
  for await (const { Events = [] } of paginateLookupEvents({ client: trail }, asked))
    records.push(...Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent));
  for (const name of NAMES)
    counts.set(name, records.filter((record) => record.includes(`:secret:${name}-`)).length);
  trail.destroy();
  return counts;
};

/** Ids of all versions that a secret has had: fewer than would be removed. */
const versionsOf = async (client: SecretsManager, SecretId: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  const pages = paginateListSecretVersionIds({ client }, { SecretId, IncludeDeprecated: true });
  for await (const { Versions = [] } of pages)
    ids.push(...Versions.map(({ VersionId = '' }) => VersionId));
  return ids;
};

test(
  'after kill -9 amid rotations labels are sound, and every rotation that was accepted ends, once',
  { timeout: ROUNDS * ROUND_MILLISECONDS },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'gatehouse-rotations-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    let server = await startServerProcess(data, FLAGS);
    onTestFinished(() => server.kill());
    await prepare(server);
    const accepted = new Map<string, string[]>(NAMES.map((name) => [name, []]));
    let interrupted = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      const running = server;
      const rotating = Promise.all(
        NAMES.map(async (name) =>
          accepted.get(name)?.push(...(await rotateUntilGone(running, name))),
        ),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, FIRST_MILLISECONDS + round * MORE_MILLISECONDS);
      });
      await server.kill();
      await rotating;
      server = await startServerProcess(data, FLAGS);
      const secrets = new SecretsManager(server.client);
      for (const name of NAMES) {
        await requireSound(secrets, name);
        if (!(await isOver(secrets, name))) interrupted += 1;
      }
      await finishAll(server, secrets);
      for (const name of NAMES) {
        await requireSound(secrets, name);
        expect(await isOver(secrets, name)).toBe(true);
        // What is checked with the token knows the one that is current.
        expect(await tokenOf(secrets, `server-${name}`)).toBe(await tokenOf(secrets, name));
      }
      secrets.destroy();
    }

    const secrets = new SecretsManager(server.client);
    const told = await successes(server);
    for (const name of NAMES) {
      const versions = await versionsOf(secrets, name);
      expect(versions).toEqual(expect.arrayContaining(accepted.get(name) ?? []));
      // All but the first were made by rotations, each of which was told of once.
      expect(told.get(name)).toBe(versions.length - 1);
    }
    expect(interrupted).toBeGreaterThan(0);
    secrets.destroy();
  },
);
