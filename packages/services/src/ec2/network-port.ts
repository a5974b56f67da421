import type { Call, ServiceDeps } from '@gatehouse/service-kit';
import { settleNetwork } from './networking/default-network.ts';
import { resources } from './repositories/resources.ts';

/** What other services see of the caller's networks. What does not exist is absent. */
export const createNetworkPort = ({ ids }: Pick<ServiceDeps, 'ids'>) => ({
  subnets: async (call: Call, wanted: readonly string[]) => {
    const found = await resources.findMany(call.tx, call, 'subnet', wanted);
    return found.map(({ id, details }) => ({ id, vpc: details.vpc, zone: details.zone }));
  },
  securityGroups: async (call: Call, wanted: readonly string[]) => {
    const found = await resources.findMany(call.tx, call, 'security-group', wanted);
    return found.map(({ id, details }) => ({ id, vpc: details.vpc }));
  },
  defaultSubnets: async (call: Call) => {
    await settleNetwork({ ids }, call);
    const vpcs = await resources.list(call.tx, call, 'vpc');
    const vpc = vpcs.find(({ details }) => details.isDefault);
    if (vpc === undefined) return [];
    const found = await resources.inVpc(call.tx, call, 'subnet', vpc.id);
    return found
      .filter(({ details }) => details.isDefault)
      .map(({ id, details }) => ({ id, vpc: details.vpc, zone: details.zone }));
  },
  defaultSecurityGroup: async (call: Call, vpc: string) => {
    const found = await resources.inVpc(call.tx, call, 'security-group', vpc);
    return found.find(({ details }) => details.name === 'default')?.id;
  },
});
