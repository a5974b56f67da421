import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign, type Signed } from './signed-request.fixture.ts';
import { credentials, session, type WireFixture, wireFixture } from './wire.fixture.ts';

const draftFor = (wire: WireFixture, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  ...rest,
});

const sts: Partial<Draft> = {};
const dynamodb: Partial<Draft> = {
  service: 'dynamodb',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  },
  body: '{}',
};
const ec2: Partial<Draft> = { service: 'ec2', body: 'Action=DescribeVpcs&Version=2016-11-15' };
const lambda: Partial<Draft> = {
  service: 'lambda',
  method: 'GET',
  path: '/2015-03-31/functions/',
  headers: {},
  body: '',
};

const withHeaders = (signed: Signed, headers: Readonly<Record<string, string>>): Signed => ({
  ...signed,
  headers: { ...signed.headers, ...headers },
});

const authorizationOf = (signed: Signed): string => signed.headers['authorization'] ?? '';

const basic = (date: Date, shiftSeconds = 0): string =>
  new Date(date.getTime() + shiftSeconds * 1000).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

test.for([
  ['query', sts, 403, 'SignatureDoesNotMatch'],
  ['json', dynamodb, 400, 'InvalidSignatureException'],
  ['ec2', ec2, 401, 'AuthFailure'],
  ['rest-json', lambda, 403, 'InvalidSignatureException'],
] as const)('a wrong secret, in %s', async ([, draft, status, code]) => {
  const wire = await wireFixture();
  const wrong = { ...credentials, secretAccessKey: 'wrong' };

  const answer = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { ...draft, credentials: wrong }))),
  );

  expect(answer.status).toBe(status);
  expect(answer.text).toContain(code);
  expect(wire.handled).toEqual([]);
  expect(wire.refusals).toMatchObject([
    { accessKeyId: credentials.accessKeyId, error: { name: code } },
  ]);
});

test.for([
  [
    'query',
    {},
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  ],
  [
    'json',
    dynamodb,
    400,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  ['ec2', ec2, 401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'],
  [
    'rest-json',
    lambda,
    403,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
] as const)('an unknown access key, in %s', async ([, draft, status, code, message]) => {
  const wire = await wireFixture();
  const unknown = { ...credentials, accessKeyId: 'AKIAUNKNOWN' };

  const answer = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { ...draft, credentials: unknown }))),
  );

  expect(answer.status).toBe(status);
  expect(answer.text).toContain(code);
  expect(answer.text).toContain(message);
});

test.for([
  ['query', sts, 403, 'MissingAuthenticationToken'],
  ['json', dynamodb, 400, 'MissingAuthenticationTokenException'],
  ['ec2', ec2, 403, 'MissingAuthenticationToken'],
] as const)('no signature, in %s', async ([, draft, status, code]) => {
  const wire = await wireFixture();
  const { authorization: _, ...headers } = (await sign(draftFor(wire, draft))).headers;
  const host = draft.service === undefined ? 'sts.localhost' : `${draft.service}.localhost`;

  const answer = await wire.raw(
    bytesOfRequest({ ...(await sign(draftFor(wire, draft))), headers: { ...headers, host } }),
  );

  expect(answer.status).toBe(status);
  expect(answer.text).toContain(code);
  expect(answer.text).toContain('Missing Authentication Token');
});

test.for([
  ['query', sts, 403, 'ExpiredToken'],
  ['json', dynamodb, 400, 'ExpiredTokenException'],
  ['ec2', ec2, 400, 'RequestExpired'],
] as const)('an expired session, in %s', async ([, draft, status, code]) => {
  const wire = await wireFixture();
  const expired = { ...session, sessionToken: 'expired' };

  const answer = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { ...draft, credentials: expired }))),
  );

  expect(answer.status).toBe(status);
  expect(answer.text).toContain(code);
});

test('a key of one session with the token of none is unknown', async () => {
  const wire = await wireFixture();
  const { sessionToken: _, ...keyOnly } = session;

  const answer = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { credentials: keyOnly }))),
  );

  expect(answer.text).toContain('InvalidClientTokenId');
});

test('a request is good for five minutes either way, and may come again in that time', async () => {
  const wire = await wireFixture();
  const request = bytesOfRequest(await sign(draftFor(wire)));

  const first = await wire.raw(request);
  wire.clock.advance({ minutes: 5 });
  const again = await wire.raw(request);
  wire.clock.advance({ seconds: 1 });
  const late = await wire.raw(request);

  expect([first.status, again.status, late.status]).toEqual([200, 200, 403]);
});

test('AWS says by how much a request is too late or too early', async () => {
  const wire = await wireFixture();
  const now = wire.clock.now();
  const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

  const late = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { at: at(-301) }))));
  const early = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { at: at(301) }))));

  expect(late.text).toContain(
    `Signature expired: ${basic(now, -301)} is now earlier than ${basic(now, -300)} (${basic(now)} - 5 min.)`,
  );
  expect(early.text).toContain(
    `Signature not yet current: ${basic(now, 301)} is still later than ${basic(now, 300)} (${basic(now)} + 5 min.)`,
  );
});

test.for([
  [
    'another service',
    /\/sts\//,
    '/ecs/',
    `Credential should be scoped to correct service: &apos;sts&apos;.|Credential should be scoped to correct service: 'sts'.`,
  ],
  [
    'no Region',
    /us-east-1/,
    'nowhere',
    `Credential should be scoped to a valid region, not .{1,6}nowhere`,
  ],
  [
    'another day',
    /\/\d{8}\//,
    '/20200101/',
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: .{1,6}20200101`,
  ],
  [
    'another end',
    /aws4_request/,
    'aws5_request',
    `Credential should be scoped with a valid terminator: .{1,6}aws4_request`,
  ],
] as const)('a scope that names %s is told so', async ([, part, other, message]) => {
  const wire = await wireFixture();
  const host = `sts.localhost:${wire.port}`;
  const signed = await sign(draftFor(wire, { host }));

  const answer = await wire.raw(
    bytesOfRequest(
      withHeaders(signed, { authorization: authorizationOf(signed).replace(part, other) }),
    ),
  );

  expect(answer.status).toBe(403);
  expect(answer.text).toContain('SignatureDoesNotMatch');
  expect(answer.text).toMatch(new RegExp(message));
});

test('the Region in the host name is the Region to sign for', async () => {
  const wire = await wireFixture();
  const host = `sts.eu-west-1.localhost:${wire.port}`;

  const elsewhere = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { host }))));
  const there = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { host, region: 'eu-west-1' }))),
  );

  expect(elsewhere.text).toMatch(
    /Credential should be scoped to a valid region, not .{1,6}us-east-1/,
  );
  expect(there.status).toBe(200);
});

test.for([
  ['', 'IncompleteSignature', `Authorization header requires .{1,6}Credential.{1,6} parameter`],
  [
    ' Credential=a',
    'IncompleteSignature',
    `Authorization header requires .{1,6}Signature.{1,6} parameter`,
  ],
  [' Credential', 'IncompleteSignature', `Invalid key=value pair \\(missing equal-sign\\)`],
  [
    ' Credential=a, Credential=b, SignedHeaders=host, Signature=c',
    'IncompleteSignature',
    `repeats`,
  ],
  [
    ' Credential=a/b, SignedHeaders=host, Signature=c',
    'IncompleteSignature',
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got .{1,6}a/b`,
  ],
] as const)('Authorization: AWS4-HMAC-SHA256%s is incomplete', async ([rest, code, message]) => {
  const wire = await wireFixture();
  const host = `sts.localhost:${wire.port}`;
  const signed = await sign(draftFor(wire, { host }));

  const answer = await wire.raw(
    bytesOfRequest(withHeaders(signed, { authorization: `AWS4-HMAC-SHA256${rest}` })),
  );

  expect(answer.text).toContain(code);
  expect(answer.text).toMatch(new RegExp(message));
});

test('what we answer about an Authorization header does not repeat it', async () => {
  const wire = await wireFixture();
  const host = `sts.localhost:${wire.port}`;
  const signed = await sign(draftFor(wire, { host }));
  const signature = authorizationOf(signed).split('Signature=')[1] ?? '';

  const answer = await wire.raw(
    bytesOfRequest(
      withHeaders(signed, { authorization: `AWS4-HMAC-SHA256 Signature=${signature}` }),
    ),
  );

  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain(signature);
});

test.for(['Bearer abc', 'Basic YTpi', 'AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl', 'x'])(
  'the scheme of "%s" is none',
  async (authorization) => {
    const wire = await wireFixture();
    const host = `sts.localhost:${wire.port}`;
    const signed = await sign(draftFor(wire, { host }));

    const answer = await wire.raw(bytesOfRequest(withHeaders(signed, { authorization })));

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('MissingAuthenticationToken');
  },
);

test('Signature Version 4A is refused by name', async () => {
  const wire = await wireFixture();
  const host = `sts.localhost:${wire.port}`;
  const signed = await sign(draftFor(wire, { host }));
  const authorization = authorizationOf(signed)
    .replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')
    .replace('/us-east-1', '');

  const answer = await wire.raw(
    bytesOfRequest(withHeaders(signed, { authorization, 'x-amz-region-set': '*' })),
  );

  expect(answer.status).toBe(400);
  expect(answer.text).toMatch(
    /Unsupported AWS .{1,6}algorithm.{1,6}: .{1,6}AWS4-ECDSA-P256-SHA256/,
  );
});

test.for([
  [
    'the body',
    (signed: Signed): Signed => ({
      ...signed,
      body: Buffer.from('Action=GetSessionToken&Version=2011-06-15'),
    }),
  ],
  ['the host', (signed: Signed): Signed => withHeaders(signed, { host: 'other.example:80' })],
  [
    'a signed header',
    (signed: Signed): Signed =>
      withHeaders(signed, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
  ],
  ['the query', (signed: Signed): Signed => ({ ...signed, target: '/?DurationSeconds=900' })],
  [
    'the time',
    (signed: Signed): Signed =>
      withHeaders(signed, {
        'x-amz-date': (signed.headers['x-amz-date'] ?? '')
          .replace(/\dZ$/, 'xZ')
          .replace('xZ', signed.headers['x-amz-date']?.at(-2) === '0' ? '1Z' : '0Z'),
      }),
  ],
  ['the path', (signed: Signed): Signed => ({ ...signed, target: '/x' })],
  ['the method', (signed: Signed): Signed => ({ ...signed, method: 'PUT' })],
] as const)('a request is refused when %s changed after it was signed', async ([, alter]) => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire));

  const answer = await wire.raw(bytesOfRequest(alter(signed)));

  expect(answer.status).toBe(403);
  expect(answer.text).toContain('SignatureDoesNotMatch');
  expect(wire.handled).toEqual([]);
});

test('a header that begins with x-amz- must be signed, and so must Host', async () => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire, dynamodb));
  const { 'x-amz-target': target, ...others } = (
    await sign(draftFor(wire, { ...dynamodb, headers: {} }))
  ).headers;
  const unsignedTarget = {
    ...(await sign(draftFor(wire, { ...dynamodb, headers: {} }))),
    headers: {
      ...others,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
    },
  };
  const withoutHost = withHeaders(signed, {
    authorization: authorizationOf(signed).replace('host;', ''),
  });

  const first = await wire.raw(bytesOfRequest(unsignedTarget));
  const second = await wire.raw(bytesOfRequest(withoutHost));

  expect(target).toBeUndefined();
  expect(first.text).toContain(`'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.`);
  expect(second.text).toContain(
    `'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`,
  );
});

test('a header that is signed must be there', async () => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire, dynamodb));
  const { 'content-type': _, ...headers } = signed.headers;

  const answer = await wire.raw(bytesOfRequest({ ...signed, headers }));

  expect(answer.text).toContain(
    `'content-type' is named as a SignedHeader, but it does not exist in the HTTP request.`,
  );
});
