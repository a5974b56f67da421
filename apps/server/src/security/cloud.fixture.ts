import { silentLog, systemIds, systemTimers } from '@gatehouse/core';
import { createVault, type Principal } from '@gatehouse/service-kit';
import { memoryStore, migrate, type Store } from '@gatehouse/store';
import { type ManualClock, manualClock } from '@gatehouse/testkit';
import { type Cloud, type CloudSettings, createCloud } from '../cloud.ts';
import { MANAGEMENT_ACCOUNT, seed } from '../seed.ts';

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
  /** Administrator of the member account 111122223333. */
  readonly member: Principal;
  /** Who a credential is at this moment; rejects with the endpoint's error. */
  who(credentials: Credentials): Promise<Principal>;
  call<Output>(as: Principal, service: string, operation: string, input?: object): Promise<Output>;
  /** A user of the management account with these statements and one access key. */
  userWith(name: string, ...statements: readonly object[]): Promise<Credentials>;
  /** The events recorded since this was last asked. */
  stop(): Promise<void>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = MANAGEMENT_ACCOUNT;

/** The whole cloud with its demo organization over a private database, without network. */
export const cloudFixture = async (
  settings: Partial<CloudSettings> = {},
): Promise<CloudFixture> => {
  const clock = manualClock();
  const store = settings.store ?? (await memoryStore());
  const cloud = await createCloud({
    store,
    clock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    vault: createVault(Buffer.alloc(32, 7), systemIds),
    mode: 'enforce',
    delaySeconds: 0,
    ...settings,
  });
  await migrate(store, cloud.migrations);
  const seeded = await seed(store, cloud, clock.now());

  const who = async ({ AccessKeyId, SessionToken }: Credentials): Promise<Principal> => {
    const known = AccessKeyId.startsWith('ASIA')
      ? await cloud.credentials.temporary(AccessKeyId, SessionToken)
      : await cloud.credentials.longTerm(AccessKeyId);
    if (known === undefined) throw new Error('nobody has this key');
    return known.principal;
  };
  const call = async <Output>(
    as: Principal,
    service: string,
    operation: string,
    input: object = {},
  ): Promise<Output> =>
    (await cloud.dispatcher.dispatch({
      service,
      operation,
      input,
      principal: as,
      region: REGION,
      requestId: systemIds.uuid(),
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      secureTransport: false,
    })) as Output;
  const seededAs = (name: string): Promise<Principal> => {
    const profile = seeded?.profiles.find((one) => one.name === name);
    return who({ AccessKeyId: profile?.accessKeyId ?? '', SecretAccessKey: '' });
  };
  const admin = await seededAs('admin');

  return {
    cloud,
    store,
    clock,
    admin,
    member: await seededAs('workloads'),
    who,
    call,
    userWith: async (UserName, ...Statement) => {
      await call(admin, 'iam', 'CreateUser', { UserName });
      if (Statement.length > 0)
        await call(admin, 'iam', 'PutUserPolicy', {
          UserName,
          PolicyName: 'own',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
        });
      const { AccessKey } = await call<{ AccessKey: Credentials }>(
        admin,
        'iam',
        'CreateAccessKey',
        { UserName },
      );
      return AccessKey;
    },
    stop: async () => {
      await cloud.audit.flush();
      await store.close();
    },
  };
};
