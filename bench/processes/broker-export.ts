// The subject of [broker-export]: streams a file, or an export of as many requests as asked for, into nothing, and prints how
// much memory that took beyond what the process had before. `node --expose-gc broker-export.ts FORMAT COUNT FOLDER`
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { silentLog, systemClock } from '@gatehouse/core';
import { openSqlite, type Store } from '@gatehouse/store';
import {
  type ExportFormat,
  exportRequests,
  type RequestRows,
} from '../../solutions/broker/src/audit/index.ts';
import type { AccessRequest } from '../../solutions/broker/src/model/index.ts';

interface Row {
  readonly id: string;
  readonly created_at: number;
  readonly justification: string;
}

const [task = 'file', count = '50000', folder = '.'] = process.argv.slice(2);
const BATCH = 1000;
const START = Date.UTC(2026, 0, 1);

const fill = async (store: Store): Promise<void> => {
  await store.write((tx) =>
    tx.run('CREATE TABLE request (id TEXT PRIMARY KEY, created_at BIGINT, justification TEXT)'),
  );
  await store.write((tx) => tx.run('CREATE INDEX request_by_time ON request (created_at, id)'));
  for (let from = 0; from < Number(count); from += BATCH) {
    await store.write(async (tx) => {
      for (let at = from; at < from + BATCH; at += 1) {
        const id = `r-${String(at).padStart(20, '0')}`;
        await tx.run('INSERT INTO request (id, created_at, justification) VALUES (?, ?, ?)', [
          id,
          START + at * 1000,
          `Case ${at}: ${'the queue is stuck and somebody has to look at it. '.repeat(4)}`,
        ]);
      }
    });
  }
};

const rowsOf =
  (store: Store): RequestRows<undefined> =>
  async (_, after, limit) => {
    const rows = await store.read((tx) =>
      tx.all<Row>(
        `SELECT id, created_at, justification FROM request WHERE created_at > ? OR (created_at = ? AND id > ?)
         ORDER BY created_at, id LIMIT ?`,
        [after?.createdAt.getTime() ?? 0, after?.createdAt.getTime() ?? 0, after?.id ?? '', limit],
      ),
    );
    return rows.map(toRequest);
  };

const toRequest = ({ id, created_at: at, justification }: Row): AccessRequest => ({
  id,
  version: 4,
  state: 'ended',
  requester: {
    id: 'p-aaaaaaaaaaaaaaaaaaaaaaaaaa',
    issuer: 'https://idp.example.com/pool',
    subject: `subject of ${id}`,
    name: 'Ann Example',
    email: 'ann@example.com',
  },
  targets: [1, 2].map((n) => ({
    account: `11112222333${n}`,
    roleArn: `arn:aws:iam::11112222333${n}:role/team/TempAccessRoleS3Admin`,
  })),
  justification,
  fields: new Map([['ticket', `INC-${at}`]]),
  durationSeconds: 3600,
  startAt: undefined,
  sessionPolicy: undefined,
  breakGlass: false,
  extends: undefined,
  requirement: {
    policyVersion: 1,
    ruleIds: ['one', 'one'],
    maxDurationSeconds: 3600,
    pendingSeconds: 3600,
    steps: [{ name: 'owners', groups: ['owners'], quorum: 1 }],
    automatic: [],
    breakGlass: undefined,
  },
  autoApproval: undefined,
  approvals: [
    { person: 'p-b', name: 'Bob', decision: 'approve', comment: 'fine', at: new Date(at + 1000) },
  ],
  escalated: [],
  createdAt: new Date(at),
  pendingUntil: new Date(at + 3_600_000),
  startsAt: new Date(at + 1000),
  endsAt: new Date(at + 3_601_000),
  closedAt: new Date(at + 3_601_000),
  closedReason: 'time',
  closedBy: undefined,
  review: undefined,
});

const file = join(folder, 'bytes');
const before = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

/** Takes everything as a slow client's socket would, and looks at the memory meanwhile. */
const sink = (): {
  readonly stream: Writable;
  readonly seen: () => { peak: number; bytes: number };
} => {
  let [peak, bytes] = [0, 0];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      peak = Math.max(peak, process.memoryUsage().rss);
      setImmediate(done);
    },
  });
  return { stream, seen: () => ({ peak, bytes }) };
};

const measure = async (source: AsyncIterable<string | Buffer>): Promise<void> => {
  const base = before();
  const { stream, seen } = sink();
  const from = performance.now();
  await pipeline(source, stream);
  const { peak, bytes } = seen();
  const seconds = (performance.now() - from) / 1000;
  process.stdout.write(`${JSON.stringify({ extra: peak - base, bytes, seconds })}\n`);
};

if (task === 'file') {
  await measure(createReadStream(file));
} else {
  const store = await openSqlite({
    file: join(folder, `${task}.db`),
    clock: systemClock,
    log: silentLog,
  });
  await fill(store);
  const wanted = {
    rows: rowsOf(store),
    filter: undefined,
    format: task as ExportFormat,
    product: { version: '1.0.0' },
  };
  await measure(exportRequests(wanted));
  await pipeline(exportRequests(wanted), createWriteStream(file));
  await store.close();
}
