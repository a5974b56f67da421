import type { Store } from '@gatehouse/store';
import { type Database, presentDatabase } from '../database-work.ts';
import type { DatabaseHost, RdsDeps } from '../deps.ts';
import {
  type DatabaseKind,
  type Encryption,
  type HostOfDatabase,
  type Resource,
  withDetails,
} from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { isRefusal } from './access-loss.ts';
import { hostGrantee, kmsAsRds } from './as-rds.ts';
import { contextOf, OPERATIONS, rdsIn } from './context.ts';

type Deps = Pick<RdsDeps, 'call' | 'clock' | 'hosts' | 'keys'>;

type Instance = Resource<'db'>;

const machineOf = ({ account, region }: Instance, host: HostOfDatabase): DatabaseHost => ({
  account,
  region,
  instance: host.instance,
  volume: host.volume,
});

/** Changes what is kept of the encryption, if the instance is still there. */
const remembered = (
  store: Store,
  instance: Instance,
  change: (
    tx: Parameters<Parameters<Store['write']>[0]>[0],
    present: Encryption,
  ) => Promise<Encryption>,
): Promise<Instance | undefined> =>
  store.write(async (tx) => {
    const found = await presentDatabase(tx, instance, instance.details.resourceId);
    if (found?.kind !== 'db' || found.details.encryption === undefined) return undefined;
    const encryption = await change(tx, found.details.encryption);
    const saved = withDetails<'db'>(found, { encryption });
    await resources.save(tx, saved);
    return saved;
  });

/** Its machine and volume, reserved with the first launch. */
const reserved = (
  { hosts }: Deps,
  store: Store,
  instance: Instance,
): Promise<Instance | undefined> =>
  remembered(store, instance, async (tx, present) => {
    if (present.host !== undefined) return present;
    const { account, region, details } = instance;
    const { instance: machine, volume } = await hosts.reserve(
      tx,
      { account, region },
      { sizeGiB: details.storage },
    );
    return { ...present, host: { instance: machine, volume } };
  });

const hostGrantName = ({ instance }: HostOfDatabase): string => `rds-host/${instance}`;

/**
 * The post's EBS grant: as RDS, by its own grant, with the same context, to the one machine. It is made once: whoever revokes
 * it does not want the machine to have it. Its name lets a repetition find what was made and not noted.
 */
const grantToHost = async (
  deps: Deps,
  store: Store,
  instance: Instance,
  host: HostOfDatabase,
  keyArn: string,
): Promise<void> => {
  if (host.grant !== undefined) return;
  const { account, region } = instance;
  const { GrantId: grant } = await kmsAsRds(deps, instance).createGrant({
    KeyId: keyArn,
    GranteePrincipal: hostGrantee({ account, instance: host.instance }),
    RetiringPrincipal: rdsIn(region),
    Operations: OPERATIONS,
    Constraints: { EncryptionContextSubset: contextOf(instance) },
    Name: hostGrantName(host),
  });
  await remembered(store, instance, async (_tx, present) => ({
    ...present,
    host: { ...host, grant },
  }));
};

/** Gives an encrypted instance a machine that can read its volume. Each step that was done is not done again. */
export const launch = async (deps: Deps, store: Store, instance: Instance): Promise<void> => {
  const { kmsKey: keyArn } = instance.details;
  const ready = await reserved(deps, store, instance);
  const host = ready?.details.encryption?.host;
  if (ready === undefined || host === undefined || keyArn === undefined) return;
  await grantToHost(deps, store, ready, host, keyArn);
  const machine = machineOf(ready, host);
  await deps.hosts.encrypt(machine, { keyArn, context: contextOf(ready) });
  await deps.hosts.attach(machine);
};

/** A machine that stops needs its volume's key no more. */
export const halt = async ({ hosts }: Pick<Deps, 'hosts'>, database: Database): Promise<void> => {
  const host = database.details.encryption?.host;
  if (database.kind === 'db' && host !== undefined) await hosts.detach(machineOf(database, host));
};

/** What KMS answers for good, because the grant or the key is gone, keeps nobody from deleting a database. */
const retired = async (attempt: Promise<unknown>): Promise<void> => {
  try {
    await attempt;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
};

/** The grant of the machine, also when nobody came to note it. */
const grantOfHost = async (
  { keys }: Deps,
  store: Store,
  { account }: Resource<DatabaseKind>,
  host: HostOfDatabase,
  keyArn: string,
): Promise<string | undefined> => {
  if (host.grant !== undefined) return host.grant;
  const grantee = hostGrantee({ account, instance: host.instance });
  return store.read((tx) => keys.namedGrant(tx, { keyArn, grantee, name: hostGrantName(host) }));
};

/** Retires all that the database lets anybody do with the key, the narrowest grant first. */
export const dismantle = async (
  deps: Deps,
  store: Store,
  database: Resource<DatabaseKind>,
): Promise<void> => {
  const { encryption, kmsKey: KeyId } = database.details;
  if (encryption === undefined || KeyId === undefined) return;
  const { host, grant } = encryption;
  const kms = kmsAsRds(deps, database);
  const { account, region } = database;
  const retire = async (GrantId: string | undefined): Promise<void> => {
    if (GrantId !== undefined) await retired(kms.retireGrant({ KeyId, GrantId }));
  };
  if (host !== undefined) {
    await deps.hosts.remove({ account, region, instance: host.instance, volume: host.volume });
    await retire(await grantOfHost(deps, store, database, host, KeyId));
  }
  await retire(grant);
};
