import type { Clients } from '@gatehouse/clients';
import type { Clock, Ids, Log } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type { AuditLog, Credentials, GrantId } from '../../model/index.ts';
import { GRANT_TAG, REQUEST_TAG } from '../parts.ts';
import type { HeldCredentials } from '../sessions/held-credentials.ts';
import { probe, PROBE_CALLS, type ProbeCall } from './probe.ts';
import type { StoredCut } from './repository.ts';

/** Credentials of a grant that is being cut, and a call that the cut alone will refuse. */
export interface Witness {
  readonly credentials: Credentials;
  readonly by: 'session' | 'canary';
  readonly call: ProbeCall;
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly clients: Clients;
  readonly audit: AuditLog;
  readonly held: HeldCredentials;
}

export const CANARY_NAME = 'gatehouse-canary';
const CANARY_SECONDS = 900;

/** It may make the probing calls and nothing else. */
const CANARY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: PROBE_CALLS.map(({ name }) => name), Resource: '*' }],
});

/** A session with the same tag, for a process that has none of the credentials; on record before it is asked for. */
const canary = async (
  { store, clock, ids, clients, audit }: Parts,
  cut: StoredCut,
): Promise<Credentials | undefined> => {
  const roleSessionName = `${CANARY_NAME}-${ids.alphanumeric(12)}`;
  const { grantId: grant, requestId, target } = cut;
  await store.write((tx) =>
    audit.append(tx, [
      {
        type: 'session.canary',
        at: clock.now(),
        actor: 'system',
        requestId,
        data: { grant, ...target, roleSessionName },
      },
    ]),
  );
  const { Credentials: given } = await clients.sts({ once: true }).assumeRole({
    RoleArn: target.roleArn,
    RoleSessionName: roleSessionName,
    DurationSeconds: CANARY_SECONDS,
    Policy: CANARY_POLICY,
    Tags: [
      { Key: GRANT_TAG, Value: grant },
      { Key: REQUEST_TAG, Value: requestId },
    ],
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) return undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
};

/** The first call that the role does not refuse by itself; a refusal of that one will be the cut's. */
const tellingCall = async (
  { clients }: Parts,
  credentials: Credentials,
): Promise<ProbeCall | undefined> => {
  for (const call of PROBE_CALLS)
    if ((await probe(clients, credentials, call)) === 'alive') return call;
  return undefined;
};

/** Credentials to prove cuts with, in memory until the proof. */
export interface Witnesses {
  /** Before the policy is written. Never rejects: a cut does not wait for its proof. */
  call(cut: StoredCut): Promise<void>;
  of(grant: GrantId): Witness | undefined;
  dismiss(grant: GrantId): void;
}

const MOST = 1000;

export const createWitnesses = (parts: Parts): Witnesses => {
  const witnesses = new Map<GrantId, Witness>();

  const asWitness = async (
    by: Witness['by'],
    cut: StoredCut,
    credentials: Credentials | undefined,
  ): Promise<Witness | undefined> => {
    if (credentials === undefined) return undefined;
    const telling = await tellingCall(parts, credentials);
    // Behind a cut that is in force nothing is let through any more, which is what the probe will find.
    const call = telling ?? (cut.state === 'applied' ? PROBE_CALLS[0] : undefined);
    return call && { credentials, call, by };
  };

  // A session whose own narrower policy denies the calls tells nothing; a canary's policy allows them.
  const find = async (cut: StoredCut): Promise<Witness | undefined> =>
    (await asWitness('session', cut, parts.held.of(cut.grantId))) ??
    (await asWitness('canary', cut, await canary(parts, cut)));

  return {
    call: async (cut) => {
      if (witnesses.has(cut.grantId)) return;
      try {
        const witness = await find(cut);
        if (witness !== undefined && witnesses.size < MOST) witnesses.set(cut.grantId, witness);
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        parts.log.warn('a cut has no witness', { grant: cut.grantId, error: name });
      }
    },
    of: (grant) => witnesses.get(grant),
    dismiss: (grant) => {
      witnesses.delete(grant);
      parts.held.drop(grant);
    },
  };
};
