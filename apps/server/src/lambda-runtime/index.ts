import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Blobs, Clock, Ids } from '@gatehouse/core';
import type { FunctionRun, FunctionRuntime } from '@gatehouse/services';
import { writeChildFiles } from './child-files.ts';
import { createCodeFolders } from './code-folders.ts';
import { confined } from './confinement.ts';
import { processEnvironment } from './environment.ts';
import { FunctionProcess } from './function-process.ts';
import { folderState, localFolder } from './local-folders.ts';
import { ownFolder, removeLeftFolders } from './own-folder.ts';
import { Pool } from './pool.ts';
import { packagesFolder, runtimePackages } from './runtime-packages.ts';

export { readLocalFolders } from './local-folders.ts';

export interface LambdaRuntimeSettings {
  /** Where code is unpacked; this process makes a folder of its own in it. */
  readonly folder: string;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly ids: Ids;
  /** URL of the AWS endpoint; asked with each start of a process. */
  readonly endpoint: () => string;
  readonly localFolders: ReadonlyMap<string, string>;
  /** Processes at one time. */
  readonly processes: number;
}

const RUNTIMES = new Set(['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x']);
const IDLE_MILLISECONDS = 5 * 60 * 1000;
const WAIT_MILLISECONDS = 5000;

/** What is made once, with the first run: a server without functions has no need of it. */
const prepare = ({ folder, ids, blobs }: LambdaRuntimeSettings) => {
  // Node checks the paths that it is given by their text: all of them are absolute.
  const own = ownFolder(resolve(folder), ids);
  const modules = packagesFolder(import.meta.dirname);
  const packages =
    modules === undefined
      ? []
      : runtimePackages(
          modules,
          readdirSync(join(modules, '@aws-sdk')).map((name) => `@aws-sdk/${name}`),
        );
  return {
    own,
    modules,
    script: writeChildFiles(join(own, 'program')),
    code: createCodeFolders({ folder: join(own, 'code'), blobs, ids }),
    readable: [
      join(own, 'package.json'),
      join(own, 'program', '*'),
      ...packages.map((path) => join(path, '*')),
    ],
  };
};

type Prepared = ReturnType<typeof prepare>;

const logStreamOf = (now: Date, version: string, ids: Ids): string =>
  `${now.toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${ids.hex(32)}`;

const start = (
  settings: LambdaRuntimeSettings,
  { own, modules, script, readable }: Prepared,
  run: FunctionRun,
  codeFolder: string,
): FunctionProcess => {
  const { clock, ids } = settings;
  const { version, memoryMegabytes } = run.program;
  const temporaryFolder = join(own, 'tmp', ids.hex(16));
  mkdirSync(temporaryFolder, { mode: 0o700 });
  const logStream = logStreamOf(clock.now(), version, ids);
  return new FunctionProcess({
    ...confined(process.execPath, script, {
      readable: [...readable, join(codeFolder, '*')],
      writable: temporaryFolder,
      memoryMegabytes,
    }),
    environment: processEnvironment(run, {
      codeFolder,
      temporaryFolder,
      nodePath: modules === undefined ? [] : [modules],
      logStream,
      endpoint: settings.endpoint(),
    }),
    codeFolder,
    temporaryFolder,
    logStream,
    memoryMegabytes,
    now: () => clock.now(),
  });
};

/** Functions in processes of the Node that runs the server, one run at a time in each. */
export const createLambdaRuntime = (settings: LambdaRuntimeSettings): FunctionRuntime => {
  removeLeftFolders(settings.folder);
  const pool = new Pool({
    most: settings.processes,
    idleMilliseconds: IDLE_MILLISECONDS,
    waitMilliseconds: WAIT_MILLISECONDS,
  });
  let prepared: Prepared | undefined;
  return {
    processes: settings.processes,
    runs: (runtime) => RUNTIMES.has(runtime),
    localFolder: (key) => localFolder(settings.localFolders, key),
    run: async (run) => {
      prepared ??= prepare(settings);
      const place = prepared;
      const { code, id } = run.program;
      const codeFolder = code.kind === 'zip' ? await place.code.of(code.blobId) : code.path;
      const state = code.kind === 'zip' ? '' : folderState(codeFolder);
      // Credentials stand in the environment: with new ones begins a new process.
      const key = JSON.stringify([id, run.credentials.accessKeyId, state]);
      return pool.use(
        key,
        () => start(settings, place, run, codeFolder),
        (process) => process.run(run),
      );
    },
    stop: async () => {
      await pool.stop();
      if (prepared !== undefined) rmSync(prepared.own, { recursive: true, force: true });
    },
  };
};
