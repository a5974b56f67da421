import { type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { numberOf } from '../kms/place.ts';
import { REGION_OPTION, withSecrets } from '../secrets/place.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import type { Check } from './trial.ts';

const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 900;

const told = (terminal: Terminal, { check, problem }: Check): string =>
  problem === undefined
    ? `${styled(terminal, 'green', 'ok')}    ${printable(check)}\n`
    : `${styled(terminal, 'red', 'WRONG')} ${printable(check)}: ${printable(problem)}\n`;

export const rotationTest: Command = {
  name: 'rotation test',
  summary: 'Plays a rotation and its faults with a function of yours and a real secret',
  usage: 'FOLDER --secret NAME|ARN [options]',
  options: {
    secret: {
      value: 'SECRET',
      help: 'name or ARN of the secret that is rotated, and rotated back',
    },
    handler: {
      value: 'FILE.EXPORT',
      help: 'the handler as Lambda is told it; default index.handler',
    },
    timeout: { value: 'SECONDS', help: `how long a step may take; default ${DEFAULT_SECONDS}` },
    ...REGION_OPTION,
  },
  details: `
The function runs here, in a process of its own, with your environment, your credentials and the AWS SDK, so that nothing has to be
deployed. Its calls to Secrets Manager reach the real secret; only that a version is AWSPENDING before it has a value is pretended.

Really done are two rotations: the four steps, then all of them with repetitions and with crashes behind the calls that change the
secret. After each the function is asked to rotate back, and the labels are put where they were: the secret has its value again,
AWSPENDING is gone. Versions without a label stay until Secrets Manager removes them. Before that every step is tried with versions
that it must refuse. Use a secret that no application depends on: while a rotation is played its value changes, and what only the AWSPREVIOUS version
was for (the other one of two users, an older access key) has another password then, or is deleted.

Exit code 1 when the function did something wrong, 3 when the secret could not be put back; where it is then is said.`,
  run: async (given, terminal) => {
    const [path, ...rest] = given.positionals;
    if (path === undefined || rest.length > 0)
      throw new UsageError('one folder or file with a rotation function is needed');
    const name = given.required('secret');
    const seconds = numberOf(given, 'timeout', DEFAULT_SECONDS, [1, MOST_SECONDS]);
    const { sourceOf, functionProcess } = await import('./function-process.ts');
    const source = sourceOf(terminal.folder, path, given.one('handler') ?? 'index.handler');
    return withSecrets(given, async (secrets) => {
      const { openGate } = await import('./gate.ts');
      const { readBefore } = await import('./labels.ts');
      const { tryFunction } = await import('./checks.ts');
      const before = await readBefore(secrets, name);
      const gate = await openGate(secrets, before.arn);
      const region = await secrets.config.region();
      const process = functionProcess(
        source,
        {
          ...terminal.environment,
          AWS_REGION: region,
          AWS_ENDPOINT_URL_SECRETS_MANAGER: gate.url,
          SECRETS_MANAGER_ENDPOINT: gate.url,
        },
        seconds * 1000,
      );
      const checks: Check[] = [];
      const report = (check: Check): void => {
        checks.push(check);
        if (!given.flag('json')) terminal.out(told(terminal, check));
      };
      let isFine = false;
      try {
        isFine = await tryFunction({ secrets, before, gate, process, report });
      } finally {
        process.kill();
        gate.close();
        if (given.flag('json'))
          terminal.out(
            `${JSON.stringify({ secret: before.arn, passed: isFine, checks }, undefined, 2)}\n`,
          );
      }
      const wrong = checks.filter(({ problem }) => problem !== undefined).length;
      if (!given.flag('json'))
        terminal.err(
          `${isFine ? counted(checks.length, 'check', 'checks') : counted(wrong, 'problem', 'problems')}; the secret is as it was.\n`,
        );
      return isFine ? YES : NO;
    });
  },
};
