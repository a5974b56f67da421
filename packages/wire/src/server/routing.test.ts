import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign } from './signed-request.fixture.ts';
import { type WireFixture, wireFixture } from './wire.fixture.ts';

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
    await using wire = await wireFixture();

    const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire, draft))));

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`x-gatehouse-not-implemented: ${gap}\r\n`);
  },
);

test('a service that does not load is an internal failure now and may load later', async () => {
  let isBroken = true;
  await using wire = await wireFixture({
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
