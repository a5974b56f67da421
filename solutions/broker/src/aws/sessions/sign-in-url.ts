import type { Outbound } from '@gatehouse/core';
import { BrokerError, type Credentials } from '../../model/index.ts';
import type { SignInSettings } from '../parts.ts';

interface Parts {
  readonly outbound: Outbound;
  readonly settings: SignInSettings;
}

const TIMEOUT_MILLISECONDS = 10_000;
const LONGEST_DESTINATION = 2048;

const refused = (): BrokerError =>
  new BrokerError('invalid', 'A session can only be opened on a page of the AWS console.', {
    field: 'destination',
  });

const isConsoleHost = ({ protocol, host, port }: URL, own: URL): boolean =>
  (host === own.host && protocol === own.protocol) ||
  // The regional consoles of AWS's own console, whose names are all under it.
  (own.hostname === 'console.aws.amazon.com' &&
    protocol === 'https:' &&
    port === '' &&
    host.endsWith('.console.aws.amazon.com'));

/**
 * The page that a session is opened on: a path of the console, or a URL of it. Anything that leads elsewhere is refused, however it is
 * written: the address is parsed as a browser does, and then compared.
 */
export const destinationOf = (
  { consoleUrl }: Pick<SignInSettings, 'consoleUrl'>,
  wanted: string | undefined,
): string => {
  const own = new URL(consoleUrl);
  if (wanted === undefined || wanted === '') return own.href;
  // Controls and backslashes are what browsers read differently from one another.
  if (wanted.length > LONGEST_DESTINATION || /[\\\p{C}\p{Z}]/u.test(wanted)) throw refused();
  if (!wanted.startsWith('/') && !/^https?:\/\//i.test(wanted)) throw refused();
  if (!URL.canParse(wanted, own.href)) throw refused();
  const url = new URL(wanted, own);
  if (!isConsoleHost(url, own) || url.username !== '' || url.password !== '') throw refused();
  return url.href;
};

const unavailable = (cause?: unknown): BrokerError =>
  new BrokerError(
    'unavailable',
    'The sign-in endpoint of the AWS console did not answer.',
    {},
    {
      cause,
    },
  );

const signinToken = async (
  { outbound, settings }: Parts,
  credentials: Credentials,
): Promise<string> => {
  const session = JSON.stringify({
    sessionId: credentials.accessKeyId,
    sessionKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
  });
  // No SessionDuration: AWS refuses it for a role that was assumed by a role.
  const form = new URLSearchParams({ Action: 'getSigninToken', Session: session }).toString();
  const isPost = settings.method === 'POST';
  const answer = await outbound
    .send({
      method: settings.method,
      url: isPost ? settings.federationUrl : `${settings.federationUrl}?${form}`,
      ...(isPost
        ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form }
        : {}),
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    })
    // Its message could quote the URL, which holds the credentials.
    .catch(() => {
      throw unavailable();
    });
  if (answer.status !== 200) throw unavailable(new Error(`status ${answer.status}`));
  let token: unknown;
  try {
    const parsed: unknown = JSON.parse(answer.body);
    token =
      typeof parsed === 'object' && parsed !== null
        ? Reflect.get(parsed, 'SigninToken')
        : undefined;
  } catch {
    throw unavailable(new Error('the answer is not JSON'));
  }
  if (typeof token !== 'string' || token === '') throw unavailable(new Error('no token'));
  return token;
};

/** IAM User Guide, "Enable custom identity broker access to the AWS console". @throws BrokerError */
export const signInUrl = async (
  parts: Parts,
  credentials: Credentials,
  destination: string,
): Promise<string> => {
  const { federationUrl, issuer } = parts.settings;
  const login = new URLSearchParams({
    Action: 'login',
    Issuer: issuer,
    Destination: destination,
    SigninToken: await signinToken(parts, credentials),
  });
  return `${federationUrl}?${login.toString()}`;
};
