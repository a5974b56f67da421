import type {
  DescribeSecretResponse,
  GetSecretValueResponse,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import { type Arguments, type Command, type ExitCode, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { tableOf } from '../words.ts';
import { inRegionOf, REGION_OPTION, secretNamed, withSecrets } from './place.ts';

const PAGE = 100;

interface Found {
  readonly secret: DescribeSecretResponse;
  readonly versions: readonly SecretVersionsListEntry[];
  readonly value: GetSecretValueResponse | undefined;
}

const wanted = (given: Arguments): { VersionId?: string; VersionStage?: string } => {
  const [id, stage] = [given.one('version'), given.one('stage')];
  if (id !== undefined && stage !== undefined) throw new UsageError('either --version or --stage');
  if ((id !== undefined || stage !== undefined) && !given.flag('value'))
    throw new UsageError('--version and --stage are about --value');
  return {
    ...(id === undefined ? {} : { VersionId: id }),
    ...(stage === undefined ? {} : { VersionStage: stage }),
  };
};

const read = (given: Arguments, secretId: string): Promise<Found> => {
  const version = wanted(given);
  return withSecrets(inRegionOf(given, secretId), async (secrets) => {
    const secret = await secrets.describeSecret({ SecretId: secretId });
    const versions: SecretVersionsListEntry[] = [];
    let token: string | undefined;
    do {
      const { Versions = [], NextToken } = await secrets.listSecretVersionIds({
        SecretId: secretId,
        MaxResults: PAGE,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      versions.push(...Versions);
      token = NextToken;
    } while (token !== undefined);
    const value = given.flag('value')
      ? await secrets.getSecretValue({ SecretId: secretId, ...version })
      : undefined;
    return { secret, versions, value };
  });
};

const time = (at: Date | undefined): string =>
  at === undefined ? '-' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const inWords = async ({
  RotationEnabled,
  RotationRules,
}: DescribeSecretResponse): Promise<string> => {
  const { scheduleInWords } = await import('@gatehouse/compliance');
  return scheduleInWords({
    enabled: RotationEnabled === true,
    schedule: RotationRules?.ScheduleExpression,
    days: RotationRules?.AutomaticallyAfterDays,
    duration: RotationRules?.Duration,
    lambdaArn: undefined,
    rotatedAt: undefined,
    nextAt: undefined,
  });
};

const replicasOf = ({ ReplicationStatus = [] }: DescribeSecretResponse): string =>
  ReplicationStatus.map(({ Region, Status }) => `${Region} (${Status})`).join(', ');

const linesOf = async (
  secret: DescribeSecretResponse,
): Promise<readonly (readonly [string, string | undefined])[]> => [
  ['ARN', secret.ARN],
  ['Description', secret.Description],
  ['Key', secret.KmsKeyId ?? 'aws/secretsmanager, which AWS manages'],
  ['Made', time(secret.CreatedDate)],
  ['Changed', time(secret.LastChangedDate)],
  ['Last read', secret.LastAccessedDate?.toISOString().slice(0, 10) ?? 'never'],
  ['Rotation', await inWords(secret)],
  ['Function', secret.RotationLambdaARN],
  ['Last rotated', secret.RotationEnabled === true ? time(secret.LastRotatedDate) : undefined],
  ['Next by', secret.RotationEnabled === true ? time(secret.NextRotationDate) : undefined],
  ['Replicas', replicasOf(secret)],
  ['Managed by', secret.OwningService],
  ['Tags', (secret.Tags ?? []).map(({ Key, Value }) => `${Key}=${Value}`).join(', ')],
  ['Deleted on', secret.DeletedDate === undefined ? undefined : time(secret.DeletedDate)],
];

const LABEL = 13;

const show = async ({ secret, versions }: Found, terminal: Terminal): Promise<void> => {
  terminal.out(`${styled(terminal, 'bold', printable(secret.Name ?? ''))}\n`);
  for (const [name, value] of await linesOf(secret))
    if (value !== undefined && value !== '')
      terminal.out(`${name.padEnd(LABEL)} ${printable(value)}\n`);
  if (versions.length === 0) return;
  terminal.out('\n');
  terminal.out(
    tableOf([
      ['VERSION', 'LABELS', 'MADE', 'LAST READ'],
      ...versions.map(({ VersionId = '', VersionStages = [], CreatedDate, LastAccessedDate }) => [
        VersionId,
        VersionStages.join(' '),
        time(CreatedDate),
        LastAccessedDate?.toISOString().slice(0, 10) ?? '-',
      ]),
    ]),
  );
};

const withoutMetadata = (key: string, value: unknown): unknown =>
  key === '$metadata' ? undefined : value;

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const found = await read(given, secretNamed(given));
  const { value } = found;
  if (given.flag('json')) {
    const revealed =
      value === undefined
        ? {}
        : {
            value: {
              VersionId: value.VersionId,
              SecretString: value.SecretString,
              SecretBinary:
                value.SecretBinary === undefined
                  ? undefined
                  : Buffer.from(value.SecretBinary).toString('base64'),
            },
          };
    const shown = { ...found.secret, Versions: found.versions, ...revealed };
    terminal.out(`${JSON.stringify(shown, withoutMetadata, 2)}\n`);
    return YES;
  }
  if (value === undefined) {
    await show(found, terminal);
    return YES;
  }
  terminal.err(
    `version ${value.VersionId ?? ''} (${(value.VersionStages ?? []).join(' ')}); CloudTrail records that it was read\n`,
  );
  terminal.out(
    value.SecretString === undefined
      ? `${Buffer.from(value.SecretBinary ?? []).toString('base64')}\n`
      : // A person's terminal is not moved by a value; a file gets it as it is.
        terminal.isPerson
        ? `${value.SecretString.split('\n').map(printable).join('\n')}\n`
        : `${value.SecretString}\n`,
  );
  return YES;
};

export const secretsShow: Command = {
  name: 'secrets show',
  summary: 'A secret: its key, versions and labels, and how it rotates',
  usage: 'SECRET [options]',
  options: {
    value: { help: 'print its value instead, which CloudTrail records' },
    version: { value: 'ID', help: 'with --value: that of this version' },
    stage: { value: 'LABEL', help: 'with --value: that of the version with this staging label' },
    ...REGION_OPTION,
  },
  details: `
Without --value nothing secret is read. Bytes are printed in base64.`,
  run,
};
