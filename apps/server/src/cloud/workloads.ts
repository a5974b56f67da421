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
  createS3,
  createSecurityHub,
  type Events,
  type InstanceProfilePort,
  type S3,
  type SecurityHub,
} from '@gatehouse/services';
import type { Tx } from '@gatehouse/store';
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
  readonly s3: S3;
  readonly events: Events;
  readonly securityHub: SecurityHub;
}

/** There are no functions and no log groups yet. */
const NO_FUNCTIONS: FunctionPort = { invokeAsync: async () => 'missing' };
const NO_LOGS: LogPort = { write: async () => 'missing' };

/** Contents on disk that some service still names. */
const blobsInUse = async (
  services: readonly Service[],
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const used = new Set<string>();
  for (const service of services)
    for (const id of (await service.blobsInUse?.(tx, ids)) ?? []) used.add(id);
  return used;
};

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
  const s3 = createS3({
    ...deps,
    blobs: settings.blobs,
    blobsInUse: (tx, ids) => blobsInUse(services, tx, ids),
    acceptsLooseInput,
  });
  const services: readonly Service[] = [
    s3.service,
    createEc2({ ...deps, profiles: ports.instanceProfiles, acceptsLooseInput }),
    events.service,
    securityHub.service,
    securityHub.consoleService,
  ];
  return {
    services,
    s3,
    events,
    securityHub,
  };
};
