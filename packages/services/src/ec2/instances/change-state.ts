import type {
  InstanceStateChange,
  MonitorInstancesRequest,
  MonitorInstancesResult,
  RebootInstancesRequest,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import type { Call } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorizeOn, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { wellFormed } from '../describing.ts';
import { invalidCombination, notFound, protectedFrom, stateForbids } from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { disconnectVolumes, reconnectVolumes } from '../storage/instance-volumes.ts';
import type { StateName } from './model.ts';
import { begin } from './moves.ts';
import { stateChange } from './states.ts';

const MOST_INSTANCES = 1000;

/** Every instance of the request: each decided on, then all of them there. */
const namedInstances = async (
  call: Call,
  operation: string,
  given: readonly string[] | undefined,
): Promise<readonly Resource<'instance'>[]> => {
  const ids = [...new Set(given)];
  if (ids.length === 0) throw invalidCombination('No instances specified');
  if (ids.length > MOST_INSTANCES)
    throw invalidCombination(`At most ${MOST_INSTANCES} instances can be specified`);
  wellFormed('instance', ids);
  const found = await resources.findMany(call.tx, call, 'instance', ids);
  const byId = new Map(found.map((instance) => [instance.id, instance]));
  const missing = ids.filter((id) => !byId.has(id));
  for (const id of missing)
    await call.authorize(`ec2:${operation}`, arnOf(call, 'instance', id), region(call));
  const instances = ids.flatMap((id) => byId.get(id) ?? []);
  for (const instance of instances) await authorizeOn(call, operation, instance);
  if (missing.length > 0) throw notFound('instance', ...missing);
  for (const { id } of instances) touch(call, 'instance', id);
  return instances;
};

/** Its volumes' keys are its own to read while it runs. */
const withKeys = async (
  call: Call,
  instance: Resource<'instance'>,
  state: StateName,
): Promise<Resource<'instance'>> => {
  if (state !== 'pending') {
    await disconnectVolumes(call, instance);
    return instance;
  }
  const failure = await reconnectVolumes(call, instance);
  return failure === undefined
    ? instance
    : withDetails(instance, { failure: { ...failure, next: 'stopping' } });
};

/** Begins the same move of each; one that is there already, or on its way, stays as it is. */
const moveAll = async (
  deps: Ec2Deps,
  call: Call,
  instances: readonly Resource<'instance'>[],
  state: StateName,
  settled: readonly StateName[],
): Promise<InstanceStateChange[]> => {
  const moved: InstanceStateChange[] = [];
  for (const instance of instances) {
    const after = settled.includes(instance.details.state)
      ? instance
      : await begin(call.tx, deps, await withKeys(call, instance, state), state, call.now);
    moved.push(stateChange(instance, after));
  }
  return moved;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html */
export const startInstances = (deps: Ec2Deps) =>
  changes<StartInstancesRequest, StartInstancesResult>({}, async ({ InstanceIds }, call) => {
    const instances = await namedInstances(call, 'StartInstances', InstanceIds);
    for (const { id, details } of instances)
      if (!['stopped', 'pending', 'running'].includes(details.state))
        throw stateForbids(id, 'started');
    const settled = ['pending', 'running'] as const;
    return { StartingInstances: await moveAll(deps, call, instances, 'pending', settled) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html */
export const stopInstances = (deps: Ec2Deps) =>
  changes<StopInstancesRequest, StopInstancesResult>(
    { partial: 'no hibernation' },
    async ({ InstanceIds }, call) => {
      const instances = await namedInstances(call, 'StopInstances', InstanceIds);
      for (const { id, details } of instances) {
        if (!['running', 'stopping', 'stopped'].includes(details.state))
          throw stateForbids(id, 'stopped');
        if (details.stopProtected) throw protectedFrom(id, 'disableApiStop');
      }
      const settled = ['stopping', 'stopped'] as const;
      return { StoppingInstances: await moveAll(deps, call, instances, 'stopping', settled) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html */
export const terminateInstances = (deps: Ec2Deps) =>
  changes<TerminateInstancesRequest, TerminateInstancesResult>(
    {},
    async ({ InstanceIds }, call) => {
      const instances = await namedInstances(call, 'TerminateInstances', InstanceIds);
      for (const { id, details } of instances)
        if (details.terminationProtected && details.state !== 'terminated')
          throw protectedFrom(id, 'disableApiTermination');
      const settled = ['shutting-down', 'terminated'] as const;
      const moved = await moveAll(deps, call, instances, 'shutting-down', settled);
      return { TerminatingInstances: moved };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html */
export const rebootInstances = () =>
  changes<RebootInstancesRequest, void>({}, async ({ InstanceIds }, call) => {
    for (const { id, details } of await namedInstances(call, 'RebootInstances', InstanceIds))
      if (details.state !== 'running' && details.state !== 'pending')
        throw stateForbids(id, 'rebooted');
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_MonitorInstances.html and API_UnmonitorInstances.html */
export const monitorInstances = (operation: 'MonitorInstances' | 'UnmonitorInstances') =>
  changes<MonitorInstancesRequest, MonitorInstancesResult>({}, async ({ InstanceIds }, call) => {
    const monitoring = operation === 'MonitorInstances';
    const instances = await namedInstances(call, operation, InstanceIds);
    for (const instance of instances)
      await resources.save(call.tx, withDetails(instance, { monitoring }));
    return {
      InstanceMonitorings: instances.map(({ id }) => ({
        InstanceId: id,
        Monitoring: { State: monitoring ? 'pending' : 'disabling' },
      })),
    };
  });
