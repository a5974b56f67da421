import type {
  CreateUserPoolClientRequest,
  UpdateUserPoolClientRequest,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Limits } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  defaultRedirectUnknown,
  flowsMixed,
  invalidOAuthFlow,
  invalidParameter,
  providerUnknown,
  readAttributesInvalid,
  redirectInvalid,
  rotationWithRefreshFlow,
  scopeUnknown,
  tokenValidityInvalid,
  writeAttributesInvalid,
} from './errors.ts';
import type { AppClient, ClientSettings, UserPool } from './model.ts';
import { POOL_ID } from './pool-settings.ts';
import { redirectFault } from './redirects.ts';
import { resourceServers } from './repositories/resource-servers.ts';
import { lifetimesAreAllowed, refreshTokenValidity } from './token-validity.ts';

const URL_TEXT = { minLength: 1, maxLength: 1024, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' };
const URLS = { minLength: 0, maxLength: 100 };
const UNIT = { oneOf: ['seconds', 'minutes', 'hours', 'days'] };
export const CLIENT_ID = { minLength: 1, maxLength: 128, pattern: '[\\w+]+' };
export const CLIENT_SECRET = { minLength: 24, maxLength: 64, pattern: '[\\w+]+', sensitive: true };

const AUTH_FLOWS = [
  'ADMIN_NO_SRP_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
  'USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_AUTH',
];

/** Limits of CreateUserPoolClient and UpdateUserPoolClient. */
export const clientLimits: Limits = {
  UserPoolId: POOL_ID,
  ClientId: CLIENT_ID,
  ClientName: { minLength: 1, maxLength: 128, pattern: '[\\w\\s+=,.@-]+' },
  ClientSecret: CLIENT_SECRET,
  RefreshTokenValidity: { minValue: 0, maxValue: 315_360_000 },
  AccessTokenValidity: { minValue: 1, maxValue: 86_400 },
  IdTokenValidity: { minValue: 1, maxValue: 86_400 },
  'TokenValidityUnits.AccessToken': UNIT,
  'TokenValidityUnits.IdToken': UNIT,
  'TokenValidityUnits.RefreshToken': UNIT,
  'ReadAttributes[]': { minLength: 1, maxLength: 2048 },
  'WriteAttributes[]': { minLength: 1, maxLength: 2048 },
  'ExplicitAuthFlows[]': { oneOf: AUTH_FLOWS },
  'SupportedIdentityProviders[]': {
    minLength: 1,
    maxLength: 32,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+',
  },
  CallbackURLs: URLS,
  'CallbackURLs[]': URL_TEXT,
  LogoutURLs: URLS,
  'LogoutURLs[]': URL_TEXT,
  DefaultRedirectURI: URL_TEXT,
  AllowedOAuthFlows: { minLength: 0, maxLength: 3 },
  'AllowedOAuthFlows[]': { oneOf: ['code', 'implicit', 'client_credentials'] },
  AllowedOAuthScopes: { maxLength: 50 },
  'AllowedOAuthScopes[]': {
    minLength: 1,
    maxLength: 256,
    pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+',
  },
  PreventUserExistenceErrors: { oneOf: ['LEGACY', 'ENABLED'] },
  AuthSessionValidity: { minValue: 3, maxValue: 15 },
  'RefreshTokenRotation.Feature': { oneOf: ['ENABLED', 'DISABLED'] },
  'RefreshTokenRotation.RetryGracePeriodSeconds': { minValue: 0, maxValue: 60 },
};

/** Scopes that every pool has. */
export const STANDARD_SCOPES = [
  'phone',
  'email',
  'openid',
  'profile',
  'aws.cognito.signin.user.admin',
];

type ClientRequest = CreateUserPoolClientRequest | UpdateUserPoolClientRequest;

/** Only Cognito itself, or an administrator, writes these. */
const UNWRITABLE = new Set(['sub', 'email_verified', 'phone_number_verified', 'identities']);

const requireAttributes = (pool: UserPool, input: ClientRequest): void => {
  const names = new Set(pool.settings.SchemaAttributes.map(({ Name }) => Name));
  if ((input.ReadAttributes ?? []).some((name) => !names.has(name))) throw readAttributesInvalid();
  const write = input.WriteAttributes ?? [];
  if (write.some((name) => !names.has(name) || UNWRITABLE.has(name)))
    throw writeAttributesInvalid();
};

const requireRedirects = (input: ClientRequest): void => {
  for (const url of [...(input.CallbackURLs ?? []), ...(input.LogoutURLs ?? [])]) {
    const fault = redirectFault(url);
    if (fault !== undefined) throw redirectInvalid(url, fault);
  }
  const usual = input.DefaultRedirectURI;
  if (usual !== undefined && !(input.CallbackURLs ?? []).includes(usual))
    throw defaultRedirectUnknown(usual);
};

const requireFlows = (input: ClientRequest, hasSecret: boolean): void => {
  const flows = input.AllowedOAuthFlows ?? [];
  const scopes = input.AllowedOAuthScopes ?? [];
  if (input.AllowedOAuthFlowsUserPoolClient === true && (flows.length === 0 || scopes.length === 0))
    throw invalidOAuthFlow(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    );
  if (flows.includes('client_credentials')) {
    if (flows.length > 1)
      throw invalidOAuthFlow(
        'client_credentials flow can not be selected along with code flow or implicit flow.',
      );
    if (!hasSecret)
      throw invalidOAuthFlow(
        'client_credentials flow can not be selected if client does not have a client secret.',
      );
    const own = scopes.find((scope) => STANDARD_SCOPES.includes(scope));
    if (own !== undefined)
      throw invalidOAuthFlow(`${own} is not supported with client_credentials flow`);
  } else if (flows.length > 0 && (input.CallbackURLs ?? []).length === 0)
    throw invalidOAuthFlow('CallbackURLs are required if code or implicit flow is selected.');
};

const requireScopes = async (tx: Tx, pool: UserPool, scopes: readonly string[]): Promise<void> => {
  for (const scope of scopes) {
    if (STANDARD_SCOPES.includes(scope)) continue;
    const slash = scope.lastIndexOf('/');
    const server =
      slash < 0 ? undefined : await resourceServers.find(tx, pool.id, scope.slice(0, slash));
    if (server?.scopes.some(({ name }) => name === scope.slice(slash + 1)) !== true)
      throw scopeUnknown(scope);
  }
};

const isLegacy = (flow: string): boolean => !flow.startsWith('ALLOW_');

const requireAuthFlows = (input: ClientRequest): void => {
  const flows = input.ExplicitAuthFlows ?? [];
  if (flows.some(isLegacy) && !flows.every(isLegacy)) throw flowsMixed();
  if (
    input.RefreshTokenRotation?.Feature === 'ENABLED' &&
    flows.includes('ALLOW_REFRESH_TOKEN_AUTH')
  )
    throw rotationWithRefreshFlow();
};

/** The settings of a client that is made or replaced; what a request leaves out has its default. */
export const clientSettings = async (
  tx: Tx,
  pool: UserPool,
  input: ClientRequest,
  hasSecret: boolean,
): Promise<ClientSettings> => {
  requireAttributes(pool, input);
  requireRedirects(input);
  requireFlows(input, hasSecret);
  requireAuthFlows(input);
  if (!lifetimesAreAllowed(input)) throw tokenValidityInvalid();
  if (input.EnablePropagateAdditionalUserContextData === true && !hasSecret)
    throw invalidParameter(
      'EnablePropagateAdditionalUserContextData can only be set for a client with a client secret.',
    );
  const unknown = (input.SupportedIdentityProviders ?? []).find((name) => name !== 'COGNITO');
  if (unknown !== undefined) throw providerUnknown(unknown, pool.id);
  await requireScopes(tx, pool, input.AllowedOAuthScopes ?? []);
  return {
    AccessTokenValidity: input.AccessTokenValidity,
    AllowedOAuthFlows: input.AllowedOAuthFlows,
    AllowedOAuthFlowsUserPoolClient: input.AllowedOAuthFlowsUserPoolClient ?? false,
    AllowedOAuthScopes: input.AllowedOAuthScopes,
    AnalyticsConfiguration: input.AnalyticsConfiguration,
    AuthSessionValidity: input.AuthSessionValidity ?? 3,
    CallbackURLs: input.CallbackURLs,
    DefaultRedirectURI: input.DefaultRedirectURI,
    EnablePropagateAdditionalUserContextData:
      input.EnablePropagateAdditionalUserContextData ?? false,
    EnableTokenRevocation: input.EnableTokenRevocation ?? true,
    ExplicitAuthFlows: input.ExplicitAuthFlows,
    IdTokenValidity: input.IdTokenValidity,
    LogoutURLs: input.LogoutURLs,
    PreventUserExistenceErrors: input.PreventUserExistenceErrors,
    ReadAttributes: input.ReadAttributes,
    RefreshTokenRotation: input.RefreshTokenRotation,
    RefreshTokenValidity: refreshTokenValidity(input),
    SupportedIdentityProviders: input.SupportedIdentityProviders,
    TokenValidityUnits: input.TokenValidityUnits,
    WriteAttributes: input.WriteAttributes,
  };
};

/** A client as the API shows it. */
export const clientType = (client: AppClient, secret: string | undefined): UserPoolClientType => ({
  ...client.settings,
  UserPoolId: client.poolId,
  ClientName: client.name,
  ClientId: client.id,
  ClientSecret: secret,
  LastModifiedDate: client.modifiedAt,
  CreationDate: client.createdAt,
});
