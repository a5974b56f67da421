import { gunzipSync } from 'node:zlib';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import type { AuditEntry } from '@gatehouse/service-kit';
import { memoryStore, openPostgres } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type CloudTrailFixture } from './cloudtrail.fixture.ts';

const server = await testPostgres();

const calls = (fixture: CloudTrailFixture, many: number): readonly AuditEntry[] =>
  Array.from({ length: many }, () => ({
    at: fixture.clock.now().getTime(),
    record: {
      eventID: systemIds.uuid(),
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      awsRegion: 'us-east-1',
      readOnly: false,
      managementEvent: true,
      recipientAccountId: ACCOUNT,
    },
    resources: [],
  }));

const idsIn = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => (JSON.parse(text) as { eventID: string }).eventID);

/** `nodes` are as many views of one database as the test asks for, each a server of its own. */
const suite = (nodes: (count: number) => Promise<readonly CloudTrailFixture[]>): void => {
  test('every event is in one file and once in the log group, whichever node delivers', async () => {
    const all = await nodes(2);
    const [first] = all;
    await first?.trail('CreateTrail', {
      Name: 'audit',
      S3BucketName: 'audit-bucket',
      EnableLogFileValidation: true,
      CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:trail:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs`,
    });
    await first?.trail('StartLogging', { Name: 'audit' });
    await first?.trail('PutInsightSelectors', {
      TrailName: 'audit',
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
    });
    const recorded: string[] = [];
    for (let round = 0; round < 3; round += 1)
      await Promise.all(
        all.map(async (node) => {
          const entries = calls(node, 20);
          recorded.push(...entries.map(({ record }) => record.eventID));
          await node.record(entries);
          await node.cloudTrail.pump.drain();
        }),
      );

    await Promise.all(all.map((node) => node.pass({ minutes: 5 })));
    await Promise.all(all.map((node) => node.pass({ hours: 1 })));

    const files = all.flatMap(({ world }) => world.objects);
    const records = files
      .filter(({ key }) => key.includes('/CloudTrail/'))
      .flatMap(({ body }) => {
        const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: object[] };
        return Records.map((record) => JSON.stringify(record));
      });
    const lines = all.flatMap(({ world }) =>
      world.lines.flatMap(({ events }) => events.map(({ message }) => message)),
    );
    const isRecorded = (id: string): boolean => recorded.includes(id);
    expect(idsIn(records).filter(isRecorded).toSorted()).toEqual(recorded.toSorted());
    expect(idsIn(lines).filter(isRecorded).toSorted()).toEqual(recorded.toSorted());
    expect(files.filter(({ key }) => key.includes('/CloudTrail-Digest/'))).toHaveLength(1);
  });
};

describe('on SQLite', () => {
  suite(async () => [await cloudTrailFixture(undefined, { open: memoryStore })]);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async (count) => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const made: CloudTrailFixture[] = [];
    // One after the other: each finds the tables that the first has made.
    for (let n = 0; n < count; n += 1) {
      const node = await cloudTrailFixture(undefined, {
        open: () => openPostgres({ url: database, clock: systemClock, log: silentLog }),
        ids: systemIds,
      });
      onTestFinished(() => node.store.close());
      made.push(node);
    }
    return made;
  });
});
