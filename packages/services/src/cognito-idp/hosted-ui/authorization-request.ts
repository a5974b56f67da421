import type { AppClient } from '../model.ts';
import type { Parameters } from './parameters.ts';

/** A well-formed request of a client that may make it. */
export interface AuthorizationRequest {
  readonly client: AppClient;
  readonly redirectUri: string;
  readonly responseType: 'code' | 'token';
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompts: readonly string[];
  /** Seconds after which a sign-in is too old (OpenID Connect Core §3.1.2.1). */
  readonly maxAge: number | undefined;
}

export type Checked =
  | { readonly valid: true; readonly request: AuthorizationRequest }
  /** Nobody's application may hear of it: a page says so. */
  | { readonly valid: false; readonly tell: 'person'; readonly message: string }
  | { readonly valid: false; readonly tell: 'client'; readonly location: string };

/** Only together with `openid`, whose claims they narrow. */
const NEED_OPENID = ['email', 'phone', 'profile'];
const PROMPTS = ['none', 'login', 'select_account', 'consent'];
// Base64url of 32 bytes (RFC 7636 §4.2).
const CHALLENGE = /^[\w-]{43}$/;
const MAX_ECHOED = 4096;

const withQuery = (uri: string, parameters: Readonly<Record<string, string | undefined>>): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}${encoded(parameters)}`;

export const encoded = (parameters: Readonly<Record<string, string | undefined>>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) given.set(name, value);
  return given.toString();
};

/** Where an error goes (RFC 6749 §4.1.2.1): the redirect URI is the client's own by then. */
export const errorLocation = (
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  error: string,
  description?: string,
): string => withQuery(redirectUri, { error, error_description: description, state });

export const codeLocation = (
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  code: string,
): string => withQuery(redirectUri, { code, state });

/** `prompt`, as a set of words; undefined for one that OpenID Connect Core §3.1.2.1 does not know or allow. */
const promptsOf = (text: string | undefined): readonly string[] | undefined => {
  const prompts = text === undefined ? [] : text.split(' ').filter((word) => word !== '');
  const known = prompts.every((word) => PROMPTS.includes(word));
  return known && (prompts.length < 2 || !prompts.includes('none')) ? prompts : undefined;
};

const scopesOf = (client: AppClient, text: string | undefined): readonly string[] | undefined => {
  const allowed = client.settings.AllowedOAuthScopes ?? [];
  const asked = text === undefined ? allowed : [...new Set(text.split(' ').filter(Boolean))];
  const given = asked.length === 0 ? allowed : asked;
  if (given.some((scope) => !allowed.includes(scope))) return undefined;
  return !given.includes('openid') && given.some((scope) => NEED_OPENID.includes(scope))
    ? undefined
    : given;
};

const hasFaultyChallenge = (query: Parameters): boolean => {
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method');
  if (challenge === undefined && method === undefined) return false;
  return method !== 'S256' || challenge === undefined || !CHALLENGE.test(challenge);
};

const isTooLong = (text: string | undefined): boolean =>
  text !== undefined && text.length > MAX_ECHOED;

/** Whether another identity provider than the pool itself is wanted; there is none. */
const wantsProvider = (query: Parameters): boolean =>
  query.has('idp_identifier') || (query.get('identity_provider') ?? 'COGNITO') !== 'COGNITO';

const mayUse = (client: AppClient, responseType: 'code' | 'token'): boolean =>
  client.settings.AllowedOAuthFlows?.includes(responseType === 'code' ? 'code' : 'implicit') ===
  true;

/** Whose request it is, and where answers go: what must be right before anybody is sent anywhere. */
export const clientFault = (
  client: AppClient | undefined,
  redirectUri: string | undefined,
): string | undefined => {
  if (client === undefined)
    return 'The application is not known here (invalid_request: client_id).';
  if (client.settings.AllowedOAuthFlowsUserPoolClient !== true)
    return 'The application may not sign people in here (unauthorized_client).';
  return redirectUri !== undefined && client.settings.CallbackURLs?.includes(redirectUri) === true
    ? undefined
    : 'The application asked to be called at an address that is not registered (redirect_mismatch).';
};

/** The parameters of the authorization endpoint and of the login page. */
export const checkAuthorization = (client: AppClient | undefined, query: Parameters): Checked => {
  const redirectUri = query.get('redirect_uri');
  const message = clientFault(client, redirectUri);
  if (client === undefined || redirectUri === undefined || message !== undefined)
    return { valid: false, tell: 'person', message: message ?? '' };

  const state = query.get('state');
  const to = { redirectUri, state: isTooLong(state) ? undefined : state };
  const no = (error: string, description?: string): Checked => ({
    valid: false,
    tell: 'client',
    location: errorLocation(to, error, description),
  });
  if (isTooLong(state) || isTooLong(query.get('nonce'))) return no('invalid_request');
  const responseType = query.get('response_type');
  if (responseType !== 'code' && responseType !== 'token') return no('invalid_request');
  if (!mayUse(client, responseType)) return no('unauthorized_client');
  if (hasFaultyChallenge(query)) return no('invalid_request');
  const prompts = promptsOf(query.get('prompt'));
  if (prompts === undefined) return no('invalid_request');
  const maxAge = query.get('max_age');
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) return no('invalid_request');
  if (wantsProvider(query)) return no('invalid_request', 'The identity provider is not known.');
  const scopes = scopesOf(client, query.get('scope'));
  if (scopes === undefined) return no('invalid_scope');
  const [nonce, codeChallenge] = [query.get('nonce'), query.get('code_challenge')];
  return {
    valid: true,
    request: {
      client,
      redirectUri,
      responseType,
      scopes,
      state,
      nonce,
      codeChallenge,
      prompts,
      maxAge: maxAge === undefined ? undefined : Number(maxAge),
    },
  };
};

/** What the content security policy calls the place of a redirect URI. */
export const formTarget = (redirectUri: string): string => {
  const { protocol, origin } = new URL(redirectUri);
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol;
};
