import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AwsProfiles, endpointOf, readProfiles } from '../aws-profiles.ts';
import { BROKER_OPTION } from '../broker/broker-command.ts';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { dataFolder } from '../place.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { checkBroker } from './broker.ts';
import type { Check } from './check.ts';
import { checkDatabase, checkDisk, checkMasterKey, checkRights } from './data.ts';
import { checkAwsCli, checkFunctions, checkNode, checkPackages } from './installation.ts';
import { checkConsolePort, checkServer } from './server.ts';

const profilesOf = (data: string): AwsProfiles | undefined =>
  existsSync(join(data, 'aws', 'credentials')) && existsSync(join(data, 'aws', 'config'))
    ? readProfiles(data)
    : undefined;

const isElsewhere = ({ environment }: Terminal): boolean =>
  ['GATEHOUSE_DATABASE', 'GATEHOUSE_DATABASE_FILE'].some((name) => {
    const value = environment[name] ?? '';
    return value !== '' && value !== 'sqlite';
  });

const examine = async (given: Arguments, terminal: Terminal): Promise<readonly Check[]> => {
  const data = dataFolder(given.one('data'), terminal);
  const profiles = profilesOf(data);
  const keyFile = terminal.environment['GATEHOUSE_MASTER_KEY_FILE'];
  const endpoint =
    given.one('endpoint') ??
    (profiles && endpointOf(profiles)) ??
    terminal.environment['AWS_ENDPOINT_URL'];
  const [aws, server] = await Promise.all([
    checkAwsCli(terminal.environment),
    checkServer(endpoint, () => terminal.clock.now()),
  ]);
  const ofProfiles =
    server.answers && profiles !== undefined
      ? await (await import('./profiles.ts')).checkProfiles(profiles)
      : [];
  const consolePort = server.answers
    ? []
    : await checkConsolePort(terminal.environment['GATEHOUSE_CONSOLE_LISTEN'] ?? '127.0.0.1:4580');
  return [
    checkNode(),
    checkPackages(),
    aws,
    checkFunctions(terminal.environment),
    checkRights(data),
    await checkDisk(data),
    checkMasterKey(data, keyFile ? resolve(terminal.folder, keyFile) : undefined),
    ...(isElsewhere(terminal) ? [] : checkDatabase(data)),
    ...server.checks,
    ...consolePort,
    ...ofProfiles,
    ...(await checkBroker(given.one('broker'), terminal)),
  ];
};

const STYLES: Readonly<Record<Check['state'], Style>> = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
};

const lines = (checks: readonly Check[], terminal: Terminal): string => {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, detail, advice }) => {
      const line = `${styled(terminal, STYLES[state], state)}  ${name.padEnd(width)}  ${printable(detail)}\n`;
      return advice === undefined
        ? line
        : `${line}${' '.repeat(width + 8)}-> ${printable(advice)}\n`;
    })
    .join('');
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const checks = await examine(given, terminal);
  const ok = checks.every(({ state }) => state !== 'fail');
  terminal.out(
    given.flag('json') ? `${JSON.stringify({ ok, checks })}\n` : lines(checks, terminal),
  );
  return ok ? YES : NO;
};

export const doctor: Command = {
  name: 'doctor',
  summary: 'Is everything as it should be?',
  usage: '[options]',
  options: {
    data: { value: 'DIR', help: "the server's data folder; default: $GATEHOUSE_DATA or ./data" },
    endpoint: { value: 'URL', help: 'the server; default: as in the data folder' },
    ...BROKER_OPTION,
  },
  details: `
Looks at the installation, the AWS CLI, the data folder's rights, space on disk, master key, database, and at the
server: whether it answers, is ready, has the same time, and takes the keys of each profile. Then at the access broker:
whether it answers, who is signed in, and whether others can read the tokens. Exit code 1 when a check fails; a warning
is none.`,
  run,
};
