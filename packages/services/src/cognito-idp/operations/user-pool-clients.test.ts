import type {
  ClientSecretDescriptorType,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { type CognitoFixture, cognitoFixture } from '../cognito.fixture.ts';

const withPool = async (): Promise<CognitoFixture & { readonly UserPoolId: string }> => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool({
    Schema: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
  });
  return { ...fixture, UserPoolId: Id };
};

test('a client has the defaults of the service, and a secret only when it asks for one', async () => {
  const fixture = await withPool();

  const made = await fixture.client(fixture.UserPoolId);
  const secret = await fixture.client(fixture.UserPoolId, { GenerateSecret: true });

  expect(made).toMatchObject({
    ClientId: expect.stringMatching(/^[a-z0-9]{26}$/),
    ClientName: 'app',
    RefreshTokenValidity: 30,
    EnableTokenRevocation: true,
    AllowedOAuthFlowsUserPoolClient: false,
    AuthSessionValidity: 3,
  });
  expect(made.ClientSecret).toBeUndefined();
  expect(secret.ClientSecret).toMatch(/^[a-z0-9]{52}$/);
  const described = await fixture.cognito<{ UserPoolClient: UserPoolClientType }>(
    'DescribeUserPoolClient',
    { UserPoolId: fixture.UserPoolId, ClientId: secret.ClientId },
  );
  expect(described.UserPoolClient.ClientSecret).toBe(secret.ClientSecret);
});

test('a secret is neither in the database nor in CloudTrail in clear', async () => {
  const fixture = await withPool();

  const { ClientId, ClientSecret = '' } = await fixture.client(fixture.UserPoolId, {
    GenerateSecret: true,
  });
  await fixture.cognito('DescribeUserPoolClient', { UserPoolId: fixture.UserPoolId, ClientId });

  expect(JSON.stringify(await fixture.events())).not.toContain(ClientSecret);
  const rows = await fixture.store.read((tx) =>
    tx.all<{ secret: Uint8Array }>('SELECT secret FROM cognito_client_secret'),
  );
  expect(Buffer.from(rows[0]?.secret ?? []).toString('latin1')).not.toContain(ClientSecret);
});

const CODE = {
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email'],
};

test.for([
  'https://app.example.com/callback',
  'http://localhost:3000/callback',
  'http://127.0.0.1:49152/callback',
  'http://[::1]:49152/callback',
  'myapp://callback',
  'com.example.app:/callback',
])('%s can be a callback', async (url) => {
  const fixture = await withPool();

  const made = await fixture.client(fixture.UserPoolId, { ...CODE, CallbackURLs: [url] });

  expect(made).toMatchObject({ CallbackURLs: [url] });
});

test.for([
  ['http://app.example.com/cb', 'http://app.example.com/cb cannot use the HTTP protocol.'],
  ['http://localhost.example.com/', 'http://localhost.example.com/ cannot use the HTTP protocol.'],
  [
    'http://127.0.0.1@evil.example/',
    'http://127.0.0.1@evil.example/ cannot use the HTTP protocol.',
  ],
  ['https://a.example/#x', 'https://a.example/#x cannot contain a fragment.'],
  ['javascript:alert(1)', 'javascript:alert(1) cannot use this protocol.'],
  ['data:text/html,x', 'data:text/html,x cannot use this protocol.'],
  ['/callback', '/callback is not an absolute URI.'],
  ['myapp:callback', 'myapp:callback is not an absolute URI.'],
] as const)('%s can be no callback and no sign-out URL', async ([url, message]) => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;

  for (const input of [{ CallbackURLs: [url] }, { LogoutURLs: [url] }])
    await expect(fixture.client(UserPoolId, input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
});

const url = 'https://a.example/';
test.for([
  [{ AllowedOAuthFlowsUserPoolClient: true }, 'InvalidOAuthFlowException', /are required if user/],
  [
    { AllowedOAuthFlows: ['client_credentials', 'code'], GenerateSecret: true },
    'InvalidOAuthFlowException',
    /can not be selected along with code flow/,
  ],
  [
    { AllowedOAuthFlows: ['client_credentials'] },
    'InvalidOAuthFlowException',
    /if client does not have a client secret/,
  ],
  [
    { ...CODE, AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true },
    'InvalidOAuthFlowException',
    /openid is not supported with client_credentials flow/,
  ],
  [CODE, 'InvalidOAuthFlowException', /CallbackURLs are required/],
  [
    { ...CODE, CallbackURLs: [url], AllowedOAuthScopes: ['api/read'] },
    'ScopeDoesNotExistException',
    /Invalid scope requested: api\/read/,
  ],
  [{ CallbackURLs: [url], DefaultRedirectURI: `${url}x` }, 'InvalidParameterException', /one of/],
  [{ SupportedIdentityProviders: ['Corp'] }, 'InvalidParameterException', /provider Corp does not/],
  [{ ReadAttributes: ['custom:no'] }, 'InvalidParameterException', /Invalid read attributes/],
  [{ WriteAttributes: ['email_verified'] }, 'InvalidParameterException', /Invalid write attribut/],
  [{ AccessTokenValidity: 25 }, 'InvalidParameterException', /Invalid range for token validity/],
  [
    { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: 'minutes' } },
    'InvalidParameterException',
    /Invalid range for token validity/,
  ],
  [{ RefreshTokenValidity: 3651 }, 'InvalidParameterException', /Invalid range for token validity/],
  [
    { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH', 'ALLOW_USER_AUTH'] },
    'InvalidParameterException',
    /prefix ALLOW_/,
  ],
  [
    {
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
    },
    'InvalidParameterException',
    /refresh token rotation/,
  ],
  [{ CallbackURLs: Array(101).fill(url) }, 'InvalidParameterException', /equal to 100/],
  [{ AuthSessionValidity: 2 }, 'InvalidParameterException', /greater than or equal to 3/],
  [{ GenerateSecret: true, ClientSecret: 'x'.repeat(24) }, 'InvalidParameterException', /provided/],
] as const)('a client with %o answers %s', async ([input, name, message]) => {
  const fixture = await withPool();

  await expect(fixture.client(fixture.UserPoolId, input)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a machine client may use the scopes of a resource server', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  await fixture.cognito('CreateResourceServer', {
    UserPoolId,
    Identifier: 'https://api.example.com',
    Name: 'api',
    Scopes: [{ ScopeName: 'read', ScopeDescription: 'to read' }],
  });

  const made = await fixture.client(UserPoolId, {
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['https://api.example.com/read'],
  });

  expect(made).toMatchObject({ AllowedOAuthScopes: ['https://api.example.com/read'] });
});

test('an update replaces the settings and keeps name and secret', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  const { ClientId, ClientSecret } = await fixture.client(UserPoolId, {
    GenerateSecret: true,
    LogoutURLs: [url],
    RefreshTokenValidity: 5,
  });

  const { UserPoolClient } = await fixture.cognito<{ UserPoolClient: UserPoolClientType }>(
    'UpdateUserPoolClient',
    { UserPoolId, ClientId, PreventUserExistenceErrors: 'ENABLED', RefreshTokenValidity: 0 },
  );

  expect(UserPoolClient).toMatchObject({
    ClientName: 'app',
    ClientSecret,
    PreventUserExistenceErrors: 'ENABLED',
    RefreshTokenValidity: 30,
  });
  expect(UserPoolClient.LogoutURLs).toBeUndefined();
});

test('a client is one of its own pool only, and gone when it is deleted', async () => {
  const fixture = await withPool();
  const other = await fixture.pool({ PoolName: 'other' });
  const { ClientId } = await fixture.client(fixture.UserPoolId);
  const missing = {
    name: 'ResourceNotFoundException',
    message: `User pool client ${ClientId} does not exist.`,
  };

  await expect(
    fixture.cognito('DescribeUserPoolClient', { UserPoolId: other.Id, ClientId }),
  ).rejects.toMatchObject(missing);
  await fixture.cognito('DeleteUserPoolClient', { UserPoolId: fixture.UserPoolId, ClientId });
  await expect(
    fixture.cognito('DescribeUserPoolClient', { UserPoolId: fixture.UserPoolId, ClientId }),
  ).rejects.toMatchObject(missing);
});

test('clients are listed by name in pages without their secrets', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  for (const ClientName of ['b', 'a', 'c'])
    await fixture.client(UserPoolId, { ClientName, GenerateSecret: true });
  type Page = { UserPoolClients: UserPoolClientType[]; NextToken?: string };

  const first = await fixture.cognito<Page>('ListUserPoolClients', { UserPoolId, MaxResults: 2 });
  const second = await fixture.cognito<Page>('ListUserPoolClients', {
    UserPoolId,
    MaxResults: 2,
    NextToken: first.NextToken,
  });

  expect(first.UserPoolClients.map(({ ClientName }) => ClientName)).toEqual(['a', 'b']);
  expect(second.UserPoolClients).toEqual([
    { ClientId: expect.any(String), UserPoolId, ClientName: 'c' },
  ]);
});

test('a second secret replaces the first without an outage', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  const { ClientId } = await fixture.client(UserPoolId, { GenerateSecret: true });
  const named = { UserPoolId, ClientId };
  type Listed = { ClientSecrets: ClientSecretDescriptorType[] };

  const added = await fixture.cognito<{ ClientSecretDescriptor: ClientSecretDescriptorType }>(
    'AddUserPoolClientSecret',
    named,
  );
  const { ClientSecrets } = await fixture.cognito<Listed>('ListUserPoolClientSecrets', named);
  const [first, second] = ClientSecrets.map(({ ClientSecretId }) => ClientSecretId);

  expect(added.ClientSecretDescriptor.ClientSecretValue).toMatch(/^[a-z0-9]{52}$/);
  expect(ClientSecrets[0]).not.toHaveProperty('ClientSecretValue');
  expect(second).toBe(added.ClientSecretDescriptor.ClientSecretId);
  await expect(fixture.cognito('AddUserPoolClientSecret', named)).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await fixture.cognito('DeleteUserPoolClientSecret', { ...named, ClientSecretId: first });
  await expect(
    fixture.cognito('DeleteUserPoolClientSecret', { ...named, ClientSecretId: second }),
  ).rejects.toThrow(/last client secret/);
  await expect(
    fixture.cognito('DeleteUserPoolClientSecret', { ...named, ClientSecretId: first }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(JSON.stringify(await fixture.events())).not.toContain(
    added.ClientSecretDescriptor.ClientSecretValue,
  );
});

test('a public client gets no secret later', async () => {
  const fixture = await withPool();
  const { ClientId } = await fixture.client(fixture.UserPoolId);

  await expect(
    fixture.cognito('AddUserPoolClientSecret', { UserPoolId: fixture.UserPoolId, ClientId }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
