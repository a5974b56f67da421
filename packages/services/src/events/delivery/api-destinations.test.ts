import type { OutboundRequest, OutboundResponse } from '@gatehouse/core';
import { createVault } from '@gatehouse/service-kit';
import { countingIds } from '@gatehouse/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { busRef } from '../arns.ts';
import { sealAuth } from '../connection-secrets.ts';
import { ACCOUNT, flowFixture, type FlowFixture, queueArn, REGION, ROLE } from '../flow.fixture.ts';
import type { ApiDestination, ConnectionAuth, Target } from '../model.ts';
import { apiDestinations } from '../repositories/api-destinations.ts';
import { connections } from '../repositories/connections.ts';

const DLQ = queueArn('dlq');
const CONNECTION = `arn:aws:events:${REGION}:${ACCOUNT}:connection/c/1`;
const DESTINATION = `arn:aws:events:${REGION}:${ACCOUNT}:api-destination/d/1`;
const SCOPE = { account: ACCOUNT, region: REGION };
const BASIC: ConnectionAuth = { BasicAuthParameters: { Username: 'u', Password: 'p' } };
const OAUTH: ConnectionAuth = {
  OAuthParameters: {
    ClientParameters: { ClientID: 'id', ClientSecret: 'secret' },
    AuthorizationEndpoint: 'https://auth.example.com/token',
    HttpMethod: 'POST',
    OAuthHttpParameters: { BodyParameters: [{ Key: 'scope', Value: 'all', IsValueSecret: false }] },
  },
};

/** A rule for an API destination. The vault is the fixture's. */
const destinationOf = async (
  auth: ConnectionAuth,
  settings: Partial<ApiDestination> = {},
  target: Partial<Target> = {},
): Promise<FlowFixture> => {
  const fixture = await flowFixture();
  onTestFinished(() => fixture.store.close());
  const vault = createVault(Buffer.alloc(32, 7), countingIds());
  const at = fixture.clock.now();
  await fixture.write(async (tx) => {
    await connections.insert(tx, {
      ...SCOPE,
      name: 'c',
      arn: CONNECTION,
      authorizationType: 'BASIC',
      state: 'AUTHORIZED',
      secretArn: '',
      sealedAuth: sealAuth(vault, CONNECTION, auth),
      createdAt: at,
      modifiedAt: at,
    });
    await apiDestinations.insert(tx, {
      ...SCOPE,
      name: 'd',
      arn: DESTINATION,
      connectionArn: CONNECTION,
      endpoint: 'https://example.com/hook',
      method: 'POST',
      ratePerSecond: 300,
      createdAt: at,
      modifiedAt: at,
      ...settings,
    });
  });
  await fixture.rule('r', { source: ['shop'] }, [
    { Arn: DESTINATION, RoleArn: ROLE, DeadLetterConfig: { Arn: DLQ }, ...target },
  ]);
  return fixture;
};

const sent = async (fixture: FlowFixture): Promise<OutboundRequest | undefined> => {
  await fixture.put({ detailText: '{"who":"a b"}' });
  await fixture.pass(0);
  return fixture.world.requests[0];
};

test('a request carries the event, the authorization and the headers of AWS, and a role must permit it', async () => {
  const fixture = await destinationOf(BASIC);

  const request = await sent(fixture);

  expect(request).toMatchObject({
    method: 'POST',
    url: 'https://example.com/hook',
    timeoutMilliseconds: 5000,
    headers: {
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      range: 'bytes=0-1048575',
    },
  });
  expect(request?.body).toContain('"detail":{"who":"a b"}');
  expect(fixture.world.asked).toMatchObject([
    { action: 'events:InvokeApiDestination', resource: DESTINATION },
  ]);
});

test('parameters of target and connection fill path, query, headers and body; the connection has the last word', async () => {
  const fixture = await destinationOf(
    {
      ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'k' },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: 'X-A', Value: 'connection', IsValueSecret: false }],
        QueryStringParameters: [{ Key: 'q', Value: 'connection', IsValueSecret: false }],
        BodyParameters: [{ Key: 'extra', Value: '1', IsValueSecret: false }],
      },
    },
    { endpoint: 'https://example.com/*/x/*', method: 'PUT' },
    {
      InputPath: '$.detail',
      HttpParameters: {
        PathParameterValues: ['$.detail.who', '../y'],
        QueryStringParameters: { q: 'target', r: '$.source' },
        HeaderParameters: { 'X-A': 'target', 'X-B': '$.detail.who', Host: 'evil.example.com' },
      },
    },
  );

  const request = await sent(fixture);

  expect(request).toMatchObject({
    method: 'PUT',
    url: 'https://example.com/a%20b/x/..%2Fy?q=connection&r=shop',
    headers: { 'x-key': 'k', 'x-a': 'connection', 'x-b': 'a b' },
    body: '{"who":"a b","extra":"1"}',
  });
  expect(request?.headers).not.toHaveProperty('host');
});

test.for([
  ['http to elsewhere', { endpoint: 'http://example.com/' }, {}],
  [
    'a path that leads up',
    { endpoint: 'https://example.com/a/*' },
    { HttpParameters: { PathParameterValues: ['..'] } },
  ],
  ['a header that breaks out', {}, { HttpParameters: { HeaderParameters: { 'X-A': 'a\r\nb' } } }],
] as const)('%s is never sent', async ([, settings, target]) => {
  const fixture = await destinationOf(BASIC, settings, target as Partial<Target>);

  expect(await sent(fixture)).toBeUndefined();
  expect(fixture.world.queued).toMatchObject([
    { messageAttributes: { ERROR_CODE: { StringValue: 'INVALID_PARAMETER' } } },
  ]);
});

test.for([
  [204, false, undefined],
  [301, false, 'ERROR_FROM_TARGET'],
  [404, false, 'ERROR_FROM_TARGET'],
  [401, true, undefined],
  [409, true, undefined],
  [429, true, undefined],
  [503, true, undefined],
] as const)('status %i: again %s, buried as %s', async ([status, again, code]) => {
  const fixture = await destinationOf(BASIC);
  fixture.world.answer = () => ({ status });

  await sent(fixture);
  fixture.world.answer = () => ({ status: 200 });
  await fixture.pass(2);

  expect(fixture.world.requests).toHaveLength(again ? 2 : 1);
  expect(fixture.world.queued[0]?.messageAttributes?.['ERROR_CODE']?.StringValue).toBe(code);
});

test('the endpoint can ask for a longer pause, or for none at all', async () => {
  const patient = await destinationOf(BASIC);
  patient.world.answer = () => ({ status: 503, headers: { 'retry-after': '60' } });
  await sent(patient);
  await patient.pass(59);
  expect(patient.world.requests).toHaveLength(1);
  await patient.pass(1);
  expect(patient.world.requests).toHaveLength(2);

  const final = await destinationOf(BASIC);
  final.world.answer = () => ({ status: 503, headers: { 'retry-after': '-1' } });
  await sent(final);
  expect(final.world.queued).toHaveLength(1);
});

const isToken = ({ url }: OutboundRequest): boolean => url.startsWith('https://auth.');

test('an OAuth token is asked for once, kept while it is good, and asked for anew when it is refused', async () => {
  const fixture = await destinationOf(OAUTH);
  const { world, put, pass } = fixture;
  let tokens = 0;
  world.answer = (request) =>
    isToken(request)
      ? {
          status: 200,
          body: JSON.stringify({ access_token: `t${(tokens += 1)}`, expires_in: 3600 }),
        }
      : { status: request.headers?.['authorization'] === 'Bearer t1' ? 401 : 200 };

  await put({}, {});
  await pass(0);
  await pass(2);
  await put({});
  await pass(0);

  const asked = world.requests.filter(isToken);
  expect(asked).toMatchObject([
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=id&client_secret=secret&scope=all',
    },
    {},
  ]);
  expect(
    world.requests
      .filter((request) => !isToken(request))
      .map(({ headers }) => headers?.['authorization']),
  ).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2', 'Bearer t2', 'Bearer t2']);
  expect(world.queued).toEqual([]);
});

test('nobody sends to the destination of another account, nor takes its share', async () => {
  const { world, put, pass, rule, store } = await destinationOf(BASIC, { ratePerSecond: 1 });
  const bus = busRef({ account: '999988887777', region: REGION });
  await rule(
    'foreign',
    { source: ['shop'] },
    [{ Arn: DESTINATION, DeadLetterConfig: { Arn: DLQ } }],
    {
      bus,
    },
  );

  await put({ busArn: bus.arn });
  const lanes = await store.read((tx) => tx.all('SELECT lane FROM events_delivery'));
  await pass(0);

  expect(lanes).toEqual([{ lane: 'other' }]);
  expect(world.requests).toEqual([]);
  expect(world.queued).toHaveLength(1);
});

test('a destination gets no more in a second than its rate, and the rest in the next ones', async () => {
  const { world, put, pass } = await destinationOf(BASIC, { ratePerSecond: 2 });

  await put({}, {}, {}, {}, {});
  await pass(0);
  const first = world.requests.length;
  await pass(1);
  const second = world.requests.length;
  await pass(1);

  expect([first, second, world.requests.length]).toEqual([2, 4, 5]);
});

test('destinations that answer slowly, however many, hold up no other kind of target, and each has its turn', async () => {
  const fixture = await destinationOf(BASIC);
  const { world, put, rule, flow, write, clock } = fixture;
  const arns = Array.from({ length: 70 }, (_, index) => `${DESTINATION}${index}`);
  const at = clock.now();
  await write(async (tx) => {
    for (const [index, arn] of arns.entries())
      await apiDestinations.insert(tx, {
        ...SCOPE,
        name: `d${index}`,
        arn,
        connectionArn: CONNECTION,
        endpoint: 'https://example.com/slow',
        method: 'POST',
        ratePerSecond: 300,
        createdAt: at,
        modifiedAt: at,
      });
  });
  const slow = Promise.withResolvers<OutboundResponse>();
  world.answer = () => slow.promise;
  await rule(
    'slow',
    { source: ['slow'] },
    arns.map((Arn) => ({ Arn, RoleArn: ROLE })),
  );
  await rule('queue', { source: ['quick'] }, [queueArn('q')]);
  flow.pump.start();
  await put({ source: 'slow' });
  await vi.waitFor(() => expect(world.requests).toHaveLength(16));

  await put({ source: 'quick' });
  await vi.waitFor(() => expect(world.queued).toHaveLength(1));

  slow.resolve({ status: 200, headers: {}, body: '' });
  await vi.waitFor(() => expect(world.requests).toHaveLength(70), { timeout: 3000 });
  await flow.pump.stop();
});
