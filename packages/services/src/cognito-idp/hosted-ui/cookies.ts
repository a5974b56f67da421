import { createHmac } from 'node:crypto';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { type BrowserSession, browserSessions } from '../tokens/browser-sessions.ts';
import { sameSecret, secretToken } from '../tokens/secret-token.ts';
import type { Visit } from './visit.ts';

/** Developer Guide, "Managed login": the session of a browser lasts an hour, whatever the tokens do. */
export const SESSION_SECONDS = 3600;

const SESSION = 'cognito';
const CSRF = 'XSRF-TOKEN';
const CSRF_SECONDS = 3600;

const cookie = (visit: Visit, name: string, value: string, seconds: number): string =>
  [
    `${name}=${value}`,
    `Path=${visit.root === '' ? '/' : visit.root}`,
    `Max-Age=${seconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(visit.secure ? ['Secure'] : []),
  ].join('; ');

const valueOf = ({ request }: Visit, name: string): string | undefined =>
  (request.headers.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const context = ({ pool }: Visit): string => `cognito-idp.browser-session:${pool.id}`;

/** The cookie of a session: its id, sealed for this pool, so that a copied database alone lets nobody in. */
export const sessionCookie = ({ vault }: SignInParts, visit: Visit, id: string): string =>
  cookie(
    visit,
    SESSION,
    vault.seal(Buffer.from(id), context(visit)).toString('base64url'),
    SESSION_SECONDS,
  );

export const endedCookie = (visit: Visit): string => cookie(visit, SESSION, '', 0);

export const sessionIdOf = ({ vault }: SignInParts, visit: Visit): string | undefined => {
  const value = valueOf(visit, SESSION);
  return value === undefined
    ? undefined
    : vault.open(Buffer.from(value, 'base64url'), context(visit))?.toString();
};

/** The session that the browser has with this pool. */
export const sessionOf = (parts: SignInParts, visit: Visit): Promise<BrowserSession | undefined> =>
  parts.store.read(async (tx) => {
    const id = sessionIdOf(parts, visit);
    if (id === undefined) return undefined;
    const session = await browserSessions.find(tx, id, parts.clock.now());
    return session?.poolId === visit.pool.id ? session : undefined;
  });

/** What a form carries to prove that it is ours, and the cookie that it is bound to. */
export interface FormProof {
  readonly token: string;
  readonly cookies: readonly string[];
}

const tokenFor = ({ vault }: SignInParts, visit: Visit, secret: string): string =>
  createHmac('sha256', vault.key('cognito-idp.csrf'))
    .update(`${visit.pool.id}\0${secret}`)
    .digest('base64url');

export const formProof = (parts: SignInParts, visit: Visit): FormProof => {
  const present = valueOf(visit, CSRF);
  if (present !== undefined && /^[\w-]{64}$/.test(present))
    return { token: tokenFor(parts, visit, present), cookies: [] };
  const secret = secretToken(parts.ids);
  return {
    token: tokenFor(parts, visit, secret),
    cookies: [cookie(visit, CSRF, secret, CSRF_SECONDS)],
  };
};

/** Whether a form that was sent is one of ours, from this browser. */
export const isOwnForm = (parts: SignInParts, visit: Visit, token: string | undefined): boolean => {
  const site = visit.request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const secret = valueOf(visit, CSRF);
  return (
    secret !== undefined && token !== undefined && sameSecret(token, tokenFor(parts, visit, secret))
  );
};
