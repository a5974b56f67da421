import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import { type Principal, sessionOf, userIdentity } from '@gatehouse/service-kit';
import type { Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { type ConsoleAnswer, ConsoleError, readBody } from './http.ts';
import { loginEvent } from './login-event.ts';
import { createSigninTokens, type SigninToken, single } from './signin-tokens.ts';

export const FEDERATION_PATH = '/federation';

const LARGEST_FORM = 128 * 1024;
const LONGEST_ISSUER = 2048;
const FORM_TYPE = 'application/x-www-form-urlencoded';

const bad = (message: string): ConsoleError => new ConsoleError(400, 'BadRequest', message);

const refused = (): ConsoleError => bad('Destination is not a page of this console.');
const ended = (): ConsoleError => bad('The credentials of this sign-in have ended.');

/** Parameters of the query, or of a form that is posted; @throws ConsoleError */
export const readParameters = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const { searchParams } = new URL(request.url ?? '/', 'http://console.invalid');
  if (request.method === 'GET') return searchParams;
  if (request.method !== 'POST') throw new ConsoleError(405, 'MethodNotAllowed', 'GET or POST.');
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM_TYPE)
    throw new ConsoleError(415, 'UnsupportedMediaType', `A form of type ${FORM_TYPE} is needed.`);
  const form = new URLSearchParams((await readBody(request, LARGEST_FORM)).toString('utf8'));
  for (const [name, value] of searchParams) form.append(name, value);
  return form;
};

/**
 * A page of this console as a path. What a browser could read as another host (`//host`, a backslash, a control) is refused, and so is
 * every other origin.
 */
export const ownDestination = (wanted: string | undefined, host: string): string => {
  if (wanted === undefined || wanted === '') return '/';
  if (/[\\\p{C}\p{Z}]/u.test(wanted) || wanted.startsWith('//')) throw refused();
  const own = new URL(`http://${host}/`);
  if (!wanted.startsWith('/') && !/^https?:\/\//i.test(wanted)) throw refused();
  if (!URL.canParse(wanted, own.href)) throw refused();
  const url = new URL(wanted, own);
  if (url.host !== own.host || url.username !== '' || url.password !== '') throw refused();
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `http://host//other` has a path that is a host when it stands alone.
  if (path.startsWith('//')) throw refused();
  return path;
};

const issuerOf = (text: string | undefined): string | undefined => {
  if (text === undefined || text.length > LONGEST_ISSUER || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
};

const redirect = (location: string, headers: Readonly<Record<string, string>> = {}) => ({
  status: 302,
  headers: { location, ...headers },
});

interface Parts {
  readonly deps: ConsoleDeps;
  readonly sessions: Sessions;
}

/** Whoever the token's credentials are of; they may have ended since it was made. */
const principalOf = async (
  { cloud }: ConsoleDeps,
  { accessKeyId, sessionToken }: SigninToken,
): Promise<Principal> => {
  try {
    const known = await cloud.credentials.temporary(accessKeyId, sessionToken);
    if (known === undefined) throw ended();
    return known.principal;
  } catch (error) {
    if (error instanceof AwsError) throw ended();
    throw error;
  }
};

const recordLogin = (
  { cloud, clock, ids }: ConsoleDeps,
  visitor: Visitor,
  principal: Principal,
  accessKeyId: string,
): void => {
  if (principal.kind !== 'assumed-role' && principal.kind !== 'federated-user') return;
  const { account } = principal;
  const mfaUsed = sessionOf(principal)?.mfaAuthenticated === true;
  const identity = userIdentity(principal, accessKeyId, undefined);
  cloud.audit.later([
    loginEvent({ clock, ids }, visitor, {
      account,
      userIdentity: identity,
      mfaUsed,
      failure: undefined,
    }),
  ]);
};

/**
 * `Action=login`: begins a console session of the token's credentials. A token begins one session, where AWS's can be used again until
 * it expires: a link that has been seen by somebody else must be worth nothing.
 */
const login = async (
  { deps, sessions: { cookies, store } }: Parts,
  open: (text: string) => SigninToken | undefined,
  parameters: URLSearchParams,
  request: IncomingMessage,
  visitor: Visitor,
): Promise<ConsoleAnswer> => {
  const destination = ownDestination(single(parameters, 'Destination'), visitor.host);
  const issuer = issuerOf(single(parameters, 'Issuer'));
  const token = open(single(parameters, 'SigninToken') ?? '');
  if (token === undefined) throw bad('The sign-in token is not valid or has expired.');
  const principal = await principalOf(deps, token);
  const now = deps.clock.now();
  if (!(await store.useToken(token.id, new Date(token.expiresAt), now)))
    throw bad('The sign-in token has been used.');

  const earlier = cookies.idOf(request);
  if (earlier !== undefined) await store.end(earlier);
  const id = cookies.newId();
  const { accessKeyId, sessionToken, sessionEndsAt } = token;
  await store.create(id, {
    ground: { kind: 'temporary', accessKeyId, sessionToken },
    mfa: sessionOf(principal)?.mfaAuthenticated === true,
    signedInAt: now.getTime(),
    endsAt: sessionEndsAt,
    issuer,
  });
  recordLogin(deps, visitor, principal, accessKeyId);
  return redirect(destination, { 'set-cookie': cookies.begin(id) });
};

/** `Action=logout`. The cookie comes from our own pages alone, so nobody is signed out by a link of somebody else. */
const logout = async (
  { sessions: { cookies, store } }: Parts,
  request: IncomingMessage,
): Promise<ConsoleAnswer> => {
  const id = cookies.idOf(request);
  if (id === undefined) return redirect('/');
  await store.end(id);
  return redirect('/', { 'set-cookie': cookies.end() });
};

/** IAM User Guide, "Enable custom identity broker access to the AWS console": the federation endpoint. */
export const createFederation = (
  deps: ConsoleDeps,
  sessions: Sessions,
): ((request: IncomingMessage, visitor: Visitor) => Promise<ConsoleAnswer>) => {
  const tokens = createSigninTokens(deps);
  const parts = { deps, sessions };
  return async (request, visitor) => {
    const parameters = await readParameters(request);
    switch (single(parameters, 'Action')) {
      case 'getSigninToken':
        return { status: 200, body: { SigninToken: await tokens.issue(parameters) } };
      case 'login':
        if (request.method !== 'GET') throw bad('login is a page.');
        return login(parts, (text) => tokens.open(text), parameters, request, visitor);
      case 'logout':
        return logout(parts, request);
      default:
        throw bad('Action must be getSigninToken, login or logout.');
    }
  };
};
