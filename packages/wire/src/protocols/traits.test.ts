import { expect, test } from 'vitest';
import { roundTrips } from './round-trip.fixture.ts';
import { syntheticClient } from './synthetic-client.fixture.ts';

test.for([
  ['AwsJson1_0Protocol', 'json'],
  ['AwsJson1_1Protocol', 'json'],
  ['AwsRestJsonProtocol', 'json'],
  ['AwsSmithyRpcV2CborProtocol', 'json'],
  ['AwsRestXmlProtocol', 'xml'],
  ['AwsQueryProtocol', 'query'],
  ['AwsEc2QueryProtocol', 'query'],
] as const)('types and traits that few APIs have come back over %s', async ([className, kind]) => {
  const protocols: Readonly<Record<string, unknown>> = await import('@aws-sdk/core/protocols');
  const client = syntheticClient(protocols[className], kind);

  expect(await roundTrips(client, undefined, 60)).toBe(client.model.operations.size);
});
