import type { UserPool } from '../model.ts';
import { domains } from '../repositories/domains.ts';
import { pools } from '../repositories/pools.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import {
  confirmSignUpForm,
  confirmSignUpStep,
  forgotPasswordForm,
  forgotPasswordStep,
  newPasswordStep,
  signUpForm,
  signUpStep,
} from './account.ts';
import { errorPage } from './answers.ts';
import { authorizeEndpoint } from './authorize.ts';
import { deviceAuthorization, devicePage, deviceStep } from './device.ts';
import { jwks, openidConfiguration, postingPreflight, readingPreflight } from './discovery.ts';
import { loginForm, loginStep } from './login.ts';
import { logout } from './logout.ts';
import { parseParameters } from './parameters.ts';
import { recordVisit } from './record.ts';
import { revokeToken } from './revoke.ts';
import { token } from './token.ts';
import { userInfo } from './user-info.ts';
import type { Handler, Visit, Visitor } from './visit.ts';

/** The pages and OAuth endpoints of all pools. */
export interface PoolWeb {
  /** The answer, or undefined for a request that is for no pool. */
  fetch(request: Request, visitor: Visitor): Promise<Response | undefined>;
}

const errorHandler: Handler = () =>
  Promise.resolve(errorPage('The sign-in could not be completed.'));

const HANDLERS = new Map<string, Handler>([
  ['GET /.well-known/openid-configuration', openidConfiguration],
  ['OPTIONS /.well-known/openid-configuration', readingPreflight],
  ['GET /.well-known/jwks.json', jwks],
  ['OPTIONS /.well-known/jwks.json', readingPreflight],
  ['GET /oauth2/authorize', authorizeEndpoint],
  ['GET /authorize', authorizeEndpoint],
  ['POST /oauth2/token', token],
  ['OPTIONS /oauth2/token', postingPreflight],
  ['GET /oauth2/userInfo', userInfo],
  ['OPTIONS /oauth2/userInfo', readingPreflight],
  ['POST /oauth2/revoke', revokeToken],
  ['OPTIONS /oauth2/revoke', postingPreflight],
  ['POST /oauth2/device_authorization', deviceAuthorization],
  ['GET /device', devicePage],
  ['POST /device', deviceStep],
  ['GET /login', loginForm],
  ['POST /login', loginStep],
  ['GET /logout', logout],
  ['GET /forgotPassword', forgotPasswordForm],
  ['POST /forgotPassword', forgotPasswordStep],
  ['POST /confirmForgotPassword', newPasswordStep],
  ['GET /signup', signUpForm],
  ['POST /signup', signUpStep],
  ['GET /confirm', confirmSignUpForm],
  ['POST /confirm', confirmSignUpStep],
  ['GET /error', errorHandler],
]);

const PATHS = new Set([...HANDLERS.keys()].map((key) => key.slice(key.indexOf(' ') + 1)));

const POOL_PATH = /^\/([\w-]{1,46}_[0-9a-zA-Z]{1,9})(\/.*)$/;
const DOMAIN_HOST =
  /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.auth\.([a-z0-9-]{1,32})\.(?:amazoncognito\.com|localhost)$/;

interface Addressed {
  readonly pool: UserPool;
  readonly root: string;
  readonly path: string;
}

/** A pool by the path below its id, or by the host of its domain. */
const addressed = (parts: SignInParts, url: URL): Promise<Addressed | undefined> =>
  parts.store.read(async (tx) => {
    const host = DOMAIN_HOST.exec(url.hostname.toLowerCase());
    if (host !== null) {
      const domain = await domains.find(tx, host[2] ?? '', host[1] ?? '');
      const pool = domain === undefined ? undefined : await pools.find(tx, domain.poolId);
      return pool === undefined ? undefined : { pool, root: '', path: url.pathname };
    }
    const [, id = '', path = ''] = POOL_PATH.exec(url.pathname) ?? [];
    const pool = id === '' ? undefined : await pools.find(tx, id);
    return pool === undefined ? undefined : { pool, root: `/${id}`, path };
  });

/** Whether a request may be for a pool: cheap, and before anybody looks into the database. */
export const looksLikePool = (host: string, path: string): boolean =>
  POOL_PATH.test(path) || DOMAIN_HOST.test(host.toLowerCase().replace(/:\d{1,5}$/, ''));

const respond = async (parts: SignInParts, visit: Visit): Promise<Response> => {
  const { request, path } = visit;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = HANDLERS.get(`${method} ${path}`);
  if (handler !== undefined) return handler(parts, visit);
  return PATHS.has(path)
    ? errorPage('This address takes other requests.', 405)
    : errorPage('There is nothing here.', 404);
};

export const createPoolWeb = (parts: SignInParts): PoolWeb => ({
  fetch: async (request, visitor) => {
    const url = new URL(request.url);
    const found = await addressed(parts, url);
    if (found === undefined) return undefined;
    const query = parseParameters(url.search.slice(1));
    if (query === undefined) return errorPage('The address has a parameter twice, or too many.');
    // Without audit nothing may happen.
    parts.audit.requireRoom();
    const visit: Visit = {
      ...found,
      request,
      visitor,
      query,
      search: url.search.slice(1),
      // Behind a proxy that ends TLS, only the configured address tells.
      secure: url.protocol === 'https:' || parts.baseUrl().startsWith('https:'),
      notes: {},
    };
    try {
      const answer = await respond(parts, visit);
      recordVisit(parts, visit, answer.status);
      return answer;
    } catch (error) {
      // Messages may quote input, and input may hold secrets: only the place is logged.
      const place = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 5) : [];
      parts.log.error('a request to the pages of a user pool failed', {
        error: error instanceof Error ? error.name : typeof error,
        at: place.map((line) => line.trim()).join(' < '),
      });
      recordVisit(parts, visit, 500);
      return errorPage('The request failed for a reason of ours. It has been logged.', 500);
    }
  },
});
