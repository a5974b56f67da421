import { AwsError } from '@gatehouse/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OperationModel, ProtocolName } from '../model/service-model.ts';
import type { WireHttpRequest } from './protocol.ts';
import { protocolFor } from './protocols.ts';
import { isRecord } from './record.ts';
import { structureValue } from './schema-value.fixture.ts';
import { type SdkClient, sdkClient } from './sdk-exchange.fixture.ts';
import { isRewritten, restricted } from './sdk-normalization.fixture.ts';

const SEED = 20260203;

test.for([
  ['@aws-sdk/client-dynamodb', undefined],
  ['@aws-sdk/client-ecs', undefined],
  ['@aws-sdk/client-iam', undefined],
  ['@aws-sdk/client-ec2', undefined],
  ['@aws-sdk/client-lambda', undefined],
  ['@aws-sdk/client-s3', undefined],
  ['@aws-sdk/client-cloudwatch', 'AwsSmithyRpcV2CborProtocol'],
] as const)(
  'a damaged request of %s is read, or refused as AWS does',
  async ([name, className]) => {
    const module: unknown = await import(name);
    const protocols: Readonly<Record<string, unknown>> = await import('@aws-sdk/core/protocols');
    const client = sdkClient(
      isRecord(module) ? module : {},
      className === undefined ? undefined : protocols[className],
    );
    const protocol = className === undefined ? client.model.protocol : 'rpcv2Cbor';
    const operations = [...client.model.operations.values()];
    let refused = 0;

    const property = fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.gen(),
      fc.array(damage, { minLength: 30, maxLength: 30 }),
      async (operation, draw, damages) => {
        const input = structureValue(draw, operation.input, {
          body: protocol === 'restXml' ? 'xml' : 'document',
          bound: protocol === 'restXml' || protocol === 'restJson1',
          fixed: (member) => restricted(client.model.serviceId, member),
          omitted: (member) => isRewritten(client.model.serviceId, member),
        });
        const request = await requestOf(client, operation, input);
        for (const damaged of damages)
          refused += isRefused(client, protocol, damaged(request)) ? 1 : 0;
      },
    );
    await fc.assert(property, { numRuns: 40, seed: SEED, endOnFailure: true });

    expect(refused).toBeGreaterThan(0);
  },
);

/** False where the damage leaves something that can be read. Any error but an AWS one goes up. */
const isRefused = ({ model }: SdkClient, name: ProtocolName, request: WireHttpRequest): boolean => {
  const protocol = protocolFor(name);
  try {
    const operation = model.operations.get(protocol.operationOf(model, request) ?? '');
    if (operation === undefined) return true;
    protocol.decodeInput(model, operation, request);
    return false;
  } catch (error) {
    if (error instanceof AwsError) return true;
    throw error;
  }
};

const requestOf = async (
  client: SdkClient,
  operation: OperationModel,
  input: unknown,
): Promise<WireHttpRequest> => {
  const captured: WireHttpRequest[] = [];
  const caught: unknown = await client
    .send(operation.name, input, (request) => {
      captured.push(request);
      throw new Error('captured');
    })
    .catch((reason: unknown) => reason);
  const [request] = captured;
  if (request === undefined) throw new Error('the SDK sent nothing', { cause: caught });
  return request;
};

type Damage = (request: WireHttpRequest) => WireHttpRequest;

const HOSTILE = [
  '[',
  '{',
  '"',
  '&',
  '=',
  '%',
  '%zz',
  '<',
  '>',
  '&x;',
  '\0',
  '__proto__',
  '1e999',
  '\u{ff}',
  '.1.',
  '/',
];

/** Cuts, doubles or overwrites a piece of the body, the path or the query. */
const damage: fc.Arbitrary<Damage> = fc
  .record({
    where: fc.constantFrom('body', 'body', 'body', 'path', 'query'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 8 }),
    piece: fc.oneof(
      fc.constantFrom(...HOSTILE).map((text) => Buffer.from(text, 'latin1')),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    ),
  })
  .map(({ where, at, length, piece }) => (request) => {
    if (where === 'body') return { ...request, body: replaced(request.body, at, length, piece) };
    const text = where === 'path' ? request.path : request.query;
    const changed = replaced(Buffer.from(text, 'latin1'), at, length, piece).toString('latin1');
    return { ...request, [where]: changed };
  });

const replaced = (bytes: Uint8Array, at: number, length: number, piece: Buffer): Buffer => {
  const from = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from + length)]);
};
