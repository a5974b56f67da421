import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors.ts';
import { own } from '../../json.ts';
import { printable, styled, type Terminal } from '../../terminal.ts';
import { isProtected } from '../http.ts';
import { Refusal } from '../refusal.ts';
import type { Configuration } from './configuration.ts';
import {
  askTokens,
  type Granted,
  postForm,
  requireOwnIdToken,
  requireTokens,
  textIn,
  type Tokens,
} from './oauth.ts';

/** What the provider gave this device to wait with (RFC 8628 §3.2). */
interface Waiting {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly uri: string;
  readonly completeUri: string | undefined;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const DEFAULT_INTERVAL_SECONDS = 5;
const SLOWER_SECONDS = 5;
const LONGEST_SECONDS = 3600;

const secondsIn = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value > 0 ? Math.min(value, LONGEST_SECONDS) : otherwise;

const begin = async (endpoint: string, { clientId, scopes }: Configuration): Promise<Waiting> => {
  const { status, members } = await postForm(endpoint, {
    client_id: clientId,
    scope: scopes.join(' '),
  });
  const [deviceCode, userCode, uri] = [
    textIn(members, 'device_code'),
    textIn(members, 'user_code'),
    textIn(members, 'verification_uri'),
  ];
  if (status !== 200 || deviceCode === undefined || userCode === undefined || uri === undefined) {
    const error = textIn(members, 'error_description') ?? textIn(members, 'error');
    if (error === undefined) throw new Failure(`the identity provider answered ${status}`);
    throw new Refusal('sign-in-refused', `the identity provider refused the sign-in: ${error}`);
  }
  if (!isProtected(uri))
    throw new Failure(`the identity provider names an unprotected page: ${uri}`);
  const complete = textIn(members, 'verification_uri_complete');
  return {
    deviceCode,
    userCode,
    uri,
    completeUri: complete !== undefined && isProtected(complete) ? complete : undefined,
    expiresInSeconds: secondsIn(own(members, 'expires_in'), LONGEST_SECONDS),
    intervalSeconds: secondsIn(own(members, 'interval'), DEFAULT_INTERVAL_SECONDS),
  };
};

const REFUSALS: Readonly<Record<string, string>> = {
  expired_token: 'nobody confirmed the code in time: try again',
  access_denied: 'the sign-in was denied',
};

/** Asks until a person has decided, never faster than the provider wants. */
const poll = async (
  { deviceCode, expiresInSeconds, intervalSeconds }: Waiting,
  { tokenEndpoint, clientId }: Configuration,
): Promise<Tokens> => {
  const until = performance.now() + expiresInSeconds * 1000;
  let seconds = intervalSeconds;
  while (performance.now() < until) {
    await sleep(seconds * 1000);
    let granted: Granted;
    try {
      granted = await askTokens(tokenEndpoint, {
        grant_type: GRANT,
        client_id: clientId,
        device_code: deviceCode,
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // RFC 8628 §3.5: who does not answer is asked less often.
      seconds *= 2;
      continue;
    }
    if (granted.granted || !isStillWaiting(granted.error)) return requireTokens(worded(granted));
    if (granted.error === 'slow_down') seconds += SLOWER_SECONDS;
  }
  throw new Refusal('sign-in-refused', REFUSALS['expired_token'] ?? '');
};

const isStillWaiting = (error: string): boolean =>
  error === 'authorization_pending' || error === 'slow_down';

const worded = (granted: Granted): Granted => {
  if (granted.granted || !Object.hasOwn(REFUSALS, granted.error)) return granted;
  return { ...granted, description: REFUSALS[granted.error] };
};

/** Signs in by a code that is typed into a browser anywhere (RFC 8628). @throws Refusal, Failure */
export const signInByDevice = async (
  configuration: Configuration,
  terminal: Terminal,
): Promise<Tokens> => {
  const endpoint = configuration.deviceAuthorizationEndpoint;
  if (endpoint === undefined)
    throw new Failure('the identity provider knows no sign-in by code: leave out --device');
  const waiting = await begin(endpoint, configuration);
  const { userCode, uri, completeUri } = waiting;
  terminal.err(
    `Open ${printable(uri)} in any browser and enter the code ${styled(terminal, 'bold', printable(userCode))}\n` +
      (completeUri === undefined ? '' : `or open ${printable(completeUri)}\n`),
  );
  const tokens = await poll(waiting, configuration);
  // The device grant knows no nonce.
  requireOwnIdToken(tokens, configuration, undefined);
  return tokens;
};
