import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../errors.ts';
import { type Check, fail, pass, warn } from './check.ts';

const PRIVATE_FILES = [
  'gatehouse.db',
  'gatehouse.db-wal',
  'gatehouse.db-shm',
  'master.key',
  'console-passwords',
  join('aws', 'config'),
  join('aws', 'credentials'),
  join('audit', 'checkpoint-key.pem'),
  join('audit', 'checkpoints'),
  join('audit', 'leaf-hashes'),
] as const;

const START = 'start the server once: npm start';
const OTHERS = 0o077;

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

/** Folders 0700 and files 0600: keys, secrets and the event history are in them. */
export const checkRights = (data: string): Check => {
  if (!existsSync(data)) return warn('data', `there is no ${data}`, START);
  const wrong = [data, join(data, 'aws'), ...PRIVATE_FILES.map((name) => join(data, name))].flatMap(
    (path) => {
      const mode = existsSync(path) ? statSync(path).mode : 0;
      return (mode & OTHERS) === 0 ? [] : [`${path} (${octal(mode)})`];
    },
  );
  return wrong.length === 0
    ? pass('data', `${data} is readable by its owner only`)
    : fail('data', `others may read or write ${wrong.join(', ')}`, `chmod -R go-rwx ${data}`);
};

interface VersionRow {
  readonly component: string;
  readonly version: number;
}

/** Components and their versions, and what work was given up. */
export const checkDatabase = (data: string): readonly Check[] => {
  const file = join(data, 'gatehouse.db');
  if (!existsSync(file)) return [warn('database', `there is no ${file}`, START)];
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
    const rows = database
      .prepare(
        'SELECT component, MAX(version) AS version FROM store_migration GROUP BY component ORDER BY component',
      )
      .all() as unknown as readonly VersionRow[];
    const dead = database
      .prepare('SELECT COUNT(*) AS count FROM store_work WHERE dead_at IS NOT NULL')
      .get() as { readonly count: number } | undefined;
    return [
      pass('database', rows.map(({ component, version }) => `${component} ${version}`).join(', ')),
      deadWork(dead?.count ?? 0),
    ];
  } catch (error) {
    return [
      fail(
        'database',
        `${file} cannot be read: ${messageOf(error)}`,
        'restore a backup; docs/storage.md says how',
      ),
    ];
  } finally {
    database?.close();
  }
};

export const deadWork = (count: number): Check =>
  count === 0
    ? pass('due work', 'none was given up')
    : warn(
        'due work',
        `${count} pieces of work were given up`,
        'the server log says why they failed',
      );

/** Only its form can be seen here; that it is the right one shows when a profile's secret opens. */
export const checkMasterKey = (data: string, given: string | undefined): Check => {
  const file = given ?? join(data, 'master.key');
  if (!existsSync(file))
    return existsSync(join(data, 'gatehouse.db'))
      ? fail(
          'master key',
          `there is no ${file}`,
          'get it back from a backup: without it no stored secret opens',
        )
      : warn('master key', `there is no ${file}`, START);
  try {
    const isKey = /^[0-9a-f]{64}\s*$/i.test(readFileSync(file, 'utf8'));
    return isKey
      ? pass('master key', `${file} holds a key`)
      : fail(
          'master key',
          `${file} does not hold a key of 64 hexadecimal digits`,
          'get it back from a backup',
        );
  } catch (error) {
    return fail(
      'master key',
      `${file} cannot be read: ${messageOf(error)}`,
      'run this as its owner',
    );
  }
};

const GIB = 1024 ** 3;
const FEW_GIB = 1;
const TOO_FEW_GIB = 0.1;

export const checkDisk = async (data: string): Promise<Check> => {
  let folder = data;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIB;
  const detail = `${free.toFixed(1)} GiB free where ${data} is`;
  if (free < TOO_FEW_GIB)
    return fail('disk', detail, 'make room: no write will be taken when it is full');
  return free < FEW_GIB ? warn('disk', detail, 'make room') : pass('disk', detail);
};
