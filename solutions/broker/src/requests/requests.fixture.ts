import { type Log, silentLog, systemClock, systemTimers } from '@gatehouse/core';
import {
  coreMigrations,
  createWorkRunner,
  memoryStore,
  migrate,
  type Migration,
  openPostgres,
  type Store,
} from '@gatehouse/store';
import { type ManualClock, manualClock, countingIds, testPostgres } from '@gatehouse/testkit';
import { describe, onTestFinished } from 'vitest';
import { memoryAnchor, signer } from '../audit/audit.fixture.ts';
import { auditMigrations, createAudit, type StoredLeaf } from '../audit/index.ts';
import type {
  AccessPolicy,
  AccessRequest,
  Actor,
  AuditLog,
  Catalog,
  ConditionPort,
  IssuedSession,
  Membership,
  NewRequest,
  Sessions,
} from '../model/index.ts';
import { catalogOf, compiled, roleArn } from '../policy/policy.fixture.ts';
import {
  type AccessRequests,
  checkInvariants,
  createRequests,
  readSnapshots,
  requestsMigrations,
  type Violation,
} from './index.ts';

/** What others would be told and asked to do: notices, sessions and cuts. */
const told: Migration = {
  component: 'test-requests',
  version: 1,
  statements: [
    'CREATE TABLE test_notice (notice_key TEXT PRIMARY KEY, kind TEXT NOT NULL, request_id TEXT NOT NULL)',
    `CREATE TABLE test_session (id TEXT PRIMARY KEY, grant_id TEXT NOT NULL, request_id TEXT NOT NULL,
      state TEXT NOT NULL, asked_at BIGINT NOT NULL, expires_at BIGINT)`,
    'CREATE TABLE test_cut (grant_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, ends_at BIGINT NOT NULL)',
  ],
};

export const migrations = [...auditMigrations, ...requestsMigrations, told];

export const ACCOUNT = '111122223333';
export const PROD = '222233334444';
export const TOOLS = '333344445555';

export const S3_ADMIN = { account: ACCOUNT, roleArn: roleArn(ACCOUNT, 'TempAccessRoleS3Admin') };
export const ADMIN_READ = { account: ACCOUNT, roleArn: roleArn(ACCOUNT, 'team/AdminRead') };
export const PROD_ADMIN = { account: PROD, roleArn: roleArn(PROD, 'Admin') };
export const READ = { account: TOOLS, roleArn: roleArn(TOOLS, 'Read') };
export const ON_CALL = { account: TOOLS, roleArn: roleArn(TOOLS, 'OnCall') };

export const demo: Catalog = catalogOf([
  { id: ACCOUNT, roles: ['TempAccessRoleS3Admin', 'team/AdminRead', 'Unlisted'] },
  { id: PROD, roles: ['Admin'] },
  { id: TOOLS, roles: ['Read', 'OnCall'] },
]);

const SOURCES = 'sources: { pager: { url: "https://pager.example/oncall", timeout: PT1S } }';

const S3_RULE = `  - id: s3
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${ACCOUNT}'], roles: [TempAccessRoleS3Admin, team/AdminRead] }]
    maxDuration: PT4H
    approval: { steps: [{ name: security, groups: [security] }] }
    breakGlass: { maxDuration: PT1H, reviewers: [incident] }`;

const OTHER_RULES = `  - id: prod
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${PROD}'], roles: [Admin] }]
    maxDuration: PT2H
    fields: { ticket: { label: Ticket, pattern: 'OPS-\\d{1,8}' } }
    approval:
      steps:
        - { name: security, groups: [security], quorum: 2 }
        - { name: owner, groups: [owners], escalate: { after: PT1H, to: [leads] } }
  - id: read
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${TOOLS}'], roles: [Read] }]
    maxDuration: PT1H
    approval: none
  - id: on-call
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${TOOLS}'], roles: [OnCall] }]
    maxDuration: PT1H
    approval:
      steps: [{ name: security, groups: [security] }]
      unless: [{ onCall: { source: pager, schedule: primary } }]
  - id: no-contractors
    effect: deny
    who: { groups: [contractors] }
    what: [{ accounts: ['${ACCOUNT}', '${PROD}', '${TOOLS}'], roles: all }]`;

export const POLICY = compiled(`${S3_RULE}\n${OTHER_RULES}`, SOURCES, 1);
/** The same without the rule `s3`. */
export const POLICY_WITHOUT_S3 = compiled(OTHER_RULES, SOURCES, 2);

export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ann: ['eng'],
  ben: ['eng'],
  sam: ['security'],
  sue: ['security'],
  sid: ['security', 'owners'],
  otto: ['owners'],
  lea: ['leads'],
  ida: ['incident'],
  dora: ['auditors'],
  max: ['enders'],
  nora: [],
};

/** What tests move: time, people, policy, the outside. */
export interface Surroundings {
  readonly clock: ManualClock;
  readonly people: Map<string, Membership>;
  policy: AccessPolicy;
  catalog: Catalog;
  directoryAnswers: boolean;
  holds: ConditionPort['holds'];
  /** Runs between what the broker asks STS and what STS answers. */
  duringIssue: () => Promise<void>;
}

export const memberOf = (name: string, groups: readonly string[], active = true): Membership => ({
  person: {
    id: `p-${name}`,
    issuer: 'https://issuer.example',
    subject: name,
    name: name.toUpperCase(),
    email: `${name}@example.com`,
  },
  groups: new Set(groups),
  attributes: new Map(),
  active,
});

export const surroundings = (): Surroundings => ({
  clock: manualClock('2026-11-25T12:00:00.000Z'),
  people: new Map(
    Object.entries(GROUPS).map(([name, groups]) => [`p-${name}`, memberOf(name, groups)]),
  ),
  policy: POLICY,
  catalog: demo,
  directoryAnswers: true,
  holds: () => Promise.reject(new Error('the source is away')),
  duringIssue: async () => {},
});

const sessionsOn = (store: Store, audit: AuditLog, around: Surroundings): Sessions => {
  const ids = countingIds();
  return {
    issue: async (grant, kind, options) => {
      const askedAt = around.clock.now();
      const expiresAt = new Date(Math.min(askedAt.getTime() + 3_600_000, grant.endsAt.getTime()));
      const id = `${grant.id}-${askedAt.getTime()}-${ids.hex(8)}`;
      await store.write((tx) =>
        tx.run('INSERT INTO test_session VALUES (?, ?, ?, ?, ?, ?)', [
          id,
          grant.id,
          grant.requestId,
          'issuing',
          askedAt.getTime(),
          expiresAt.getTime(),
        ]),
      );
      await around.duringIssue();
      const live = await store.write(async (tx) => {
        const answer = await options.stillLive(tx);
        await tx.run('UPDATE test_session SET state = ? WHERE id = ?', [
          answer ? 'issued' : 'failed',
          id,
        ]);
        if (answer)
          await audit.append(tx, [
            {
              type: 'session.issued',
              at: around.clock.now(),
              actor: options.actor,
              requestId: grant.requestId,
              data: { session: id },
            },
          ]);
        return answer;
      });
      if (!live) throw new Error('dropped');
      const session: IssuedSession = {
        id,
        grantId: grant.id,
        requestId: grant.requestId,
        kind,
        roleSessionName: 'test',
        state: 'issued',
        accessKeyId: undefined,
        askedAt,
        expiresAt,
      };
      return { kind: 'console', session, url: 'https://signin.example/' };
    },
    cut: async (tx, { id, requestId }, endsAt) => {
      await tx.run('INSERT INTO test_cut VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
        id,
        requestId,
        endsAt.getTime(),
      ]);
    },
    ofRequest: async (tx, requestId) => {
      const rows = await tx.all<{
        id: string;
        grant_id: string;
        state: IssuedSession['state'];
        asked_at: number;
        expires_at: number;
      }>('SELECT * FROM test_session WHERE request_id = ? ORDER BY asked_at, id', [requestId]);
      return rows.map((row) => ({
        id: row.id,
        grantId: row.grant_id,
        requestId,
        kind: 'cli',
        roleSessionName: 'test',
        state: row.state,
        accessKeyId: undefined,
        askedAt: new Date(row.asked_at),
        expiresAt: new Date(row.expires_at),
      }));
    },
    cutsOf: async (tx, requestId) => {
      const rows = await tx.all<{ grant_id: string }>(
        'SELECT grant_id FROM test_cut WHERE request_id = ? ORDER BY grant_id',
        [requestId],
      );
      return rows.map(({ grant_id: grantId }) => ({
        grantId,
        state: 'none-issued',
        latencyMilliseconds: undefined,
        detail: undefined,
      }));
    },
  };
};

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

/** One node: the real operations, store, policy engine and audit log between a test's directory and AWS. */
export const nodeOn = (
  plain: Store,
  around: Surroundings = surroundings(),
  log: Log = silentLog,
): RequestsFixture => {
  nodes += 1;
  const { clock } = around;
  const audit = createAudit({ store: plain, clock, log, anchor: memoryAnchor(), signer });
  const { store } = audit;
  const node = nodes;
  const counting = countingIds();
  const sessions = sessionsOn(store, audit.log, around);
  const requests = createRequests({
    store,
    clock,
    timers: systemTimers,
    // Nodes that share a database must not make the same ids.
    ids: {
      ...counting,
      alphanumeric: (length) => String(node).padStart(6, '0') + counting.alphanumeric(length - 6),
    },
    log,
    directory: {
      current: async (id) => {
        if (!around.directoryAnswers) throw new Error('the directory is away');
        return around.people.get(id);
      },
      members: async (groups) => {
        if (!around.directoryAnswers) throw new Error('the directory is away');
        return [...around.people.values()]
          .filter(({ active, groups: of }) => active && groups.some((group) => of.has(group)))
          .map(({ person }) => person);
      },
    },
    policies: { inForce: async () => around.policy, version: async () => around.policy },
    catalog: { current: async () => around.catalog },
    audit: audit.log,
    notifier: {
      tell: async (tx, notices) => {
        for (const { key, kind, requestId } of notices)
          await tx.run('INSERT INTO test_notice VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
            key,
            kind,
            requestId ?? '',
          ]);
      },
    },
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
  const leavesOf = async (filter: { readonly type?: string; readonly requestId?: string } = {}) => {
    const { type, requestId } = filter;
    const types = type === undefined ? undefined : [type];
    return (await audit.read.leaves({ types, requestId, limit: 1000 })).leaves;
  };
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
    leaves: leavesOf,
    violations: async () => {
      const found: Violation[] = [];
      const parts = {
        store,
        sessions,
        leavesOf: async (_tx: unknown, requestId: string) => leavesOf({ requestId }),
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

/** A request for the S3 role, for one hour. */
export const wish = (members: Partial<NewRequest> = {}): NewRequest => ({
  targets: [S3_ADMIN],
  justification: 'Deploy of the quarterly fix',
  durationSeconds: 3600,
  fields: new Map(),
  breakGlass: false,
  ...members,
});

export const prodWish = (members: Partial<NewRequest> = {}): NewRequest =>
  wish({ targets: [PROD_ADMIN], fields: new Map([['ticket', 'OPS-17']]), ...members });

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
