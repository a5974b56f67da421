import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  ECSClient,
  ListClustersCommand,
} from '@aws-sdk/client-ecs';
import { silentLog, systemClock } from '@gatehouse/core';
import { openSqlite } from '@gatehouse/store';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { afterAll, expect, onTestFinished, test } from 'vitest';

const dataFolder = async (): Promise<string> => {
  const data = await mkdtemp(join(tmpdir(), 'gatehouse-start-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  return data;
};

let seeded: Promise<string> | undefined;

/** The data of a server that has once run, made once and copied: a first start costs more than the others together. */
const usedFolder = async (): Promise<string> => {
  seeded ??= (async () => {
    const made = await mkdtemp(join(tmpdir(), 'gatehouse-used-'));
    await (await startServerProcess(made)).stop();
    return made;
  })();
  const data = await dataFolder();
  await cp(await seeded, data, { recursive: true });
  return data;
};
afterAll(async () => {
  if (seeded !== undefined) await rm(await seeded, { recursive: true, force: true });
});

const running = async (data: string, flags?: readonly string[]): Promise<ServerProcess> => {
  const server = await startServerProcess(data, flags);
  onTestFinished(() => server.kill());
  return server;
};

/** What a start that must fail says; it names no line of code. */
const refusal = async (data: string, flags?: readonly string[]): Promise<string> => {
  try {
    await running(data, flags);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it started');
};

/** One line for whoever started it: no stack, no line of code. */
const plainly = (exitCode: number, words: string): RegExp =>
  new RegExp(`^the server ended with ${exitCode}: gatehouse: .*${words}.*\\n$`);

test('a second server on the same data folder is refused, and the first goes on', async () => {
  const data = await usedFolder();
  const first = await running(data);

  expect(await refusal(data)).toMatch(plainly(1, 'is in use by another process'));

  const health = await fetch(`${first.aws}/_gatehouse/health`);
  expect(health.status).toBe(200);
});

test('a database of a newer release is refused by name and version, and left as it is', async () => {
  const data = await usedFolder();
  const open = () =>
    openSqlite({ file: join(data, 'gatehouse.db'), clock: systemClock, log: silentLog });
  const store = await open();
  await store.write((tx) =>
    tx.run(`INSERT INTO store_migration (component, version, checksum) VALUES ('iam', 999, 'x')`),
  );
  await store.close();

  expect(await refusal(data)).toMatch(plainly(1, 'version 999 of "iam"'));
});

test('without its own master key a database is refused, and with it all is there', async () => {
  const data = await usedFolder();
  const file = join(data, 'master.key');
  const key = readFileSync(file, 'utf8');

  writeFileSync(file, 'not a key\n');
  expect(await refusal(data)).toMatch(plainly(1, 'does not hold a key of 64 hexadecimal digits'));
  writeFileSync(file, `${'ab'.repeat(32)}\n`);
  expect(await refusal(data)).toMatch(
    plainly(1, 'is not the one that this database was made with'),
  );
  await rm(file);
  expect(await refusal(data)).toMatch(
    plainly(1, 'is not the one that this database was made with'),
  );
  writeFileSync(file, key);

  const again = await running(data);
  const ecs = new ECSClient(again.client);
  expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
  ecs.destroy();
});

test('a port that somebody else has, and a setting that is wrong, are named', async () => {
  const data = await dataFolder();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => {
    other.once('listening', resolve);
  });
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  expect(await refusal(data, [`--aws-listen=127.0.0.1:${port}`])).toMatch(
    plainly(1, `Cannot listen on 127.0.0.1:${port}: another process listens there`),
  );
  expect(await refusal(data, ['--iam=maybe'])).toMatch(plainly(2, 'iam: '));
  expect(await refusal(data, ['--nonsense'])).toMatch(plainly(2, 'unknown option --nonsense'));
  expect(await refusal(data, ['--database=postgres://gatehouse@127.0.0.1:9/none'])).toMatch(
    plainly(1, 'The database cannot be opened: .*ECONNREFUSED'),
  );
});

test('SIGTERM lets requests finish, keeps every record and ends with 0', async () => {
  const data = await usedFolder();
  const server = await running(data);
  const ecs = new ECSClient(server.client);
  const answered: string[] = [];
  let reads = 0;
  const client = async (name: string): Promise<void> => {
    for (let count = 0; ; count += 1) {
      await ecs.send(new CreateClusterCommand({ clusterName: `${name}-${count}` }));
      answered.push(`${name}-${count}`);
      await ecs.send(new DescribeClustersCommand({ clusters: [`${name}-${count}`] }));
      reads += 1;
    }
  };
  const clients = ['a', 'b', 'c', 'd'].map((name) => client(name));
  const outcomes = Promise.allSettled(clients);
  await new Promise((resolve) => {
    setTimeout(resolve, 500);
  });

  const from = performance.now();
  const exitCode = await server.stop();
  const stoppedAfter = performance.now() - from;
  await outcomes;
  ecs.destroy();

  const again = await running(data);
  const trail = new CloudTrailClient(again.client);
  const count = async (name: string): Promise<number> => {
    let found = 0;
    let NextToken: string | undefined;
    do {
      const page = await trail.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
          NextToken,
        }),
      );
      found += page.Events?.length ?? 0;
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  };

  expect(exitCode).toBe(0);
  expect(stoppedAfter).toBeLessThan(5000);
  expect(answered.length).toBeGreaterThan(0);
  // Each request was answered, or never taken.
  expect(await count('CreateCluster')).toBe(answered.length);
  expect(await count('DescribeClusters')).toBe(reads);
  trail.destroy();
});
