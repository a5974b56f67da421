import { type AssumeRoleCommandInput, type Clients, outcomeOf } from '@gatehouse/clients';
import type { Clock, Ids, Timers } from '@gatehouse/core';
import type { Credentials, Grant } from '../../model/index.ts';
import { GRANT_TAG, REQUEST_TAG } from '../parts.ts';
import { sourceIdentity } from './session-name.ts';
import { sessionPolicy } from './session-policy.ts';

/** What became of the one question to STS. */
export type Assumed =
  | {
      readonly outcome: 'given';
      readonly credentials: Credentials;
      readonly assumedRoleId: string | undefined;
    }
  /** STS said that it gave nothing. */
  | { readonly outcome: 'refused' | 'throttled'; readonly code: string }
  /** Nobody said anything: there may be credentials that nobody has. */
  | { readonly outcome: 'unknown'; readonly code: string };

interface Parts {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
}

// STS API Reference, AssumeRole, `DurationSeconds`: at least 900, and no more than an hour for a role that a role assumes.
const SHORTEST_SECONDS = 900;
const CHAINED_SECONDS = 3600;
const ATTEMPTS = 4;
const FIRST_PAUSE_MILLISECONDS = 200;

const secondsFor = (grant: Grant, now: Date, roleSeconds: number): number => {
  const remaining = Math.floor((grant.endsAt.getTime() - now.getTime()) / 1000);
  return Math.max(SHORTEST_SECONDS, Math.min(remaining, roleSeconds, CHAINED_SECONDS));
};

/** Exactly what a grant allows. A shorter rest than STS can give is limited by the session policy alone. */
export const assumeRoleInput = (
  grant: Grant,
  roleSessionName: string,
  { now, roleSeconds }: { readonly now: Date; readonly roleSeconds: number },
): AssumeRoleCommandInput => ({
  RoleArn: grant.target.roleArn,
  RoleSessionName: roleSessionName,
  SourceIdentity: sourceIdentity(grant.requester),
  DurationSeconds: secondsFor(grant, now, roleSeconds),
  Policy: sessionPolicy(grant.sessionPolicy, grant.endsAt),
  Tags: [
    { Key: GRANT_TAG, Value: grant.id },
    { Key: REQUEST_TAG, Value: grant.requestId },
  ],
});

const codeOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

const once = async ({ clients }: Parts, input: AssumeRoleCommandInput): Promise<Assumed> => {
  try {
    const answer = await clients.sts({ once: true }).assumeRole(input);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      return { outcome: 'unknown', code: 'NoCredentials' };
    return {
      outcome: 'given',
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
      assumedRoleId: answer.AssumedRoleUser?.AssumedRoleId,
    };
  } catch (error) {
    return { outcome: outcomeOf(error), code: codeOf(error) };
  }
};

/** Asks again only where STS said that it did nothing, because it is asked too often. */
export const assumeRole = async (parts: Parts, input: AssumeRoleCommandInput): Promise<Assumed> => {
  for (let attempt = 1; ; attempt += 1) {
    const assumed = await once(parts, input);
    if (assumed.outcome !== 'throttled' || attempt >= ATTEMPTS) return assumed;
    const chance = parts.ids.bytes(2).readUInt16BE() / 0x1_0000;
    const pause = FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1) * (1 - chance / 2);
    await new Promise<void>((resolve) => parts.timers.after(pause, resolve));
  }
};
