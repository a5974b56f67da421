import { STS } from '@aws-sdk/client-sts';
import type { KeyProvider } from './settings.ts';

/**
 * What the SDK finds by itself, in its usual order: environment, shared files, web identity, the metadata of a container or
 * an instance. Rejects, naming where it looked, when there is nothing.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const foundKeys = (region: string): KeyProvider => {
  // The provider of any client: it looks anew before what it found expires.
  const { config } = new STS({ region });
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await config.credentials();
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(expiration === undefined ? {} : { expiration }),
    };
  };
};
