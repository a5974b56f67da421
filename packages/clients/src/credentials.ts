import type { AssumeRoleCommandInput, STS } from '@aws-sdk/client-sts';
import type { Clock } from '@gatehouse/core';
import type { KeyProvider, Keys, RoleHop } from './settings.ts';

// The SDK signs with what it is given until the service refuses it; five minutes are what its own providers leave.
const EARLY_MILLISECONDS = 300_000;
const CHAINED_SECONDS = 3600;

/** The form in which the SDK takes credentials: `memoized` tells it that we keep them, by our clock. */
export type SdkCredentials = KeyProvider & { readonly memoized: true };

/** Keeps what a provider gave until shortly before it expires; parallel callers share one question. */
export const kept = (provider: KeyProvider, clock: Clock): SdkCredentials => {
  let last: Keys | undefined;
  let asking: Promise<Keys> | undefined;
  const isFresh = ({ expiration }: Keys): boolean =>
    expiration === undefined || expiration.getTime() - EARLY_MILLISECONDS > clock.now().getTime();

  const ask = async (): Promise<Keys> => {
    try {
      last = await provider();
      return last;
    } finally {
      asking = undefined;
    }
  };
  const give = (): Promise<Keys> => {
    if (last?.expiration !== undefined && isFresh(last)) return Promise.resolve(last);
    asking ??= ask();
    return asking;
  };
  return Object.assign(give, { memoized: true } as const);
};

const inputOf = ({ roleArn, sessionName, externalId, durationSeconds }: RoleHop) =>
  ({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: durationSeconds ?? CHAINED_SECONDS,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  }) satisfies AssumeRoleCommandInput;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumed =
  (sts: () => STS, hop: RoleHop): KeyProvider =>
  async () => {
    const { Credentials: given } = await sts().assumeRole(inputOf(hop));
    if (
      given?.AccessKeyId === undefined ||
      given.SecretAccessKey === undefined ||
      given.SessionToken === undefined
    )
      throw new Error(`STS answered without credentials for ${hop.roleArn}`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };
