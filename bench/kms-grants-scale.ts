import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CreateGrantCommand, CreateKeyCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { nodeDigest } from '../packages/services/src/kms/grants/digests.ts';
import { placesOf } from '../packages/services/src/kms/grants/find-grant.ts';
import type { Grant } from '../packages/services/src/kms/model.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import {
  type Credentials,
  type KmsCloud,
  type Person,
  REGION,
  startKmsCloud,
} from './kms-cloud.ts';
import { allAnswered, type RawRequest } from './load.ts';

const GRANTS = Number(process.env['GATEHOUSE_BENCH_GRANTS'] ?? 1_000_000);
const BATCH = 10_000;
const ROUNDS = 5;
const EACH = 2000;
const CONNECTIONS = 16;
const ACCOUNT = /:(\d{12}):/;
/** What Decrypt may cost with a grant, in what it costs without; and what a million grants may take in memory, in MB. */
const MOST_TIMES = 1.5;
const MOST_MEGABYTES = 400;

type Context = Readonly<Record<string, string>>;

/** Every grant begins with the same pair; each has one of its own; half of them must be met exactly. */
const contextOf = (number: number): Context => ({
  'aws:rds:db-id': 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'aws:ebs:id': `vol-${String(number).padStart(17, '0')}`,
});
const isExact = (number: number): boolean => number % 2 === 1;

/** Rows as CreateGrant writes them, in one file that nobody has open. */
const fill = (cloud: KmsCloud, keyArn: string, { arn, id }: Person): void => {
  const database = new DatabaseSync(join(cloud.data, 'gatehouse.db'));
  const account = ACCOUNT.exec(keyArn)?.[1] ?? '';
  const key = { account, region: REGION, id: keyArn.slice(keyArn.lastIndexOf('/') + 1) };
  const insert = database.prepare(
    `INSERT INTO kms_grant (id, account, region, key_id, grantee, grantee_given, issuing_account, document, created_at,
       permits, describes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const shape = database.prepare(
    'INSERT INTO kms_grant_shape (node, operations) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const known = new Set<string>();
  const remember = (node: string, mask: number): void => {
    const name = `${node} ${mask}`;
    if (!known.has(name)) shape.run(nodeDigest(node), mask);
    known.add(name);
  };
  database.exec('PRAGMA synchronous = OFF');
  for (let from = 0; from < GRANTS; from += BATCH) {
    database.exec('BEGIN');
    for (let number = from; number < Math.min(from + BATCH, GRANTS); number += 1) {
      const context = contextOf(number);
      const grant: Pick<Grant, 'key' | 'grantee' | 'operations' | 'constraints'> = {
        key,
        grantee: { kind: 'user', id, given: arn },
        operations: ['Decrypt', 'GenerateDataKeyWithoutPlaintext'],
        constraints: isExact(number) ? { equals: context } : { subset: context },
      };
      const { operations, constraints } = grant;
      const { permits, describes, shapes } = placesOf(grant);
      insert.run(
        randomBytes(32).toString('hex'),
        account,
        REGION,
        key.id,
        `user:${id}`,
        arn,
        account,
        JSON.stringify({ operations, constraints }),
        Date.UTC(2026, 0, 1) + number,
        permits,
        describes ?? null,
      );
      for (const { node, operations: mask } of shapes) remember(node, mask);
    }
    database.exec('COMMIT');
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
};

interface Ciphertext {
  readonly blob: string;
  readonly context: Context;
}

/** Ciphertexts for grants from all over the table; a Subset constraint is met by more than it asks for. */
const ciphertexts = async (cloud: KmsCloud, KeyId: string): Promise<readonly Ciphertext[]> => {
  const kms = cloud.client(cloud.admin);
  const stride = Math.max(1, Math.floor(GRANTS / EACH)) | 1;
  const made: Ciphertext[] = [];
  for (let turn = 0; turn < EACH; turn += 1) {
    const number = (turn * stride) % GRANTS;
    const context = isExact(number) ? contextOf(number) : { ...contextOf(number), more: 'yes' };
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: randomBytes(32), EncryptionContext: context }),
    );
    made.push({ blob: Buffer.from(CiphertextBlob).toString('base64'), context });
  }
  return made;
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

interface Contestant {
  readonly name: string;
  readonly as: Credentials;
  readonly GrantTokens?: readonly string[];
}

/** Decrypts per second of each; they take turns, and none sends the same request twice in a round. */
const race = async (
  cloud: KmsCloud,
  texts: readonly Ciphertext[],
  contestants: readonly Contestant[],
): Promise<ReadonlyMap<string, number>> => {
  const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, as, GrantTokens } of contestants) {
      const requests: RawRequest[] = [];
      for (const { blob, context } of texts)
        requests.push(
          await cloud.sign(as, 'Decrypt', {
            CiphertextBlob: blob,
            EncryptionContext: context,
            GrantTokens,
          }),
        );
      const rate = await allAnswered(cloud.url, requests, CONNECTIONS);
      if (round > 0) rates.get(name)?.push(rate);
    }
  }
  return new Map([...rates].map(([name, found]) => [name, median(found)]));
};

const run = async (): Promise<readonly Measurement[]> => {
  const cloud = await startKmsCloud();
  try {
    const grantee = await cloud.person('grantee', false);
    const permitted = await cloud.person('permitted', true);
    const { KeyMetadata } = await cloud.client(cloud.admin).send(new CreateKeyCommand({}));
    const key = KeyMetadata?.Arn ?? '';
    const texts = await ciphertexts(cloud, key);
    const byPolicy = { name: 'without', as: permitted.credentials };
    // The same work before there are grants: what memory it takes is not theirs.
    await race(cloud, texts, [byPolicy]);
    // Before the quota of grants is filled beyond what the API would do.
    const { GrantToken = '' } = await cloud.client(cloud.admin).send(
      new CreateGrantCommand({
        KeyId: key,
        GranteePrincipal: grantee.arn,
        Operations: ['Encrypt'],
      }),
    );
    const before = cloud.memory();
    await cloud.pause();
    fill(cloud, key, grantee);
    await cloud.restart();
    const rates = await race(cloud, texts, [
      byPolicy,
      { name: 'with a matching grant', as: grantee.credentials },
      { name: 'with a grant token', as: grantee.credentials, GrantTokens: [GrantToken] },
    ]);
    const after = cloud.memory();
    const without = rates.get('without') ?? 0;
    return [
      ...[...rates]
        .filter(([name]) => name !== 'without')
        .map(([name, rate]) => ({
          name: `kms-grants-scale: Decrypt ${name}`,
          value: rate,
          unit: 'requests/s',
          versus: `Decrypt without grants, ${Math.round(without)}/s; ${GRANTS} grants; goal: at most ${MOST_TIMES} × its cost`,
          ratio: without / rate,
        })),
      {
        name: 'kms-grants-scale: memory',
        value: after - before,
        unit: 'MB more',
        versus: `the limit of ${MOST_MEGABYTES} MB, ${GRANTS} grants`,
        ratio: (after - before) / MOST_MEGABYTES,
      },
    ];
  } finally {
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'kms-grants-scale', run }];
