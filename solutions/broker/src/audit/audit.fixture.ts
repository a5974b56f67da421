import { type Log, silentLog, systemClock } from '@gatehouse/core';
import {
  type Anchor,
  formatHashLine,
  type Hash,
  newSigningKey,
  signerOf,
} from '@gatehouse/merkle-log';
import { coreMigrations, migrate, openPostgres, openSqlite, type Store } from '@gatehouse/store';
import { manualClock, testPostgres } from '@gatehouse/testkit';
import { describe, onTestFinished } from 'vitest';
import type { AuditLeaf } from '../model/index.ts';
import { type Audit, auditMigrations, createAudit } from './index.ts';

export type Nodes = (count: number) => Promise<readonly Store[]>;

const closedAfterTest = (store: Store): Store => {
  onTestFinished(() => store.close());
  return store;
};

const migrated = async (stores: readonly Store[]): Promise<readonly Store[]> => {
  for (const store of stores) await migrate(store, [...coreMigrations, ...auditMigrations]);
  return stores;
};

const sqlite: Nodes = async (count) => {
  const store = closedAfterTest(
    await openSqlite({ file: ':memory:', clock: systemClock, log: silentLog }),
  );
  return migrated(Array.from({ length: count }, () => store));
};

const server = await testPostgres();

const postgres: Nodes = async (count) => {
  if (server === undefined) throw new Error('this machine has no PostgreSQL');
  const url = await server.database();
  const open = async (): Promise<Store> =>
    closedAfterTest(await openPostgres({ url, clock: systemClock, log: silentLog }));
  return migrated(await Promise.all(Array.from({ length: count }, open)));
};

/** Declares the same tests for both databases; without PostgreSQL binaries its half counts as skipped. */
export const describeOnBoth = (what: string, tests: (nodes: Nodes) => void): void => {
  describe(`${what} on SQLite`, () => {
    tests(sqlite);
  });
  describe.runIf(server !== undefined)(`${what} on PostgreSQL`, () => {
    tests(postgres);
  });
};

export interface MemoryAnchor extends Anchor {
  readonly notes: string[];
  readonly lines: string[];
  /** While set, nothing can be written. */
  failure: Error | undefined;
}

/** An anchor that forgets nothing while the test lasts. */
export const memoryAnchor = (): MemoryAnchor => {
  const [notes, lines]: [string[], string[]] = [[], []];
  const anchor: MemoryAnchor = {
    notes,
    lines,
    failure: undefined,
    latest: async () => notes.at(-1),
    write: async (note) => {
      if (anchor.failure !== undefined) throw anchor.failure;
      notes.push(note);
    },
    hashCount: async () => lines.length,
    writeHashes: async (first, hashes: readonly Hash[]) => {
      for (const [at, hash] of hashes.entries()) {
        if (first + at === lines.length) lines.push(formatHashLine(first + at, hash));
      }
    },
    checkpoints: async function* () {
      yield* notes;
    },
    hashLines: async function* () {
      yield* lines;
    },
  };
  return anchor;
};

/** Collects what the program's log is told. */
export const heardLog = (): Log & { readonly errors: string[] } => {
  const errors: string[] = [];
  return {
    ...silentLog,
    errors,
    error: (message, fields) => {
      errors.push(`${message}: ${fields?.cause ?? ''}`);
    },
  };
};

export const signer = signerOf('gatehouse.test/audit', newSigningKey());

export const start = new Date('2026-11-25T12:00:00Z');

export interface AuditFixture {
  readonly store: Store;
  readonly audit: Audit;
  readonly anchor: MemoryAnchor;
  readonly log: ReturnType<typeof heardLog>;
  readonly clock: ReturnType<typeof manualClock>;
  /** Appends so many entries, in one transaction each. */
  readonly grow: (count: number, word?: string) => Promise<void>;
}

export const auditOn = (store: Store, anchor = memoryAnchor()): AuditFixture => {
  const [log, clock] = [heardLog(), manualClock(start)];
  const audit = createAudit({ store, clock, log, anchor, signer });
  const grow = async (count: number, word = 'asked'): Promise<void> => {
    for (let at = 0; at < count; at += 1) {
      await store.write((tx) => audit.log.append(tx, [leaf({ data: { word, at } })]));
    }
  };
  return { store, audit, anchor, log, clock, grow };
};

export const leaf = (members: Partial<AuditLeaf> = {}): AuditLeaf => ({
  type: 'request.created',
  at: start,
  actor: 'p-ann',
  requestId: 'r-one',
  data: {},
  ...members,
});

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

export const exported = async (audit: Audit): Promise<string[]> => {
  const found: string[] = [];
  for await (const chunk of audit.exportLeaves()) found.push(...lines(chunk));
  return found;
};
