import type { FunctionPort, ServiceDeps } from '@gatehouse/service-kit';
import {
  type CloudWatch,
  createCloudWatch,
  createLogs,
  type Events,
  type Logs,
} from '@gatehouse/services';
import type { WorkloadPorts } from './ports.ts';

/** Logs, whose filters make metrics, and the metrics and alarms. */
export const createMeasuring = (
  deps: ServiceDeps,
  ports: WorkloadPorts,
  functions: FunctionPort,
  events: () => Events,
  acceptsLooseInput: boolean,
): { readonly cloudWatch: CloudWatch; readonly logs: Logs } => {
  const cloudWatch = createCloudWatch({
    ...deps,
    topics: ports.topics,
    functions,
    listeners: { any: (...asked) => events().listeners.any(...asked) },
    acceptsLooseInput,
  });
  const { metrics } = cloudWatch;
  const logs = createLogs({ ...deps, ...ports, functions, metrics, acceptsLooseInput });
  return { cloudWatch, logs };
};
