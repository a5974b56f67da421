import { emitEvents, type ServiceDeps } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { arnOf } from '../arns.ts';
import { type Resource, type Scope, withDetails } from '../model.ts';
import { newPublicIp } from '../networking/new-interface.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import type { StateName } from './model.ts';
import { gmt, nextOf } from './states.ts';

export type MoveDeps = Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids'>;

export const INSTANCE_WORK = 'ec2.instance';

// EC2 User Guide, "Terminate your instance": it remains visible for a short while, about an hour.
const FORGET_AFTER_SECONDS = 3600;

const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

const schedule = (tx: Tx, { account, region, id }: Resource<'instance'>, dueAt: Date) =>
  scheduleWork(tx, {
    kind: INSTANCE_WORK,
    key: `${account}/${region}/${id}`,
    payload: JSON.stringify({ account, region, id }),
    dueAt,
  });

/** Tells the default bus of a state (Amazon EC2 User Guide, "State change events for your instances"). */
export const tellState = (
  tx: Tx,
  { ids }: Pick<MoveDeps, 'ids'>,
  { account, region, id, details }: Resource<'instance'>,
  now: Date,
): Promise<void> =>
  emitEvents(
    tx,
    [
      {
        id: ids.uuid(),
        source: 'aws.ec2',
        detailType: 'EC2 Instance State-change Notification',
        account,
        region,
        at: now,
        resources: [arnOf({ account, region }, 'instance', id)],
        detail: { 'instance-id': id, state: details.state },
      },
    ],
    now,
  );

/** Says when the instance moves next. A delay of nothing moves it here and now. */
export const settle = async (
  tx: Tx,
  deps: MoveDeps,
  instance: Resource<'instance'>,
  now: Date,
): Promise<Resource<'instance'>> => {
  const next = nextOf(instance.details);
  if (next === undefined) {
    if (instance.details.state === 'terminated')
      await schedule(tx, instance, later(now, FORGET_AFTER_SECONDS));
    return instance;
  }
  if (deps.delaySeconds > 0) {
    await schedule(tx, instance, later(now, deps.delaySeconds));
    return instance;
  }
  return settle(tx, deps, await moved(tx, deps, instance, next, now), now);
};

/** Begins a move: what its caller sees is this first state, whatever follows at once. */
export const begin = async (
  tx: Tx,
  deps: MoveDeps,
  instance: Resource<'instance'>,
  state: StateName,
  now: Date,
): Promise<Resource<'instance'>> => {
  const begun = await moved(tx, deps, instance, state, now);
  await settle(tx, deps, begun, now);
  return begun;
};

const moved = async (
  tx: Tx,
  deps: MoveDeps,
  instance: Resource<'instance'>,
  state: StateName,
  now: Date,
): Promise<Resource<'instance'>> => {
  const changed = withDetails(instance, { state, ...changesOf(instance, state, now) });
  await resources.save(tx, changed);
  if (state === 'stopped') await releasePublicIp(tx, changed);
  if (state === 'pending') await givePublicIp(tx, deps, changed);
  const last = state === 'terminated' ? await release(tx, changed) : changed;
  await tellState(tx, deps, last, now);
  return last;
};

const changesOf = (
  { details }: Resource<'instance'>,
  state: StateName,
  now: Date,
): Partial<Resource<'instance'>['details']> => {
  if (state === 'pending')
    return { transition: '', stateReason: undefined, launchedAt: now.getTime() };
  if (state !== 'stopping' && state !== 'shutting-down') return {};
  if (details.state === state) return {};
  const { failure } = details;
  if (failure?.next === state)
    return {
      transition: failure.code,
      stateReason: { code: failure.code, message: failure.message },
      failure: undefined,
    };
  return {
    failure: undefined,
    transition: `User initiated (${gmt(now)})`,
    stateReason: {
      code: 'Client.UserInitiatedShutdown',
      message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
  };
};

const interfacesOf = (tx: Tx, instance: Resource<'instance'>) =>
  resources.findMany(tx, instance, 'network-interface', instance.details.interfaces);

/** An address that EC2 itself gave goes back to it; an Elastic IP address stays. */
const releasePublicIp = async (tx: Tx, instance: Resource<'instance'>): Promise<void> => {
  for (const one of await interfacesOf(tx, instance))
    if (one.details.association !== undefined && one.details.association.allocation === undefined)
      await resources.save(tx, withDetails(one, { association: undefined }));
};

const givePublicIp = async (
  tx: Tx,
  { ids }: Pick<MoveDeps, 'ids'>,
  instance: Resource<'instance'>,
): Promise<void> => {
  if (!instance.details.publicIp) return;
  const [primary] = await resources.findMany(
    tx,
    instance,
    'network-interface',
    instance.details.interfaces.slice(0, 1),
  );
  if (primary === undefined || primary.details.association !== undefined) return;
  await resources.save(
    tx,
    withDetails(primary, { association: { publicIp: newPublicIp({ ids }) } }),
  );
};

/** A terminated instance lets go of its volumes and network interfaces, or takes them with it. */
const release = async (tx: Tx, instance: Resource<'instance'>): Promise<Resource<'instance'>> => {
  for (const { volume, deleteOnTermination } of instance.details.blockDevices) {
    const found = await resources.find(tx, instance, 'volume', volume);
    if (found === undefined) continue;
    if (deleteOnTermination) await removeWithTags(tx, found);
    else await resources.save(tx, withDetails(found, { attachment: undefined }));
  }
  for (const one of await interfacesOf(tx, instance)) {
    const { attachment, association } = one.details;
    const allocation = association?.allocation;
    const gone = attachment?.deleteOnTermination === true;
    if (allocation !== undefined && gone) {
      const address = await resources.find(tx, instance, 'elastic-ip', allocation);
      if (address !== undefined)
        await resources.save(tx, { ...address, details: { publicIp: address.details.publicIp } });
    }
    if (gone) await removeWithTags(tx, one);
    else await resources.save(tx, withDetails(one, { attachment: undefined }));
  }
  const released = withDetails(instance, { blockDevices: [], interfaces: [], profile: undefined });
  await resources.save(tx, released);
  return released;
};

/** The due work of an instance: its next move, or the end of what is kept of it. */
export const moveInstance =
  (deps: MoveDeps): WorkHandler =>
  async (store, work) => {
    const { id, ...scope } = JSON.parse(work.payload) as Scope & { readonly id: string };
    await store.write(async (tx) => {
      const now = deps.clock.now();
      const instance = await resources.find(tx, scope, 'instance', id);
      if (instance === undefined) return;
      const next = nextOf(instance.details);
      if (next !== undefined) await begin(tx, deps, instance, next, now);
      else if (instance.details.state === 'terminated') await removeWithTags(tx, instance);
    });
  };
