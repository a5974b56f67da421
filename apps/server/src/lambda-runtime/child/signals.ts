import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import traceEvents from 'node:trace_events';
import v8 from 'node:v8';

const refused = (): never => {
  throw Object.assign(new Error('Access to this API has been restricted'), {
    code: 'ERR_ACCESS_DENIED',
  });
};

/**
 * Node's permissions do not cover signals and priorities, and the server runs as the same user: what would send one to another
 * process is taken away, and so is what writes files without asking them. A function may still end itself.
 */
export const refuseSignals = (): void => {
  const kill = process.kill.bind(process);
  const own = (pid: number, signal?: string | number): true =>
    pid === process.pid ? kill(pid, signal) : refused();
  Object.defineProperty(process, 'kill', { value: own, writable: false, configurable: false });
  for (const name of ['_kill', '_debugProcess', '_debugEnd', '_startProfilerIdleNotifier'])
    Reflect.set(process, name, refused);
  Reflect.set(os, 'setPriority', refused);
  // Both make Node write files of its own, wherever the function says.
  Reflect.set(v8, 'setFlagsFromString', refused);
  Reflect.set(traceEvents, 'createTracing', refused);
  syncBuiltinESMExports();
};
