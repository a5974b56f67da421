import { expect, test } from 'vitest';
import {
  bytesOfRequest,
  type Draft,
  presign,
  sign,
  type Signed,
} from './signed-request.fixture.ts';
import { session, type WireFixture, wireFixture } from './wire.fixture.ts';

const draftFor = (wire: WireFixture, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
  ...rest,
});

const identity = { GetCallerIdentity: { Account: '123456789012', Arn: 'arn', UserId: 'AIDA' } };

test('a presigned request is served until it expires', async () => {
  const wire = await wireFixture({ outputs: identity });
  const request = bytesOfRequest(await presign(draftFor(wire), 3600));

  const first = await wire.raw(request);
  wire.clock.advance({ minutes: 60 });
  const last = await wire.raw(request);
  wire.clock.advance({ seconds: 1 });
  const late = await wire.raw(request);

  expect([first.status, last.status, late.status]).toEqual([200, 200, 403]);
  expect(late.text).toContain('Signature expired');
  expect(wire.handled).toMatchObject([
    { authType: 'REST-QUERY-STRING', principal: 'admin' },
    { authType: 'REST-QUERY-STRING' },
  ]);
});

test('a presigned session carries its token in the query, and the operation does not see it', async () => {
  const wire = await wireFixture({ outputs: identity });

  const answer = await wire.raw(
    bytesOfRequest(await presign(draftFor(wire, { credentials: session }))),
  );

  expect(answer.status).toBe(200);
  expect(wire.handled).toMatchObject([{ principal: 'role' }]);
  expect(JSON.stringify(wire.handled)).not.toContain(session.sessionToken);
});

const alterTarget = (signed: Signed, part: RegExp, other: string): Signed => ({
  ...signed,
  target: signed.target.replace(part, other),
});

test.for([
  ['the action', /Action=GetCallerIdentity/, 'Action=GetSessionToken'],
  ['the lifetime', /X-Amz-Expires=900/, 'X-Amz-Expires=901'],
  ['one more parameter', /$/, '&DurationSeconds=1'],
  ['the signature', /X-Amz-Signature=../, 'X-Amz-Signature=zz'],
  ['an empty signature', /X-Amz-Signature=[0-9a-f]+/, 'X-Amz-Signature=0'],
] as const)('a presigned request is refused when %s changed', async ([, part, other]) => {
  const wire = await wireFixture();

  const answer = await wire.raw(
    bytesOfRequest(alterTarget(await presign(draftFor(wire)), part, other)),
  );

  expect(answer.status).toBe(403);
  expect(answer.text).toContain('SignatureDoesNotMatch');
  expect(wire.handled).toEqual([]);
});

test.for([
  ['a lifetime of no time', /X-Amz-Expires=900/, 'X-Amz-Expires=0'],
  ['a lifetime of more than a week', /X-Amz-Expires=900/, 'X-Amz-Expires=604801'],
  ['a lifetime that is no number', /X-Amz-Expires=900/, 'X-Amz-Expires=1e3'],
  ['a negative lifetime', /X-Amz-Expires=900/, 'X-Amz-Expires=-1'],
  ['no signature', /&X-Amz-Signature=[0-9a-f]+/, ''],
  ['no date', /X-Amz-Date=[0-9TZ]+/, 'X=1'],
  ['two credentials', /$/, '&X-Amz-Credential=a'],
] as const)('%s is incomplete', async ([, part, other]) => {
  const wire = await wireFixture();

  const answer = await wire.raw(
    bytesOfRequest(alterTarget(await presign(draftFor(wire)), part, other)),
  );

  expect(answer.status).toBe(400);
  expect(answer.text).toContain('IncompleteSignature');
});

test('a request that is signed twice is refused', async () => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire, { method: 'GET', headers: {}, body: '' }));
  const { target } = await presign(draftFor(wire));

  const answer = await wire.raw(bytesOfRequest({ ...signed, target }));

  expect(answer.status).toBe(403);
  expect(answer.text).toMatch(/Found both .{1,6}X-Amz-Algorithm/);
});

test('a signature for one path does not open another that is written round it', async () => {
  const wire = await wireFixture({ outputs: identity });
  const signed = await presign(draftFor(wire));

  const dotted = await wire.raw(bytesOfRequest(alterTarget(signed, /^\//, '/x/../')));
  const elsewhere = await wire.raw(bytesOfRequest(alterTarget(signed, /^\//, '/x/')));

  // The first is the same resource by the rules that both sides sign by, and is served as that.
  expect([dotted.status, elsewhere.status]).toEqual([200, 403]);
});
