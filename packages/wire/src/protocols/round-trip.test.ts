import { tries } from '@gatehouse/testkit';
import { describe, expect, test } from 'vitest';
import { isRecord } from './record.ts';
import { roundTrips } from './round-trip.fixture.ts';
import { clientPackages, sdkClient } from './sdk-exchange.fixture.ts';

describe.for(clientPackages())('%s', (name) => {
  test('every operation and error comes back as it was sent', { timeout: 120_000 }, async () => {
    const module: unknown = await import(name);
    const client = sdkClient(isRecord(module) ? module : {});

    expect(await roundTrips(client)).toBe(client.model.operations.size);
  });
});

test.for([
  ['@aws-sdk/client-cloudwatch', 'AwsQueryProtocol', 'awsQuery'],
  ['@aws-sdk/client-cloudwatch', 'AwsSmithyRpcV2CborProtocol', 'rpcv2Cbor'],
  ['@aws-sdk/client-sqs', 'AwsQueryProtocol', 'awsQuery'],
  ['@aws-sdk/client-sqs', 'AwsSmithyRpcV2CborProtocol', 'rpcv2Cbor'],
  ['@aws-sdk/client-iam', 'AwsSmithyRpcV2CborProtocol', 'rpcv2Cbor'],
  ['@aws-sdk/client-iam', 'AwsJson1_1Protocol', 'awsJson1_1'],
  ['@aws-sdk/client-ecs', 'AwsSmithyRpcV2CborProtocol', 'rpcv2Cbor'],
] as const)(
  '%s over %s comes back as it was sent',
  { timeout: 120_000 },
  async ([name, className, protocol]) => {
    const module: unknown = await import(name);
    const protocols: Readonly<Record<string, unknown>> = await import('@aws-sdk/core/protocols');
    const client = sdkClient(isRecord(module) ? module : {}, protocols[className]);

    expect(await roundTrips(client, protocol, tries(1, 30))).toBe(client.model.operations.size);
  },
);
