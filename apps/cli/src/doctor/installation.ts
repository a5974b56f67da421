import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../place.ts';
import { versions } from '../versions.ts';
import { type Check, pass, warn } from './check.ts';

export const checkNode = (): Check => {
  const { node, pinnedNode, gatehouse } = versions();
  const detail = `Gatehouse ${gatehouse} on Node ${node}`;
  return node === pinnedNode
    ? pass('node', detail)
    : warn(
        'node',
        `${detail}, made for ${pinnedNode ?? 'another'}`,
        'use "npx gatehouse", which runs on the right one',
      );
};

const readOr = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** The bootstrap leaves the digest of the lockfile that it installed from. */
export const checkPackages = (): Check => {
  const lock = readOr(join(root, 'package-lock.json'));
  const mark = readOr(join(root, 'node_modules', '.gatehouse-lock'));
  if (lock === undefined)
    return warn('packages', 'there is no package-lock.json', 'get it back from the repository');
  if (mark === undefined)
    return pass('packages', 'installed by hand, so that nobody knows from which lockfile');
  return mark === createHash('sha256').update(lock).digest('hex')
    ? pass('packages', 'as package-lock.json says')
    : warn('packages', 'not those of package-lock.json', 'run "npm ci"; "npm start" does so too');
};

/** Without it a function that is busy outlives a server that was killed. */
const SETPRIV = '/usr/bin/setpriv';

export const checkFunctions = (
  environment: Readonly<Record<string, string | undefined>>,
): Check => {
  if (environment['GATEHOUSE_LAMBDA'] === 'off') return pass('functions', 'switched off');
  const from = environment['GATEHOUSE_LAMBDA_FOLDERS'] ? ', also from folders of this machine' : '';
  return process.platform !== 'linux' || existsSync(SETPRIV)
    ? pass('functions', `Lambda functions run on this Node${from}`)
    : warn(
        'functions',
        `${SETPRIV} is missing: a busy function may outlive a server that is killed`,
        'install util-linux',
      );
};

const VERSION = /aws-cli\/(\d+)\.(\d+)\.(\d+)/;

/** AWS_ENDPOINT_URL is read since 2.13.0 and, in the first generation, since 1.29.0. */
const knowsEndpoint = (major: number, minor: number): boolean =>
  major > 2 || (major === 2 && minor >= 13) || (major === 1 && minor >= 29);

export const checkAwsCli = async (
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Check> => {
  const output = await new Promise<string | undefined>((resolve) => {
    execFile('aws', ['--version'], { env: environment, timeout: 10_000 }, (error, stdout, stderr) =>
      resolve(error === null ? `${stdout}${stderr}` : undefined),
    );
  });
  const [found, major, minor] = VERSION.exec(output ?? '') ?? [];
  if (found === undefined)
    return warn(
      'aws',
      'no AWS CLI is found',
      'install it (Debian: apt-get install awscli), or use an SDK',
    );
  return knowsEndpoint(Number(major), Number(minor))
    ? pass('aws', found)
    : warn(
        'aws',
        `${found} does not know AWS_ENDPOINT_URL`,
        'give it --endpoint-url, or install 2.13 or later',
      );
};
