import type { Call, Tags } from '@gatehouse/service-kit';
import { newId, partId } from '../arns.ts';
import type { Ec2Deps } from '../deps.ts';
import { type Kinds, type Resource, withDetails } from '../model.ts';
import {
  type AddressPool,
  addressPool,
  newInterface,
  newPublicIp,
} from '../networking/new-interface.ts';
import { add, type Ground } from '../networking/new-network.ts';
import { resources } from '../repositories/resources.ts';
import { connectVolumes } from '../storage/instance-volumes.ts';
import { tellVolume } from '../storage/notices.ts';
import { sealing } from '../storage/sealing.ts';
import { type NewTags, putTags } from '../tags.ts';
import type { DeviceDraft } from './launch-devices.ts';
import type { InterfacePlan } from './launch-network.ts';
import type { BlockDevice, InstanceDetails } from './model.ts';
import { settle, tellState } from './moves.ts';
import { userDataContext } from './user-data.ts';

/** Everything about the instances to launch that is the same for each. */
export interface LaunchPlan {
  readonly details: Omit<
    InstanceDetails,
    'blockDevices' | 'interfaces' | 'launchIndex' | 'userData'
  >;
  readonly userData: string | undefined;
  readonly interfaces: readonly InterfacePlan[];
  readonly devices: readonly DeviceDraft[];
  readonly tags: NewTags;
}

type Pools = ReadonlyMap<string, AddressPool>;

interface Launching {
  readonly deps: Ec2Deps;
  readonly call: Call;
  readonly ground: Ground;
}

interface Launched {
  readonly volume: Resource<'volume'>;
  readonly device: BlockDevice;
}

const launchInterface = async (
  ground: Ground,
  pools: Pools,
  plan: InterfacePlan,
  instance: string,
  tags: Tags,
): Promise<string> => {
  const { tx, ids, account, now } = ground;
  const attachment = {
    id: partId(ids, 'eni-attach'),
    instance,
    instanceOwner: account,
    deviceIndex: plan.deviceIndex,
    attachedAt: now.getTime(),
    deleteOnTermination: plan.deleteOnTermination,
  };
  if (plan.existing !== undefined) {
    await resources.save(tx, withDetails(plan.existing, { attachment }));
    return plan.existing.id;
  }
  const privateIp = pools.get(plan.subnet.id)?.take(plan.privateIp);
  if (privateIp === undefined) throw new Error(`${plan.subnet.id} has no address pool`);
  const made = await newInterface(ground, plan.subnet, {
    description: plan.description,
    groups: plan.groups,
    privateIp,
    attachment,
    association: plan.publicIp ? { publicIp: newPublicIp(ground) } : undefined,
  });
  await putTags(tx, made, tags);
  return made.id;
};

const launchVolume = async (
  { deps, call, ground }: Launching,
  { device, deleteOnTermination, volume, from }: DeviceDraft,
  instance: string,
  tags: Tags,
): Promise<Launched> => {
  const attachedAt = ground.now.getTime();
  const id = newId(ground.ids, 'volume');
  const details: Kinds['volume'] = {
    ...volume,
    ...(await sealing(deps, call, id, volume.kmsKey, from)),
    attachment: { instance, device, attachedAt, deleteOnTermination },
  };
  const made = await add(ground, 'volume', details, { id });
  await putTags(ground.tx, made, tags);
  const { failure, kmsKey } = made.details;
  if (failure !== undefined)
    await tellVolume(deps, call, {
      event: 'createVolume',
      volume: id,
      result: 'failed',
      failure,
      kmsKey,
    });
  return { volume: made, device: { device, volume: made.id, attachedAt, deleteOnTermination } };
};

const launchOne = async (
  launching: Launching,
  pools: Pools,
  { details, userData, interfaces, devices, tags }: LaunchPlan,
  launchIndex: number,
): Promise<Resource<'instance'>> => {
  const { deps, call, ground } = launching;
  const id = newId(ground.ids, 'instance');
  const interfaceIds: string[] = [];
  for (const plan of interfaces)
    interfaceIds.push(await launchInterface(ground, pools, plan, id, tags('network-interface')));
  const volumes: Launched[] = [];
  for (const draft of devices)
    volumes.push(await launchVolume(launching, draft, id, tags('volume')));
  const failure = await connectVolumes(
    call,
    volumes.map(({ volume }) => volume),
  );
  const blockDevices = volumes.map(({ device }) => device);
  const sealed =
    userData === undefined
      ? undefined
      : deps.vault.seal(Buffer.from(userData), userDataContext(id)).toString('base64');
  const instance = await add(
    ground,
    'instance',
    {
      ...details,
      userData: sealed,
      launchIndex,
      interfaces: interfaceIds,
      blockDevices,
      failure: failure === undefined ? undefined : { ...failure, next: 'shutting-down' },
    },
    { id, vpc: details.vpc },
  );
  await putTags(ground.tx, instance, tags('instance'));
  await tellState(ground.tx, deps, instance, ground.now);
  await settle(ground.tx, deps, instance, ground.now);
  return instance;
};

export const launch = async (
  deps: Ec2Deps,
  call: Call,
  ground: Ground,
  plan: LaunchPlan,
  count: number,
): Promise<readonly Resource<'instance'>[]> => {
  const pools = new Map<string, AddressPool>();
  for (const { subnet } of plan.interfaces)
    if (!pools.has(subnet.id)) pools.set(subnet.id, await addressPool(ground, subnet));
  const launched: Resource<'instance'>[] = [];
  for (let index = 0; index < count; index += 1)
    launched.push(await launchOne({ deps, call, ground }, pools, plan, index));
  return launched;
};
