const refused = (): never => {
  throw Object.assign(new Error('Access to this API has been restricted'), {
    code: 'ERR_ACCESS_DENIED',
  });
};

/**
 * Node's permissions do not cover signals, and the server runs as the same user: what would send one to another process is
 * taken away. A function may still end itself.
 */
export const refuseSignals = (): void => {
  const kill = process.kill.bind(process);
  const own = (pid: number, signal?: string | number): true =>
    pid === process.pid ? kill(pid, signal) : refused();
  Object.defineProperty(process, 'kill', { value: own, writable: false, configurable: false });
  for (const name of ['_kill', '_debugProcess', '_debugEnd', '_startProfilerIdleNotifier'])
    Reflect.set(process, name, refused);
};
