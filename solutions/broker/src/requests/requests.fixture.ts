import { type Ids, type Log, silentLog, systemClock, systemTimers } from '@gatehouse/core';
import {
  coreMigrations,
  createWorkRunner,
  memoryStore,
  migrate,
  openPostgres,
  type Store,
  type Tx,
} from '@gatehouse/store';
import { countingIds, type ManualClock, testPostgres } from '@gatehouse/testkit';
import { describe, onTestFinished } from 'vitest';
import { memoryAnchor, signer } from '../audit/audit.fixture.ts';
import { type Audit, auditMigrations, createAudit, type StoredLeaf } from '../audit/index.ts';
import type { AccessRequest, Actor, Directory, Notifier, Sessions } from '../model/index.ts';
import {
  type AccessRequests,
  checkInvariants,
  createRequests,
  readSnapshots,
  requestsMigrations,
  type Violation,
} from './index.ts';
import { sessionsOn, told } from './sessions.fixture.ts';
import { memberOf, type Surroundings, surroundings } from './surroundings.fixture.ts';

export * from './surroundings.fixture.ts';

export const migrations = [...auditMigrations, ...requestsMigrations, told];

export interface RequestsFixture extends AccessRequests {
  readonly around: Surroundings;
  readonly clock: ManualClock;
  readonly store: Store;
  as(name: string): Actor;
  /** Gives somebody other groups, from now on. */
  move(name: string, groups: readonly string[], active?: boolean): void;
  runDue(): Promise<number>;
  find(id: string): Promise<AccessRequest>;
  notices(requestId?: string): Promise<readonly string[]>;
  cuts(): Promise<readonly string[]>;
  leaves(filter?: {
    readonly type?: string;
    readonly requestId?: string;
  }): Promise<readonly StoredLeaf[]>;
  violations(): Promise<readonly Violation[]>;
}

let nodes = 0;

/** Nodes that share a database must not make the same ids. */
const idsOfNode = (): Ids => {
  nodes += 1;
  const prefix = String(nodes).padStart(6, '0');
  const counting = countingIds();
  return {
    ...counting,
    alphanumeric: (length) => prefix + counting.alphanumeric(length - prefix.length),
  };
};

const directoryOf = (around: Surroundings): Directory => {
  const people = (): Surroundings['people'] => {
    if (!around.directoryAnswers) throw new Error('the directory is away');
    return around.people;
  };
  return {
    current: async (id) => people().get(id),
    members: async (groups) =>
      [...people().values()]
        .filter(({ active, groups: of }) => active && groups.some((group) => of.has(group)))
        .map(({ person }) => person),
  };
};

const notifier: Notifier = {
  tell: async (tx, notices) => {
    for (const { key, kind, requestId } of notices)
      await tx.run('INSERT INTO test_notice VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
        key,
        kind,
        requestId ?? '',
      ]);
  },
};

/** One node: the real operations, store, policy engine and audit log between a test's directory and AWS. */
export const nodeOn = (
  plain: Store,
  around: Surroundings = surroundings(),
  log: Log = silentLog,
): RequestsFixture => {
  const { clock } = around;
  const audit = createAudit({ store: plain, clock, log, anchor: memoryAnchor(), signer });
  const { store } = audit;
  const sessions = sessionsOn(store, audit.log, around);
  const requests = createRequests({
    store,
    clock,
    timers: systemTimers,
    ids: idsOfNode(),
    log,
    directory: directoryOf(around),
    policies: { inForce: async () => around.policy, version: async () => around.policy },
    catalog: { current: async () => around.catalog },
    audit: audit.log,
    notifier,
    sessions,
    conditions: { holds: (source, request) => around.holds(source, request) },
    cursorKey: new Uint8Array(32).fill(7),
  });
  const runner = createWorkRunner({
    store: plain,
    clock,
    timers: systemTimers,
    ids: countingIds(),
    log,
    handlers: new Map(Object.entries(requests.work)),
  });
  return {
    ...requests,
    around,
    clock,
    store,
    as: (name) => ({
      membership: around.people.get(`p-${name}`) ?? memberOf(name, []),
      sourceIp: '192.0.2.7',
      userAgent: 'test',
    }),
    move: (name, groups, active = true) => {
      around.people.set(`p-${name}`, memberOf(name, groups, active));
    },
    runDue: () => runner.runDue(),
    ...observations(store, audit, requests, sessions),
  };
};

type Observations = Pick<RequestsFixture, 'find' | 'notices' | 'cuts' | 'leaves' | 'violations'>;

/** What a test can see of a node's database. */
const observations = (
  store: Store,
  audit: Audit,
  requests: AccessRequests,
  sessions: Sessions,
): Observations => {
  const leaves: RequestsFixture['leaves'] = async ({ type, requestId } = {}) => {
    const types = type === undefined ? undefined : [type];
    return (await audit.read.leaves({ types, requestId, limit: 1000 })).leaves;
  };
  return {
    find: async (id) => {
      const found = await store.read((tx) => requests.grants.request(tx, id));
      if (found === undefined) throw new Error(`${id} is not there`);
      return found;
    },
    notices: async (requestId) => {
      const rows = await store.read((tx) =>
        tx.all<{ kind: string; request_id: string }>(
          'SELECT kind, request_id FROM test_notice ORDER BY notice_key',
        ),
      );
      return rows
        .filter((row) => requestId === undefined || row.request_id === requestId)
        .map(({ kind }) => kind);
    },
    cuts: async () => {
      const rows = await store.read((tx) =>
        tx.all<{ grant_id: string }>('SELECT grant_id FROM test_cut ORDER BY grant_id'),
      );
      return rows.map(({ grant_id: id }) => id);
    },
    leaves,
    violations: async () => {
      const found: Violation[] = [];
      const parts = {
        store,
        sessions,
        leavesOf: (_tx: Tx, requestId: string) => leaves({ requestId }),
      };
      for await (const snapshot of readSnapshots(parts)) found.push(...checkInvariants(snapshot));
      return found;
    },
  };
};

export const requestsFixture = async (around?: Surroundings): Promise<RequestsFixture> => {
  const store = await memoryStore(migrations);
  onTestFinished(() => store.close());
  return nodeOn(store, around);
};

export type TwoNodes = () => Promise<readonly [RequestsFixture, RequestsFixture]>;

const server = await testPostgres();

/** Declares the same tests for two nodes on either database; both nodes live in the same surroundings. */
export const describeOnBoth = (what: string, tests: (twoNodes: TwoNodes) => void): void => {
  describe(`${what} on SQLite`, () => {
    tests(async () => {
      const around = surroundings();
      const one = await requestsFixture(around);
      return [one, nodeOn(one.store, around)];
    });
  });
  describe.runIf(server !== undefined)(`${what} on PostgreSQL`, () => {
    tests(async () => {
      if (server === undefined) throw new Error('this machine has no PostgreSQL');
      const url = await server.database();
      const open = async (): Promise<Store> => {
        const store = await openPostgres({ url, clock: systemClock, log: silentLog });
        onTestFinished(() => store.close());
        return store;
      };
      const [one, other] = [await open(), await open()];
      await migrate(one, [...coreMigrations, ...migrations]);
      const around = surroundings();
      return [nodeOn(one, around), nodeOn(other, around)];
    });
  });
};
