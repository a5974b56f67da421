import type {
  Authorizer,
  FunctionPort,
  LogPort,
  OperationCall,
  OrganizationDirectory,
  OrganizationPort,
  QueuePort,
  Service,
  ServiceDeps,
  ServiceRoles,
  TopicPort,
} from '@gatehouse/service-kit';
import {
  createEc2,
  createEvents,
  createSecurityHub,
  type Events,
  type InstanceProfilePort,
  type SecurityHub,
} from '@gatehouse/services';
import { roleDecision } from './background.ts';
import type { CloudSettings } from './settings.ts';

/** What services that act on their own reach others by. */
export interface WorkloadPorts {
  readonly organizations: OrganizationPort;
  readonly directory: OrganizationDirectory;
  readonly queues: QueuePort;
  readonly topics: TopicPort;
  readonly roles: ServiceRoles;
  readonly call: OperationCall;
  readonly instanceProfiles: InstanceProfilePort;
  readonly decide: Authorizer['decide'];
}

export interface Workloads {
  readonly services: readonly Service[];
  readonly events: Events;
  readonly securityHub: SecurityHub;
}

/** There are no functions and no log groups yet. */
const NO_FUNCTIONS: FunctionPort = { invokeAsync: async () => 'missing' };
const NO_LOGS: LogPort = { write: async () => 'missing' };

/** Storage, machines, functions, logs, events and findings: services that react to one another. */
export const createWorkloads = (
  deps: ServiceDeps,
  settings: CloudSettings,
  ports: WorkloadPorts,
): Workloads => {
  const acceptsLooseInput = settings.mode === 'off';
  const { timers, outbound } = settings;
  const events: Events = createEvents({
    ...deps,
    ...ports,
    timers,
    outbound,
    functions: NO_FUNCTIONS,
    logs: NO_LOGS,
    permitsRole: roleDecision(settings, ports.decide, () => events.service),
    acceptsLooseInput,
  });
  const securityHub = createSecurityHub({
    ...deps,
    timers,
    organizations: ports.directory,
    listeners: events.listeners,
    acceptsLooseInput,
  });
  return {
    services: [
      createEc2({ ...deps, profiles: ports.instanceProfiles, acceptsLooseInput }),
      events.service,
      securityHub.service,
      securityHub.consoleService,
    ],
    events,
    securityHub,
  };
};
