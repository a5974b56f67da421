import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Broker } from '@gatehouse/broker';
import type { Clock } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type { Cloud } from '../cloud.ts';
import { knownOrOurs } from '../once.ts';
import { MANAGEMENT_ACCOUNT } from '../seed.ts';
import { callerAs, type Caller } from './account-caller.ts';
import {
  type DemoPool,
  ensureDemoPool,
  type PersonPassword,
  pointClientAt,
} from './demo-people.ts';
import { BROKER_ACCOUNT, ensureDemoRoles } from './demo-roles.ts';
import { LOOPBACK_PORTS } from './loopback-ports.ts';
import { readSetting, writeSetting } from './settings-table.ts';

const REGION = 'us-east-1';
const SETTING = 'demo.access';

const POLICY_FILE = join(
  import.meta.dirname,
  '../../../../solutions/broker/examples/access-policy.yaml',
);

export interface DemoAccess {
  readonly pool: DemoPool;
  /** Of the first start; undefined later. */
  readonly passwords: readonly PersonPassword[] | undefined;
}

const asRoot = (cloud: Cloud, account: string): Caller =>
  callerAs(cloud, { kind: 'root', account }, REGION);

const isPool = (value: unknown): value is DemoPool =>
  value !== null &&
  typeof value === 'object' &&
  'userPoolId' in value &&
  'clientId' in value &&
  typeof value.userPoolId === 'string' &&
  typeof value.clientId === 'string';

const kept = async (store: Store): Promise<DemoPool | undefined> => {
  const text = await store.read((tx) => readSetting(tx, SETTING));
  const known: unknown = text === undefined ? undefined : JSON.parse(text);
  return isPool(known) ? known : undefined;
};

/**
 * The demo's people and roles, made once: of several nodes that start at once one makes them and the others wait, and a start
 * that was cut short is gone on with by the next.
 */
export const demoAccess = async (
  store: Store,
  cloud: Cloud,
  newPassword: () => string,
): Promise<DemoAccess> => {
  const pool = await knownOrOurs(store, SETTING, () => kept(store));
  if (pool !== undefined) return { pool, passwords: undefined };
  await ensureDemoRoles((account) => asRoot(cloud, account), MANAGEMENT_ACCOUNT);
  return ensureDemoPool(asRoot(cloud, BROKER_ACCOUNT), newPassword);
};

/** After the passwords are in their file: from now on the people are as their administrators make them. */
export const keepDemoPool = (store: Store, pool: DemoPool): Promise<void> =>
  store.write((tx) => writeSetting(tx, SETTING, JSON.stringify(pool)));

export const pointDemoClient = (
  cloud: Cloud,
  pool: DemoPool,
  consoleUrls: readonly string[],
): Promise<void> => pointClientAt(asRoot(cloud, BROKER_ACCOUNT), pool, consoleUrls, LOOPBACK_PORTS);

/** The first access policy: the example of the documentation, which is about these people and roles. */
export const installDemoPolicy = async (
  store: Store,
  broker: Broker,
  clock: Clock,
): Promise<void> => {
  const document = readFileSync(POLICY_FILE, 'utf8');
  await store.write((tx) => broker.installPolicy(tx, document, clock.now()));
};
