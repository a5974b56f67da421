import type {
  OperationCall,
  OrganizationPort,
  QueuePort,
  Service,
  ServiceDeps,
  ServiceRoles,
  TopicPort,
} from '@gatehouse/service-kit';
import { createEc2, type InstanceProfilePort } from '@gatehouse/services';
import type { CloudSettings } from './settings.ts';

/** What services that act on their own reach others by. */
export interface WorkloadPorts {
  readonly organizations: OrganizationPort;
  readonly queues: QueuePort;
  readonly topics: TopicPort;
  readonly roles: ServiceRoles;
  readonly call: OperationCall;
  readonly instanceProfiles: InstanceProfilePort;
}

export interface Workloads {
  readonly services: readonly Service[];
}

/** Storage, machines, functions, logs, events and findings: services that react to one another. */
export const createWorkloads = (
  deps: ServiceDeps,
  { mode }: CloudSettings,
  { instanceProfiles }: WorkloadPorts,
): Workloads => {
  const acceptsLooseInput = mode === 'off';
  return {
    services: [createEc2({ ...deps, profiles: instanceProfiles, acceptsLooseInput })],
  };
};
