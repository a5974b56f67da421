import { generateKeyPairSync } from 'node:crypto';
import type {
  CreateOpenIDConnectProviderResponse,
  CreateSAMLProviderResponse,
  GetOpenIDConnectProviderResponse,
  GetSAMLProviderResponse,
  ListOpenIDConnectProvidersResponse,
  ListOpenIDConnectProviderTagsResponse,
  ListSAMLProvidersResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT } from './access.fixture.ts';

const METADATA = `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${'A'.repeat(900)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example.com/tenant`;

test('a SAML provider is created, read, listed and deleted', async () => {
  const { call, kit, iam } = await accessFixture();

  const created = await call<CreateSAMLProviderResponse>('CreateSAMLProvider', {
    Name: 'corp',
    SAMLMetadataDocument: METADATA,
  });
  const read = await call<GetSAMLProviderResponse>('GetSAMLProvider', { SAMLProviderArn: SAML });
  const list = await call<ListSAMLProvidersResponse>('ListSAMLProviders');
  const port = await kit.store.read((tx) => iam.roles.provider(tx, SAML));
  await call('DeleteSAMLProvider', { SAMLProviderArn: SAML });

  expect(created).toStrictEqual({ SAMLProviderArn: SAML });
  expect(read).toStrictEqual({
    SAMLProviderUUID: expect.stringMatching(/^SAMLSP/),
    SAMLMetadataDocument: METADATA,
    CreateDate: new Date('2026-03-02T10:00:00Z'),
    ValidUntil: new Date('2126-03-02T10:00:00Z'),
    Tags: [],
    AssertionEncryptionMode: 'Allowed',
    PrivateKeyList: [],
  });
  expect(list.SAMLProviderList).toMatchObject([{ Arn: SAML }]);
  expect(port).toStrictEqual({ arn: SAML, kind: 'saml', metadata: METADATA });
  await expect(call('GetSAMLProvider', { SAMLProviderArn: SAML })).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: `Manifest not found for arn ${SAML}`,
  });
});

test.for([
  [{ SAMLMetadataDocument: 'a'.repeat(1024) }, 'InvalidInput'],
  [
    { SAMLMetadataDocument: METADATA.replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>') },
    'InvalidInput',
  ],
  [{ SAMLMetadataDocument: 'short' }, 'ValidationError'],
  [{ Name: 'a b' }, 'ValidationError'],
  [{ AddPrivateKey: 'no key' }, 'InvalidInput'],
] as const)('CreateSAMLProvider number %$ is refused with %s', async ([input, name]) => {
  const { call } = await accessFixture();

  await expect(
    call('CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: METADATA, ...input }),
  ).rejects.toMatchObject({ name });
});

test('a private key is never answered, recorded or stored in clear', async () => {
  const { call, kit } = await accessFixture();
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = privateKey.split('\n')[1] ?? '';

  await call('CreateSAMLProvider', {
    Name: 'corp',
    SAMLMetadataDocument: METADATA,
    AddPrivateKey: privateKey,
  });
  const read = await call<GetSAMLProviderResponse>('GetSAMLProvider', { SAMLProviderArn: SAML });
  const rows = await kit.store.read((tx) =>
    tx.all<{ sealed: Uint8Array }>('SELECT sealed FROM iam_saml_key'),
  );
  const events = JSON.stringify(await kit.events());
  const [key] = read.PrivateKeyList ?? [];
  await call('UpdateSAMLProvider', { SAMLProviderArn: SAML, RemovePrivateKey: key?.KeyId });
  const after = await call<GetSAMLProviderResponse>('GetSAMLProvider', { SAMLProviderArn: SAML });

  expect(read.PrivateKeyList).toHaveLength(1);
  expect(JSON.stringify(read)).not.toContain(secret);
  expect(rows.map(({ sealed }) => Buffer.from(sealed).includes(secret))).toStrictEqual([false]);
  expect(events).toContain('CreateSAMLProvider');
  expect(events).not.toContain(secret);
  expect(after.PrivateKeyList).toStrictEqual([]);
});

const oidcInput = {
  Url: 'https://idp.example.com/tenant',
  ClientIDList: ['one'],
  ThumbprintList: ['b'.repeat(40)],
};

test('an OIDC provider is created, changed and read back', async () => {
  const { call, kit, iam } = await accessFixture();

  const created = await call<CreateOpenIDConnectProviderResponse>('CreateOpenIDConnectProvider', {
    ...oidcInput,
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  const named = { OpenIDConnectProviderArn: OIDC };
  await call('AddClientIDToOpenIDConnectProvider', { ...named, ClientID: 'two' });
  await call('AddClientIDToOpenIDConnectProvider', { ...named, ClientID: 'two' });
  await call('RemoveClientIDFromOpenIDConnectProvider', { ...named, ClientID: 'one' });
  await call('UpdateOpenIDConnectProviderThumbprint', {
    ...named,
    ThumbprintList: ['c'.repeat(40)],
  });
  const read = await call<GetOpenIDConnectProviderResponse>('GetOpenIDConnectProvider', named);
  const list = await call<ListOpenIDConnectProvidersResponse>('ListOpenIDConnectProviders');
  const port = await kit.store.read((tx) => iam.roles.provider(tx, OIDC));

  expect(created).toStrictEqual({
    OpenIDConnectProviderArn: OIDC,
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  expect(read).toStrictEqual({
    Url: 'idp.example.com/tenant',
    ClientIDList: ['two'],
    ThumbprintList: ['c'.repeat(40)],
    CreateDate: new Date('2026-03-02T10:00:00Z'),
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  expect(list.OpenIDConnectProviderList).toStrictEqual([{ Arn: OIDC }]);
  expect(port).toMatchObject({ kind: 'oidc', url: 'idp.example.com/tenant', clientIds: ['two'] });
});

test.for([
  [{ Url: 'http://idp.example.com' }, 'ValidationError', 'Invalid Open ID Connect Provider URL'],
  [{ Url: 'example' }, 'ValidationError', 'Invalid Open ID Connect Provider URL'],
  [
    { ThumbprintList: Array.from({ length: 6 }, () => 'b'.repeat(40)) },
    'InvalidInput',
    'Thumbprint list must contain fewer than 5 entries.',
  ],
  [
    { ClientIDList: Array.from({ length: 101 }, (_, index) => `id-${index}`) },
    'LimitExceeded',
    'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
  ],
  [{}, 'EntityAlreadyExists', 'Provider with url https://idp.example.com/tenant already exists.'],
] as const)('CreateOpenIDConnectProvider number %$ answers %s', async ([input, name, message]) => {
  const { call } = await accessFixture();
  await call('CreateOpenIDConnectProvider', oidcInput);

  await expect(
    call('CreateOpenIDConnectProvider', { ...oidcInput, ...input }),
  ).rejects.toMatchObject({ name, message });
});

test.for([
  ['GetOpenIDConnectProvider', `OpenIDConnect Provider not found for arn ${OIDC}`],
  ['DeleteOpenIDConnectProvider', `OpenId connect Provider ${OIDC} cannot be found.`],
] as const)('%s of a missing provider says so', async ([operation, message]) => {
  const { call } = await accessFixture();

  await expect(call(operation, { OpenIDConnectProviderArn: OIDC })).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message,
  });
});

const tags = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ Key: `${prefix}${index}`, Value: '' }));

test('tags of a provider are listed page by page, and limited to 50', async () => {
  const { call } = await accessFixture();
  await call('CreateOpenIDConnectProvider', oidcInput);
  const named = { OpenIDConnectProviderArn: OIDC };
  await call('TagOpenIDConnectProvider', { ...named, Tags: tags('a', 30) });

  const first = await call<ListOpenIDConnectProviderTagsResponse>('ListOpenIDConnectProviderTags', {
    ...named,
    MaxItems: 20,
  });
  const second = await call<ListOpenIDConnectProviderTagsResponse>(
    'ListOpenIDConnectProviderTags',
    {
      ...named,
      Marker: first.Marker,
    },
  );

  expect(first.IsTruncated).toBe(true);
  expect(new Set([...(first.Tags ?? []), ...(second.Tags ?? [])].map(({ Key }) => Key)).size).toBe(
    30,
  );
  await expect(
    call('TagOpenIDConnectProvider', { ...named, Tags: tags('b', 21) }),
  ).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'The number of tags has reached the maximum limit.',
  });
});

test('every fault in the lengths of a new OpenID Connect provider is told at once', async () => {
  const { call } = await accessFixture();

  const refused = call('CreateOpenIDConnectProvider', {
    Url: 'b'.repeat(256),
    ThumbprintList: ['b'.repeat(41)],
    ClientIDList: ['b'.repeat(256)],
  });

  await expect(refused).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(
      /^3 validation errors detected: Value at 'clientIDList' .*; Value at 'thumbprintList' .*; Value at 'url' failed to satisfy constraint: Member must have length less than or equal to 255$/,
    ),
  });
});
