import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { KnownCredential } from '@gatehouse/service-kit';
import { z } from 'zod';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError } from './http.ts';

/** What a sign-in token holds, sealed. */
export interface SigninToken {
  readonly id: string;
  readonly accessKeyId: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970, of the token. */
  readonly expiresAt: number;
  /** Milliseconds since 1970, of the console session that it begins. */
  readonly sessionEndsAt: number;
}

export interface SigninTokens {
  /** `Action=getSigninToken`. @throws ConsoleError */
  issue(parameters: URLSearchParams): Promise<string>;
  open(text: string): SigninToken | undefined;
}

// IAM User Guide, "Enable custom identity broker access to the AWS console".
const TOKEN_MILLISECONDS = 15 * 60_000;
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 43_200;
const CONTEXT = 'console.signin-token';

const Session = z.object({
  sessionId: z.string().min(16).max(128),
  sessionKey: z.string().min(1).max(128),
  sessionToken: z.string().min(1).max(28_672),
});

const bad = (message: string): ConsoleError => new ConsoleError(400, 'BadRequest', message);
const invalidSession = (): ConsoleError =>
  bad('The Session parameter holds no valid temporary credentials.');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The one value of a parameter; several of one name are an attempt to be read in two ways. */
export const single = (parameters: URLSearchParams, name: string): string | undefined => {
  const values = parameters.getAll(name);
  if (values.length > 1) throw bad(`${name} may be given once.`);
  return values[0];
};

const readSession = (text: string | undefined): z.infer<typeof Session> => {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw bad('The Session parameter is not JSON.');
  }
  const parsed = Session.safeParse(value);
  if (!parsed.success) throw bad('Session needs sessionId, sessionKey and sessionToken.');
  return parsed.data;
};

const verify = async (
  { cloud }: Pick<ConsoleDeps, 'cloud'>,
  { sessionId, sessionKey, sessionToken }: z.infer<typeof Session>,
): Promise<KnownCredential['principal']> => {
  let known: KnownCredential | undefined;
  try {
    known = await cloud.credentials.temporary(sessionId, sessionToken);
  } catch (error) {
    if (error instanceof AwsError) throw invalidSession();
    throw error;
  }
  const isRight = timingSafeEqual(digest(sessionKey), digest(known?.secretAccessKey ?? ''));
  if (known === undefined || !isRight) throw invalidSession();
  return known.principal;
};

/** Seconds of the console session that were asked for; undefined where the credentials alone decide. */
const readDuration = (
  parameters: URLSearchParams,
  principal: KnownCredential['principal'],
): number | undefined => {
  const text = single(parameters, 'SessionDuration');
  if (text === undefined) return undefined;
  // The guide: the call fails for credentials of role chaining, and a federated user's session has its own duration.
  if (principal.kind !== 'assumed-role' || principal.chained)
    throw bad('SessionDuration cannot be used with these credentials.');
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)
    throw bad(`SessionDuration must be between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}.`);
  return seconds;
};

/** Tokens that turn temporary credentials into a console session. They are sealed, so nothing of them is kept here. */
export const createSigninTokens = (
  deps: Pick<ConsoleDeps, 'cloud' | 'clock' | 'ids' | 'vault'>,
): SigninTokens => ({
  issue: async (parameters) => {
    const type = single(parameters, 'SessionType');
    if (type !== undefined && type !== 'json') throw bad('SessionType must be json.');
    const session = readSession(single(parameters, 'Session'));
    const principal = await verify(deps, session);
    if (principal.kind !== 'assumed-role' && principal.kind !== 'federated-user')
      throw invalidSession();
    const now = deps.clock.now().getTime();
    const seconds = readDuration(parameters, principal);
    const end = principal.session.expiresAt.getTime();
    const token: SigninToken = {
      id: deps.ids.hex(32),
      accessKeyId: session.sessionId,
      sessionToken: session.sessionToken,
      expiresAt: Math.min(now + TOKEN_MILLISECONDS, end),
      // AWS's console outlives the credentials where it is told to; access that has an end must not.
      sessionEndsAt: Math.min(end, now + (seconds ?? LONGEST_SECONDS) * 1000),
    };
    return deps.vault.seal(Buffer.from(JSON.stringify(token)), CONTEXT).toString('base64url');
  },

  open: (text) => {
    const content = deps.vault.open(Buffer.from(text, 'base64url'), CONTEXT);
    if (content === undefined) return undefined;
    // Authenticated by the vault, so it has the form that issue gave it.
    const token = JSON.parse(content.toString('utf8')) as SigninToken;
    return token.expiresAt > deps.clock.now().getTime() ? token : undefined;
  },
});
