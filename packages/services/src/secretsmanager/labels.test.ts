import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { secretsFixture, type SecretsFixture, token } from './secretsmanager.fixture.ts';

const server = await testPostgres();
const CLIENTS = 5;

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

type Step =
  | { readonly do: 'put'; readonly stages: readonly string[] | undefined }
  | { readonly do: 'again' }
  | { readonly do: 'move'; readonly label: string; readonly to: number }
  | { readonly do: 'take'; readonly label: string }
  | { readonly do: 'remove' };

// Not AWSPREVIOUS: whoever moves that himself may have it where he likes.
const label = fc.constantFrom('AWSCURRENT', 'AWSPENDING', 'X', 'Y');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      stages: fc.option(fc.uniqueArray(label, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('move' as const), label, to: fc.nat({ max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), label }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const) }) },
);

const holderOf = (
  { VersionIdsToStages = {} }: DescribeSecretResponse,
  wanted: string,
): string | undefined =>
  Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(wanted))?.[0];

/** What a client does with what it knows; another may have been faster. */
const act = async (
  { secrets, describe: read }: SecretsFixture,
  SecretId: string,
  tokens: string[],
  one: Step,
): Promise<void> => {
  if (one.do === 'put' || one.do === 'again') {
    const ClientRequestToken = one.do === 'put' ? token() : tokens.at(-1);
    if (one.do === 'put' && ClientRequestToken !== undefined) tokens.push(ClientRequestToken);
    const VersionStages = one.do === 'put' ? one.stages : undefined;
    const input = { SecretId, SecretString: ClientRequestToken, ClientRequestToken, VersionStages };
    await secrets('PutSecretValue', input);
    return;
  }
  const wanted = one.do === 'remove' ? 'AWSCURRENT' : one.label;
  await secrets('UpdateSecretVersionStage', {
    SecretId,
    VersionStage: wanted,
    RemoveFromVersionId: holderOf(await read(SecretId), wanted),
    MoveToVersionId: one.do === 'move' ? tokens[one.to % tokens.length] : undefined,
  });
};

const REFUSED = new Set([
  'InvalidParameterException',
  'InvalidRequestException',
  'ResourceNotFoundException',
  'ResourceExistsException',
]);

const requireInvariants = async (fixture: SecretsFixture, SecretId: string): Promise<void> => {
  const described = await fixture.describe(SecretId);
  const all = Object.values(described.VersionIdsToStages ?? {}).flat();
  expect(new Set(all).size).toBe(all.length);
  const current = holderOf(described, 'AWSCURRENT');
  expect(current).toBeDefined();
  expect(holderOf(described, 'AWSPREVIOUS')).not.toBe(current);
  expect(await fixture.secrets('GetSecretValue', { SecretId })).toMatchObject({
    VersionId: current,
    SecretString: current,
  });
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'no error');

/** Five clients of two nodes do as they like at the same time. */
const interleave = async (
  nodes: readonly SecretsFixture[],
  schedule: readonly (readonly Step[])[],
): Promise<void> => {
  const [first] = nodes;
  if (first === undefined) throw new Error('there is no node');
  const tokens = [token()];
  const [made] = tokens;
  const input = { ClientRequestToken: made, SecretString: made };
  const SecretId = await first.secret(`s-${systemIds.hex(12)}`, input);
  const rounds = Math.max(0, ...schedule.map((steps) => steps.length));
  for (let round = 0; round < rounds; round += 1) {
    const outcomes = await Promise.allSettled(
      schedule.map((steps, client) => {
        const one = steps[round];
        const node = nodes[client % nodes.length];
        return one === undefined || node === undefined
          ? Promise.resolve()
          : act(node, SecretId, tokens, one);
      }),
    );
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(REFUSED).toContain(nameOf(outcome.reason));
    for (const node of nodes) await requireInvariants(node, SecretId);
  }
};

const suite = (nodes: () => Promise<readonly SecretsFixture[]>, numRuns: number): void => {
  test('whatever five clients do at once, AWSCURRENT is on one version and no label on two', async () => {
    const all = await nodes();
    const client = fc.array(step, { minLength: 1, maxLength: 4 });
    const schedule = fc.array(client, { minLength: CLIENTS, maxLength: CLIENTS });

    const property = fc.asyncProperty(schedule, (steps) => interleave(all, steps));
    const { failed, counterexample } = await fc.check(property, { numRuns });

    expect([failed, counterexample]).toEqual([false, null]);
  });

  test('a secret lives, is copied, listed and deleted', async () => {
    const [node] = await nodes();
    if (node === undefined) throw new Error('there is no node');
    const { secrets, secret, clock, runner, refusal } = node;
    const SecretId = await secret('life', {
      Tags: [{ Key: 'a', Value: 'b' }],
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
    });
    await secrets('PutSecretValue', { SecretId, SecretBinary: Buffer.from([1, 2]) });
    await secrets('UpdateSecret', { SecretId, Description: 'words' });
    for (const SortBy of ['name', 'created-date', 'last-accessed-date', 'last-changed-date'])
      for (const SortOrder of ['asc', 'desc'])
        expect(
          await secrets('ListSecrets', {
            SortBy,
            SortOrder,
            Filters: [
              { Key: 'all', Values: ['words'] },
              { Key: 'name', Values: ['li', '!lie'] },
            ],
          }),
        ).toMatchObject({ SecretList: [{ Name: 'life' }] });
    await secrets('ListSecretVersionIds', { SecretId, IncludeDeprecated: true });
    expect(
      await secrets('GetSecretValue', { SecretId: 'life' }, { region: 'eu-west-1' }),
    ).toMatchObject({ SecretBinary: Buffer.from([1, 2]) });
    await expect
      .poll(async () => (await node.describe('life', 'eu-west-1')).LastAccessedDate)
      .toBeDefined();
    await secrets('RemoveRegionsFromReplication', {
      SecretId,
      RemoveReplicaRegions: ['eu-west-1'],
    });
    await secrets('DeleteSecret', { SecretId });
    clock.advance({ days: 31 });
    await runner.runDue();
    expect((await refusal('DescribeSecret', { SecretId }))?.[0]).toBe('ResourceNotFoundException');
  });
};

describe('on SQLite', () => {
  suite(async () => {
    const one = await secretsFixture({ open: closing(memoryStore) });
    return [one];
  }, 12);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const open = closing(() => openPostgres({ url: database, clock: systemClock, log: silentLog }));
    // One after the other: the second finds the tables that the first has made.
    const first = await secretsFixture({ open, ids: systemIds });
    return [first, await secretsFixture({ open, ids: systemIds })];
  }, 4);
});
