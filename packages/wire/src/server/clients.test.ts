import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { AwsError } from '@gatehouse/core';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { expect, test } from 'vitest';
import { bytesOfRequest, sign } from './signed-request.fixture.ts';
import { credentials, session, type WireFixture, wireFixture } from './wire.fixture.ts';

const options = (wire: WireFixture, more: object = {}) => ({
  endpoint: wire.endpoint,
  region: 'eu-west-1',
  credentials,
  maxAttempts: 1,
  ...more,
});

const identity = {
  Account: '123456789012',
  Arn: 'arn:aws:iam::123456789012:user/a',
  UserId: 'AIDA',
};

test('an STS client reads the answer to the call it signed', async () => {
  const wire = await wireFixture({ outputs: { GetCallerIdentity: identity } });
  const sts = new STSClient(options(wire));

  const answer = await sts.send(new GetCallerIdentityCommand({}));

  expect(answer).toMatchObject(identity);
  expect(wire.handled).toMatchObject([
    {
      service: 'sts',
      operation: 'GetCallerIdentity',
      principal: 'admin',
      accessKeyId: credentials.accessKeyId,
      region: 'eu-west-1',
      sourceIp: '127.0.0.1',
      host: wire.host,
      secureTransport: false,
      authType: 'REST-HEADER',
    },
  ]);
  expect(wire.handled[0]?.userAgent).toMatch(/^aws-sdk-js\//);
});

test('the request id is one and the same in header, body and call', async () => {
  const wire = await wireFixture({ outputs: { GetCallerIdentity: identity } });
  const sts = new STSClient(options(wire));

  const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));

  expect($metadata.requestId).toBe(wire.handled[0]?.requestId);
});

test('a session signs with its token', async () => {
  const wire = await wireFixture({ outputs: { GetCallerIdentity: identity } });
  const sts = new STSClient(options(wire, { credentials: session }));

  await sts.send(new GetCallerIdentityCommand({}));

  expect(wire.handled).toMatchObject([{ principal: 'role', accessKeyId: session.accessKeyId }]);
});

test('an operation that needs no signature is served without one', async () => {
  const wire = await wireFixture();
  const sts = new STSClient(options(wire));

  await sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      RoleSessionName: 'session',
      WebIdentityToken: 'token',
    }),
  );

  expect(wire.handled).toMatchObject([
    { operation: 'AssumeRoleWithWebIdentity', authType: 'none', region: 'us-east-1' },
  ]);
  expect(wire.handled[0]?.principal).toBeUndefined();
});

test('clients of every RPC protocol reach their service', async () => {
  const wire = await wireFixture({ outputs: { ListTables: { TableNames: ['t'] } } });

  const tables = await new DynamoDBClient(options(wire)).send(new ListTablesCommand({}));
  await new ECSClient(options(wire)).send(new DescribeClustersCommand({ clusters: ['c'] }));
  await new EC2Client(options(wire)).send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] }));
  await new CloudWatchClient(options(wire)).send(new ListMetricsCommand({ Namespace: 'n' }));

  expect(tables.TableNames).toEqual(['t']);
  expect(
    wire.handled.map(({ service, operation, input }) => ({ service, operation, input })),
  ).toMatchObject([
    { service: 'dynamodb', operation: 'ListTables' },
    { service: 'ecs', operation: 'DescribeClusters', input: { clusters: ['c'] } },
    { service: 'ec2', operation: 'DescribeVpcs', input: { VpcIds: ['vpc-1'] } },
    { service: 'cloudwatch', operation: 'ListMetrics', input: { Namespace: 'n' } },
  ]);
});

test('one service is reached by whichever protocol its clients speak', async () => {
  const Metrics = [{ Namespace: 'n', MetricName: 'm', Dimensions: [{ Name: 'd', Value: 'v' }] }];
  const wire = await wireFixture({ outputs: { ListMetrics: { Metrics } } });
  const protocol = new SmithyRpcV2CborProtocol({ defaultNamespace: 'com.amazonaws.cloudwatch' });
  const ask = new ListMetricsCommand({ Dimensions: [{ Name: 'd', Value: 'v' }] });

  const json = await new CloudWatchClient(options(wire)).send(ask);
  const cbor = await new CloudWatchClient(options(wire, { protocol })).send(ask);
  const form =
    'Action=ListMetrics&Version=2010-08-01&Dimensions.member.1.Name=d&Dimensions.member.1.Value=v';
  const signed = await sign({
    host: wire.host,
    at: wire.clock.now(),
    service: 'monitoring',
    method: 'POST',
    body: form,
  });
  const query = await wire.raw(bytesOfRequest(signed));

  expect([json.Metrics, cbor.Metrics]).toEqual([Metrics, Metrics]);
  expect(query.text).toContain(
    '<member><Namespace>n</Namespace><MetricName>m</MetricName><Dimensions><member><Name>d</Name>',
  );
  expect(wire.handled.map(({ operation, input }) => ({ operation, input }))).toEqual(
    Array.from({ length: 3 }, () => ({
      operation: 'ListMetrics',
      input: { Dimensions: [{ Name: 'd', Value: 'v' }] },
    })),
  );
});

test('what the operation refuses, the client throws', async () => {
  const wire = await wireFixture({
    handle: async () => {
      throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    },
  });
  const dynamodb = new DynamoDBClient(options(wire));

  const answer = dynamodb.send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } }));

  await expect(answer).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  });
  expect(wire.refusals).toEqual([]);
});

test('an operation that fails otherwise is an internal failure without its reason, and the log has none of its text', async () => {
  const lines: unknown[] = [];
  const note = (...line: unknown[]): void => void lines.push(line);
  const wire = await wireFixture({
    log: { debug: note, info: note, warn: note, error: note },
    handle: () => Promise.reject(new Error('hunter2 is the password')),
  });
  const sts = new STSClient(options(wire));

  const answer = sts.send(new GetCallerIdentityCommand({}));

  await expect(answer).rejects.toMatchObject({
    name: 'InternalFailure',
    $metadata: { httpStatusCode: 500 },
  });
  expect(JSON.stringify(lines)).toContain('a request failed');
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

test('a client whose clock is off is told the time and signs again', async () => {
  const wire = await wireFixture({ outputs: { GetCallerIdentity: identity } });
  wire.clock.advance({ hours: 3 });
  const sts = new STSClient(options(wire, { maxAttempts: 3 }));

  const answer = await sts.send(new GetCallerIdentityCommand({}));

  expect(answer).toMatchObject(identity);
  expect(wire.refusals).toHaveLength(1);
});

test('many calls over one connection are served, each by its own signature', async () => {
  const wire = await wireFixture({ outputs: { GetCallerIdentity: identity } });
  const sts = new STSClient(options(wire));
  const role = new STSClient(options(wire, { credentials: session }));

  for (let round = 0; round < 5; round += 1) {
    await sts.send(new GetCallerIdentityCommand({}));
    await role.send(new GetCallerIdentityCommand({}));
  }

  expect(wire.handled.map(({ principal }) => principal)).toEqual(
    Array.from({ length: 5 }, () => ['admin', 'role']).flat(),
  );
});

test('a required member that is missing is refused before the operation', async () => {
  const wire = await wireFixture();
  const sts = new STSClient(options(wire));

  const answer = sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      RoleSessionName: undefined,
    }),
  );

  await expect(answer).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  expect(wire.handled).toEqual([]);
  expect(wire.refusals).toMatchObject([{ service: 'sts', operation: 'AssumeRole' }]);
});
