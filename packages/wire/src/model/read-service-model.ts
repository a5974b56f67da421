import { type HttpTrait, type PathTemplate, pathTemplate } from './path-template.ts';
import { type RawSchema, schemaReader } from './schema-reader.ts';
import { isStructure, type Schema, type StructureSchema } from './schema.ts';
import type { OperationModel, ProtocolName, ServiceModel } from './service-model.ts';

/**
 * The model of a service from the imported namespace of its `@aws-sdk/client-*` package. Shapes are read when an
 * operation is first used.
 */
export const readServiceModel = (clientModule: object): ServiceModel => {
  const config = clientConfig(clientModule);
  const settings = recordOf(config['protocolSettings']);
  const read = schemaReader();
  const exports = Object.entries(clientModule).filter(([name]) => name.endsWith('$'));
  const operations = exports
    .map(([, value]: readonly [string, unknown]) => value)
    .filter(isOperation)
    .map((raw) => new LazyOperation(raw, read))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const errors = exports.map(([, value]: readonly [string, unknown]) => value).filter(isError);
  let known: ErrorIndex | undefined;
  const index = (): ErrorIndex => (known ??= indexed(errors.map(read).filter(isStructure)));
  const serviceId = text(config['serviceId']);
  return {
    serviceId,
    signingName: text(config['defaultSigningName']),
    endpointPrefix: endpointPrefix(config['endpointProvider']),
    targetPrefix: text(settings['serviceTarget']),
    version: text(settings['version']),
    xmlNamespace: typeof settings['xmlNamespace'] === 'string' ? settings['xmlNamespace'] : '',
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    protocol: protocolName(config['protocol']),
    awsQueryCompatible: settings['awsQueryCompatible'] === true,
    bareErrors: serviceId === 'S3',
    get errors() {
      return index().errors;
    },
    errorOf: (code) => index().byCode.get(code),
  };
};

type RawOperation = readonly [9, string, string, unknown, RawSchema, RawSchema];
type RawError = Extract<RawSchema, readonly unknown[]> &
  readonly [-3, string, string, ...unknown[]];

const isOperation = (value: unknown): value is RawOperation =>
  Array.isArray(value) && value[0] === 9 && typeof value[2] === 'string';

const isError = (value: unknown): value is RawError =>
  Array.isArray(value) &&
  value[0] === -3 &&
  typeof value[2] === 'string' &&
  typeof value[1] === 'string' &&
  // The SDK's own base class of all of a service's errors; no service ever sends it.
  !value[1].startsWith('smithy.ts.sdk.synthetic');

class LazyOperation implements OperationModel {
  readonly name: string;
  readonly http?: HttpTrait;
  readonly #raw: RawOperation;
  readonly #read: (raw: RawSchema) => Schema;
  #input: Schema | undefined;
  #output: Schema | undefined;
  #path: PathTemplate | undefined;

  constructor(raw: RawOperation, read: (raw: RawSchema) => Schema) {
    this.name = raw[2];
    this.#raw = raw;
    this.#read = read;
    const http = httpTrait(recordOf(raw[3])['http']);
    if (http !== undefined) this.http = http;
  }

  get input(): Schema {
    this.#input ??= this.#read(this.#raw[4]);
    return this.#input;
  }

  get output(): Schema {
    this.#output ??= this.#read(this.#raw[5]);
    return this.#output;
  }

  get path(): PathTemplate {
    this.#path ??= pathTemplate(
      this.http ?? { method: 'POST', uri: '/', code: 200 },
      this.input.kind === 'structure' ? this.input.bindings.labels.keys() : [],
    );
    return this.#path;
  }
}

const httpTrait = (raw: unknown): HttpTrait | undefined => {
  const [method, uri, code]: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (typeof method !== 'string' || typeof uri !== 'string') return undefined;
  return { method, uri, code: typeof code === 'number' ? code : 200 };
};

interface ErrorIndex {
  readonly errors: readonly StructureSchema[];
  readonly byCode: ReadonlyMap<string, StructureSchema>;
}

const indexed = (errors: readonly StructureSchema[]): ErrorIndex => {
  const byCode = new Map<string, StructureSchema>();
  for (const error of errors) {
    const code = error.traits.awsQueryError?.code;
    if (code !== undefined && !byCode.has(code)) byCode.set(code, error);
  }
  // Several shapes may share a code; the one that is named like it is meant, as the SDKs read it too.
  for (const error of errors) byCode.set(error.name, error);
  return { errors, byCode };
};

/** The configuration of a client that never sends: it alone knows names, versions and the protocol. */
const clientConfig = (clientModule: object): Readonly<Record<string, unknown>> => {
  for (const [name, value] of Object.entries(clientModule)) {
    if (!name.endsWith('Client') || name.startsWith('__') || typeof value !== 'function') continue;
    const client: unknown = Reflect.construct(value, [
      { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } },
    ]);
    return recordOf(recordOf(client)['config']);
  }
  throw new Error('the module exports no client');
};

const protocolName = (protocol: unknown): ProtocolName => {
  const shapeId: unknown =
    protocol !== null && typeof protocol === 'object' && 'getShapeId' in protocol
      ? call(protocol.getShapeId, protocol)
      : undefined;
  const name = text(shapeId).split('#')[1] ?? '';
  const known = PROTOCOLS.find((candidate) => candidate === name);
  if (known === undefined) throw new Error(`the client speaks ${name}, which is not known here`);
  return known;
};

const PROTOCOLS: readonly ProtocolName[] = [
  'awsJson1_0',
  'awsJson1_1',
  'awsQuery',
  'ec2Query',
  'restJson1',
  'restXml',
  'rpcv2Cbor',
];

const endpointPrefix = (provider: unknown): string => {
  const endpoint = recordOf(
    call(provider, undefined, { Region: 'us-east-1', UseFIPS: false, UseDualStack: false }),
  );
  const { url } = endpoint;
  if (!(url instanceof URL)) throw new Error('the client names no endpoint');
  return url.hostname.split('.')[0] ?? '';
};

const call = (method: unknown, owner: unknown, ...args: readonly unknown[]): unknown => {
  if (typeof method !== 'function') throw new Error('the client lacks a function it should have');
  return Reflect.apply(method, owner, args);
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value)) : {};

const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error('the client lacks a setting it should have');
  return value;
};
