import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Arguments, Option } from '../command.ts';
import { Failure, failureText, UsageError } from '../errors.ts';

export const REGION_OPTION: Readonly<Record<string, Option>> = {
  region: { value: 'REGION', help: 'where the secrets are; default: that of the profile' },
};

/** Secrets Manager with the SDK's own search for credentials; its refusals are failures of this command. @throws Failure */
export const withSecrets = async <Answer>(
  given: Arguments,
  use: (secrets: SecretsManager) => Promise<Answer>,
): Promise<Answer> => {
  // Loaded where it is needed: other commands would wait for it.
  const { SecretsManager: Client } = await import('@aws-sdk/client-secrets-manager');
  const region = given.one('region');
  const secrets = new Client(region === undefined ? {} : { region });
  try {
    return await use(secrets);
  } catch (cause) {
    if (cause instanceof Failure || cause instanceof UsageError) throw cause;
    throw new Failure(failureText(cause), { cause });
  } finally {
    secrets.destroy();
  }
};

/** A secret's text. @throws UsageError for one that is binary */
export const secretText = async (secrets: SecretsManager, secretId: string): Promise<string> => {
  const { SecretString } = await secrets.getSecretValue({ SecretId: secretId });
  if (SecretString === undefined) throw new UsageError(`${secretId} is binary, not text`);
  return SecretString;
};

/** The one secret that was named. @throws UsageError */
export const secretNamed = ({ positionals: [secretId, ...more] }: Arguments): string => {
  if (secretId === undefined || secretId === '' || more.length > 0)
    throw new UsageError('name one secret, by its name or ARN');
  return secretId;
};

const ARN_REGION = /^arn:[a-z0-9-]+:secretsmanager:([a-z0-9-]+):\d{12}:/;

/** The given arguments with the Region of a secret's ARN, where none is given. */
export const inRegionOf = (given: Arguments, secretId: string): Arguments => {
  const region = ARN_REGION.exec(secretId)?.[1];
  if (region === undefined || given.one('region') !== undefined) return given;
  return { ...given, one: (name) => (name === 'region' ? region : given.one(name)) };
};
