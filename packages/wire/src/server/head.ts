import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The head of a request, or why it cannot be trusted to mean one thing. */
export interface Head {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names in lower case; lines that repeat a name are joined by a comma (RFC 9110 §5.3). */
  readonly headers: Readonly<Record<string, string>>;
  /** Those that begin with `x-amz-`: a signature must cover them. */
  readonly amzNames: readonly string[];
  readonly ambiguous: string | undefined;
}

// Where two lines are two readings: a proxy before us may have checked the one that we would not use.
const single: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'date',
  'host',
  'origin',
  'smithy-protocol',
  'transfer-encoding',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-security-token',
  'x-amz-target',
]);

// Few spellings make up nearly all header names; lower-casing each of them once is enough.
const MAX_SPELLINGS = 512;
const MAX_SPELLING_LENGTH = 64;

interface Spelling {
  readonly name: string;
  readonly isSingle: boolean;
  readonly isAmz: boolean;
}

/** Reads heads. Node's own `headers` drops a second Authorization or Host line in silence, so this reads the raw ones. */
export const createHeadReader = (): ((request: IncomingMessage) => Head) => {
  const spellings = new Map<string, Spelling>();
  const learn = (spelled: string): Spelling => {
    const name = spelled.toLowerCase();
    const spelling = { name, isSingle: single.has(name), isAmz: name.startsWith('x-amz-') };
    if (spellings.size < MAX_SPELLINGS && spelled.length <= MAX_SPELLING_LENGTH)
      spellings.set(spelled, spelling);
    return spelling;
  };

  return (request) => {
    const raw = request.rawHeaders;
    const headers: Record<string, string> = Object.create(null);
    const amzNames: string[] = [];
    let ambiguous: string | undefined;
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const spelled = raw[at] ?? '';
      const value = raw[at + 1] ?? '';
      const { name, isSingle, isAmz } = spellings.get(spelled) ?? learn(spelled);
      const earlier = headers[name];
      if (earlier === undefined) {
        headers[name] = value;
        if (isAmz) amzNames.push(name);
      } else if (isSingle) ambiguous ??= `The request repeats the header '${name}'.`;
      else headers[name] = `${earlier},${value}`;
    }
    const target = splitTarget(request.url ?? '', headers['host']);
    if (target === undefined) ambiguous ??= 'The request target is not a path of this host.';
    return {
      method: request.method ?? '',
      path: target?.path ?? '/',
      query: target?.query ?? '',
      headers,
      amzNames,
      ambiguous,
    };
  };
};

/** RFC 9112 §3.2: a path, or a whole URI whose authority is the one in Host. */
const splitTarget = (
  target: string,
  host: string | undefined,
): { readonly path: string; readonly query: string } | undefined => {
  const path = target.startsWith('/') ? target : pathOfUri(target, host);
  if (path === undefined || path.includes('#')) return undefined;
  const mark = path.indexOf('?');
  return mark < 0
    ? { path, query: '' }
    : { path: path.slice(0, mark), query: path.slice(mark + 1) };
};

const pathOfUri = (uri: string, host: string | undefined): string | undefined => {
  const lower = uri.slice(0, 8).toLowerCase();
  if (!lower.startsWith('http://') && lower !== 'https://') return undefined;
  const from = lower === 'https://' ? 8 : 7;
  const slash = uri.indexOf('/', from);
  const mark = uri.indexOf('?', from);
  const end = Math.min(slash < 0 ? uri.length : slash, mark < 0 ? uri.length : mark);
  if (uri.slice(from, end).toLowerCase() !== host?.toLowerCase()) return undefined;
  const rest = uri.slice(end);
  return rest.startsWith('/') ? rest : `/${rest}`;
};

const IPV4_IN_IPV6 = '::ffff:';

/** The address of the peer; forwarded addresses are claims of the caller and are not read. */
export const sourceIpOf = (request: IncomingMessage): string => {
  const address = request.socket.remoteAddress ?? '';
  return address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address;
};

export const isSecure = (request: IncomingMessage): boolean => request.socket instanceof TLSSocket;

/** `TLSv1.3` as the number that it is. */
export const tlsVersionOf = ({ socket }: IncomingMessage): string | undefined =>
  socket instanceof TLSSocket ? socket.getProtocol()?.replace('TLSv', '') : undefined;
