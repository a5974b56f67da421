import type {
  CreateConnectionResponse,
  DescribeConnectionResponse,
  ListApiDestinationsResponse,
  ListConnectionsResponse,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { ACCOUNT, eventsFixture } from './events.fixture.ts';

const basic = {
  Name: 'c',
  AuthorizationType: 'BASIC',
  AuthParameters: { BasicAuthParameters: { Username: 'me', Password: 'top-secret-1' } },
};
const oauth = {
  Name: 'o',
  AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
  AuthParameters: {
    OAuthParameters: {
      ClientParameters: { ClientID: 'id', ClientSecret: 'top-secret-2' },
      AuthorizationEndpoint: 'https://id.example.com/token',
      HttpMethod: 'POST',
      OAuthHttpParameters: {
        BodyParameters: [{ Key: 'audience', Value: 'top-secret-3' }],
      },
    },
    InvocationHttpParameters: {
      HeaderParameters: [{ Key: 'x-tenant', Value: 'seven', IsValueSecret: false }],
    },
  },
};

test('a connection is described without its secrets, which lie nowhere in clear', async () => {
  const events = await eventsFixture();
  const made = await events.run<CreateConnectionResponse>('CreateConnection', oauth);
  await events.run('CreateConnection', basic);
  await events.run('UpdateConnection', {
    Name: 'c',
    AuthParameters: { BasicAuthParameters: { Password: 'top-secret-4' } },
  });

  expect(made.ConnectionArn).toMatch(
    new RegExp(`^arn:aws:events:us-east-1:${ACCOUNT}:connection/o/[0-9a-f-]{36}$`),
  );
  await expect(events.run('DescribeConnection', { Name: 'o' })).resolves.toMatchObject({
    AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
    SecretArn: expect.stringContaining(`:secret:events!connection/o/`),
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: 'id' },
        OAuthHttpParameters: { BodyParameters: [{ Key: 'audience', IsValueSecret: true }] },
      },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: 'x-tenant', Value: 'seven', IsValueSecret: false }],
      },
    },
  });
  await expect(events.run('DescribeConnection', { Name: 'c' })).resolves.toMatchObject({
    AuthParameters: { BasicAuthParameters: { Username: 'me' } },
  });
  const shown = await Promise.all(
    ['o', 'c'].map((Name) => events.run('DescribeConnection', { Name })),
  );
  const rows = await events.store.read((tx) => tx.all('SELECT * FROM events_connection'));
  const everywhere = JSON.stringify([shown, await events.events()]);
  expect(everywhere).not.toContain('top-secret');
  expect(everywhere).toContain('HIDDEN_DUE_TO_SECURITY_REASONS');
  const stored = rows
    .flatMap((row) => Object.values(row as object))
    .map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    );
  expect(stored.join(' ')).not.toContain('top-secret');
});

test.for([
  [{ status: 200, body: '{"access_token":"t","expires_in":3600}' }, 'AUTHORIZED', 'ACTIVE'],
  [{ status: 401, body: '{}' }, 'DEAUTHORIZED', 'INACTIVE'],
] as const)(
  'an OAuth connection waits for its first token (%#)',
  async ([answer, state, destinationState]) => {
    const events = await eventsFixture();
    events.world.answer = () => ({ headers: {}, ...answer });
    const made = await events.run<CreateConnectionResponse>('CreateConnection', oauth);
    await events.run('CreateApiDestination', {
      Name: 'd',
      ConnectionArn: made.ConnectionArn,
      InvocationEndpoint: 'https://api.example.com/*/events',
      HttpMethod: 'POST',
    });

    expect(made.ConnectionState).toBe('AUTHORIZING');
    await events.settle();

    const { ConnectionState, StateReason } = await events.run<DescribeConnectionResponse>(
      'DescribeConnection',
      { Name: 'o' },
    );
    expect(ConnectionState).toBe(state);
    expect(StateReason === undefined).toBe(state === 'AUTHORIZED');
    await expect(events.run('DescribeApiDestination', { Name: 'd' })).resolves.toMatchObject({
      ApiDestinationState: destinationState,
    });
  },
);

test.for([
  [basic, 'ResourceAlreadyExistsException', 'Connection c already exists.'],
  [
    {
      ...basic,
      Name: 'x',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } },
    },
    'ValidationException',
    'Parameter BasicAuthParameters is not valid. Reason: Missing required field(s)',
  ],
  [
    { ...basic, Name: 'x', AuthorizationType: 'NONE' },
    'ValidationException',
    'Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]',
  ],
  [
    { ...basic, Name: 'Invalid Name!' },
    'ValidationException',
    'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+',
  ],
  [
    {
      ...oauth,
      AuthParameters: {
        OAuthParameters: {
          ...oauth.AuthParameters.OAuthParameters,
          AuthorizationEndpoint: 'http://id.example.com/token',
        },
      },
    },
    'ValidationException',
    'Parameter AuthorizationEndpoint is not valid.',
  ],
] as const)('CreateConnection is refused (%#)', async ([input, name, message]) => {
  const events = await eventsFixture();
  await events.run('CreateConnection', basic);

  await expect(events.run('CreateConnection', input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('a value that is refused is not repeated when it is a secret', async () => {
  const events = await eventsFixture();
  const AuthParameters = {
    BasicAuthParameters: { Username: 'me', Password: `top-secret\n${'x'.repeat(400)}` },
  };

  const refusal = events.run('CreateConnection', { ...basic, AuthParameters });

  await expect(refusal).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(refusal).rejects.not.toThrow('top-secret');
});

test('a hostile header is refused as fast as any other', async () => {
  const events = await eventsFixture();
  const Username = `${' '.repeat(500)}:`;
  const AuthParameters = { BasicAuthParameters: { Username, Password: 'p' } };
  const began = process.hrtime.bigint();

  await expect(events.run('CreateConnection', { ...basic, AuthParameters })).rejects.toMatchObject({
    name: 'ValidationException',
  });

  expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(1000);
});

test('a connection is listed, deauthorized, changed to another type and deleted', async () => {
  const events = await eventsFixture();
  for (const Name of ['a', 'b', 'c']) await events.run('CreateConnection', { ...basic, Name });
  const page = await events.run<ListConnectionsResponse>('ListConnections', { Limit: 2 });
  expect(page.Connections?.map(({ Name }) => Name)).toEqual(['a', 'b']);
  await expect(
    events.run('ListConnections', { Limit: 2, NextToken: page.NextToken }),
  ).resolves.toMatchObject({ Connections: [{ Name: 'c', ConnectionState: 'AUTHORIZED' }] });

  await expect(events.run('DeauthorizeConnection', { Name: 'a' })).resolves.toMatchObject({
    ConnectionState: 'DEAUTHORIZED',
  });
  const change = {
    Name: 'a',
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } },
  };
  await expect(events.run('UpdateConnection', { ...change, AuthParameters: {} })).rejects.toThrow(
    'Missing required field(s)',
  );
  await expect(events.run('UpdateConnection', change)).resolves.toMatchObject({
    ConnectionState: 'AUTHORIZED',
  });
  await expect(events.run('DeleteConnection', { Name: 'a' })).resolves.toMatchObject({
    ConnectionState: 'DELETING',
  });
  await expect(events.run('DescribeConnection', { Name: 'a' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Failed to describe the connection(s). Connection 'a' does not exist.",
  });
  await expect(
    events.run('ListConnections', { ConnectionState: 'DEAUTHORIZED' }),
  ).resolves.toMatchObject({ Connections: [] });
});

test('an API destination is made, changed, listed by its connection and deleted', async () => {
  const events = await eventsFixture();
  const { ConnectionArn } = await events.run<CreateConnectionResponse>('CreateConnection', basic);
  const input = {
    Name: 'd',
    ConnectionArn,
    InvocationEndpoint: 'https://api.example.com/*/events',
    HttpMethod: 'POST',
  };
  const create = (change: object) => events.run('CreateApiDestination', { ...input, ...change });

  await create({});
  await expect(create({})).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  for (const InvocationEndpoint of [
    'http://api.example.com',
    'https://*/events',
    'https://api.example.com:*/',
    'https://*.example.com/*',
  ])
    await expect(create({ Name: 'e', InvocationEndpoint })).rejects.toThrow(
      'Parameter InvocationEndpoint is not valid.',
    );
  await expect(create({ Name: 'e', ConnectionArn: `${ConnectionArn}0` })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(
    create({ Name: 'e', ConnectionArn: 'nonsense', HttpMethod: 'NONE' }),
  ).rejects.toThrow('2 validation errors detected');
  events.clock.advance({ minutes: 1 });
  await events.run('UpdateApiDestination', { Name: 'd', HttpMethod: 'PUT' });

  await expect(events.run('DescribeApiDestination', { Name: 'd' })).resolves.toMatchObject({
    ApiDestinationState: 'ACTIVE',
    HttpMethod: 'PUT',
    InvocationEndpoint: input.InvocationEndpoint,
    InvocationRateLimitPerSecond: 300,
    LastModifiedTime: events.clock.now(),
  });
  const list = await events.run<ListApiDestinationsResponse>('ListApiDestinations', {
    ConnectionArn,
  });
  expect(list.ApiDestinations).toMatchObject([{ Name: 'd', ConnectionArn }]);
  await events.run('DeleteApiDestination', { Name: 'd' });
  await expect(events.run('DeleteApiDestination', { Name: 'd' })).rejects.toMatchObject({
    message: "An api-destination 'd' does not exist.",
  });
  await expect(events.run('DescribeApiDestination', { Name: 'd' })).rejects.toMatchObject({
    message: "Failed to describe the api-destination(s). An api-destination 'd' does not exist.",
  });
});
