import type { ConnectionHttpParameters } from '@aws-sdk/client-eventbridge';
import type { OutboundRequest } from '@gatehouse/core';
import type { ApiDestination, ConnectionAuth } from '../../model.ts';
import { dynamic } from '../input.ts';
import type { Job } from '../job.ts';

/** User Guide, "API destinations": an endpoint has five seconds. */
export const TIMEOUT_MILLISECONDS = 5000;

/** Headers that the request itself sets; nobody's parameters replace them. */
const OWN_HEADERS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
// oxlint-disable-next-line no-control-regex
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]{0,4096}$/;
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** https, or http on this machine: what an event says crosses no network in clear. */
export const isAskable = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));

/** The authorization that a connection adds. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: ConnectionHttpParameters | undefined;
}

/** What basic and API key connections authorize with; undefined for OAuth, whose token must be asked for. */
export const staticCredentials = (auth: ConnectionAuth): Credentials | undefined => {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key } = auth;
  const parameters = auth.InvocationHttpParameters;
  if (basic !== undefined) {
    const pair = Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64');
    return { headers: { authorization: `Basic ${pair}` }, parameters };
  }
  return key === undefined
    ? undefined
    : { headers: { [key.ApiKeyName ?? '']: key.ApiKeyValue ?? '' }, parameters };
};

type Pair = readonly [string, string];

const pairsOf = (
  parameters: readonly {
    readonly Key?: string | undefined;
    readonly Value?: string | undefined;
  }[] = [],
): readonly Pair[] => parameters.map(({ Key = '', Value = '' }) => [Key, Value]);

const headersOf = (pairs: readonly Pair[]): Readonly<Record<string, string>> | undefined => {
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    if (OWN_HEADERS.has(lower)) continue;
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) return undefined;
    headers.set(lower, value);
  }
  return Object.fromEntries(headers);
};

/** The connection's members of the body are put into the object that the input is. */
const bodyOf = (input: string, parameters: ConnectionHttpParameters | undefined): string => {
  const pairs = pairsOf(parameters?.BodyParameters);
  if (pairs.length === 0 || !input.startsWith('{') || !input.endsWith('}')) return input;
  const members = pairs
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',');
  return input === '{}' ? `{${members}}` : `${input.slice(0, -1)},${members}}`;
};

/** Each `*` of the endpoint is the next path parameter. */
const urlOf = (
  endpoint: string,
  path: readonly string[],
  query: readonly Pair[],
): URL | undefined => {
  // Even percent-encoded, these two would lead to another path.
  if (path.some((value) => value === '.' || value === '..')) return undefined;
  let used = 0;
  const filled = endpoint.replaceAll('*', () => {
    const value = path[used] ?? '*';
    used += 1;
    return encodeURIComponent(value);
  });
  if (!URL.canParse(filled)) return undefined;
  const url = new URL(filled);
  for (const [name, value] of query) url.searchParams.set(name, value);
  return url;
};

/** The request for an event; undefined when its parameters make none. What a connection says stands above what a target says. */
export const requestFor = (
  job: Job,
  { endpoint, method }: ApiDestination,
  credentials: Credentials,
): OutboundRequest | undefined => {
  const own = job.target.HttpParameters;
  const { event } = job.delivery;
  const filled = (values: Readonly<Record<string, string>> = {}): readonly Pair[] =>
    Object.entries(values).map(([name, value]) => [name, dynamic(value, event)]);
  const url = urlOf(
    endpoint,
    (own?.PathParameterValues ?? []).map((value) => dynamic(value, event)),
    [
      ...filled(own?.QueryStringParameters),
      ...pairsOf(credentials.parameters?.QueryStringParameters),
    ],
  );
  const headers = headersOf([
    ['content-type', 'application/json; charset=utf-8'],
    ...filled(own?.HeaderParameters),
    ...pairsOf(credentials.parameters?.HeaderParameters),
    ...Object.entries(credentials.headers),
  ]);
  if (url === undefined || !isAskable(url) || headers === undefined) return undefined;
  return {
    method,
    url: url.href,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    headers: {
      ...headers,
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      range: 'bytes=0-1048575',
      // Answers are read for their status: nobody here unpacks them.
      'accept-encoding': 'identity',
    },
    body: BODILESS.has(method) ? undefined : bodyOf(job.input, credentials.parameters),
  };
};
