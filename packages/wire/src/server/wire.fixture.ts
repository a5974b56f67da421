import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { AwsError, silentLog, systemClock, systemTimers } from '@gatehouse/core';
import { countingIds, type ManualClock, manualClock } from '@gatehouse/testkit';
import { onTestFinished } from 'vitest';
import { readServiceModel } from '../model/read-service-model.ts';
import { createWire } from './create-wire.ts';
import { wireServerOptions } from './server-options.ts';
import type {
  Credential,
  ServiceEntry,
  WireRefusal,
  WireRequest,
  WireSettings,
} from './wire-settings.ts';

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const credentials = { accessKeyId, secretAccessKey };

/** A role's session: the token belongs to the key. */
export const session = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'session/secret',
  sessionToken: 'FwoGZXIvYXdzEXAMPLE//token==',
};

const entry = (
  id: string,
  names: readonly string[],
  load: () => Promise<object>,
  rest: Partial<ServiceEntry> = {},
): ServiceEntry => ({ id, names, load: async () => readServiceModel(await load()), ...rest });

export const services: readonly ServiceEntry[] = [
  entry('sts', ['sts'], () => import('@aws-sdk/client-sts'), {
    unsignedOperations: ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  }),
  entry('dynamodb', ['dynamodb'], () => import('@aws-sdk/client-dynamodb'), {
    targetPrefix: 'DynamoDB_20120810',
  }),
  entry('ecs', ['ecs'], () => import('@aws-sdk/client-ecs'), {
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
  }),
  entry('cloudwatch', ['monitoring'], () => import('@aws-sdk/client-cloudwatch'), {
    targetPrefix: 'GraniteServiceVersion20100801',
  }),
  entry('ec2', ['ec2'], () => import('@aws-sdk/client-ec2')),
  entry('lambda', ['lambda'], () => import('@aws-sdk/client-lambda')),
  entry('s3', ['s3'], () => import('@aws-sdk/client-s3')),
];

export interface WireFixture {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly clock: ManualClock;
  /** The requests that reached the operations, in order. */
  readonly handled: WireRequest<string>[];
  readonly refusals: WireRefusal[];
  readonly server: Server;
  /** Sends bytes as they are and answers all that comes back until the server ends the connection. */
  raw(bytes: string | Buffer): Promise<RawAnswer>;
  /** The same, but ends its own side after the last byte: what is not complete then never will be. */
  rawAndHangUp(bytes: string | Buffer): Promise<RawAnswer>;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly milliseconds: number;
}

type Options = Partial<WireSettings<string>> & {
  readonly outputs?: Readonly<Record<string, unknown>>;
};

/** A server over the real protocols, listening until the test ends; operations answer what `outputs` holds for them. */
export const wireFixture = async ({
  outputs = {},
  ...settings
}: Options = {}): Promise<WireFixture> => {
  // SDKs sign with the time of the machine; the test moves the server's away from it.
  const clock = manualClock(systemClock.now());
  const handled: WireRequest<string>[] = [];
  const refusals: WireRefusal[] = [];
  const server = createServer(
    wireServerOptions,
    createWire<string>({
      clock,
      ids: countingIds(),
      log: silentLog,
      services,
      signature: 'required',
      credentials: { find: findCredential },
      handle: async (request) => {
        handled.push(request);
        return outputs[request.operation] ?? {};
      },
      refused: (refusal) => refusals.push(refusal),
      ...settings,
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const { port } = address;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    clock,
    handled,
    refusals,
    server,
    raw: (bytes) => sendRaw(port, bytes, false),
    rawAndHangUp: (bytes) => sendRaw(port, bytes, true),
  };
};

const findCredential = (key: string, token: string | undefined): Credential<string> | undefined => {
  if (key === accessKeyId && token === undefined) return { secretAccessKey, principal: 'admin' };
  if (key !== session.accessKeyId) return undefined;
  if (token === 'expired')
    throw new AwsError('ExpiredToken', 'The security token included in the request is expired');
  return token === session.sessionToken
    ? { secretAccessKey: session.secretAccessKey, principal: 'role' }
    : undefined;
};

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

const sendRaw = (port: number, bytes: string | Buffer, hangUp: boolean): Promise<RawAnswer> => {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const from = performance.now();
  const received: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(bytes);
    // Ending at once would make the server drop even what is complete.
    if (hangUp) systemTimers.after(25, () => socket.end());
  });
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.on('error', () => {});
  socket.on('close', () => {
    const text = Buffer.concat(received).toString('latin1');
    const last = text.startsWith(CONTINUE) ? text.slice(CONTINUE.length) : text;
    const status = Number(last.slice(9, 12));
    resolve({ status, text, milliseconds: performance.now() - from });
  });
  return promise;
};
