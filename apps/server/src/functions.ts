import { join } from 'node:path';
import type { Blobs, Clock, Ids } from '@gatehouse/core';
import type { FunctionRuntime } from '@gatehouse/services';
import type { Config } from './config.ts';
import { createLambdaRuntime } from './lambda-runtime/index.ts';

// The code of a function comes with the call, in base64: 50 MB of it and what is around them.
const CODE_REQUEST_BYTES = 72 * 1024 * 1024;
const CODE_REQUESTS =
  /^(POST \/2015-03-31\/functions\/?|PUT \/2015-03-31\/functions\/[^/]+\/code)$/;

/** The limit of requests that bring code; undefined for all others. */
export const codeRequestBytes = (method: string, path: string): number | undefined =>
  CODE_REQUESTS.test(`${method} ${path}`) ? CODE_REQUEST_BYTES : undefined;

/** The processes of functions, unless they are switched off. */
export const openFunctionRuntime = (
  config: Config,
  place: {
    readonly blobs: Blobs;
    readonly clock: Clock;
    readonly ids: Ids;
    readonly endpoint: () => string;
  },
): FunctionRuntime | undefined =>
  config.lambda === 'off'
    ? undefined
    : createLambdaRuntime({
        ...place,
        folder: join(config.data, 'lambda'),
        localFolders: config.lambdaFolders ?? new Map(),
        processes: config.lambdaProcesses,
      });
