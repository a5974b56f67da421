import { createHash, createHmac } from 'node:crypto';
import { connect } from 'node:net';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Draft {
  readonly service: string;
  readonly body: string | Buffer;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: Date;
  readonly region?: string;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

/** The head lines of a request, signed by hand so that a test can say what an SDK never would. */
export const signedLines = (endpoint: string, keys: Keys, draft: Draft): readonly string[] => {
  const { service, body, method = 'POST', path = '/', region = 'us-east-1' } = draft;
  const time = (draft.at ?? new Date()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    host: new URL(endpoint).host,
    'x-amz-date': time,
    ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
    ...draft.headers,
  };
  const names = Object.keys(headers).toSorted();
  const canonical = [
    method,
    path,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const signing = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (key, part) => hmac(key, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmac(
    Buffer.from(signing),
    `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`,
  ).toString('hex');
  return [
    `${method} ${path} HTTP/1.1`,
    ...names.map((name) => `${name}: ${headers[name]}`),
    `authorization: AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  ];
};

/** The bytes of a whole signed request on a connection of its own. */
export const signedBytes = (endpoint: string, keys: Keys, draft: Draft): Buffer => {
  const body = Buffer.from(draft.body);
  return Buffer.concat([
    Buffer.from(
      [
        ...signedLines(endpoint, keys, draft),
        `content-length: ${body.length}`,
        'connection: close',
        '',
        '',
      ].join('\r\n'),
      'latin1',
    ),
    body,
  ]);
};

export interface RawAnswer {
  /** 0 when the server closed the connection without an answer. */
  readonly status: number;
  readonly text: string;
}

const HANG_MILLISECONDS = 15_000;

/** Sends bytes as they are; `end` closes our side after the last one. Rejects when nothing comes back for long. */
export const exchange = (endpoint: string, bytes: Buffer, end = false): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint);
    const received: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      // Ending at once would make the server drop even what is complete.
      if (end) setTimeout(() => socket.end(), 25);
    });
    socket.setTimeout(HANG_MILLISECONDS, () => {
      socket.destroy();
      reject(new Error('the server neither answers nor ends the connection'));
    });
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      const text = Buffer.concat(received).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
  });
