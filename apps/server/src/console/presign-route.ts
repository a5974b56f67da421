import type { IncomingMessage } from 'node:http';
import type { Principal } from '@gatehouse/service-kit';
import { z } from 'zod';
import {
  type ActiveSession,
  type HomePrincipal,
  requireSession,
  type Sessions,
} from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import { presignedUrl, type Signing } from './presigned-url.ts';
import type { Route } from './session-routes.ts';

const MOST_SECONDS = 12 * 3600;
// GetSessionToken gives nothing shorter (STS API Reference).
const LEAST_SESSION_SECONDS = 900;

const Question = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/),
  bucket: z.string().regex(/^[a-z0-9.-]{3,63}$/),
  key: z.string().min(1).max(1024),
  versionId: z.string().min(1).max(1024).optional(),
  seconds: z.number().int().min(60).max(MOST_SECONDS),
});

const SessionToken = z.object({
  Credentials: z.object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
  }),
});

const ofTemporary = async (
  { cloud }: ConsoleDeps,
  accessKeyId: string,
  sessionToken: string,
): Promise<Signing | undefined> => {
  const known = await cloud.credentials.temporary(accessKeyId, sessionToken);
  return known && { accessKeyId, sessionToken, secretAccessKey: known.secretAccessKey };
};

const asThemself = (home: HomePrincipal): Principal => {
  if (home.kind !== 'user' && home.kind !== 'root') return home;
  const { session: _atConsole, ...person } = home;
  return person;
};

/**
 * Who signed in with a password has no keys: a session token of the person's own signs, which ends soon. STS gives none to
 * sessions, so the person asks as themself; what only a session with MFA may get, the address does not give.
 */
const ofPassword = async (
  { cloud, ids }: ConsoleDeps,
  session: ActiveSession,
  visitor: Visitor,
  seconds: number,
): Promise<Signing> => {
  const output = await cloud.dispatcher.dispatch({
    service: 'sts',
    operation: 'GetSessionToken',
    input: { DurationSeconds: Math.max(seconds, LEAST_SESSION_SECONDS) },
    principal: asThemself(session.home),
    accessKeyId: undefined,
    region: 'us-east-1',
    requestId: ids.uuid(),
    secureTransport: false,
    fromConsole: true,
    ...visitor,
  });
  const {
    AccessKeyId,
    SecretAccessKey,
    SessionToken: token,
  } = SessionToken.parse(output).Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: token };
};

const signingOf = async (
  deps: ConsoleDeps,
  session: ActiveSession,
  visitor: Visitor,
  seconds: number,
): Promise<Signing | undefined> => {
  const { role, ground } = session.stored;
  if (role !== undefined) return ofTemporary(deps, role.accessKeyId, role.sessionToken);
  if (ground.kind === 'temporary')
    return ofTemporary(deps, ground.accessKeyId, ground.sessionToken);
  if (ground.kind === 'password') return ofPassword(deps, session, visitor, seconds);
  const { accessKeyId } = ground;
  const known = await deps.cloud.credentials.longTerm(accessKeyId);
  return known && { accessKeyId, secretAccessKey: known.secretAccessKey };
};

/**
 * `POST /api/presigned-url {"region", "bucket", "key", "versionId"?, "seconds"}`: an address by which anybody may get the object
 * as the person could, for that long. The secret that signs stays here; the object is not looked at, as by AWS.
 */
export const presignRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = Question.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(
        400,
        'InvalidRequest',
        'An object has a Region, a bucket and a key, and its address lives from 60 seconds to 12 hours.',
      );
    const { awsUrl } = deps;
    const signing =
      awsUrl === undefined
        ? undefined
        : await signingOf(deps, session, visitor, parsed.data.seconds);
    if (awsUrl === undefined || signing === undefined)
      throw new ConsoleError(409, 'NoCredentials', 'This session has no keys to sign with.');
    const url = presignedUrl({ ...parsed.data, endpoint: awsUrl }, signing, deps.clock.now());
    return { status: 200, body: { url } };
  };
