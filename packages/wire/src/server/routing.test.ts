import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign } from './signed-request.fixture.ts';
import { services, type WireFixture, wireFixture } from './wire.fixture.ts';

const draftFor = (wire: WireFixture, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  ...rest,
});

const dynamodb: Partial<Draft> = {
  service: 'dynamodb',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  },
  body: '{}',
};

test.for([
  [
    'query',
    { body: 'Action=Sts&Version=2011-06-15' },
    400,
    'InvalidAction',
    'Could not find operation Sts for version 2011-06-15',
    'sts:Sts',
  ],
  [
    'query, another version',
    { body: 'Action=GetCallerIdentity&Version=2010-01-01' },
    400,
    'InvalidAction',
    'Could not find operation GetCallerIdentity for version 2010-01-01',
    'sts:GetCallerIdentity',
  ],
  ['query, none', { body: 'Version=2011-06-15' }, 400, 'MissingAction', 'Action', 'sts:'],
  [
    'ec2',
    { service: 'ec2', body: 'Action=Nothing&Version=2016-11-15' },
    400,
    'InvalidAction',
    'The action Nothing is not valid for this web service.',
    'ec2:Nothing',
  ],
  [
    'json',
    { ...dynamodb, headers: { ...dynamodb.headers, 'x-amz-target': 'DynamoDB_20120810.Nothing' } },
    400,
    'UnknownOperationException',
    '',
    'dynamodb:Nothing',
  ],
  [
    'json, no such service',
    {
      ...dynamodb,
      service: 'nothing',
      headers: { ...dynamodb.headers, 'x-amz-target': 'Nothing.Nothing' },
    },
    400,
    'UnknownOperationException',
    '',
    'nothing:Nothing',
  ],
] as const)(
  'an unknown operation, in %s, is named as a gap',
  async ([, draft, status, code, message, gap]) => {
    const wire = await wireFixture();

    const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire, draft))));

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`x-gatehouse-not-implemented: ${gap}\r\n`);
  },
);

test('a service that does not load is an internal failure now and may load later', async () => {
  let isBroken = true;
  const wire = await wireFixture({
    services: [
      {
        id: 'sts',
        names: ['sts'],
        load: async () => {
          if (isBroken) throw new Error('disk');
          const { readServiceModel } = await import('../model/read-service-model.ts');
          return readServiceModel(await import('@aws-sdk/client-sts'));
        },
      },
    ],
  });

  const broken = await wire.raw(bytesOfRequest(await sign(draftFor(wire))));
  isBroken = false;
  const mended = await wire.raw(bytesOfRequest(await sign(draftFor(wire))));

  expect([broken.status, mended.status]).toEqual([500, 200]);
});

test('a target of another service than the one signed for is refused', async () => {
  const wire = await wireFixture();
  const headers = { ...dynamodb.headers, 'x-amz-target': 'Elsewhere.ListTables' };

  const unknown = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { ...dynamodb, headers }))),
  );
  const other = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { ...dynamodb, service: 'ecs' }))),
  );

  expect(unknown.text).toContain('UnknownOperationException');
  expect(other.text).toMatch(/Credential should be scoped to correct service: .{1,6}dynamodb/);
  expect(wire.handled).toEqual([]);
});

test('a service of one Region is called there, whatever Region is signed for', async () => {
  const [sts] = services.map((entry) => ({ ...entry, region: 'us-east-1' }));
  const wire = await wireFixture({ services: sts === undefined ? [] : [sts] });

  await wire.raw(bytesOfRequest(await sign(draftFor(wire, { region: 'eu-west-1' }))));

  expect(wire.handled).toMatchObject([{ region: 'us-east-1' }]);
});

test('of services that share a signing name, the one that has the operation is called', async () => {
  const shared = services
    .filter(({ id }) => id === 'ec2' || id === 'sts')
    .map((entry) => ({ ...entry, names: ['shared'] }));
  const wire = await wireFixture({ services: shared });

  const sts = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { service: 'shared' }))));
  const ec2 = await wire.raw(
    bytesOfRequest(
      await sign(
        draftFor(wire, { service: 'shared', body: 'Action=DescribeVpcs&Version=2016-11-15' }),
      ),
    ),
  );

  expect([sts.status, ec2.status]).toEqual([200, 200]);
  expect(wire.handled.map(({ service }) => service)).toEqual(['sts', 'ec2']);
});

test('an unsigned call is told no more than that a signature is missing', async () => {
  const wire = await wireFixture();

  const answers = await Promise.all(
    ['Action=GetCallerIdentity', 'Action=Nothing', ''].map((body) =>
      wire.raw(
        `POST / HTTP/1.1\r\nhost: ${wire.host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      ),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect(answers.every(({ text }) => text.includes('MissingAuthenticationToken'))).toBe(true);
});

test.for([
  ['sts.localhost', 'sts'],
  ['sts.us-east-1.localhost', 'sts'],
  ['sts.amazonaws.com', 'sts'],
  ['sts.us-east-1.amazonaws.com', 'sts'],
  ['sts.us-east-1.example.com', 'sts'],
  ['ec2.example.com', 'sts'],
  ['ec2', 'sts'],
  ['gatehouse.internal', 'sts'],
] as const)('a call signed for STS and sent to %s is for %s', async ([host, service]) => {
  const wire = await wireFixture();

  const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { host }))));

  expect(answer.status).toBe(200);
  expect(wire.handled).toMatchObject([{ service, host }]);
});

test('requests that follow one another on a connection are answered in their order', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let count = 0;
  const wire = await wireFixture({
    handle: async () => {
      count += 1;
      const Account = String(count);
      if (count === 1) await released;
      else release();
      return { Account, Arn: 'arn', UserId: 'AIDA' };
    },
  });
  const last = bytesOfRequest(await sign(draftFor(wire)));
  const first = Buffer.from(last.toString('latin1').replace('connection: close\r\n', ''), 'latin1');

  const { text } = await wire.raw(Buffer.concat([first, last]));

  expect(text.match(/<Account>\d/g)).toEqual(['<Account>1', '<Account>2']);
});
