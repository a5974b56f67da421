import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a server as a process of its own; resolves with its ready line. */
export const startProcess = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { aws } = JSON.parse(line) as { aws: string };
      resolve({
        url: aws,
        process: child,
        stop: () =>
          new Promise((ended) => {
            child.removeAllListeners('exit');
            child.once('exit', () => ended());
            child.kill('SIGTERM');
          }),
      });
    });
  });

export interface RawRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = Buffer.from('content-length: ');

const bytesOf = ({ path, headers, body }: RawRequest): Buffer =>
  Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );

/** Where a whole response ends in `data`, or -1. */
const responseEnd = (data: Buffer): number => {
  const head = data.indexOf(HEAD_END);
  if (head < 0) return -1;
  const at = data.subarray(0, head).toString('latin1').toLowerCase().indexOf(LENGTH.toString());
  if (at < 0) throw new Error('the response has no content-length');
  const length = Number.parseInt(data.toString('latin1', at + LENGTH.length, head), 10);
  const end = head + HEAD_END.length + length;
  return data.length >= end ? end : -1;
};

const exchange = (socket: Socket, request: Buffer, deadline: number): Promise<number> =>
  new Promise((resolve, reject) => {
    let count = 0;
    let waiting: Buffer = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      const end = responseEnd(waiting);
      if (end < 0) return;
      if (waiting.toString('latin1', 9, 12) !== '200') {
        reject(new Error(waiting.toString('utf8')));
        return;
      }
      waiting = waiting.subarray(end);
      count += 1;
      if (performance.now() < deadline) socket.write(request);
      else {
        socket.destroy();
        resolve(count);
      }
    });
    socket.write(request);
  });

const connected = (url: string, connections: number): Promise<readonly Socket[]> => {
  const { hostname, port } = new URL(url);
  return Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(Number(port), hostname, () => resolve(socket));
          socket.setNoDelay(true);
          socket.once('error', reject);
        }),
    ),
  );
};

/**
 * Keeps this process from sleeping between answers. A server that has to wake its client with every write pays for that
 * with its own time, the more the slower it is: what would be compared then is the machine's scheduler.
 */
const stayAwake = (deadline: number): void => {
  if (performance.now() < deadline) setImmediate(stayAwake, deadline);
};

/** Requests answered per second over `connections` kept-alive connections, each with one request under way. */
export const throughput = async (
  url: string,
  request: RawRequest,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<number> => {
  const { hostname, port } = new URL(url);
  const raw = bytesOf({ ...request, headers: { host: `${hostname}:${port}`, ...request.headers } });
  const sockets = await connected(url, connections);
  const start = performance.now();
  const deadline = start + seconds * 1000;
  stayAwake(deadline);
  const counts = await Promise.all(sockets.map((socket) => exchange(socket, raw, deadline)));
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start);
};

const inTurn = (socket: Socket, requests: Iterator<Buffer, unknown, undefined>): Promise<void> =>
  new Promise((resolve, reject) => {
    let waiting: Buffer = Buffer.alloc(0);
    const next = (): void => {
      const request = requests.next();
      if (request.done === true) {
        socket.destroy();
        resolve();
      } else socket.write(request.value);
    };
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      const end = responseEnd(waiting);
      if (end < 0) return;
      if (waiting.toString('latin1', 9, 12) !== '200') {
        reject(new Error(waiting.toString('utf8')));
        return;
      }
      waiting = waiting.subarray(end);
      next();
    });
    next();
  });

/** Requests answered per second when each of these is sent once, over `connections` kept-alive connections. */
export const allAnswered = async (
  url: string,
  requests: readonly RawRequest[],
  connections: number,
): Promise<number> => {
  const raw = requests.map(bytesOf).values();
  const sockets = await connected(url, connections);
  const start = performance.now();
  await Promise.all(sockets.map((socket) => inTurn(socket, raw)));
  return (requests.length * 1000) / (performance.now() - start);
};
