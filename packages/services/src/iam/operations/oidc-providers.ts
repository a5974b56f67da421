import type {
  AddClientIDToOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
  DeleteOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersRequest,
  ListOpenIDConnectProvidersResponse,
  RemoveClientIDFromOpenIDConnectProviderRequest,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '@aws-sdk/client-iam';
import { AwsError, parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  type OperationDefinition,
  reads,
  requestTagKeys,
  resourceTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { oidcProviderArn } from '../arns.ts';
import { limitExceeded } from '../errors.ts';
import { looseIssuer } from '../loose-input.ts';
import { ARN, required } from '../names.ts';
import {
  invalidArn,
  invalidOidcUrl,
  invalidThumbprint,
  oidcCannotBeFound,
  oidcNotFound,
  oidcProviderExists,
  tooManyThumbprints,
} from '../policy-errors.ts';
import { type OidcProvider, oidcProviders } from '../repositories/oidc-providers.ts';
import { PROVIDERS_QUOTA } from '../role-limits.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';
import { tagLimits, tagList, tagOwner } from '../tags.ts';

interface Named {
  readonly OpenIDConnectProviderArn?: string | undefined;
}

const LIMITS = { OpenIDConnectProviderArn: ARN };
const MOST_CLIENT_IDS = 100;
const MOST_THUMBPRINTS = 5;
const THUMBPRINT_LENGTH = 40;
const MOST_CLIENT_ID_CHARACTERS = 255;
const MOST_URL_CHARACTERS = 255;

const lengthFault = (
  member: string,
  values: readonly string[],
  least: number,
  most: number,
): string | undefined =>
  values.every((value) => value.length >= least && value.length <= most)
    ? undefined
    : // IAM reports a wrong element of a list of texts for the whole list.
      `Value at '${member}' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to ${most}, Member must have length greater than or equal to ${least}]`;

const clientIdFault = (clientIds: readonly string[]): string | undefined =>
  lengthFault('clientIDList', clientIds, 1, MOST_CLIENT_ID_CHARACTERS);

const thumbprintFault = (thumbprints: readonly string[]): string | undefined =>
  lengthFault('thumbprintList', thumbprints, THUMBPRINT_LENGTH, THUMBPRINT_LENGTH);

const urlFault = (url: string): string | undefined => {
  if (url === '')
    return `Value at 'url' failed to satisfy constraint: Member must have length greater than or equal to 1`;
  return url.length > MOST_URL_CHARACTERS
    ? `Value at 'url' failed to satisfy constraint: Member must have length less than or equal to ${MOST_URL_CHARACTERS}`
    : undefined;
};

const requireNone = (...found: readonly (string | undefined)[]): void => {
  const faults = found.filter((fault) => fault !== undefined);
  if (faults.length === 0) return;
  const count = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  throw new AwsError('ValidationError', `${count} detected: ${faults.join('; ')}`);
};

const checkedClientIds = (clientIds: readonly string[]): readonly string[] => {
  requireNone(clientIdFault(clientIds));
  if (clientIds.length > MOST_CLIENT_IDS)
    throw limitExceeded('ClientIdsPerOpenIdConnectProvider', MOST_CLIENT_IDS);
  return clientIds;
};

const checkedThumbprints = (thumbprints: readonly string[]): readonly string[] => {
  requireNone(thumbprintFault(thumbprints));
  if (thumbprints.length > MOST_THUMBPRINTS) throw tooManyThumbprints();
  if (!thumbprints.every((thumbprint) => /^[0-9A-Za-z]+$/.test(thumbprint)))
    throw invalidThumbprint();
  return thumbprints;
};

/** The issuer without its scheme, as ARNs and tokens' audiences name it. */
const issuerOf = (given: string, acceptsLooseInput: boolean): string => {
  const url = acceptsLooseInput ? looseIssuer(given) : given;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const right =
    parsed !== undefined &&
    parsed.protocol === 'https:' &&
    parsed.search === '' &&
    parsed.hash === '' &&
    parsed.username === '' &&
    /^https:\/\/[\u0021-\u007E]+$/i.test(url);
  if (!right) throw invalidOidcUrl();
  return url.slice('https://'.length).replace(/\/$/, '');
};

const providerArnOf = (input: Named): string => {
  const arn = required('openIDConnectProviderArn', input.OpenIDConnectProviderArn);
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !parts.resource.startsWith('oidc-provider/'))
    throw invalidArn(arn);
  return arn;
};

const authorizeProvider = async (
  call: Call,
  action: string,
  input: Named,
  keys: ConditionKeys = {},
  missing: (arn: string) => AwsError = oidcNotFound,
): Promise<OidcProvider> => {
  const arn = providerArnOf(input);
  const provider = await oidcProviders.find(call.tx, arn);
  const tags = await tagStore.of(call.tx, arn);
  call.touch({ type: 'AWS::IAM::OIDCProvider', name: arn });
  await call.authorize(action, arn, { ...resourceTagKeys('iam', tags), ...keys });
  if (provider === undefined || provider.account !== call.account) throw missing(arn);
  return provider;
};

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 * Without thumbprints AWS asks the provider for its certificate; nothing here leaves the process, so the list stays empty.
 */
export const createOpenIDConnectProvider = ({
  acceptsLooseInput = false,
}: Pick<AccessDeps, 'acceptsLooseInput'>) =>
  writes<CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse>(
    { limits: tagLimits },
    async (input, call) => {
      const given = required('url', input.Url);
      const ids = [...new Set(input.ClientIDList ?? [])];
      const prints = input.ThumbprintList ?? [];
      requireNone(clientIdFault(ids), thumbprintFault(prints), urlFault(given));
      const url = issuerOf(given, acceptsLooseInput);
      const clientIds = checkedClientIds(ids);
      const thumbprints = checkedThumbprints(prints);
      const tags = requestedResourceTags(input.Tags);
      const arn = oidcProviderArn(call.account, url);
      call.touch({ type: 'AWS::IAM::OIDCProvider', name: arn });
      await call.authorize('iam:CreateOpenIDConnectProvider', arn, requestTagKeys(tags));
      if (tags.size > 0)
        await call.authorize('iam:TagOpenIDConnectProvider', arn, requestTagKeys(tags));

      const provider = {
        account: call.account,
        url,
        arn,
        clientIds,
        thumbprints,
        createdAt: call.now,
      };
      if (!(await oidcProviders.insert(call.tx, provider))) throw oidcProviderExists(given);
      if ((await oidcProviders.list(call.tx, call.account)).length > PROVIDERS_QUOTA)
        throw limitExceeded('OpenIDConnectProvidersPerAccount', PROVIDERS_QUOTA);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:oidc-provider'), tags);
      return {
        OpenIDConnectProviderArn: arn,
        ...(tags.size === 0 ? {} : { Tags: tagList(tags) }),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html */
export const getOpenIDConnectProvider = () =>
  reads<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const provider = await authorizeProvider(call, 'iam:GetOpenIDConnectProvider', input);
      return {
        Url: provider.url,
        ClientIDList: [...provider.clientIds],
        ThumbprintList: [...provider.thumbprints],
        CreateDate: provider.createdAt,
        Tags: tagList(await tagStore.of(call.tx, provider.arn)),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html */
export const listOpenIDConnectProviders = () =>
  reads<ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse>(
    {},
    async (_input, call) => {
      await call.authorize('iam:ListOpenIDConnectProviders', oidcProviderArn(call.account, '*'));
      const all = await oidcProviders.list(call.tx, call.account);
      return { OpenIDConnectProviderList: all.map(({ arn }) => ({ Arn: arn })) };
    },
  );

const CLIENT_ID = {
  ClientID: { minLength: 1, maxLength: MOST_CLIENT_ID_CHARACTERS, sensitive: true },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html */
export const addClientIDToOpenIDConnectProvider = () =>
  writes<AddClientIDToOpenIDConnectProviderRequest, object>(
    { limits: { ...LIMITS, ...CLIENT_ID } },
    async (input, call) => {
      const action = 'iam:AddClientIDToOpenIDConnectProvider';
      const provider = await authorizeProvider(call, action, input);
      const added = required('clientID', input.ClientID);
      const clientIds = checkedClientIds([...new Set([...provider.clientIds, added])]);
      await oidcProviders.update(call.tx, provider.arn, { ...provider, clientIds });
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html */
export const removeClientIDFromOpenIDConnectProvider = () =>
  writes<RemoveClientIDFromOpenIDConnectProviderRequest, object>(
    { limits: { ...LIMITS, ...CLIENT_ID } },
    async (input, call) => {
      const action = 'iam:RemoveClientIDFromOpenIDConnectProvider';
      const provider = await authorizeProvider(call, action, input);
      const clientIds = provider.clientIds.filter((id) => id !== input.ClientID);
      await oidcProviders.update(call.tx, provider.arn, { ...provider, clientIds });
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html */
export const updateOpenIDConnectProviderThumbprint = () =>
  writes<UpdateOpenIDConnectProviderThumbprintRequest, object>(
    { limits: LIMITS },
    async (input, call) => {
      const thumbprints = checkedThumbprints(required('thumbprintList', input.ThumbprintList));
      const action = 'iam:UpdateOpenIDConnectProviderThumbprint';
      const provider = await authorizeProvider(call, action, input);
      await oidcProviders.update(call.tx, provider.arn, { ...provider, thumbprints });
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html */
export const deleteOpenIDConnectProvider = () =>
  writes<DeleteOpenIDConnectProviderRequest, object>({ limits: LIMITS }, async (input, call) => {
    const action = 'iam:DeleteOpenIDConnectProvider';
    const { arn } = await authorizeProvider(call, action, input, {}, oidcCannotBeFound);
    await oidcProviders.delete(call.tx, arn);
    await tagStore.removeAll(call.tx, arn);
    return {};
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html and its neighbours */
export const oidcProviderTags = ({
  pages,
}: Pick<AccessDeps, 'pages'>): Readonly<Record<string, OperationDefinition>> =>
  taggingOperations<Named>(
    {
      noun: 'OpenIDConnectProvider',
      type: 'iam:oidc-provider',
      limits: LIMITS,
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: (call, action, input, keys) => authorizeProvider(call, action, input, keys),
    },
    pages,
  );
