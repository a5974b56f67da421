import { createPrivateKey } from 'node:crypto';
import type {
  CreateSAMLProviderRequest,
  CreateSAMLProviderResponse,
  DeleteSAMLProviderRequest,
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListSAMLProvidersRequest,
  ListSAMLProvidersResponse,
  UpdateSAMLProviderRequest,
  UpdateSAMLProviderResponse,
} from '@aws-sdk/client-iam';
import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  type Limit,
  type OperationDefinition,
  reads,
  requestTagKeys,
  resourceTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { AccessDeps } from '../access-deps.ts';
import { samlProviderArn } from '../arns.ts';
import { invalidName, limitExceeded } from '../errors.ts';
import { ARN, required } from '../names.ts';
import {
  invalidArn,
  invalidMetadata,
  invalidPrivateKey,
  noSuchPrivateKey,
  noSuchSamlProvider,
  samlProviderExists,
} from '../policy-errors.ts';
import { type SamlProvider, samlProviders } from '../repositories/saml-providers.ts';
import { PROVIDERS_QUOTA } from '../role-limits.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';
import { tagLimits, tagList, tagOwner } from '../tags.ts';

interface Named {
  readonly SAMLProviderArn?: string | undefined;
}

type Deps = Pick<AccessDeps, 'ids' | 'vault' | 'acceptsLooseInput'>;

const LIMITS = { SAMLProviderArn: ARN };
const METADATA: Limit = { minLength: 1000, maxLength: 10_000_000, sensitive: true };
const PRIVATE_KEY: Limit = { minLength: 1, maxLength: 16_384, sensitive: true };
const ENCRYPTION: Limit = { oneOf: ['Required', 'Allowed'], sensitive: true };
const MOST_KEYS = 2;
const VALID_YEARS = 100;
const ID_LETTERS = 17;

/**
 * Enough of SAML 2.0 metadata (section 2.4.3) to be an identity provider's: who it is, and a certificate to check its
 * signatures with. A document type could define entities, so none is accepted.
 */
const requireMetadata = (document: string, { acceptsLooseInput = false }: Deps): void => {
  if (acceptsLooseInput) return;
  const right =
    document.includes('EntityDescriptor') &&
    document.includes('entityID=') &&
    document.includes('IDPSSODescriptor') &&
    document.includes('X509Certificate') &&
    document.trimStart().startsWith('<') &&
    !/<!(?:DOCTYPE|ENTITY)/i.test(document);
  if (!right) throw invalidMetadata();
};

const yearsAfter = (date: Date, years: number): Date => {
  const later = new Date(date.getTime());
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
};

const requirePrivateKey = (pem: string): void => {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return;
  } catch {
    // Not a key at all: the same answer, without a word of what was sent.
  }
  throw invalidPrivateKey();
};

const addKey = async (
  { ids, vault }: Deps,
  tx: Tx,
  arn: string,
  pem: string,
  now: Date,
): Promise<void> => {
  requirePrivateKey(pem);
  if ((await samlProviders.keys(tx, arn)).length >= MOST_KEYS)
    throw limitExceeded('PrivateKeysPerSAMLProvider', MOST_KEYS);
  const keyId = `SAMLKEY${ids.base32(ID_LETTERS)}`;
  const sealed = vault.seal(Buffer.from(pem), `iam:saml-key:${arn}:${keyId}`);
  await samlProviders.addKey(tx, arn, { keyId, sealed, createdAt: now });
};

const authorizeProvider = async (
  call: Call,
  action: string,
  input: Named,
  keys: ConditionKeys = {},
): Promise<SamlProvider> => {
  const arn = required('samlProviderArn', input.SAMLProviderArn);
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !parts.resource.startsWith('saml-provider/'))
    throw invalidArn(arn);
  const provider = await samlProviders.find(call.tx, arn);
  const tags = await tagStore.of(call.tx, arn);
  call.touch({ type: 'AWS::IAM::SAMLProvider', name: arn });
  await call.authorize(action, arn, { ...resourceTagKeys('iam', tags), ...keys });
  if (provider === undefined || provider.account !== call.account) throw noSuchSamlProvider(arn);
  return provider;
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
export const createSAMLProvider = (deps: Deps) =>
  writes<CreateSAMLProviderRequest, CreateSAMLProviderResponse>(
    {
      limits: {
        SAMLMetadataDocument: METADATA,
        Name: { minLength: 1, maxLength: 128, sensitive: true },
        AssertionEncryptionMode: ENCRYPTION,
        AddPrivateKey: PRIVATE_KEY,
        ...tagLimits,
      },
      redact: ['AddPrivateKey'],
    },
    async (input, call) => {
      const name = required('name', input.Name);
      if (!/^[\w.-]+$/.test(name)) throw invalidName('name');
      const metadata = required('samlMetadataDocument', input.SAMLMetadataDocument);
      const tags = requestedResourceTags(input.Tags);
      const arn = samlProviderArn(call.account, name);
      call.touch({ type: 'AWS::IAM::SAMLProvider', name: arn });
      await call.authorize('iam:CreateSAMLProvider', arn, requestTagKeys(tags));
      if (tags.size > 0) await call.authorize('iam:TagSAMLProvider', arn, requestTagKeys(tags));

      requireMetadata(metadata, deps);
      const provider: SamlProvider = {
        account: call.account,
        name,
        arn,
        uuid: `SAMLSP${deps.ids.base32(ID_LETTERS)}`,
        metadata,
        encryption: input.AssertionEncryptionMode ?? 'Allowed',
        createdAt: call.now,
        validUntil: yearsAfter(call.now, VALID_YEARS),
      };
      if (!(await samlProviders.insert(call.tx, provider))) throw samlProviderExists(name);
      if ((await samlProviders.list(call.tx, call.account)).length > PROVIDERS_QUOTA)
        throw limitExceeded('SAMLProvidersPerAccount', PROVIDERS_QUOTA);
      if (input.AddPrivateKey !== undefined)
        await addKey(deps, call.tx, arn, input.AddPrivateKey, call.now);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:saml-provider'), tags);
      return { SAMLProviderArn: arn, ...(tags.size === 0 ? {} : { Tags: tagList(tags) }) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html */
export const getSAMLProvider = () =>
  reads<GetSAMLProviderRequest, GetSAMLProviderResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const provider = await authorizeProvider(call, 'iam:GetSAMLProvider', input);
      const keys = await samlProviders.keys(call.tx, provider.arn);
      return {
        SAMLProviderUUID: provider.uuid,
        SAMLMetadataDocument: provider.metadata,
        CreateDate: provider.createdAt,
        ValidUntil: provider.validUntil,
        Tags: tagList(await tagStore.of(call.tx, provider.arn)),
        AssertionEncryptionMode: provider.encryption,
        PrivateKeyList: keys.map(({ keyId, createdAt }) => ({
          KeyId: keyId,
          Timestamp: createdAt,
        })),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html */
export const listSAMLProviders = () =>
  reads<ListSAMLProvidersRequest, ListSAMLProvidersResponse>({}, async (_input, call) => {
    await call.authorize('iam:ListSAMLProviders', samlProviderArn(call.account, '*'));
    const all = await samlProviders.list(call.tx, call.account);
    return {
      SAMLProviderList: all.map(({ arn, validUntil, createdAt }) => ({
        Arn: arn,
        ValidUntil: validUntil,
        CreateDate: createdAt,
      })),
    };
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html */
export const updateSAMLProvider = (deps: Deps) =>
  writes<UpdateSAMLProviderRequest, UpdateSAMLProviderResponse>(
    {
      limits: {
        ...LIMITS,
        SAMLMetadataDocument: METADATA,
        AssertionEncryptionMode: ENCRYPTION,
        AddPrivateKey: PRIVATE_KEY,
        RemovePrivateKey: { minLength: 22, maxLength: 64, pattern: '[A-Z0-9]+', sensitive: true },
      },
      redact: ['AddPrivateKey'],
    },
    async (input, call) => {
      const provider = await authorizeProvider(call, 'iam:UpdateSAMLProvider', input);
      const { arn } = provider;
      const metadata = input.SAMLMetadataDocument ?? provider.metadata;
      if (input.SAMLMetadataDocument !== undefined) requireMetadata(metadata, deps);
      const encryption = input.AssertionEncryptionMode ?? provider.encryption;
      await samlProviders.update(call.tx, arn, { metadata, encryption });
      const removed = input.RemovePrivateKey;
      if (removed !== undefined && !(await samlProviders.removeKey(call.tx, arn, removed)))
        throw noSuchPrivateKey(removed);
      if (input.AddPrivateKey !== undefined)
        await addKey(deps, call.tx, arn, input.AddPrivateKey, call.now);
      return { SAMLProviderArn: arn };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html */
export const deleteSAMLProvider = () =>
  writes<DeleteSAMLProviderRequest, object>({ limits: LIMITS }, async (input, call) => {
    const { arn } = await authorizeProvider(call, 'iam:DeleteSAMLProvider', input);
    await samlProviders.delete(call.tx, arn);
    await tagStore.removeAll(call.tx, arn);
    return {};
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html and its neighbours */
export const samlProviderTags = ({
  pages,
}: Pick<AccessDeps, 'pages'>): Readonly<Record<string, OperationDefinition>> =>
  taggingOperations<Named>(
    {
      noun: 'SAMLProvider',
      type: 'iam:saml-provider',
      limits: LIMITS,
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: (call, action, input, keys) => authorizeProvider(call, action, input, keys),
    },
    pages,
  );
