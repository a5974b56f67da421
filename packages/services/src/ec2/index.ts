import type { Service } from '@gatehouse/service-kit';
import type { Ec2Deps } from './deps.ts';
import { EVENT_SHAPE } from './event-shape.ts';
import { INSTANCE_WORK, moveInstance } from './instances/moves.ts';
import { migrations } from './migrations.ts';
import { moveNatGateway, NAT_WORK } from './networking/nat-gateways.ts';
import { operations } from './operations/index.ts';

export { createHostPort } from './host-port.ts';
export { type DatabaseHost, databaseHostId, type DatabaseHosts } from './hosts/model.ts';
export { createNetworkPort } from './network-port.ts';
export type { Ec2Deps, InstanceProfilePort } from './deps.ts';

/** Amazon EC2's control plane: instances, volumes, images and networks as data, moved on by due work. */
export const createEc2 = (deps: Ec2Deps): Service => ({
  id: 'ec2',
  eventSource: 'ec2.amazonaws.com',
  accessDenied: 'UnauthorizedOperation',
  validationCode: 'InvalidParameterValue',
  encodesRefusals: true,
  eventShape: EVENT_SHAPE,
  operations: operations(deps),
  migrations,
  work: { [INSTANCE_WORK]: moveInstance(deps), [NAT_WORK]: moveNatGateway(deps) },
});
