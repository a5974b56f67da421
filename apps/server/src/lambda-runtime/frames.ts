import type { Duplex } from 'node:stream';

const HEAD_BYTES = 8;
const MOST_HEADER_BYTES = 4096;
// The largest answer of a function (6 MiB and some) and the document of an error fit.
const MOST_BODY_BYTES = 7 * 1024 * 1024;

/** What a function's process says: it belongs to the function's author, so all of it is checked. */
export interface Said {
  readonly kind: 'ready' | 'init-error' | 'result' | 'error';
  readonly requestId: string;
  /** The process ends after it. */
  readonly fatal: boolean;
  readonly body: Buffer;
}

const KINDS = new Set(['ready', 'init-error', 'result', 'error']);

const isKind = (value: unknown): value is Said['kind'] =>
  typeof value === 'string' && KINDS.has(value);

const parseSaid = (header: Buffer, body: Buffer): Said | undefined => {
  try {
    const said: unknown = JSON.parse(header.toString('utf8'));
    if (said === null || typeof said !== 'object') return undefined;
    const { kind, requestId, fatal }: Record<string, unknown> = { ...said };
    if (!isKind(kind)) return undefined;
    return {
      kind,
      requestId: typeof requestId === 'string' ? requestId : '',
      fatal: fatal === true,
      body,
    };
  } catch {
    return undefined;
  }
};

export const frame = (header: object, body: Uint8Array): Buffer => {
  const head = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(HEAD_BYTES);
  lengths.writeUInt32BE(head.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return Buffer.concat([lengths, head, body]);
};

/** Calls `broken` once for what is no frame, and nothing after it. */
export const readFrames = (pipe: Duplex, said: (frame: Said) => void, broken: () => void): void => {
  let gathered: Buffer[] = [];
  let size = 0;
  let needed = HEAD_BYTES;
  let isBroken = false;
  const fail = (): void => {
    isBroken = true;
    gathered = [];
    broken();
  };
  pipe.on('data', (chunk: Buffer) => {
    if (isBroken) return;
    gathered.push(chunk);
    size += chunk.length;
    while (size >= needed) {
      const bytes = Buffer.concat(gathered);
      gathered = [bytes];
      const headerBytes = bytes.readUInt32BE(0);
      const bodyBytes = bytes.readUInt32BE(4);
      if (headerBytes > MOST_HEADER_BYTES || bodyBytes > MOST_BODY_BYTES) return fail();
      needed = HEAD_BYTES + headerBytes + bodyBytes;
      if (bytes.length < needed) return;
      const parsed = parseSaid(
        bytes.subarray(HEAD_BYTES, HEAD_BYTES + headerBytes),
        bytes.subarray(HEAD_BYTES + headerBytes, needed),
      );
      gathered = [bytes.subarray(needed)];
      size = bytes.length - needed;
      needed = HEAD_BYTES;
      if (parsed === undefined) return fail();
      said(parsed);
    }
  });
};
