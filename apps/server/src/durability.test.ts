import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { expect, test } from 'vitest';

const KILLS = 20;
const CLIENTS = 4;
const WRITE_MILLISECONDS = 300;

/** Writes as fast as it is answered until the server is gone; answers the names that were acknowledged. */
const writeUntilGone = async (
  server: ServerProcess,
  prefix: string,
): Promise<readonly string[]> => {
  const client = new ECSClient(server.client);
  const acknowledged: string[] = [];
  try {
    for (let count = 0; ; count += 1) {
      const clusterName = `${prefix}-${count}`;
      await client.send(new CreateClusterCommand({ clusterName }));
      acknowledged.push(clusterName);
    }
  } catch {
    return acknowledged;
  } finally {
    client.destroy();
  }
};

const clusterNames = async (server: ServerProcess): Promise<ReadonlySet<string>> => {
  const client = new ECSClient(server.client);
  const names = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListClustersCommand({ nextToken, maxResults: 100 }));
    for (const arn of page.clusterArns ?? []) names.add(arn.slice(arn.lastIndexOf('/') + 1));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  client.destroy();
  return names;
};

/** Names of created clusters by the events of this round, each as often as it was recorded. */
const recordedNames = async (server: ServerProcess, since: Date): Promise<readonly string[]> => {
  const client = new CloudTrailClient(server.client);
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateCluster' }],
        StartTime: since,
        NextToken,
      }),
    );
    for (const { CloudTrailEvent = '{}' } of page.Events ?? []) {
      const { requestParameters, errorCode } = JSON.parse(CloudTrailEvent);
      if (errorCode === undefined) names.push(requestParameters.clusterName);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  client.destroy();
  return names;
};

test('after kill -9 every acknowledged write is there, each with its event, none twice', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
  let server = await startServerProcess(data);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const since = new Date(Math.floor(Date.now() / 1000) * 1000);
      const writers = Array.from({ length: CLIENTS }, (_, client) =>
        writeUntilGone(server, `k${kill}-c${client}`),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, WRITE_MILLISECONDS);
      });
      await server.kill();
      const acknowledged = (await Promise.all(writers)).flat();

      server = await startServerProcess(data);
      const stored = await clusterNames(server);
      const recorded = await recordedNames(server, since);

      const ofThisRound = (name: string): boolean => name.startsWith(`k${kill}-`);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);
      // What was stored and what was recorded are the same: no change without its event, no event without its change.
      expect(recorded.filter(ofThisRound).toSorted()).toEqual(
        [...stored].filter(ofThisRound).toSorted(),
      );
    }
  } finally {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  }
}, 240_000);
