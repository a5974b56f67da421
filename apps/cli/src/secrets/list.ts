import type { SecretListEntry, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type Command, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { counted, tableOf } from '../words.ts';
import { REGION_OPTION, withSecrets } from './place.ts';

const PAGE = 100;

const everySecret = async (
  secrets: SecretsManager,
  prefix: string | undefined,
): Promise<readonly SecretListEntry[]> => {
  const found: SecretListEntry[] = [];
  let token: string | undefined;
  do {
    const { SecretList = [], NextToken } = await secrets.listSecrets({
      MaxResults: PAGE,
      ...(prefix === undefined ? {} : { Filters: [{ Key: 'name', Values: [prefix] }] }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    found.push(...SecretList);
    token = NextToken;
  } while (token !== undefined);
  return found;
};

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '-';

const rotation = ({ RotationEnabled, RotationRules }: SecretListEntry): string => {
  if (RotationEnabled !== true) return 'off';
  return (
    RotationRules?.ScheduleExpression ?? `${RotationRules?.AutomaticallyAfterDays ?? '?'} days`
  );
};

const rowOf = (secret: SecretListEntry): readonly string[] => [
  secret.Name ?? '',
  rotation(secret),
  day(secret.LastChangedDate),
  day(secret.NextRotationDate),
  day(secret.LastAccessedDate),
];

export const secretsList: Command = {
  name: 'secrets list',
  summary: 'Secrets, how they rotate, and when they were used last',
  usage: '[PREFIX] [options]',
  options: REGION_OPTION,
  details: `
PREFIX is the beginning of names. Values are not read.`,
  run: async (given, terminal) => {
    const [prefix, ...more] = given.positionals;
    if (more.length > 0) throw new UsageError('name one prefix');
    const secrets = await withSecrets(given, (from) => everySecret(from, prefix));
    if (given.flag('json')) {
      for (const secret of secrets) terminal.out(`${JSON.stringify(secret)}\n`);
      return YES;
    }
    if (secrets.length > 0)
      terminal.out(
        tableOf([
          ['NAME', 'ROTATION', 'CHANGED', 'NEXT ROTATION', 'LAST USED'],
          ...secrets.map(rowOf),
        ]),
      );
    terminal.err(`${counted(secrets.length, 'secret', 'secrets')}\n`);
    return YES;
  },
};
