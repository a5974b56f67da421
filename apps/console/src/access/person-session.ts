import type { SignInConfiguration } from './broker-types.ts';
import { challengeOf, claimsOf, randomText } from './pkce.ts';

interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly id: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Attempt {
  readonly state: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly returnTo: string;
}

const ATTEMPT = 'gatehouse.sign-in';
const SIGNED_IN = 'gatehouse.person';
export const CALLBACK_PATH = '/access/callback';
const EARLY_MILLISECONDS = 30_000;

/** Why somebody could not be signed in, in words for them. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

const configuration = async (): Promise<SignInConfiguration> => {
  const response = await fetch('/broker/v1/sign-in');
  if (!response.ok) throw new SignInError('The identity provider does not answer.');
  // The broker answers by the document that the type is made from.
  return (await response.json()) as SignInConfiguration;
};

const isAttempt = (value: unknown): value is Attempt =>
  value !== null &&
  typeof value === 'object' &&
  'state' in value &&
  'verifier' in value &&
  'nonce' in value &&
  'returnTo' in value;

const takeAttempt = (): Attempt | undefined => {
  const text = sessionStorage.getItem(ATTEMPT);
  sessionStorage.removeItem(ATTEMPT);
  const parsed: unknown = text === null ? undefined : JSON.parse(text);
  return isAttempt(parsed) ? parsed : undefined;
};

/** Only a path of this console: whatever stands in storage or an address leads nowhere else. */
const ownPath = (path: string): string =>
  path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/';

const askTokens = async (endpoint: string, form: Record<string, string>): Promise<Tokens> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form),
  });
  const answer: unknown = await response.json();
  if (!response.ok || answer === null || typeof answer !== 'object' || !('access_token' in answer))
    throw new SignInError('The identity provider did not accept the sign-in. Try again.');
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(answer, name);
    return typeof value === 'string' ? value : undefined;
  };
  const seconds: unknown = Reflect.get(answer, 'expires_in');
  return {
    access: text('access_token') ?? '',
    refresh: text('refresh_token'),
    id: text('id_token'),
    expiresAt: Date.now() + (typeof seconds === 'number' ? seconds : 300) * 1000,
  };
};

const begin = async (returnTo: string): Promise<void> => {
  const settings = await configuration();
  const attempt: Attempt = {
    state: randomText(),
    verifier: randomText(),
    nonce: randomText(),
    returnTo: ownPath(returnTo),
  };
  sessionStorage.setItem(ATTEMPT, JSON.stringify(attempt));
  const address = new URL(settings.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: window.location.origin + CALLBACK_PATH,
    scope: settings.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  window.location.assign(address);
};

/** Exchanges the code of a callback. @throws SignInError */
const redeem = async ({
  searchParams,
}: URL): Promise<{ readonly fresh: Tokens; readonly returnTo: string }> => {
  const attempt = takeAttempt();
  const code = searchParams.get('code');
  if (attempt === undefined || searchParams.get('state') !== attempt.state)
    throw new SignInError('This sign-in was not begun here. Try again.');
  if (code === null)
    throw new SignInError(searchParams.get('error_description') ?? 'The sign-in was refused.');
  const { tokenEndpoint, clientId } = await configuration();
  const fresh = await askTokens(tokenEndpoint, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    code_verifier: attempt.verifier,
    redirect_uri: window.location.origin + CALLBACK_PATH,
  });
  if (fresh.id !== undefined && claimsOf(fresh.id)['nonce'] !== attempt.nonce)
    throw new SignInError('The identity provider answered another sign-in. Try again.');
  return { fresh, returnTo: attempt.returnTo };
};

/** The provider's own session ends too, where it offers that; it sends the browser back. */
const endAtProvider = async (): Promise<void> => {
  const { endSessionEndpoint, clientId } = await configuration();
  if (endSessionEndpoint === undefined) return;
  const address = new URL(endSessionEndpoint);
  const back = `${window.location.origin}/`;
  address.searchParams.set('client_id', clientId);
  address.searchParams.set('logout_uri', back);
  address.searchParams.set('post_logout_redirect_uri', back);
  window.location.assign(address);
};

/**
 * The person at the console, as the identity provider vouches for them. Tokens are in this object and nowhere else: a
 * reloaded page asks the provider again, which knows its own session and sends the browser straight back.
 */
export interface PersonSession {
  /** Whether somebody was signed in before this page was loaded. */
  wasSignedIn(): boolean;
  isSignedIn(): boolean;
  /** Leaves this page for the identity provider. */
  begin(returnTo: string): Promise<void>;
  /** At the callback: answers the path to go on with. @throws SignInError */
  finish(address: URL): Promise<string>;
  /** @throws SignInError when it has ended */
  accessToken(): Promise<string>;
  /** What the broker refused is of no more use. */
  forget(): void;
  signOut(): Promise<void>;
}

export const createPersonSession = (): PersonSession => {
  let tokens: Tokens | undefined;
  let refreshing: Promise<Tokens> | undefined;

  const refresh = async (old: Tokens): Promise<Tokens> => {
    if (old.refresh === undefined) throw new SignInError('The sign-in has ended.');
    const { tokenEndpoint, clientId } = await configuration();
    const fresh = await askTokens(tokenEndpoint, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: old.refresh,
    });
    // Without rotation the old one stays in use.
    return { ...fresh, refresh: fresh.refresh ?? old.refresh, id: fresh.id ?? old.id };
  };
  const forget = (): void => {
    tokens = undefined;
    sessionStorage.removeItem(SIGNED_IN);
  };

  return {
    wasSignedIn: () => sessionStorage.getItem(SIGNED_IN) !== null,
    isSignedIn: () => tokens !== undefined,
    forget,
    begin,
    finish: async (address) => {
      const { fresh, returnTo } = await redeem(address);
      tokens = fresh;
      sessionStorage.setItem(SIGNED_IN, '1');
      return returnTo;
    },
    accessToken: async () => {
      const now = tokens;
      if (now === undefined) throw new SignInError('Sign in first.');
      if (now.expiresAt - EARLY_MILLISECONDS > Date.now()) return now.access;
      // Several requests at once share one refresh: a rotated token works once.
      refreshing ??= refresh(now).finally(() => {
        refreshing = undefined;
      });
      tokens = await refreshing;
      return tokens.access;
    },
    signOut: async () => {
      forget();
      await endAtProvider();
    },
  };
};
