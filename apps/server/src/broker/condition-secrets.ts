import { z } from 'zod';
import { ConfigError } from '../config.ts';

const Secrets = z.record(z.string().max(64), z.string().min(16).max(256));

/**
 * Secrets that questions to the webhooks of the access policy are signed with, from a JSON file `{"pagerduty": "…"}` by the
 * name of the source. @throws ConfigError
 */
export const conditionSecrets = (
  file: string | undefined,
  readSecret: (file: string) => string,
): ReadonlyMap<string, string> => {
  if (file === undefined) return new Map();
  let content: unknown;
  try {
    content = JSON.parse(readSecret(file));
  } catch {
    // What is wrong with the text could quote a secret.
    throw new ConfigError(`conditionSecretsFile: ${file} is not a JSON file that can be read`);
  }
  const parsed = Secrets.safeParse(content);
  if (!parsed.success)
    throw new ConfigError(
      `conditionSecretsFile: ${file} must be an object of names and secrets of 16 to 256 characters`,
    );
  return new Map(Object.entries(parsed.data));
};
