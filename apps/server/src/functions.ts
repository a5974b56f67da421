import { join } from 'node:path';
import type { Blobs, Clock, Ids } from '@gatehouse/core';
import type { Lambda } from '@gatehouse/services';
import type { Config } from './config.ts';
import { createLambdaRuntime, type LambdaRuntime } from './lambda-runtime/index.ts';

// The code of a function comes with the call, in base64: 50 MB of it and what is around them.
const CODE_REQUEST_BYTES = 72 * 1024 * 1024;
const CODE_REQUESTS =
  /^(POST \/2015-03-31\/functions\/?|PUT \/2015-03-31\/functions\/[^/]+\/code)$/;
const GRACE_MILLISECONDS = 3000;

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
): LambdaRuntime | undefined =>
  config.lambda === 'off'
    ? undefined
    : createLambdaRuntime({
        ...place,
        folder: join(config.data, 'lambda'),
        localFolders: config.lambdaFolders ?? new Map(),
        processes: config.lambdaProcesses,
      });

/** Gives what runs a moment to end; asynchronous invocations that do not are run again by the next start. */
export const stopFunctions = async (
  { events }: Pick<Lambda, 'events'>,
  runtime: LambdaRuntime | undefined,
): Promise<void> => {
  const ended = events.stop();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GRACE_MILLISECONDS);
  });
  await Promise.race([ended, grace]);
  clearTimeout(timer);
  await runtime?.stop();
  await ended;
};
