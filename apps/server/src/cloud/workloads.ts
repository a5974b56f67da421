import type { FunctionPort, Service, ServiceDeps } from '@gatehouse/service-kit';
import {
  type CloudWatch,
  createDynamoDb,
  createEc2,
  createEvents,
  createHostPort,
  createMasterPasswords,
  createNetworkPort,
  createRds,
  createS3,
  createSecretsManager,
  createSecurityHub,
  createSsm,
  type Events,
  type Logs,
  type Lambda,
  type S3,
  type SecretsManager,
  type SecurityHub,
} from '@gatehouse/services';
import type { Tx } from '@gatehouse/store';
import { roleDecision } from './background.ts';
import { createFunctions } from './functions.ts';
import { createMeasuring } from './measuring.ts';
import type { WorkloadPorts } from './ports.ts';
import type { CloudSettings } from './settings.ts';

export interface Workloads {
  readonly services: readonly Service[];
  readonly s3: S3;
  readonly events: Events;
  readonly cloudWatch: CloudWatch;
  readonly logs: Logs;
  readonly lambda: Lambda;
  readonly secrets: SecretsManager;
  readonly securityHub: SecurityHub;
}

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

/** Machines and databases, which run on machines. */
const createMachines = (
  deps: ServiceDeps,
  { call, instanceProfiles, keys }: WorkloadPorts,
  acceptsLooseInput: boolean,
): readonly Service[] => [
  createEc2({ ...deps, profiles: instanceProfiles, keys, acceptsLooseInput }),
  createRds({
    ...deps,
    network: createNetworkPort(deps),
    hosts: createHostPort({ ...deps, call, keys }),
    keys,
    call,
    acceptsLooseInput,
  }),
];

/** Tables and parameters. */
const createStores = (
  deps: ServiceDeps,
  { quotas }: CloudSettings,
  ports: WorkloadPorts,
  acceptsLooseInput: boolean,
): readonly Service[] => [
  createDynamoDb({ ...deps, ...ports, acceptsLooseInput }).service,
  createSsm({ ...deps, ...ports, quotas: quotas?.ssm, acceptsLooseInput }),
];

/** Storage, machines, functions, logs, events and findings: services that react to one another. */
export const createWorkloads = (
  deps: ServiceDeps,
  settings: CloudSettings,
  ports: WorkloadPorts,
): Workloads => {
  const acceptsLooseInput = settings.mode === 'off';
  const { timers, outbound } = settings;
  const functions: FunctionPort = {
    invokeAsync: (invocation) => lambda.functions.invokeAsync(invocation),
  };
  const measuring = createMeasuring(deps, ports, functions, () => events, acceptsLooseInput);
  const { logs } = measuring;
  const events: Events = createEvents({
    ...deps,
    ...ports,
    timers,
    outbound,
    functions,
    logs: logs.port,
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
    organizations: ports.organizations,
    keys: ports.keys,
    acceptsLooseInput,
  });
  const lambda: Lambda = createFunctions(deps, settings, ports, logs.port);
  const secrets = createSecretsManager({
    ...deps,
    ...ports,
    invoke: lambda.functions,
    managed: new Map([['rds', createMasterPasswords({ ...deps, call: ports.call })]]),
    quotas: settings.quotas?.secretsmanager,
    acceptsLooseInput,
  });
  const services: readonly Service[] = [
    s3.service,
    lambda.service,
    secrets.service,
    ...createMachines(deps, ports, acceptsLooseInput),
    ...createStores(deps, settings, ports, acceptsLooseInput),
    events.service,
    measuring.cloudWatch.service,
    logs.service,
    securityHub.service,
    securityHub.consoleService,
  ];
  return { services, s3, events, ...measuring, lambda, secrets, securityHub };
};
