import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { systemClock } from '@gatehouse/core';
import { startCloud } from '@gatehouse/testcloud';
import type { Benchmark, Measurement } from './benchmark.ts';
import { takingTurns } from './store-measure.ts';

const EVENTS = 10_000;
const ROUNDS = 5;
const MESSAGE = `2026-03-02T10:00:00Z INFO request 0a1b2c3d ${'x'.repeat(24)}`;
const TARGET = { logGroupName: 'bench', logStreamName: 'bench' };

/** Batches of 10 000 events over HTTP, signed, durable; against plain rows of one transaction in the same process. */
const measure = async (folder: string): Promise<readonly Measurement[]> => {
  const cloud = await startCloud();
  const client = new CloudWatchLogsClient(cloud.client());
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName: TARGET.logGroupName }));
    await client.send(new CreateLogStreamCommand(TARGET));
    bare.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER, message TEXT)',
    );
    const insert = bare.prepare('INSERT INTO event (at, message) VALUES (?, ?)');
    const nanoseconds = await takingTurns(
      {
        logs: async () => {
          const timestamp = systemClock.now().getTime();
          const logEvents = Array.from({ length: EVENTS }, () => ({ timestamp, message: MESSAGE }));
          await client.send(new PutLogEventsCommand({ ...TARGET, logEvents }));
        },
        bare: () => {
          const now = systemClock.now().getTime();
          bare.exec('BEGIN');
          for (let at = 0; at < EVENTS; at += 1) insert.run(now, MESSAGE);
          bare.exec('COMMIT');
        },
      },
      EVENTS,
      ROUNDS,
    );
    return [
      {
        name: 'logs-ingest: batches of 10 000',
        value: 1e9 / nanoseconds.logs,
        unit: 'events/s',
        versus: `node:sqlite, rows of one transaction, ${Math.round(1e9 / nanoseconds.bare)}/s`,
        ratio: nanoseconds.bare / nanoseconds.logs,
      },
    ];
  } finally {
    bare.close();
    client.destroy();
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'logs-ingest',
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
      try {
        return await measure(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
