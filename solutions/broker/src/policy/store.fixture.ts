import { silentLog, systemClock } from '@gatehouse/core';
import {
  coreMigrations,
  memoryStore,
  migrate,
  type Migration,
  openPostgres,
  type Store,
  type Tx,
} from '@gatehouse/store';
import { countingIds, manualClock, type ManualClock, testPostgres } from '@gatehouse/testkit';
import { onTestFinished } from 'vitest';
import type { Actor, BrokerError, Catalog, Membership } from '../model/index.ts';
import { createPolicies, type Policies, policyMigrations } from './index.ts';
import { actor, catalogOf, documentText } from './policy.fixture.ts';

/** What was written in the transactions of the policy: leaves, notices and looks at live grants. */
const written: Migration = {
  component: 'test',
  version: 1,
  statements: [
    'CREATE TABLE written (at INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, what TEXT NOT NULL, data TEXT NOT NULL)',
  ],
};

const write = async (tx: Tx, kind: string, what: string, data: unknown): Promise<void> => {
  await tx.run('INSERT INTO written (kind, what, data) VALUES (?, ?, ?)', [
    kind,
    what,
    JSON.stringify(data),
  ]);
};

export interface PolicyFixture extends Policies {
  readonly store: Store;
  readonly clock: ManualClock;
  /** Who the directory knows; change it to move people between groups. */
  readonly people: Map<string, Membership>;
  readonly directory: { answers: boolean };
  readonly refusals: { readonly action: string; readonly code: BrokerError['code'] }[];
  as(id: string): Actor;
  written(kind: 'leaf' | 'notice' | 'changed'): Promise<readonly string[]>;
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  erin: ['policy-admins'],
  frank: ['policy-admins'],
  gina: ['policy-admins'],
  ann: ['eng'],
  sam: ['security'],
  dora: ['auditors'],
};

export const first = documentText('');
export const second = documentText(
  `  - id: s3
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['111122223333'], roles: [Admin] }]
    maxDuration: PT4H
    approval: { steps: [{ name: security, groups: [security] }] }`,
);
export const third = second.replace('PT4H', 'PT2H');

const demo: Catalog = catalogOf([{ id: '111122223333', roles: ['Admin', 'Read'] }]);

export const policiesOn = async (store: Store): Promise<PolicyFixture> => {
  const clock = manualClock();
  const people = new Map(
    Object.entries(GROUPS).map(([id, groups]) => [id, actor(id, groups).membership]),
  );
  const directory = { answers: true };
  const refusals: { action: string; code: BrokerError['code'] }[] = [];
  const policies = createPolicies({
    store,
    clock,
    ids: countingIds(),
    log: silentLog,
    catalog: { current: async () => demo },
    directory: {
      current: async (id) => people.get(id),
      members: async (groups) => {
        if (!directory.answers) throw new Error('the directory is away');
        return [...people.values()]
          .filter((one) => one.active && groups.some((group) => one.groups.has(group)))
          .map(({ person }) => person);
      },
    },
    audit: {
      append: async (tx, leaves) => {
        for (const leaf of leaves)
          await write(tx, 'leaf', `${leaf.type} by ${leaf.actor}`, leaf.data);
      },
    },
    notifier: {
      tell: async (tx, notices) => {
        for (const notice of notices) await write(tx, 'notice', notice.key, notice.data);
      },
    },
    changed: (tx, version) => write(tx, 'changed', `version ${version}`, {}),
    refused: async (_, action, { code }) => {
      refusals.push({ action, code });
    },
  });
  await store.write((tx) => policies.install(tx, first, clock.now()));
  return {
    ...policies,
    store,
    clock,
    people,
    directory,
    refusals,
    as: (id) => ({
      membership: people.get(id) ?? actor(id, []).membership,
      sourceIp: '192.0.2.7',
      userAgent: 'test',
    }),
    written: async (kind) => {
      const rows = await store.read((tx) =>
        tx.all<{ what: string }>('SELECT what FROM written WHERE kind = ? ORDER BY at', [kind]),
      );
      return rows.map(({ what }) => what);
    },
  };
};

export const migrations = [...policyMigrations, written];

/** Policies over SQLite, the first version installed. */
export const policyFixture = async (): Promise<PolicyFixture> => {
  const store = await memoryStore(migrations);
  onTestFinished(() => store.close());
  return policiesOn(store);
};

/** Two nodes on one PostgreSQL database; undefined where this machine has none. */
export const twoNodes = async (): Promise<readonly [PolicyFixture, PolicyFixture] | undefined> => {
  const server = await testPostgres();
  if (server === undefined) return undefined;
  const url = await server.database();
  const open = async (): Promise<Store> => {
    const store = await openPostgres({ url, clock: systemClock, log: silentLog });
    onTestFinished(() => store.close());
    return store;
  };
  const [one, other] = [await open(), await open()];
  await migrate(one, [...coreMigrations, ...migrations]);
  return [await policiesOn(one), await policiesOn(other)];
};
