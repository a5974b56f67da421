import { AwsError } from '@gatehouse/core';
import { tries } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { isStructure, type StructureSchema } from '../model/schema.ts';
import type { OperationModel, ProtocolName } from '../model/service-model.ts';
import { jsonStatus } from './aws-json.ts';
import type { Protocol, WireHttpRequest } from './protocol.ts';
import { protocolFor, protocolOf } from './protocols.ts';
import { isRecord } from './record.ts';
import { structureValue, type ValueOptions } from './schema-value.fixture.ts';
import type { SdkClient } from './sdk-exchange.fixture.ts';
import {
  audible,
  canonical,
  inputSilence,
  isMadeFromExpires,
  isRewritten,
  outputSilence,
  restricted,
  withAbsentLists,
  withoutAdditions,
  withoutEmptyBindings,
  withoutInventions,
} from './sdk-normalization.fixture.ts';

const RUNS = tries(2, 30);
const SEED = 20260202;
const REQUEST_ID = '01234567-89ab-cdef-0123-456789abcdef';

/** How many operations came back. */
export const roundTrips = async (
  client: SdkClient,
  forced?: ProtocolName,
  runs = RUNS,
): Promise<number> => {
  let count = 0;
  const protocol = protocolFor(forced ?? client.model.protocol);
  for (const operation of client.model.operations.values()) {
    if (streamsEvents(operation)) expectRefused(client, protocol, operation);
    else await roundTrip(client, protocol, operation, runs);
    count += 1;
  }
  await errorsComeBack(client, protocol);
  return count;
};

const roundTrip = async (
  client: SdkClient,
  protocol: Protocol,
  operation: OperationModel,
  runs: number,
): Promise<void> => {
  const property = fc.asyncProperty(fc.gen(), async (draw) => {
    const input = structureValue(draw, operation.input, inputOptions(client, protocol));
    const output = structureValue(
      draw,
      operation.output,
      outputOptions(client, protocol, operation),
    );

    const { arrived, received } = await exchange(client, protocol, operation, input, output);

    const { serviceId } = client.model;
    expect({
      operation: operation.name,
      input: canonical(
        withoutEmptyBindings(
          operation.input,
          withoutAdditions(serviceId, operation.input, input, arrived),
        ),
      ),
      output: canonical(
        isRest(protocol) ? withoutInventions(operation.output, received) : received,
      ),
    }).toEqual({
      operation: operation.name,
      input: canonical(sentInput(protocol, operation, input)),
      output: canonical(sentOutput(protocol, operation, output)),
    });
  });
  await fc.assert(property, { numRuns: runs, seed: SEED, endOnFailure: true });
};

const exchange = async (
  client: SdkClient,
  protocol: Protocol,
  operation: OperationModel,
  input: unknown,
  output: unknown,
): Promise<{ readonly arrived: unknown; readonly received: unknown }> => {
  const { model } = client;
  let arrived: unknown;
  const received = await client.send(operation.name, input, (request) => {
    expect(protocolOf(request, model).name).toBe(protocol.name);
    expect(protocol.operationOf(model, request)).toBe(operation.name);
    arrived = protocol.decodeInput(model, operation, request);
    return protocol.encodeOutput(model, operation, output, REQUEST_ID);
  });
  return { arrived, received: await withoutMetadata(received) };
};

const errorsComeBack = async (client: SdkClient, protocol: Protocol): Promise<void> => {
  const { model } = client;
  const [operation] = [...model.operations.values()].filter(
    (candidate) => !streamsEvents(candidate),
  );
  if (operation === undefined) throw new Error('a service without operations');
  for (const schema of model.errors) {
    if (!isToldApart(client, protocol, schema)) continue;
    const property = fc.asyncProperty(fc.gen(), async (draw) => {
      const members = structureValue(draw, schema, { ...errorOptions(protocol) });
      const input = structureValue(draw, operation.input, inputOptions(client, protocol));
      const error = new AwsError(schema.name, 'The reason, in words: <&>.', { members });

      const caught: unknown = await client
        .send(operation.name, input, () => protocol.encodeError(model, error, REQUEST_ID))
        .catch((reason: unknown) => reason);

      expect(caught).toBeInstanceOf(Error);
      expect(caught).toMatchObject({
        name: schema.name,
        message: error.message,
        $metadata: {
          requestId: REQUEST_ID,
          httpStatusCode: statusOf(protocol, schema),
        },
      });
      expect(canonical(membersOf(schema, caught))).toEqual(
        canonical(sentError(protocol, schema, members)),
      );
    });
    await fc.assert(property, { numRuns: 2, seed: SEED, endOnFailure: true });
  }
};

const statusOf = (protocol: Protocol, { traits }: StructureSchema): number => {
  const modelled = traits.httpError ?? (traits.error === 'server' ? 500 : 400);
  return protocol.name.startsWith('awsJson') ? jsonStatus(modelled) : modelled;
};

/** Where the old query code is all that the SDK looks at, shapes that share one come back as the first of them. */
const isToldApart = (
  { model }: SdkClient,
  protocol: Protocol,
  schema: StructureSchema,
): boolean => {
  const code = schema.traits.awsQueryError?.code;
  if (code === undefined || !(isQuery(protocol) || model.awsQueryCompatible)) return true;
  return model.errorOf(code) === schema;
};

const membersOf = (schema: StructureSchema, caught: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    schema.members
      .filter((member) => !isMessage(member.name))
      .map(({ name }) => [name, isRecord(caught) ? caught[name] : undefined]),
  );

const isMessage = (name: string): boolean => name.toLowerCase() === 'message';

const streamsEvents = ({ input, output }: OperationModel): boolean =>
  [input, output].some((schema) => isStructure(schema) && schema.eventStream !== undefined);

const expectRefused = (
  { model }: SdkClient,
  protocol: Protocol,
  operation: OperationModel,
): void => {
  const request: WireHttpRequest = {
    method: 'POST',
    path: '/',
    query: '',
    headers: {},
    body: new Uint8Array(),
  };

  expect(() => protocol.decodeInput(model, operation, request)).toThrow(
    expect.objectContaining({ name: 'NotImplemented', status: 501 }),
  );
};

const isRest = (protocol: Protocol): boolean =>
  protocol.name === 'restJson1' || protocol.name === 'restXml';

const isQuery = (protocol: Protocol): boolean =>
  protocol.name === 'awsQuery' || protocol.name === 'ec2Query';

const isXmlOutput = (protocol: Protocol): boolean =>
  protocol.name === 'restXml' || isQuery(protocol);

const inputOptions = ({ model }: SdkClient, protocol: Protocol): ValueOptions => ({
  body: protocol.name === 'restXml' ? 'xml' : 'document',
  bound: isRest(protocol),
  ...(isQuery(protocol) || isRest(protocol) ? { hollow: false } : {}),
  fixed: (member) => restricted(model.serviceId, member),
  omitted: (member) => isRewritten(model.serviceId, member),
});

const outputOptions = (
  { model }: SdkClient,
  protocol: Protocol,
  { output }: OperationModel,
): ValueOptions => ({
  body: isXmlOutput(protocol) ? 'xml' : 'document',
  bound: isRest(protocol),
  omitted: isMadeFromExpires,
  fixed: (member) => restricted(model.serviceId, member),
  // The S3 client takes a success without a body for an aborted request.
  always: (member) =>
    member.traits.httpResponseCode === true ||
    (isStructure(output) && output.bindings.payload === member && isStructure(member.schema)),
});

const errorOptions = (protocol: Protocol): ValueOptions => ({
  body: isXmlOutput(protocol) ? 'xml' : 'document',
  bound: isRest(protocol),
  omitted: ({ name }) => isMessage(name),
});

const sentInput = (
  protocol: Protocol,
  { input }: OperationModel,
  value: Readonly<Record<string, unknown>>,
): unknown => {
  const bound = withoutEmptyBindings(input, value);
  return audible(input, bound, inputSilence(protocol.name));
};

const sentOutput = (
  protocol: Protocol,
  { output }: OperationModel,
  value: Readonly<Record<string, unknown>>,
): unknown => {
  const bound = isRest(protocol) ? withoutEmptyBindings(output, value) : value;
  return audible(output, bound, outputSilence(protocol.name));
};

const sentError = (
  protocol: Protocol,
  schema: StructureSchema,
  members: Readonly<Record<string, unknown>>,
): unknown => {
  const sent = audible(schema, members, outputSilence(protocol.name));
  return isXmlOutput(protocol) ? withAbsentLists(schema, sent) : sent;
};

/** Streams are read, so that their bytes can be compared. */
const withoutMetadata = async (output: unknown): Promise<unknown> => {
  if (!isRecord(output)) return output;
  const { $metadata: _, ...members } = output;
  const read = Object.entries(members).map(async ([name, value]) => [
    name,
    await bytesIfStream(value),
  ]);
  return Object.fromEntries(await Promise.all(read));
};

const bytesIfStream = async (value: unknown): Promise<unknown> => {
  if (!isRecord(value) || typeof value['transformToByteArray'] !== 'function') return value;
  if (value instanceof Uint8Array) return value;
  const bytes: unknown = await Reflect.apply(value['transformToByteArray'], value, []);
  return bytes;
};
