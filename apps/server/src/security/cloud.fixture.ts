import { silentLog, systemIds, systemTimers } from '@gatehouse/core';
import { createVault, type Principal } from '@gatehouse/service-kit';
import { memoryStore, migrate, type Store } from '@gatehouse/store';
import { type ManualClock, manualClock, scratchBlobs } from '@gatehouse/testkit';
import { type Cloud, createCloud } from '../cloud.ts';
import { MANAGEMENT_ACCOUNT, seed } from '../seed.ts';
import { unsentMail } from '../unsent-mail.ts';

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string;
}

export interface CloudFixture {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly clock: ManualClock;
  /** Administrator of the management account. */
  readonly admin: Principal;
  /** Who a credential is at this moment; rejects with the endpoint's error. */
  readonly who: (credentials: Credentials) => Promise<Principal>;
  readonly call: <Output>(
    as: Principal,
    service: string,
    operation: string,
    input?: object,
    region?: string,
  ) => Promise<Output>;
  /** A user of the management account with these statements and one access key. */
  readonly userWith: (name: string, ...statements: readonly object[]) => Promise<Credentials>;
  readonly stop: () => Promise<void>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = MANAGEMENT_ACCOUNT;

const open = async (store: Store, clock: ManualClock): Promise<Cloud> =>
  createCloud({
    store,
    blobs: await scratchBlobs(),
    clock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    vault: createVault(Buffer.alloc(32, 7), systemIds),
    mode: 'enforce',
    delaySeconds: 0,
    endpoint: () => 'http://127.0.0.1:4566',
    mailer: unsentMail(silentLog),
    outbound: { send: () => Promise.reject(new Error('tests reach nobody')) },
  });

const callerOf =
  (cloud: Cloud): CloudFixture['call'] =>
  async <Output>(
    as: Principal,
    service: string,
    operation: string,
    input: object = {},
    region = REGION,
  ) =>
    (await cloud.dispatcher.dispatch({
      service,
      operation,
      input,
      principal: as,
      region,
      requestId: systemIds.uuid(),
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      secureTransport: false,
    })) as Output;

const whoOf =
  ({ credentials }: Cloud): CloudFixture['who'] =>
  async ({ AccessKeyId, SessionToken }) => {
    const known = AccessKeyId.startsWith('ASIA')
      ? await credentials.temporary(AccessKeyId, SessionToken)
      : await credentials.longTerm(AccessKeyId);
    if (known === undefined) throw new Error('nobody has this key');
    return known.principal;
  };

const usersOf =
  (admin: Principal, call: CloudFixture['call']): CloudFixture['userWith'] =>
  async (UserName, ...Statement) => {
    await call(admin, 'iam', 'CreateUser', { UserName });
    if (Statement.length > 0)
      await call(admin, 'iam', 'PutUserPolicy', {
        UserName,
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      });
    const made = await call<{ AccessKey: Credentials }>(admin, 'iam', 'CreateAccessKey', {
      UserName,
    });
    return made.AccessKey;
  };

/** The whole cloud with its demo organization over a private database, without network. */
export const cloudFixture = async (): Promise<CloudFixture> => {
  const clock = manualClock();
  const store = await memoryStore();
  const cloud = await open(store, clock);
  await migrate(store, cloud.migrations);
  const seeded = await seed(store, cloud, clock.now());
  const who = whoOf(cloud);
  const call = callerOf(cloud);
  const keys = seeded?.profiles.find(({ name }) => name === 'admin');
  const admin = await who({ AccessKeyId: keys?.accessKeyId ?? '', SecretAccessKey: '' });
  return {
    cloud,
    store,
    clock,
    admin,
    who,
    call,
    userWith: usersOf(admin, call),
    stop: async () => {
      await cloud.audit.flush();
      await store.close();
    },
  };
};
