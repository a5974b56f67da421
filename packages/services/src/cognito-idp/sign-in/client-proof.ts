import type { AppClient, ClientSecret } from '../model.ts';
import { sameSecret } from '../tokens/secret-token.ts';

/**
 * Whether a request may speak for the client: one with secrets gives one of them, one without gives none. Every secret is
 * compared, in a time that tells nothing.
 */
export const provesClientSecret = (
  client: AppClient,
  secrets: readonly ClientSecret[],
  given: string | undefined,
): boolean => {
  if (!client.hasSecret) return given === undefined || given === '';
  let right = false;
  for (const { secret } of secrets) if (sameSecret(secret, given ?? '')) right = true;
  return right;
};
