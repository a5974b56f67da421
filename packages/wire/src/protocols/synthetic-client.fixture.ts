import { TypeRegistry } from '@smithy/core/schema';
import { readServiceModel } from '../model/read-service-model.ts';
import type { WireHttpRequest, WireHttpResponse } from './protocol.ts';
import { construct, fromSdk, invoke, type SdkClient, toSdk } from './sdk-exchange.fixture.ts';

/** Static schemas as the SDK's generator writes them: `[kind, namespace, name, traits, ...]`. */
const NAMESPACE = 'test.synthetic';
const simple = { string: 0, number: 1, boolean: 2, time: 4, dateTime: 5, httpDate: 6, epoch: 7 };
const special = { document: 15, bigInteger: 17, bigDecimal: 19, blob: 21, streamingBlob: 42 };
const LIST = 64;
const MAP = 128;

const list = (name: string, traits: unknown, item: unknown): unknown => [
  1,
  NAMESPACE,
  name,
  traits,
  item,
];
const map = (name: string, traits: unknown, value: unknown): unknown => [
  2,
  NAMESPACE,
  name,
  traits,
  0,
  value,
];

const structure = (name: string, members: object, kind = 3, traits: unknown = 0): unknown => [
  kind,
  NAMESPACE,
  name,
  traits,
  Object.keys(members),
  Object.values(members),
];

/** Traits and types that no client of ours has, or few. `nested` is left to what the SDK's own writer can do. */
const bodyMembers = (nested: object): object => ({
  Text: simple.string,
  Flag: simple.boolean,
  Number: simple.number,
  Time: simple.time,
  DateTime: simple.dateTime,
  HttpDate: simple.httpDate,
  Epoch: simple.epoch,
  Bytes: special.blob,
  BigInteger: special.bigInteger,
  BigDecimal: special.bigDecimal,
  Renamed: [simple.string, { jsonName: 're-named', xmlName: 're_named' }],
  Media: [simple.string, { mediaType: 'application/json' }],
  Attribute: [simple.string, { xmlAttribute: 1, xmlName: 'test:attribute' }],
  FlatList: [LIST | simple.string, { xmlFlattened: 1, xmlName: 'flat' }],
  FlatMap: [map('FlatMap', 0, 0), { xmlFlattened: 1, xmlName: 'entry' }],
  Structures: list('Structures', 0, [() => Leaf, { xmlName: 'leaf' }]),
  Lists: list('Lists', 0, LIST | simple.number),
  Maps: map('Maps', 0, MAP | simple.boolean),
  Spaced: [() => Leaf, { xmlNamespace: ['p', 'urn:test'] }],
  Self: () => nestedBody(nested),
  Union: () => Union,
  ...nested,
});

const Leaf = structure('Leaf', {
  Name: simple.string,
  Time: simple.time,
});
const Union = structure(
  'Union',
  { Text: simple.string, Leaf: () => Leaf, Numbers: LIST | simple.number },
  4,
);

const JSON_NESTED = {
  Document: special.document,
  SparseList: list('SparseList', { sparse: 1 }, simple.string),
  SparseMap: map('SparseMap', { sparse: 1 }, () => Leaf),
  MapOfLists: map('MapOfLists', 0, LIST | simple.string),
};

const bodies = new Map<object, unknown>();
const nestedBody = (nested: object): unknown => {
  const known = bodies.get(nested);
  if (known !== undefined) return known;
  const body: unknown[] = [3, NAMESPACE, 'Body', { xmlNamespace: ['test', 'urn:test'] }, [], []];
  bodies.set(nested, body);
  const members = bodyMembers(nested);
  body[4] = Object.keys(members);
  body[5] = Object.values(members);
  return body;
};

const headerMembers = {
  HeaderText: [simple.string, { httpHeader: 'X-Text' }],
  HeaderFlag: [simple.boolean, { httpHeader: 'X-Flag' }],
  HeaderTime: [simple.time, { httpHeader: 'X-Time' }],
  HeaderMedia: [simple.string, { httpHeader: 'X-Media', mediaType: 'application/json' }],
  HeaderTexts: [LIST | simple.string, { httpHeader: 'X-Texts' }],
  HeaderNumbers: [LIST | simple.number, { httpHeader: 'X-Numbers' }],
  HeaderTimes: [LIST | simple.time, { httpHeader: 'X-Times' }],
  Prefixed: [MAP | simple.string, { httpPrefixHeaders: 'X-Pre-' }],
};

const requestMembers = {
  Label: [simple.string, 1],
  LabelTime: [simple.time, 1],
  Greedy: [simple.string, 1],
  Query: [simple.string, { httpQuery: 'q' }],
  QueryTime: [simple.time, { httpQuery: 'qt' }],
  QueryNumbers: [LIST | simple.number, { httpQuery: 'qn' }],
  Params: [MAP | simple.string, { httpQueryParams: 1 }],
};

const operation = (name: string, http: unknown, input: unknown, output: unknown): unknown => [
  9,
  NAMESPACE,
  name,
  { http },
  () => input,
  () => output,
];

const payloadOperation = (name: string, payload: unknown): readonly [string, unknown] => [
  `${name}$`,
  operation(
    name,
    ['PUT', `/${name}`, 202],
    structure(`${name}Input`, { Payload: payload, Query: requestMembers.Query }),
    structure(`${name}Output`, { Payload: payload, HeaderText: headerMembers.HeaderText }),
  ),
];

const required = (schema: unknown, count: number): unknown =>
  Array.isArray(schema) ? [...schema, count] : schema;

const PAYLOADS = Object.fromEntries([
  payloadOperation('PayloadText', [simple.string, { httpPayload: 1 }]),
  payloadOperation('PayloadBytes', [special.blob, { httpPayload: 1, mediaType: 'image/png' }]),
  payloadOperation('PayloadStream', [special.streamingBlob, { httpPayload: 1 }]),
  payloadOperation('PayloadStructure', [() => Leaf, { httpPayload: 1 }]),
  payloadOperation('PayloadUnion', [() => Union, { httpPayload: 1 }]),
]);

const schemas = (kind: 'json' | 'xml' | 'query'): Readonly<Record<string, unknown>> => {
  const nested = kind === 'json' ? JSON_NESTED : {};
  const body = bodyMembers(nested);
  // The SDK decodes a text with a media type as in a header even where the protocol has no headers.
  const { HeaderMedia, ...others } = headerMembers;
  const headers = kind === 'query' ? others : { ...others, HeaderMedia };
  return {
    ...(kind === 'query' ? {} : PAYLOADS),
    Echo$: operation(
      'Echo',
      ['POST', '/echo/{Label}/at/{LabelTime}/{Greedy+}/end?fixed=1&flag', 200],
      required(structure('EchoInput', { ...requestMembers, ...headers, ...body }), 3),
      structure('EchoOutput', { ...headers, ...body, Status: [simple.number, 32] }),
    ),
    // In errors, the SDK reads no header but text.
    Failure$: structure(
      'Failure',
      { message: simple.string, HeaderText: headerMembers.HeaderText, ...body },
      -3,
      {
        error: 'client',
        httpError: 418,
      },
    ),
    Breakage$: structure('Breakage', { Message: simple.string, Leaf: () => Leaf }, -3, {
      error: 'server',
    }),
  };
};

/** A client of no service, whose messages go through the SDK's own protocol classes. */
export const syntheticClient = (
  protocolClass: unknown,
  kind: 'json' | 'xml' | 'query',
): SdkClient => {
  const exported = schemas(kind);
  const settings = {
    defaultNamespace: NAMESPACE,
    serviceTarget: 'Synthetic',
    version: '2026-01-01',
    xmlNamespace: 'urn:synthetic',
    errorTypeRegistries: [errorRegistry(exported)],
  };
  const protocol = construct(protocolClass, settings);
  class SyntheticClient {
    readonly config = {
      protocol,
      protocolSettings: settings,
      serviceId: 'Synthetic',
      defaultSigningName: 'synthetic',
      endpointProvider: () => ({ url: new URL('http://synthetic.example') }),
    };
  }
  const send = async (
    name: string,
    input: unknown,
    answer: (request: WireHttpRequest) => WireHttpResponse,
  ): Promise<unknown> => {
    const raw = exported[`${name}$`];
    if (!Array.isArray(raw)) throw new Error(`no ${name}`);
    const schema = {
      namespace: raw[1],
      name: raw[2],
      traits: raw[3],
      input: raw[4],
      output: raw[5],
    };
    const context = contextOf(name);
    invoke(protocol, 'setSerdeContext', context);
    const request = await fromSdk(
      await invoke(protocol, 'serializeRequest', schema, input, context),
    );
    const output: unknown = await invoke(
      protocol,
      'deserializeResponse',
      schema,
      context,
      toSdk(answer(request)),
    );
    return output;
  };
  return { model: readServiceModel({ ...exported, SyntheticClient }), send };
};

/** The SDK finds the class of an error by its schema. */
const errorRegistry = (exported: Readonly<Record<string, unknown>>): TypeRegistry => {
  const registry = new TypeRegistry(NAMESPACE);
  for (const schema of Object.values(exported)) {
    if (!isErrorSchema(schema)) continue;
    const name = errorName(schema);
    registry.registerError(
      schema,
      class extends Error {
        override readonly name = name;
      },
    );
  }
  return registry;
};

type ErrorSchema = Parameters<TypeRegistry['registerError']>[0] & readonly unknown[];

const isErrorSchema = (schema: unknown): schema is ErrorSchema =>
  Array.isArray(schema) && schema[0] === -3;

const errorName = (schema: ErrorSchema): string => String(schema.at(2));

const contextOf = (operationName: string): object => ({
  __smithy_context: { service: 'Synthetic', operation: operationName },
  endpoint: async () => ({ protocol: 'http:', hostname: 'synthetic.example', path: '/' }),
  streamCollector: async (stream: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  base64Encoder: (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64'),
  base64Decoder: (text: string) => Buffer.from(text, 'base64'),
  utf8Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8'),
  utf8Decoder: (text: string) => Buffer.from(text, 'utf8'),
});
