import type { Terminal } from '../../terminal.ts';
import { showInBrowser } from './browser.ts';
import type { Configuration } from './configuration.ts';
import { openLoopback } from './loopback.ts';
import { askTokens, requireOwnIdToken, requireTokens, type Tokens } from './oauth.ts';
import { challengeOf, randomText } from './pkce.ts';

export interface CodeFlow {
  /** Start a browser; the address is printed in any case. */
  readonly browser: boolean;
  readonly timeoutSeconds: number;
}

const authorizationUrl = (
  { authorizationEndpoint, clientId, scopes }: Configuration,
  parameters: Readonly<Record<string, string>>,
): string => {
  const url = new URL(authorizationEndpoint);
  const all = {
    response_type: 'code',
    client_id: clientId,
    scope: scopes.join(' '),
    code_challenge_method: 'S256',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
};

/** Signs in through a browser on this machine (RFC 8252, RFC 7636). @throws Refusal, Failure */
export const signInByBrowser = async (
  configuration: Configuration,
  { browser, timeoutSeconds }: CodeFlow,
  terminal: Terminal,
): Promise<Tokens> => {
  const [state, nonce, verifier] = [randomText(), randomText(), randomText()];
  const loopback = await openLoopback(configuration, state, timeoutSeconds);
  const { redirectUri } = loopback;
  try {
    const url = authorizationUrl(configuration, {
      redirect_uri: redirectUri,
      state,
      nonce,
      code_challenge: challengeOf(verifier),
    });
    const received = loopback.receive(async (code) => {
      const granted = await askTokens(configuration.tokenEndpoint, {
        grant_type: 'authorization_code',
        client_id: configuration.clientId,
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      });
      const tokens = requireTokens(granted);
      requireOwnIdToken(tokens, configuration, nonce);
      return tokens;
    });
    const shown = browser && (await showInBrowser(loopback.startAt(url), terminal.environment));
    terminal.err(
      `${shown ? 'Your browser is asked to open this page; if it does not, open it yourself' : 'Open this page in a browser on this machine'}:\n${url}\n`,
    );
    return await received;
  } finally {
    loopback.close();
  }
};
