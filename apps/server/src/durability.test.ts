import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  ECSClient,
  ListClustersCommand,
} from '@aws-sdk/client-ecs';
import { CreateUserCommand, IAMClient, paginateListUsers } from '@aws-sdk/client-iam';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { testPostgres, tries } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { GROUP, trailStage, type TrailStage } from './scenarios/trail-delivery.fixture.ts';

const CLIENTS = 4;
const WRITE_MILLISECONDS = 300;
const USER_EVERY = 4;
const LOOK_MILLISECONDS = 100;
const MOST_LOOKS = 300;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const stageOf = (server: ServerProcess): TrailStage =>
  trailStage(server, '123456789012', server.client);

/** What one client was told is done: names of clusters and users. */
interface Acknowledged {
  readonly clusters: string[];
  readonly users: string[];
}

/** Writes as fast as it is answered until the server is gone. */
const writeUntilGone = async (server: ServerProcess, prefix: string): Promise<Acknowledged> => {
  const ecs = new ECSClient(server.client);
  const iam = new IAMClient(server.client);
  const done: Acknowledged = { clusters: [], users: [] };
  try {
    for (let count = 0; ; count += 1) {
      const name = `${prefix}-${count}`;
      if (count % USER_EVERY !== 0) {
        await ecs.send(new CreateClusterCommand({ clusterName: name }));
        done.clusters.push(name);
        continue;
      }
      await iam.send(new CreateUserCommand({ UserName: name }));
      done.users.push(name);
      await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
    }
  } catch {
    return done;
  } finally {
    ecs.destroy();
    iam.destroy();
  }
};

const clusterNames = async (server: ServerProcess): Promise<readonly string[]> => {
  const client = new ECSClient(server.client);
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListClustersCommand({ nextToken, maxResults: 100 }));
    for (const arn of page.clusterArns ?? []) names.push(arn.slice(arn.lastIndexOf('/') + 1));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  client.destroy();
  return names;
};

const userNames = async (server: ServerProcess): Promise<readonly string[]> => {
  const client = new IAMClient(server.client);
  const names: string[] = [];
  for await (const { Users = [] } of paginateListUsers({ client, pageSize: 1000 }, {}))
    for (const { UserName = '' } of Users) names.push(UserName);
  client.destroy();
  return names;
};

/** A member of the parameters of each recorded call since then, as often as the call was recorded. */
const recorded = async (
  server: ServerProcess,
  since: Date,
  eventName: string,
  member: string,
): Promise<readonly string[]> => {
  const client = new CloudTrailClient(server.client);
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
        StartTime: since,
        NextToken,
      }),
    );
    for (const { CloudTrailEvent = '{}' } of page.Events ?? []) {
      const { requestParameters, errorCode } = JSON.parse(CloudTrailEvent);
      if (errorCode === undefined) names.push(String(requestParameters[member]));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  client.destroy();
  return names;
};

/** Names in the events of a log group that a trail writes to, once those that are waited for are among them. */
const delivered = async (
  { logs }: TrailStage,
  prefix: string,
  { clusters, users }: Names,
): Promise<Names> => {
  const made = async (member: string): Promise<readonly string[]> => {
    const names = new Set<string>();
    let nextToken: string | undefined;
    do {
      const page = await logs.filterLogEvents({
        logGroupName: GROUP,
        filterPattern: `{ $.requestParameters.${member} = "${prefix}*" && $.eventName = "Create*" && $.errorCode NOT EXISTS }`,
        nextToken,
      });
      for (const { message = '{}' } of page.events ?? [])
        names.add(String(JSON.parse(message).requestParameters[member]));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return [...names].toSorted();
  };
  for (let left = MOST_LOOKS; ; left -= 1) {
    const found = { clusters: await made('clusterName'), users: await made('userName') };
    const isThere = found.clusters.length >= clusters.length && found.users.length >= users.length;
    if (isThere || left === 0) return found;
    await pause(LOOK_MILLISECONDS);
  }
};

interface Names {
  readonly clusters: readonly string[];
  readonly users: readonly string[];
}

/** What one kill has left. */
interface Seen {
  readonly writes: number;
  readonly lost: readonly string[];
  readonly stored: Names;
  readonly recorded: Names;
  readonly delivered: Names;
  readonly repeatedReads: readonly string[];
}

/** Lets clients write, kills the server amid that, starts it again and compares what it has with what it said. */
const round = async (
  server: ServerProcess,
  prefix: string,
  start: () => Promise<ServerProcess>,
): Promise<{ readonly again: ServerProcess; readonly seen: Seen }> => {
  const since = new Date(Math.floor(Date.now() / 1000) * 1000);
  const writers = Array.from({ length: CLIENTS }, (_, client) =>
    writeUntilGone(server, `${prefix}c${client}`),
  );
  await pause(WRITE_MILLISECONDS);
  await server.kill();
  const done = await Promise.all(writers);
  const again = await start();
  const own = (names: readonly string[]): readonly string[] =>
    names.filter((name) => name.startsWith(prefix)).toSorted();

  const clusters = own(await clusterNames(again));
  const users = own(await userNames(again));
  const reads = own(await recorded(again, since, 'DescribeClusters', 'clusters'));

  const acknowledged = done.flatMap((one) => [...one.clusters, ...one.users]);
  const stored = new Set([...clusters, ...users]);
  const seen = {
    writes: acknowledged.length,
    lost: acknowledged.filter((name) => !stored.has(name)),
    stored: { clusters, users },
    recorded: {
      clusters: own(await recorded(again, since, 'CreateCluster', 'clusterName')),
      users: own(await recorded(again, since, 'CreateUser', 'userName')),
    },
    delivered: await delivered(stageOf(again), prefix, { clusters, users }),
    repeatedReads: reads.filter((name, at) => reads.indexOf(name) !== at),
  };
  return { again, seen };
};

const makeTrail = async (stage: TrailStage): Promise<void> => {
  await stage.bucket('audit-logs', 'audit');
  const group = await stage.group();
  await stage.trail.createTrail({ Name: 'audit', S3BucketName: 'audit-logs', ...group });
  await stage.trail.startLogging({ Name: 'audit' });
};

const survive = async (kills: number, flags: readonly string[]): Promise<readonly Seen[]> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
  const start = (): Promise<ServerProcess> => startServerProcess(data, flags);
  const all: Seen[] = [];
  let server = await start();
  try {
    await makeTrail(stageOf(server));
    for (let kill = 0; kill < kills; kill += 1) {
      const { again, seen } = await round(server, `k${kill}-`, start);
      server = again;
      all.push(seen);
    }
    return all;
  } finally {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  }
};

const postgres = await testPostgres();

test.for([
  ['SQLite', tries(4, 20), async () => []],
  ['PostgreSQL', tries(2, 5), async () => [`--database=${(await postgres?.database()) ?? ''}`]],
] as const)(
  'on %s after each of %i kill -9 every acknowledged write is there, each with its event, none twice',
  { timeout: 240_000 },
  async ([database, kills, flags], { skip }) => {
    if (database === 'PostgreSQL' && postgres === undefined) skip('no PostgreSQL on this machine');

    const rounds = await survive(kills, await flags());

    expect(rounds).toHaveLength(kills);
    for (const {
      writes,
      lost,
      stored,
      recorded: events,
      delivered: lines,
      repeatedReads,
    } of rounds) {
      expect(writes).toBeGreaterThan(0);
      expect(lost).toEqual([]);
      // No change without its event, no event without its change.
      expect(events).toEqual(stored);
      // Nor is any missing in the log group of a trail.
      expect(lines).toEqual(stored);
      // The records of reads are written some milliseconds later: the last may be lost, none may be there twice.
      expect(repeatedReads).toEqual([]);
    }
  },
);
