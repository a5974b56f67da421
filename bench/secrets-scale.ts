import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type KmsCloud, REGION, startKmsCloud } from './kms-cloud.ts';

const SECRETS = Number(process.env['GATEHOUSE_BENCH_SECRETS'] ?? 1_000_000);
const BATCH = 10_000;
const REAL = 200;
const PAGES = 100;
/** What the slowest of twenty may take, in ms. */
const MOST_MILLISECONDS = 15;
const ACCOUNT = /:(\d{12}):/;

const nameOf = (number: number): string => `team-${number % 1000}/app-${number}`;

/** Rows as CreateSecret writes them, in one file that nobody has open; their values open for nobody. */
const fill = (cloud: KmsCloud, account: string): void => {
  const database = new DatabaseSync(join(cloud.data, 'gatehouse.db'));
  const secret = database.prepare(
    `INSERT INTO secretsmanager_secret (account, region, name, id, arn, description, replicas, created_at, changed_at,
       accessed_at, rotation_enabled) VALUES (?, ?, ?, ?, ?, ?, '[]', ?, ?, 0, 0)`,
  );
  const version = database.prepare(
    `INSERT INTO secretsmanager_version (secret_id, version_id, created_at, accessed_at, kind, sealed, key_arn, data_key)
     VALUES (?, ?, ?, 0, 'string', ?, ?, ?)`,
  );
  const label = database.prepare(
    "INSERT INTO secretsmanager_label (secret_id, label, version_id) VALUES (?, 'AWSCURRENT', ?)",
  );
  const [sealed, dataKey] = [randomBytes(100), randomBytes(180)];
  const key = `arn:aws:kms:${REGION}:${account}:key/none`;
  database.exec('PRAGMA synchronous = OFF');
  for (let from = 0; from < SECRETS; from += BATCH) {
    database.exec('BEGIN');
    for (let number = from; number < Math.min(from + BATCH, SECRETS); number += 1) {
      const name = nameOf(number);
      const id = randomBytes(16).toString('hex');
      const arn = `arn:aws:secretsmanager:${REGION}:${account}:secret:${name}-abcdef`;
      const at = Date.UTC(2026, 0, 1) + number;
      secret.run(account, REGION, name, id, arn, `application ${number}`, at, at);
      version.run(id, id, at, sealed, key, dataKey);
      label.run(id, id);
    }
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
};

/** How long the slowest of twenty takes. */
const p95 = async (count: number, ask: (turn: number) => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let turn = -100; turn < count; turn += 1) {
    const began = performance.now();
    await ask(Math.max(0, turn));
    if (turn >= 0) times.push(performance.now() - began);
  }
  return times.toSorted((left, right) => left - right)[Math.floor(count * 0.95)] ?? 0;
};

/** Page after page, as a paginator asks. */
const paging = (client: SecretsManagerClient, input: ListSecretsCommandInput) => {
  let NextToken: string | undefined;
  return async (): Promise<void> => {
    const page = await client.send(new ListSecretsCommand({ ...input, NextToken }));
    ({ NextToken } = page);
    if ((page.SecretList ?? []).length === 0) throw new Error('a page is empty');
  };
};

const LISTS: readonly (readonly [string, ListSecretsCommandInput])[] = [
  ['ListSecrets, 100 by date', { MaxResults: 100 }],
  ['ListSecrets, 100 by name, backwards', { SortBy: 'name', SortOrder: 'desc', MaxResults: 100 }],
  [
    'ListSecrets, 20 by the beginning of a name',
    { Filters: [{ Key: 'name', Values: ['team-7/'] }], MaxResults: 20 },
  ],
];

const run = async (): Promise<readonly Measurement[]> => {
  const cloud = await startKmsCloud();
  const clientOf = (): SecretsManagerClient =>
    new SecretsManagerClient({
      endpoint: cloud.url,
      region: REGION,
      credentials: cloud.admin,
      maxAttempts: 1,
    });
  try {
    let account = '';
    for (let number = 0; number < REAL; number += 1) {
      const Name = `team-${number}/real`;
      const { ARN = '' } = await clientOf().send(
        new CreateSecretCommand({ Name, SecretString: Name }),
      );
      account = ACCOUNT.exec(ARN)?.[1] ?? '';
    }
    await cloud.pause();
    fill(cloud, account);
    await cloud.restart();
    const client = clientOf();
    const found: (readonly [string, number])[] = [];
    for (const [name, input] of LISTS) found.push([name, await p95(PAGES, paging(client, input))]);
    found.push([
      'GetSecretValue',
      await p95(REAL, (turn) =>
        client.send(new GetSecretValueCommand({ SecretId: `team-${turn}/real` })),
      ),
    ]);
    return found.map(([name, value]) => ({
      name: `secrets-scale: ${name}`,
      value,
      unit: 'ms (p95, by an SDK)',
      versus: `the limit of ${MOST_MILLISECONDS} ms, ${SECRETS} secrets`,
      ratio: value / MOST_MILLISECONDS,
    }));
  } finally {
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'secrets-scale', run }];
