import type { Tx } from '@gatehouse/store';
import {
  type AuditLeaf,
  BrokerError,
  type Credentials,
  type Grant,
  type Issued,
  type SessionKind,
  type Sessions,
} from '../../model/index.ts';
import type { AwsParts } from '../parts.ts';
import { type Assumed, assumeRole, assumeRoleInput } from './assume.ts';
import type { HeldCredentials } from './held-credentials.ts';
import { type Known, sessionRows, type StoredSession } from './repository.ts';
import { roleSessionName } from './session-name.ts';
import { sessionPolicyFits } from './session-policy.ts';
import { destinationOf, signInUrl } from './sign-in-url.ts';

type Parts = Pick<
  AwsParts,
  'store' | 'clock' | 'timers' | 'ids' | 'clients' | 'outbound' | 'audit' | 'settings'
> & {
  readonly held: HeldCredentials;
  readonly cut: Sessions['cut'];
};

type Options = Parameters<Sessions['issue']>[2];

interface Asked {
  readonly parts: Parts;
  readonly grant: Grant;
  readonly options: Options;
  readonly session: StoredSession;
}

type Given = Extract<Assumed, { outcome: 'given' }>;

const DEFAULT_ROLE_SECONDS = 3600;

const over = (): BrokerError => new BrokerError('conflict', 'This access is not active now.');

const leaf = (
  { parts, grant, options, session }: Asked,
  type: string,
  data: Readonly<Record<string, unknown>> = {},
): AuditLeaf => ({
  type,
  at: parts.clock.now(),
  actor: options.actor,
  requestId: grant.requestId,
  data: {
    session: session.id,
    grant: grant.id,
    account: grant.target.account,
    roleArn: grant.target.roleArn,
    kind: session.kind,
    roleSessionName: session.roleSessionName,
    ...data,
  },
});

const newSession = (
  { ids, clock }: Parts,
  grant: Grant,
  kind: SessionKind,
  options: Options,
): StoredSession => {
  const id = `s-${ids.alphanumeric(20)}`;
  return {
    id,
    grantId: grant.id,
    requestId: grant.requestId,
    kind,
    roleSessionName: roleSessionName(grant.requester, id),
    state: 'issuing',
    accessKeyId: undefined,
    askedAt: clock.now(),
    expiresAt: undefined,
    target: grant.target,
    assumedRoleId: undefined,
    actor: options.actor,
    endsAt: grant.endsAt,
  };
};

const roleSeconds = async (tx: Tx, roleArn: string): Promise<number> => {
  const row = await tx.get<{ max_seconds: number }>(
    'SELECT max_seconds FROM broker_role WHERE arn = ?',
    [roleArn],
  );
  return row?.max_seconds ?? DEFAULT_ROLE_SECONDS;
};

const isRunning = ({ startsAt, endsAt }: Grant, now: Date): boolean =>
  startsAt <= now && now < endsAt;

/** Step 1: the session is on record before it can exist. Answers the longest session of the role. */
const begin = (asked: Asked): Promise<number> => {
  const { parts, grant, options, session } = asked;
  return parts.store.write(async (tx) => {
    const live = isRunning(grant, parts.clock.now()) && (await options.stillLive(tx));
    if (!live) throw over();
    await sessionRows.insert(tx, session);
    await parts.audit.append(tx, [leaf(asked, 'session.issuing')]);
    return roleSeconds(tx, grant.target.roleArn);
  });
};

const settleFailure = async (
  asked: Asked,
  state: 'failed' | 'unknown',
  code: string,
): Promise<void> => {
  const { parts, session } = asked;
  await parts.store.write(async (tx) => {
    if (await sessionRows.settle(tx, session.id, state))
      await parts.audit.append(tx, [leaf(asked, `session.${state}`, { code })]);
  });
};

const NO_ANSWER = 'AWS did not answer. Ask for a session again.';
const BUSY = 'AWS takes no more questions at the moment. Ask for a session again.';

/** Step 2: the one question to STS. @throws BrokerError after its outcome is on record */
const ask = async (asked: Asked, seconds: number): Promise<Given> => {
  const { parts, grant, session } = asked;
  const input = assumeRoleInput(grant, session.roleSessionName, {
    now: parts.clock.now(),
    roleSeconds: seconds,
  });
  const assumed = await assumeRole(parts, input);
  if (assumed.outcome === 'given') return assumed;
  const { outcome, code } = assumed;
  await settleFailure(asked, outcome === 'unknown' ? 'unknown' : 'failed', code);
  const refusal = `AWS refused the session (${code}).`;
  const message = { unknown: NO_ANSWER, throttled: BUSY, refused: refusal }[outcome];
  throw new BrokerError('unavailable', message, { session: session.id, code });
};

/** For a console session, what the person opens. It is made before the session counts as issued, and shown after. */
const openConsole = async (
  asked: Asked,
  given: Given,
  destination: string,
): Promise<string | undefined> => {
  const { parts, session } = asked;
  if (session.kind === 'cli') return undefined;
  const { outbound, settings } = parts;
  try {
    return await signInUrl({ outbound, settings: settings.signIn }, given.credentials, destination);
  } catch (error) {
    await settleFailure(asked, 'unknown', 'SignInEndpoint');
    throw error;
  }
};

/**
 * Step 3: issued only while the grant lives; else what was given is dropped, and cut inside AWS because it exists there.
 * Answers whether it was issued.
 */
const settle = (asked: Asked, known: Known): Promise<boolean> => {
  const { parts, grant, options, session } = asked;
  return parts.store.write(async (tx) => {
    const live = isRunning(grant, parts.clock.now()) && (await options.stillLive(tx));
    const settled = await sessionRows.settle(tx, session.id, live ? 'issued' : 'unknown', known);
    const facts = { accessKeyId: known.accessKeyId, expiresAt: known.expiresAt.toISOString() };
    if (live && settled) {
      await parts.audit.append(tx, [leaf(asked, 'session.issued', facts)]);
      return true;
    }
    await parts.audit.append(tx, [leaf(asked, 'session.dropped', facts)]);
    if (!live) await parts.cut(tx, grant, grant.endsAt);
    return false;
  });
};

const answer = (
  { session }: Asked,
  known: Known,
  credentials: Credentials,
  url: string | undefined,
): Issued => {
  const issued = { ...session, state: 'issued' as const, ...known };
  return url === undefined
    ? { kind: 'cli', session: issued, credentials: { ...credentials, expiration: known.expiresAt } }
    : { kind: 'console', session: issued, url };
};

/** Sessions of live grants: on record before and after, asked for once, answered only when both records stand. */
export const issueSession =
  (parts: Parts): Sessions['issue'] =>
  async (grant, kind, options) => {
    const destination = destinationOf(parts.settings.signIn, options.destination);
    const fit = sessionPolicyFits(grant.sessionPolicy);
    if (!fit.fits) throw new BrokerError('invalid', fit.because, { field: 'sessionPolicy' });
    const asked = { parts, grant, options, session: newSession(parts, grant, kind, options) };

    const seconds = await begin(asked);
    const given = await ask(asked, seconds);
    const { credentials, assumedRoleId } = given;
    const expiresAt = new Date(Math.min(credentials.expiration.getTime(), grant.endsAt.getTime()));
    const known = { accessKeyId: credentials.accessKeyId, assumedRoleId, expiresAt };
    const url = await openConsole(asked, given, destination);
    parts.held.keep(grant.id, { ...credentials, expiration: expiresAt });
    if (!(await settle(asked, known))) throw over();
    return answer(asked, known, credentials, url);
  };
