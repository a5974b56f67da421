import type {
  ConnectionAuthorizationType,
  DescribeConnectionResponse,
} from '@aws-sdk/client-eventbridge';
import type { Json } from '../../../api/json.ts';

/** A connection as a form has it. A secret is empty until somebody writes a new one. */
export interface ConnectionDraft {
  readonly name: string;
  readonly description: string;
  readonly type: ConnectionAuthorizationType;
  /** User name, name of the key's header, or client ID. */
  readonly identity: string;
  readonly secret: string;
  readonly endpoint: string;
  readonly method: string;
  readonly scope: string;
}

export const NEW_CONNECTION: ConnectionDraft = {
  name: '',
  description: '',
  type: 'API_KEY',
  identity: '',
  secret: '',
  endpoint: '',
  method: 'POST',
  scope: '',
};

export const draftOf = (found: Json<DescribeConnectionResponse>): ConnectionDraft => {
  const {
    BasicAuthParameters: basic,
    ApiKeyAuthParameters: key,
    OAuthParameters: oauth,
  } = found.AuthParameters ?? {};
  const scope = oauth?.OAuthHttpParameters?.BodyParameters?.find(({ Key }) => Key === 'scope');
  return {
    name: found.Name ?? '',
    description: found.Description ?? '',
    type: found.AuthorizationType ?? 'API_KEY',
    identity: basic?.Username ?? key?.ApiKeyName ?? oauth?.ClientParameters?.ClientID ?? '',
    secret: '',
    endpoint: oauth?.AuthorizationEndpoint ?? '',
    method: oauth?.HttpMethod ?? 'POST',
    scope: scope?.Value ?? '',
  };
};

const withSecret = (name: string, secret: string): object =>
  secret === '' ? {} : { [name]: secret };

export const authParameters = (draft: ConnectionDraft): object => {
  switch (draft.type) {
    case 'BASIC':
      return {
        BasicAuthParameters: { Username: draft.identity, ...withSecret('Password', draft.secret) },
      };
    case 'API_KEY':
      return {
        ApiKeyAuthParameters: {
          ApiKeyName: draft.identity,
          ...withSecret('ApiKeyValue', draft.secret),
        },
      };
    case 'OAUTH_CLIENT_CREDENTIALS':
      return {
        OAuthParameters: {
          ClientParameters: {
            ClientID: draft.identity,
            ...withSecret('ClientSecret', draft.secret),
          },
          AuthorizationEndpoint: draft.endpoint.trim(),
          HttpMethod: draft.method,
          ...(draft.scope.trim() === ''
            ? {}
            : {
                OAuthHttpParameters: {
                  BodyParameters: [
                    { Key: 'scope', Value: draft.scope.trim(), IsValueSecret: false },
                  ],
                },
              }),
        },
      };
    default:
      return draft.type satisfies never;
  }
};
