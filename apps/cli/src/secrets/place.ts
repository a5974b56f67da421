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
