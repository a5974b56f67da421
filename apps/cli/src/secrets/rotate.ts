import { setTimeout as sleep } from 'node:timers/promises';
import type { Clients, SecretsManager } from '@gatehouse/clients';
import { type Arguments, type Command, type ExitCode, FAILED, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { durationOf, inWords } from '../words.ts';
import { withClients } from './accounts.ts';
import { inRegionOf, REGION_OPTION, secretNamed } from './place.ts';

const LOOK_MILLISECONDS = 500;
/** CloudTrail admits two questions a second for an account and Region. */
const LOOK_AT_EVENTS_EVERY = 4;
const DEFAULT_SECONDS = 600;

interface Rotation {
  readonly arn: string;
  readonly versionId: string;
  readonly startedAt: Date;
}

type Seen = 'asked for' | 'made, not current yet' | 'current';

const look = async (secrets: SecretsManager, { arn, versionId }: Rotation): Promise<Seen> => {
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId: arn });
  const stages = VersionIdsToStages[versionId] ?? [];
  if (stages.includes('AWSCURRENT')) return 'current';
  const { Versions = [] } = await secrets.listSecretVersionIds({ SecretId: arn });
  const version = Versions.find(({ VersionId }) => VersionId === versionId);
  // A version that has no value yet has no key either.
  return (version?.KmsKeyIds ?? []).length > 0 ? 'made, not current yet' : 'asked for';
};

const failureIn = (json: string | undefined, arn: string): string | undefined => {
  const record: unknown = JSON.parse(json ?? '{}');
  if (typeof record !== 'object' || record === null) return undefined;
  const details: unknown = Reflect.get(record, 'additionalEventData');
  const isOurs =
    typeof details === 'object' && details !== null && Reflect.get(details, 'SecretId') === arn;
  return isOurs ? String(Reflect.get(record, 'errorMessage') ?? 'the rotation failed') : undefined;
};

/** What CloudTrail says of a failure since; it may know some minutes later on AWS, and may not be asked at all. */
const failureOf = async (
  clients: Clients,
  { arn, startedAt }: Rotation,
): Promise<string | undefined> => {
  try {
    const { Events = [] } = await clients.cloudTrail().lookupEvents({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'RotationFailed' }],
      StartTime: startedAt,
    });
    return Events.flatMap(({ CloudTrailEvent: json }) => failureIn(json, arn) ?? [])[0];
  } catch {
    return undefined;
  }
};

const wait = async (
  rotation: Rotation,
  clients: Clients,
  terminal: Terminal,
  seconds: number,
): Promise<ExitCode> => {
  const looks = Math.ceil((seconds * 1000) / LOOK_MILLISECONDS);
  let seen: Seen = 'asked for';
  for (let count = 0; count < looks; count += 1) {
    const now = await look(clients.secretsManager(), rotation);
    if (now !== seen) terminal.err(`version ${rotation.versionId}: ${now}\n`);
    seen = now;
    if (seen === 'current') return YES;
    if (count % LOOK_AT_EVENTS_EVERY === 0) {
      const failure = await failureOf(clients, rotation);
      if (failure !== undefined) {
        terminal.err(`${styled(terminal, 'red', printable(failure))}\n`);
        terminal.err('Secrets Manager may try again while the window of the rotation is open.\n');
        return NO;
      }
    }
    await sleep(LOOK_MILLISECONDS);
  }
  terminal.err(`it is not over after ${inWords(seconds)}\n`);
  return FAILED;
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const secretId = secretNamed(given);
  const timeout = given.one('timeout');
  if (timeout !== undefined && !given.flag('wait'))
    throw new UsageError('--timeout is about --wait');
  const seconds = timeout === undefined ? DEFAULT_SECONDS : durationOf('timeout', timeout);
  return withClients(inRegionOf(given, secretId), terminal, async ({ clients }) => {
    // CloudTrail counts in seconds.
    const startedAt = new Date(Math.floor(terminal.clock.now().getTime() / 1000) * 1000);
    const secrets = clients.secretsManager({ once: true });
    const { ARN: arn = '', VersionId: versionId = '' } = await secrets.rotateSecret({
      SecretId: secretId,
    });
    const answer = { ARN: arn, VersionId: versionId };
    terminal.out(
      given.flag('json')
        ? `${JSON.stringify(answer)}\n`
        : `${printable(arn)}: version ${versionId} is asked for\n`,
    );
    return given.flag('wait')
      ? wait({ arn, versionId, startedAt }, clients, terminal, seconds)
      : YES;
  });
};

export const secretsRotate: Command = {
  name: 'secrets rotate',
  summary: 'Rotate a secret now, and say how it goes',
  usage: 'SECRET [options]',
  options: {
    wait: { help: 'until the new version is current, or its rotation has failed' },
    timeout: { value: 'TIME', help: 'how long to wait, as 30s or 5m; default 10m' },
    ...REGION_OPTION,
  },
  details: `
The secret must have a rotation function. Exit code 0: asked for, or with --wait current; 1: failed, as CloudTrail tells
(which may be minutes later on AWS); 3: not over in time, or refused.`,
  run,
};
