import type {
  ConnectionAuthorizationType,
  ConnectionAuthResponseParameters,
  ConnectionHttpParameters,
  UpdateConnectionAuthRequestParameters,
} from '@aws-sdk/client-eventbridge';
import { authParametersMissing, invalidParameter } from './errors.ts';
import type { ConnectionAuth } from './model.ts';

const BLOCKS = {
  BASIC: 'BasicAuthParameters',
  API_KEY: 'ApiKeyAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const;

const isComplete = (type: ConnectionAuthorizationType, auth: ConnectionAuth): boolean => {
  switch (type) {
    case 'BASIC':
      return (
        auth.BasicAuthParameters?.Username !== undefined &&
        auth.BasicAuthParameters.Password !== undefined
      );
    case 'API_KEY':
      return (
        auth.ApiKeyAuthParameters?.ApiKeyName !== undefined &&
        auth.ApiKeyAuthParameters.ApiKeyValue !== undefined
      );
    case 'OAUTH_CLIENT_CREDENTIALS':
      return (
        auth.OAuthParameters?.ClientParameters?.ClientID !== undefined &&
        auth.OAuthParameters.ClientParameters.ClientSecret !== undefined &&
        auth.OAuthParameters.AuthorizationEndpoint !== undefined &&
        auth.OAuthParameters.HttpMethod !== undefined
      );
    default:
      return type satisfies never;
  }
};

/** An address that a secret may be sent to: an event may fill in parts of it, and never the host. */
export const requireHttps = (name: string, text: string): void => {
  const url = URL.parse(text.replaceAll('*', 'x'));
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  const isFixed = url?.host === URL.parse(text.replaceAll('*', 'y'))?.host;
  if (url?.protocol !== 'https:' || !isPlain || !isFixed) throw invalidParameter(name);
};

/** Throws unless the parameters are whole and of the type; other blocks are left out. */
export const requireAuth = (
  type: ConnectionAuthorizationType,
  auth: ConnectionAuth,
): ConnectionAuth => {
  const block = BLOCKS[type];
  if (!isComplete(type, auth)) throw authParametersMissing(block);
  const endpoint = auth.OAuthParameters?.AuthorizationEndpoint;
  if (type === 'OAUTH_CLIENT_CREDENTIALS' && endpoint !== undefined)
    requireHttps('AuthorizationEndpoint', endpoint);
  if (auth.ConnectivityParameters !== undefined)
    throw invalidParameter('ConnectivityParameters', 'Private connectivity is not available.');
  return { [block]: auth[block], InvocationHttpParameters: auth.InvocationHttpParameters };
};

/** What stays of the present parameters where a change names others; a change of the type must name all. */
export const changedAuth = (
  present: ConnectionAuth | undefined,
  change: UpdateConnectionAuthRequestParameters | undefined,
): ConnectionAuth => ({
  BasicAuthParameters: merged(present?.BasicAuthParameters, change?.BasicAuthParameters),
  ApiKeyAuthParameters: merged(present?.ApiKeyAuthParameters, change?.ApiKeyAuthParameters),
  OAuthParameters: merged(present?.OAuthParameters, {
    ...change?.OAuthParameters,
    ClientParameters: merged(
      present?.OAuthParameters?.ClientParameters,
      change?.OAuthParameters?.ClientParameters,
    ),
  }),
  InvocationHttpParameters: change?.InvocationHttpParameters ?? present?.InvocationHttpParameters,
  ConnectivityParameters: change?.ConnectivityParameters,
});

/** Members that are there and undefined would cover those of the present. */
const merged = <Block extends object>(
  present: Block | undefined,
  change: Partial<{ readonly [Name in keyof Block]: Block[Name] | undefined }> | undefined,
): Block | undefined => {
  const given = Object.entries(change ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return present;
  return { ...present, ...Object.fromEntries(given) } as Block;
};

/** A parameter that is not said to be harmless is a secret, as AWS has it. */
const withoutSecrets = <Parameter extends { IsValueSecret?: boolean | undefined }>(
  list: Parameter[] | undefined,
): Parameter[] | undefined =>
  list?.map((parameter) =>
    parameter.IsValueSecret === false
      ? parameter
      : { ...parameter, IsValueSecret: true, Value: undefined },
  );

const shownHttp = (
  parameters: ConnectionHttpParameters | undefined,
): ConnectionHttpParameters | undefined =>
  parameters && {
    HeaderParameters: withoutSecrets(parameters.HeaderParameters),
    QueryStringParameters: withoutSecrets(parameters.QueryStringParameters),
    BodyParameters: withoutSecrets(parameters.BodyParameters),
  };

/** The parameters as DescribeConnection shows them: no secret is among them. */
export const shownAuth = ({
  BasicAuthParameters: basic,
  ApiKeyAuthParameters: apiKey,
  OAuthParameters: oauth,
  InvocationHttpParameters,
}: ConnectionAuth): ConnectionAuthResponseParameters => ({
  BasicAuthParameters: basic && { Username: basic.Username },
  ApiKeyAuthParameters: apiKey && { ApiKeyName: apiKey.ApiKeyName },
  OAuthParameters: oauth && {
    ClientParameters: { ClientID: oauth.ClientParameters?.ClientID },
    AuthorizationEndpoint: oauth.AuthorizationEndpoint,
    HttpMethod: oauth.HttpMethod,
    OAuthHttpParameters: shownHttp(oauth.OAuthHttpParameters),
  },
  InvocationHttpParameters: shownHttp(InvocationHttpParameters),
});

const http = (at: string): readonly string[] =>
  ['HeaderParameters', 'QueryStringParameters', 'BodyParameters'].map(
    (list) => `${at}.${list}[].Value`,
  );

/** Members of the requests that CloudTrail must not show. */
export const SECRETS: readonly string[] = [
  'AuthParameters.BasicAuthParameters.Password',
  'AuthParameters.ApiKeyAuthParameters.ApiKeyValue',
  'AuthParameters.OAuthParameters.ClientParameters.ClientSecret',
  ...http('AuthParameters.OAuthParameters.OAuthHttpParameters'),
  ...http('AuthParameters.InvocationHttpParameters'),
];
