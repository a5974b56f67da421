import type { Clock, Outbound, OutboundRequest } from '@gatehouse/core';
import type { ConnectionAuth } from '../../model.ts';
import { isAskable, TIMEOUT_MILLISECONDS } from './http-request.ts';

/** Access tokens of OAuth connections, kept in memory until shortly before their end. */
export interface OAuthTokens {
  /** Rejects when the authorization endpoint gives none. `version` changes with the connection. */
  token(
    connection: { readonly arn: string; readonly version: string },
    auth: ConnectionAuth,
  ): Promise<string>;
  /** The endpoint has refused this token: the next one is asked for, unless somebody has asked already. */
  forget(connectionArn: string, token: string): void;
}

const RESERVE_MILLISECONDS = 60_000;
/** RFC 6749 §5.1 leaves out how long a token lives when another place tells; this is what it is then taken for. */
const DEFAULT_SECONDS = 300;
const MOST_SECONDS = 24 * 3600;
const MOST_TOKENS = 1000;

interface Kept {
  readonly version: string;
  readonly token: Promise<string>;
  value: string | undefined;
  until: number;
}

type OAuth = NonNullable<ConnectionAuth['OAuthParameters']>;

/** The client credentials grant (RFC 6749 §4.4), the client's credentials in the body (§2.3.1). */
const tokenRequest = (oauth: OAuth): OutboundRequest => {
  const endpoint = new URL(oauth.AuthorizationEndpoint ?? '');
  if (!isAskable(endpoint)) throw new Error('the authorization endpoint is not https');
  const { HeaderParameters, QueryStringParameters, BodyParameters } =
    oauth.OAuthHttpParameters ?? {};
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: oauth.ClientParameters?.ClientID ?? '',
    client_secret: oauth.ClientParameters?.ClientSecret ?? '',
  });
  for (const { Key = '', Value = '' } of BodyParameters ?? []) form.set(Key, Value);
  for (const { Key = '', Value = '' } of QueryStringParameters ?? [])
    endpoint.searchParams.set(Key, Value);
  const inUrl = oauth.HttpMethod === 'GET';
  if (inUrl) for (const [name, value] of form) endpoint.searchParams.set(name, value);
  return {
    method: oauth.HttpMethod ?? 'POST',
    url: endpoint.href,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    headers: {
      accept: 'application/json',
      ...Object.fromEntries(
        (HeaderParameters ?? []).map(({ Key = '', Value = '' }) => [Key.toLowerCase(), Value]),
      ),
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      ...(inUrl ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: inUrl ? undefined : form.toString(),
  };
};

interface Answer {
  readonly token: string;
  readonly seconds: number;
}

const answerOf = (status: number, body: string): Answer => {
  // What the endpoint says may hold secrets: no error repeats it.
  if (status < 200 || status > 299)
    throw new Error(`the authorization endpoint answered with status ${status}`);
  const value = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { access_token: token, expires_in: seconds } = value;
  if (typeof token !== 'string' || !/^[\u0021-\u007e]{1,16384}$/.test(token))
    throw new Error('the authorization endpoint gave no access token');
  const lifetime = Number(seconds);
  return { token, seconds: lifetime > 0 ? Math.min(lifetime, MOST_SECONDS) : DEFAULT_SECONDS };
};

export const createOAuthTokens = ({
  outbound,
  clock,
}: {
  readonly outbound: Outbound;
  readonly clock: Clock;
}): OAuthTokens => {
  const kept = new Map<string, Kept>();

  const ask = (arn: string, version: string, oauth: OAuth): Promise<string> => {
    const fetched = async (): Promise<string> => {
      const { status, body } = await outbound.send(tokenRequest(oauth));
      const { token, seconds } = answerOf(status, body);
      entry.value = token;
      entry.until = clock.now().getTime() + seconds * 1000 - RESERVE_MILLISECONDS;
      return token;
    };
    // While it is asked for, others wait for the same answer.
    const asking = Promise.resolve().then(fetched);
    const entry: Kept = {
      version,
      token: asking,
      value: undefined,
      until: Number.POSITIVE_INFINITY,
    };
    kept.set(arn, entry);
    asking.catch(() => {
      if (kept.get(arn) === entry) kept.delete(arn);
    });
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_TOKENS) break;
      kept.delete(oldest);
    }
    return asking;
  };

  return {
    token: async ({ arn, version }, auth) => {
      const oauth = auth.OAuthParameters;
      if (oauth === undefined) throw new Error('the connection has no OAuth parameters');
      const found = kept.get(arn);
      return found?.version === version && found.until > clock.now().getTime()
        ? found.token
        : ask(arn, version, oauth);
    },
    forget: (arn, token) => {
      if (kept.get(arn)?.value === token) kept.delete(arn);
    },
  };
};
