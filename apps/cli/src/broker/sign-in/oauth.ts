import { Failure } from '../../errors.ts';
import { isRecord, own } from '../../json.ts';
import { jsonOf, reach } from '../http.ts';
import { Refusal } from '../refusal.ts';
import type { Configuration } from './configuration.ts';
import { isSame } from './pkce.ts';

/** What the token endpoint gave. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  readonly expiresInSeconds: number;
}

export type Granted =
  | { readonly granted: true; readonly tokens: Tokens }
  | {
      readonly granted: false;
      /** RFC 6749 §5.2, RFC 8628 §3.5 */
      readonly error: string;
      readonly description: string | undefined;
    };

type Members = Readonly<Record<string, unknown>>;

export const textIn = (members: Members, name: string): string | undefined => {
  const value = own(members, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Sends a form to the identity provider; its answer, whatever the status. @throws Failure when nobody answers */
export const postForm = async (
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly members: Members }> => {
  const response = await reach(url, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
  });
  const answer = await jsonOf(response);
  return { status: response.status, members: isRecord(answer) ? answer : {} };
};

const FEW_SECONDS = 300;

const FIRST_SERVER_ERROR = 500;

/** @throws Failure when the endpoint does not answer in its own form */
export const askTokens = async (
  endpoint: string,
  form: Readonly<Record<string, string>>,
): Promise<Granted> => {
  const { status, members } = await postForm(endpoint, form);
  const accessToken = textIn(members, 'access_token');
  if (status === 200 && accessToken !== undefined) {
    const seconds = own(members, 'expires_in');
    return {
      granted: true,
      tokens: {
        accessToken,
        refreshToken: textIn(members, 'refresh_token'),
        idToken: textIn(members, 'id_token'),
        expiresInSeconds: typeof seconds === 'number' && seconds > 0 ? seconds : FEW_SECONDS,
      },
    };
  }
  const error = textIn(members, 'error');
  if (error === undefined || status >= FIRST_SERVER_ERROR)
    throw new Failure(`the identity provider answered ${status} at ${endpoint}`);
  return { granted: false, error, description: textIn(members, 'error_description') };
};

/** @throws Refusal when it is not granted */
export const requireTokens = (granted: Granted): Tokens => {
  if (granted.granted) return granted.tokens;
  const { error, description } = granted;
  throw new Refusal(
    'sign-in-refused',
    `the identity provider refused the sign-in: ${description ?? error}`,
  );
};

const claimsOf = (token: string): Members => {
  try {
    const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(text);
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
};

const isFor = (audience: unknown, clientId: string): boolean =>
  audience === clientId || (Array.isArray(audience) && audience.includes(clientId));

/**
 * That the ID token is of this issuer, for this client and of this sign-in. It came straight from the token endpoint, so
 * who signed it is settled by the connection (OpenID Connect Core 1.0 §3.1.3.7, point 6).
 * @throws Refusal
 */
export const requireOwnIdToken = (
  { idToken }: Tokens,
  { issuer, clientId, scopes }: Configuration,
  nonce: string | undefined,
): void => {
  if (idToken === undefined && !scopes.includes('openid')) return;
  const claims = claimsOf(idToken ?? '');
  const isOurs =
    textIn(claims, 'iss') === issuer &&
    isFor(own(claims, 'aud'), clientId) &&
    (nonce === undefined || isSame(textIn(claims, 'nonce') ?? '', nonce));
  if (!isOurs)
    throw new Refusal(
      'sign-in-refused',
      'the identity provider answered another sign-in than this one: try again',
    );
};
