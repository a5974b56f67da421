import { readdirSync, readFileSync } from 'node:fs';
import { AwsError } from '@gatehouse/core';
import { leastMilliseconds } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { readServiceModel } from '../model/read-service-model.ts';
import type { ProtocolName, ServiceModel } from '../model/service-model.ts';
import type { WireHttpRequest } from './protocol.ts';
import { protocolFor } from './protocols.ts';

/** Milliseconds for one request. A request that costs quadratic time takes seconds. */
const BOUND = 50;

const CORPUS = new URL('../../corpus/', import.meta.url);

/** One file: comment lines that say what it is and what it must become, then a request as it is on the wire. */
interface Case {
  readonly service: string;
  readonly operation: string;
  /** An error code; `none` where no operation is meant; `value` where the request is valid after all. */
  readonly expected: string;
  readonly request: WireHttpRequest;
}

const PROTOCOLS: readonly ProtocolName[] = [
  'awsJson1_0',
  'awsJson1_1',
  'awsQuery',
  'ec2Query',
  'restJson1',
  'restXml',
  'rpcv2Cbor',
];

const files = PROTOCOLS.flatMap((protocol) =>
  readdirSync(new URL(`${protocol}/`, CORPUS))
    .filter((file) => file.endsWith('.http'))
    .map((file) => [protocol, file] as const),
);

test.for(files)('%s/%s becomes the AWS error for it, soon', async ([protocol, file]) => {
  const { service, operation, expected, request } = readCase(
    new URL(`${protocol}/${file}`, CORPUS),
  );
  const model = await modelOf(service);

  const outcome = decode(protocol, model, operation, request);
  const elapsed = leastMilliseconds(BOUND, () => decode(protocol, model, operation, request));

  expect(outcome).toBe(expected);
  expect(elapsed).toBeLessThan(BOUND);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

const decode = (
  name: ProtocolName,
  model: ServiceModel,
  operationName: string,
  request: WireHttpRequest,
): string => {
  const protocol = protocolFor(name);
  try {
    const named = protocol.operationOf(model, request);
    if (named === undefined) return 'none';
    expect(named).toBe(operationName);
    const operation = model.operations.get(named);
    if (operation === undefined) throw new Error(`${named} is no operation`);
    protocol.decodeInput(model, operation, request);
    return 'value';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { status, body } = protocol.encodeError(model, error, 'request-id');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.length).toBeGreaterThan(0);
    return error.name;
  }
};

const readCase = (file: URL): Case => {
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\n\n');
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  const notes = new Map(lines.filter(isNote).map((line) => pair(line.slice(2))));
  const [start = '', ...headers] = lines.filter((line) => !isNote(line));
  const [method = '', target = ''] = start.split(' ');
  const question = target.indexOf('?');
  const body = bytes.subarray(end + 2);
  return {
    service: notes.get('service') ?? '',
    operation: notes.get('operation') ?? '',
    expected: notes.get('expect') ?? '',
    request: {
      method,
      path: question < 0 ? target : target.slice(0, question),
      query: question < 0 ? '' : target.slice(question + 1),
      headers: Object.fromEntries(headers.map(pair)),
      body: notes.get('body') === 'hex' ? Buffer.from(body.toString('latin1'), 'hex') : body,
    },
  };
};

const isNote = (line: string): boolean => line.startsWith('# ');

const pair = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
};

const modelOf = async (service: string): Promise<ServiceModel> => {
  const module: unknown = await import(`@aws-sdk/client-${service}`);
  if (module === null || typeof module !== 'object') throw new Error(`no client for ${service}`);
  return readServiceModel(module);
};
