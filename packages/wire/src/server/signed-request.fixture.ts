import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentials as usual } from './wire.fixture.ts';

class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  reset(): void {}

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
}

const bytesOf = (secret: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof secret === 'string') return Buffer.from(secret);
  return ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret);
};

export interface Draft {
  readonly host: string;
  readonly at: Date;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly service?: string;
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export interface Signed {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** What a client that signs with the SDK's own signer sends. Default: `sts:GetCallerIdentity`. */
export const sign = async (draft: Draft): Promise<Signed> => {
  const request = unsigned(draft);
  const signed = await signer(draft).sign(request, { signingDate: draft.at });
  return finished(signed, request.body);
};

/** The same as a presigned request, good for `expiresIn` seconds. */
export const presign = async (draft: Draft, expiresIn = 900): Promise<Signed> => {
  const request = unsigned({ method: 'GET', body: '', headers: {}, ...draft });
  const signed = await signer(draft).presign(request, { signingDate: draft.at, expiresIn });
  return finished(signed, request.body);
};

const signer = ({
  service = 'sts',
  region = 'us-east-1',
  credentials = usual,
}: Draft): SignatureV4 =>
  new SignatureV4({
    credentials,
    region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  });

const unsigned = (draft: Draft) => {
  const body = Buffer.from(draft.body ?? 'Action=GetCallerIdentity&Version=2011-06-15');
  return {
    protocol: 'http:',
    hostname: draft.host,
    method: draft.method ?? 'POST',
    path: draft.path ?? '/',
    query: { ...draft.query },
    headers: { host: draft.host, ...(draft.headers ?? FORM) },
    body,
  };
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: object | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const finished = ({ method, path, query, headers }: Sent, body: Buffer): Signed => {
  const search = Object.entries(query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&');
  return { method, target: search === '' ? path : `${path}?${search}`, headers, body };
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The bytes of a request on the wire; `extra` lines come last, and `content-length` unless something else frames the body. */
export const bytesOfRequest = (
  { method, target, headers, body }: Signed,
  extra: readonly string[] = [],
): Buffer => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const framed = [...lines, ...extra].some((line) =>
    /^(content-length|transfer-encoding):/i.test(line),
  );
  if (!framed) lines.push(`content-length: ${body.byteLength}`);
  return Buffer.concat([
    Buffer.from(
      [`${method} ${target} HTTP/1.1`, ...lines, ...extra, 'connection: close', '', ''].join(
        '\r\n',
      ),
      'latin1',
    ),
    body,
  ]);
};
