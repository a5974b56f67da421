import {
  infrastructure,
  type KeyCalls,
  keyCalls,
  type KeyPort,
  type OperationCall,
  type Principal,
  type ServiceDeps,
} from '@gatehouse/service-kit';
import { newId } from './arns.ts';
import type { DatabaseHost, DatabaseHosts } from './hosts/model.ts';
import { hosts, type KeptHost } from './repositories/hosts.ts';
import {
  DATA_KEY_BYTES,
  EC2_SERVICE,
  ebsContext,
  instanceMachine,
  instanceMachineId,
  keyRefusal,
  retiringService,
} from './storage/data-keys.ts';

interface Deps extends Pick<ServiceDeps, 'clock' | 'ids' | 'store'> {
  readonly call: OperationCall;
  readonly keys: KeyPort;
}

type Encrypted = KeptHost & { readonly encryption: NonNullable<KeptHost['encryption']> };

const isEncrypted = (host: KeptHost): host is Encrypted => host.encryption !== undefined;

/** KMS as a machine calls it through EC2, or as EC2 itself: each a transaction of its own. */
const keysAs = ({ call }: Deps, { region }: DatabaseHost, principal: Principal): KeyCalls =>
  keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal,
        region,
        by: EC2_SERVICE,
        forwards: principal.kind !== 'service',
      }),
  });

const hostMachine = ({ clock }: Deps, { account, instance }: DatabaseHost): Principal =>
  infrastructure({
    service: 'rds.amazonaws.com',
    account,
    role: 'aws:rds-host',
    machine: instance,
    now: clock.now(),
  });

const contextOf = ({ volume, encryption }: Encrypted): Readonly<Record<string, string>> => ({
  ...encryption.context,
  ...ebsContext(volume),
});

/** Of the attachment that is made next, or was made last. */
const attachmentName = ({ volume, attachments }: KeptHost): string =>
  `${volume}-${attachments + 1}`;

/** The grant of this attachment. One of the same name is the same: a repetition after a crash leaves none behind. */
const attachmentGrant = async (deps: Deps, host: Encrypted): Promise<string> => {
  if (host.grant !== undefined) return host.grant;
  const { account, region, instance, encryption } = host;
  const { GrantId } = await keysAs(deps, host, hostMachine(deps, host)).createGrant({
    KeyId: encryption.keyArn,
    GranteePrincipal: instanceMachineId(account, instance),
    RetiringPrincipal: retiringService(region),
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: contextOf(host) },
    Name: attachmentName(host),
  });
  await deps.store.write((tx) => hosts.saveGrant(tx, host, GrantId));
  return GrantId;
};

/** The grant that the host has for its volume, also when nobody came to note it. */
const grantOf = async ({ store, keys }: Deps, host: KeptHost): Promise<string | undefined> => {
  const keyArn = host.encryption?.keyArn;
  if (host.grant !== undefined || keyArn === undefined) return host.grant;
  const grantee = instanceMachineId(host.account, host.instance);
  return store.read((tx) => keys.namedGrant(tx, { keyArn, grantee, name: attachmentName(host) }));
};

const release = async (deps: Deps, host: KeptHost, grant: string | undefined): Promise<void> => {
  const keyArn = host.encryption?.keyArn;
  if (keyArn !== undefined && grant !== undefined)
    try {
      const service = { kind: 'service', name: EC2_SERVICE, account: host.account } as const;
      await keysAs(deps, host, service).retireGrant({ KeyId: keyArn, GrantId: grant });
    } catch (error) {
      // One that is revoked, or whose key is gone, needs no retiring.
      if (keyRefusal(error) === undefined) throw error;
    }
  await deps.store.write((tx) => hosts.detach(tx, host));
};

const detach = async (deps: Deps, host: KeptHost): Promise<void> => {
  const grant = await grantOf(deps, host);
  if (host.attached || grant !== undefined) await release(deps, host, grant);
};

const attach = async (deps: Deps, host: KeptHost): Promise<void> => {
  if (isEncrypted(host)) {
    const grant = await attachmentGrant(deps, host);
    const machine = instanceMachine(host.account, host.instance, deps.clock.now());
    try {
      const { Plaintext } = await keysAs(deps, host, machine).decrypt({
        CiphertextBlob: Buffer.from(host.encryption.dataKey, 'base64'),
        KeyId: host.encryption.keyArn,
        EncryptionContext: contextOf(host),
      });
      Plaintext.fill(0);
    } catch (error) {
      if (keyRefusal(error) !== undefined) await release(deps, host, grant);
      throw error;
    }
  }
  await deps.store.write((tx) => hosts.attach(tx, host));
};

/** The machines that RDS has EC2 run, and their volumes (AWS Security Blog, "Managing permissions with grants in AWS KMS"). */
export const createHostPort = (deps: Deps): DatabaseHosts => {
  const { store, ids, clock } = deps;
  const kept = (host: DatabaseHost): Promise<KeptHost | undefined> =>
    store.read((tx) => hosts.find(tx, host, host.instance));
  const required = async (host: DatabaseHost): Promise<KeptHost> => {
    const found = await kept(host);
    if (found === undefined) throw new Error(`${host.instance} is no host of a database`);
    return found;
  };
  return {
    reserve: async (tx, { account, region }, { sizeGiB }) => {
      const host = {
        account,
        region,
        instance: newId(ids, 'instance'),
        volume: newId(ids, 'volume'),
      };
      await hosts.insert(tx, host, { sizeGiB, at: clock.now() });
      return host;
    },
    find: async (tx, scope, instance) => {
      const found = await hosts.find(tx, scope, instance);
      if (found === undefined) return undefined;
      const { account, region, volume } = found;
      return { account, region, instance, volume };
    },
    encrypt: async (host, { keyArn, context }) => {
      const found = await required(host);
      if (isEncrypted(found)) return;
      const made = await keysAs(
        deps,
        host,
        hostMachine(deps, host),
      ).generateDataKeyWithoutPlaintext({
        KeyId: keyArn,
        NumberOfBytes: DATA_KEY_BYTES,
        EncryptionContext: { ...context, ...ebsContext(found.volume) },
      });
      const dataKey = Buffer.from(made.CiphertextBlob).toString('base64');
      await store.write((tx) => hosts.saveEncryption(tx, host, { keyArn, context, dataKey }));
    },
    attach: async (host) => {
      const found = await required(host);
      if (!found.attached) await attach(deps, found);
    },
    detach: async (host) => {
      const found = await kept(host);
      if (found !== undefined) await detach(deps, found);
    },
    remove: async (host) => {
      const found = await kept(host);
      if (found === undefined) return;
      await detach(deps, found);
      await store.write((tx) => hosts.remove(tx, host));
    },
  };
};
