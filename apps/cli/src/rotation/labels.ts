import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { Failure, UsageError } from '../errors.ts';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

/** The secret before anything was tried. */
export interface Before {
  readonly arn: string;
  readonly current: string;
  readonly previous: string | undefined;
  /** The text of the current version. */
  readonly text: string;
}

const versionWith = (
  stages: Readonly<Record<string, readonly string[]>>,
  label: string,
): string | undefined => Object.entries(stages).find(([, labels]) => labels.includes(label))?.[0];

export const labelsOf = async (
  secrets: SecretsManager,
  arn: string,
): Promise<(label: string) => string | undefined> => {
  const { VersionIdsToStages: stages = {} } = await secrets.describeSecret({ SecretId: arn });
  return (label) => versionWith(stages, label);
};

/** @throws UsageError for a secret that cannot be tried now */
export const readBefore = async (secrets: SecretsManager, name: string): Promise<Before> => {
  const { ARN: arn = name } = await secrets.describeSecret({ SecretId: name });
  const version = await labelsOf(secrets, arn);
  const [current, pending] = [version(CURRENT), version(PENDING)];
  if (current === undefined) throw new UsageError(`${name} has no current version`);
  if (pending !== undefined && pending !== current)
    throw new UsageError(`${name} is being rotated: its version ${pending} is ${PENDING}`);
  const { SecretString: text } = await secrets.getSecretValue({ SecretId: arn });
  if (text === undefined) throw new UsageError(`${name} is binary, not text`);
  return { arn, current, previous: version(PREVIOUS), text };
};

/** Puts a label on a version, or on none. */
export const moveLabel = async (
  secrets: SecretsManager,
  arn: string,
  label: string,
  to: string | undefined,
): Promise<void> => {
  const from = (await labelsOf(secrets, arn))(label);
  if (from === to) return;
  await secrets.updateSecretVersionStage({
    SecretId: arn,
    VersionStage: label,
    ...(from === undefined ? {} : { RemoveFromVersionId: from }),
    ...(to === undefined ? {} : { MoveToVersionId: to }),
  });
};

/** All three labels where they were. @throws Failure, saying where they are now */
export const putLabelsBack = async (
  secrets: SecretsManager,
  { arn, current, previous }: Before,
): Promise<void> => {
  await moveLabel(secrets, arn, CURRENT, current);
  await moveLabel(secrets, arn, PENDING, undefined);
  await moveLabel(secrets, arn, PREVIOUS, previous);
  const version = await labelsOf(secrets, arn);
  if (
    version(CURRENT) !== current ||
    version(PENDING) !== undefined ||
    version(PREVIOUS) !== previous
  )
    throw new Failure(
      `The labels of ${arn} are not where they were: ${CURRENT} is on ${version(CURRENT)}`,
    );
};
