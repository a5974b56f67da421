import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buildQueryString, HttpResponse } from '@smithy/core/protocols';
import { readServiceModel } from '../model/read-service-model.ts';
import type { ServiceModel } from '../model/service-model.ts';
import type { WireHttpRequest, WireHttpResponse } from './protocol.ts';
import { isRecord } from './record.ts';

/** An unmodified SDK client whose requests end here instead of on a socket. */
export interface SdkClient {
  readonly model: ServiceModel;
  /** Sends one command; `answer` stands for the server. Resolves to the output or rejects with the SDK's error. */
  send(
    operation: string,
    input: unknown,
    answer: (request: WireHttpRequest) => WireHttpResponse,
  ): Promise<unknown>;
}

/** The clients that the project depends on: later ones join by themselves. */
export const clientPackages = (): readonly string[] => {
  const file = new URL('../../../../package.json', import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const dependencies = isRecord(manifest)
    ? { ...recordAt(manifest, 'dependencies'), ...recordAt(manifest, 'devDependencies') }
    : {};
  return Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
};

const recordAt = (value: Readonly<Record<string, unknown>>, name: string): object => {
  const found = value[name];
  return isRecord(found) ? found : {};
};

/** `protocol` forces one other than the client's own, as its `protocol` setting allows. */
export const sdkClient = (clientModule: object, protocol?: unknown): SdkClient => {
  const model = readServiceModel(clientModule);
  const exported = new Map<string, unknown>(Object.entries(clientModule));
  let answer: ((request: WireHttpRequest) => WireHttpResponse) | undefined;
  const client = construct(clientClass(exported), {
    ...SETTINGS,
    ...(protocol === undefined ? {} : { protocol }),
    requestHandler: {
      handle: async (request: unknown) => {
        if (answer === undefined) throw new Error('nothing answers');
        return { response: toSdk(answer(await fromSdk(request))) };
      },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
    },
  });
  return {
    model,
    send: async (operation, input, respond) => {
      answer = respond;
      const command = construct(exported.get(`${operation}Command`), input);
      const output: unknown = await invoke(client, 'send', command);
      return output;
    },
  };
};

const SETTINGS = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  signer: { sign: async (request: unknown) => request },
  maxAttempts: 1,
  disableHostPrefix: true,
  // Each of the following turns off what a client does to inputs or outputs beyond the protocol itself.
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  md5: false,
  useQueueUrlAsEndpoint: false,
  accountIdEndpointMode: 'disabled',
  disableRequestCompression: true,
  logger: { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
};

const clientClass = (exported: ReadonlyMap<string, unknown>): unknown =>
  [...exported].find(
    ([name, value]) =>
      name.endsWith('Client') && !name.startsWith('__') && typeof value === 'function',
  )?.[1];

export const construct = (constructor: unknown, argument: unknown): object => {
  if (typeof constructor !== 'function') throw new Error('the SDK exports no such class');
  const made: unknown = Reflect.construct(constructor, [argument]);
  if (!isRecord(made)) throw new Error('the SDK made no object');
  return made;
};

export const invoke = (owner: object, name: string, ...args: readonly unknown[]): unknown => {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== 'function') throw new Error(`no ${name}`);
  return Reflect.apply(method, owner, args);
};

export const fromSdk = async (request: unknown): Promise<WireHttpRequest> => {
  if (!isRecord(request)) throw new Error('the SDK sent no request');
  const headers = Object.entries(recordAt(request, 'headers')).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  const query: Parameters<typeof buildQueryString>[0] = Object.fromEntries(
    Object.entries(recordAt(request, 'query')),
  );
  return {
    method: String(request['method']),
    path: String(request['path']),
    query: buildQueryString(query),
    headers: Object.fromEntries(headers),
    body: await bytesOf(request['body']),
  };
};

const bytesOf = async (body: unknown): Promise<Uint8Array> => {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof Readable) return Buffer.concat(await body.toArray());
  throw new Error('a body is neither text, bytes nor a stream');
};

export const toSdk = ({ status, headers, body }: WireHttpResponse): HttpResponse =>
  new HttpResponse({
    statusCode: status,
    headers: { ...headers },
    body: Readable.from(
      typeof body === 'string' || body instanceof Uint8Array ? [Buffer.from(body)] : body,
    ),
  });
