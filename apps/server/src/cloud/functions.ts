import type { LogPort, ServiceDeps } from '@gatehouse/service-kit';
import { createLambda, type Lambda, type LambdaDeps } from '@gatehouse/services';
import { objectReader } from './object-reader.ts';
import type { CloudSettings } from './settings.ts';

/** Functions, which read their code from S3 and write their logs. */
export const createFunctions = (
  deps: ServiceDeps,
  settings: CloudSettings,
  {
    organizations,
    roles,
    call,
    keys,
  }: Pick<LambdaDeps, 'call' | 'keys' | 'organizations' | 'roles'>,
  logs: LogPort,
): Lambda =>
  createLambda({
    ...deps,
    organizations,
    roles,
    call,
    keys,
    timers: settings.timers,
    blobs: settings.blobs,
    logs,
    readObject: objectReader(call),
    runtime: settings.functionRuntime,
    baseUrl: settings.endpoint,
    acceptsLooseInput: settings.mode === 'off',
  });
