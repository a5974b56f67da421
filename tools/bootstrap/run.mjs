// The first thing that runs on a fresh machine, under whatever Node (20 or later) it has: plain JavaScript, nothing but
// node: modules. It installs what the command needs, then hands over to the Node that package.json pins.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './build-console.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (text) => process.stderr.write(`${text}\n`);

const OLDEST_NODE = 20;
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  say(
    `Gatehouse needs Node ${OLDEST_NODE} or later to install itself; this is ${process.version}.`,
  );
  process.exit(2);
}

const sh = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status ?? 1;

/** npm ci when node_modules is absent or was made from another lockfile. */
const installPackages = () => {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.gatehouse-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  say('Installing packages (npm ci) ...');
  // Child output goes to stderr: stdout belongs to what the command answers.
  const status = sh('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) process.exit(status);
  writeFileSync(mark, lock);
};

const onPath = (program) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));

// What the tests use beside npm packages: a probe, the Debian package that brings it, what is skipped without it.
const SYSTEM = [
  {
    package: 'awscli',
    present: () => existsSync('/usr/bin/aws') || onPath('aws'),
    skipped: 'the tests that use the AWS CLI',
  },
  {
    package: 'postgresql',
    present: () => existsSync('/usr/lib/postgresql') || onPath('postgres'),
    skipped: 'the tests on PostgreSQL',
  },
  {
    package: 'mariadb-server',
    present: () => existsSync('/usr/sbin/mariadbd') || onPath('mariadbd'),
    skipped: 'the tests on MariaDB',
  },
  {
    package: 'chromium',
    present: () => existsSync('/usr/bin/chromium') || onPath('chromium'),
    skipped: 'the tests of the console in a browser',
  },
];

const installSystemPackages = () => {
  const missing = SYSTEM.filter(({ present }) => !present());
  if (missing.length === 0) return;
  const names = missing.map((item) => item.package);
  const canInstall = process.getuid?.() === 0 && onPath('apt-get');
  if (canInstall) {
    say(`Installing ${names.join(', ')} (apt-get) ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { stdio: ['ignore', 'ignore', process.stderr], env };
    sh('apt-get', ['update', '-qq'], quiet);
    for (const name of names)
      sh('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], quiet);
  }
  for (const { present, skipped, package: name } of missing) {
    if (!present())
      say(
        `Skipped: ${skipped}, because ${name} is not installed${canInstall ? ' and could not be' : ' (installing it needs root and apt-get)'}.`,
      );
  }
};

const node = join(root, 'node_modules', '.bin', 'node');
// Compiled code is kept between starts; without it every start strips and compiles all of the source again.
const cache = join(root, 'node_modules', '.cache', 'node-compile');
mkdirSync(join(root, 'node_modules'), { recursive: true });

const PARENT_CHECK_MILLISECONDS = 250;
const STOP_MILLISECONDS = 5000;

/**
 * Runs the pinned Node with these arguments; signals and the end of our own parent reach it. `tied`: it hears by a
 * channel when this process is gone, however it went.
 */
const hand = (args, tied) => {
  const child = spawn(node, args, {
    cwd: root,
    stdio: tied ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  // A shell or npm that is killed outright cannot pass a signal on: without this the server would live on unseen.
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS).unref();
  }, PARENT_CHECK_MILLISECONDS);
  check.unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
};

const needConsole = () => {
  const status = buildConsole(root);
  if (status !== 0) process.exit(status);
};

const [command, ...rest] = process.argv.slice(2);
installPackages();
switch (command) {
  case 'start':
    needConsole();
    hand(['apps/server/src/main.ts', ...rest], true);
    break;
  case 'test':
    installSystemPackages();
    needConsole();
    hand(['node_modules/vitest/vitest.mjs', 'run', ...rest], false);
    break;
  default:
    say('usage: run.mjs start|test [options]');
    process.exitCode = 2;
}
