import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { dechunk, type DechunkOptions } from './chunked.ts';
import { deriveSigningKey, parseCredential, type SigningKey } from './signing-key.ts';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const timestamp = '20130524T000000Z';
const scope = parseCredential('AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
if (scope === undefined) throw new Error('the example has a credential');
const key: SigningKey = deriveSigningKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope);
const signerWith = (seed: string) => ({ key, timestamp, scope: scope.text, seed });

// The worked example of the S3 API Reference, "Transferring Payload in Multiple Chunks".
const published = {
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  chunks: [
    [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ],
} as const;

const publishedBody = (alter: (size: number, signature: string) => string): Buffer =>
  Buffer.concat(
    published.chunks.map(([size, signature]) =>
      Buffer.from(`${alter(size, signature)}\r\n${'a'.repeat(size)}\r\n`),
    ),
  );

const header = (size: number, signature: string): string =>
  `${size.toString(16)};chunk-signature=${signature}`;

const options = (rest: Partial<DechunkOptions> = {}): DechunkOptions => ({
  kind: 'signed-chunks',
  signer: signerWith(published.seed),
  decodedLength: '66560',
  announced: undefined,
  ...rest,
});

test('the example AWS publishes is read as published', () => {
  const { body } = dechunk(publishedBody(header), options());

  expect(Buffer.from(body).equals(Buffer.alloc(66_560, 'a'))).toBe(true);
});

test('a chunk whose bytes, signature or order changed is refused', () => {
  const body = publishedBody(header);
  const changed = Buffer.from(body);
  changed[100] = 0x62;

  expect(() => dechunk(changed, options())).toThrow(
    expect.objectContaining({ name: 'SignatureDoesNotMatch' }),
  );
  expect(() => dechunk(body, options({ signer: signerWith('0'.repeat(64)) }))).toThrow(
    expect.objectContaining({ name: 'SignatureDoesNotMatch' }),
  );
  expect(() =>
    dechunk(
      publishedBody((size) => size.toString(16)),
      options(),
    ),
  ).toThrow(expect.objectContaining({ name: 'SignatureDoesNotMatch' }));
});

test.for([
  ['nothing at all', ''],
  ['no size', ';chunk-signature=0\r\n\r\n'],
  ['a size that is no number', 'xyz\r\nabc\r\n'],
  ['a negative size', '-1\r\nabc\r\n'],
  ['a size beyond all memory', 'ffffffffff\r\nabc\r\n'],
  ['a size beyond the body', 'ff\r\nabc\r\n0\r\n\r\n'],
  ['no last chunk', '3\r\nabc\r\n'],
  ['no line end after a chunk', '3\r\nabcdef0\r\n\r\n'],
  ['an endless line', '0'.repeat(5000)],
] as const)('a body with %s is incomplete', ([, text]) => {
  const unsigned = options({
    kind: 'unsigned-chunks-with-trailer',
    signer: undefined,
    decodedLength: undefined,
  });

  expect(() => dechunk(Buffer.from(text), unsigned)).toThrow(
    expect.objectContaining({ name: 'IncompleteBody' }),
  );
});

test('a body of another length than announced is refused', () => {
  expect(() => dechunk(publishedBody(header), options({ decodedLength: '66561' }))).toThrow(
    expect.objectContaining({ name: 'IncompleteBody' }),
  );
});

test('many small chunks are refused: each would cost a signature', () => {
  const unsigned = options({
    kind: 'unsigned-chunks-with-trailer',
    signer: undefined,
    decodedLength: undefined,
  });

  expect(() => dechunk(Buffer.from('1\r\na\r\n1\r\nb\r\n0\r\n\r\n'), unsigned)).toThrow(
    expect.objectContaining({ name: 'InvalidChunkSizeError' }),
  );
});

const withTrailer = (trailer: string): Buffer => Buffer.from(`3\r\nabc\r\n0\r\n${trailer}\r\n`);

test('a checksum that follows the body is handed on', () => {
  const read = dechunk(
    withTrailer('x-amz-checksum-crc32:NSRBwg==\r\n'),
    options({
      kind: 'unsigned-chunks-with-trailer',
      signer: undefined,
      decodedLength: '3',
      announced: 'x-amz-checksum-crc32',
    }),
  );

  expect(Buffer.from(read.body).toString()).toBe('abc');
  expect({ ...read.trailers }).toEqual({ 'x-amz-checksum-crc32': 'NSRBwg==' });
});

test.for([
  'x-amz-acl:public-read\r\n',
  'x-amz-checksum-sha1:AAAA\r\n',
  'no colon here\r\n',
  'x-amz-checksum-crc32:A\r\nx-amz-checksum-crc32:B\r\n',
  '__proto__:x\r\n',
])('the trailer %j is refused', (trailer) => {
  const unsigned = options({
    kind: 'unsigned-chunks-with-trailer',
    signer: undefined,
    decodedLength: '3',
    announced: 'x-amz-checksum-crc32,x-amz-acl',
  });

  expect(() => dechunk(withTrailer(trailer), unsigned)).toThrow(
    expect.objectContaining({ name: 'MalformedTrailerError' }),
  );
});

const sign = (...lines: readonly string[]): string => key.sign(lines.join('\n'));

test('a signed trailer must be signed', () => {
  const seed = '1'.repeat(64);
  const empty = sha256('');
  const chunk = (previous: string, data: string): string =>
    sign('AWS4-HMAC-SHA256-PAYLOAD', timestamp, scope.text, previous, empty, sha256(data));
  const first = chunk(seed, 'abc');
  const last = chunk(first, '');
  const checksum = 'x-amz-checksum-crc32:NSRBwg==\n';
  const trailer = sign('AWS4-HMAC-SHA256-TRAILER', timestamp, scope.text, last, sha256(checksum));
  const bodyWith = (signature: string): Buffer =>
    Buffer.from(
      `${header(3, first)}\r\nabc\r\n${header(0, last)}\r\n${checksum}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`,
    );
  const signed = options({
    kind: 'signed-chunks-with-trailer',
    signer: signerWith(seed),
    decodedLength: '3',
    announced: 'x-amz-checksum-crc32',
  });

  expect(Buffer.from(dechunk(bodyWith(trailer), signed).body).toString()).toBe('abc');
  expect(() => dechunk(bodyWith('0'.repeat(64)), signed)).toThrow(
    expect.objectContaining({ name: 'SignatureDoesNotMatch' }),
  );
  expect(() =>
    dechunk(Buffer.from(`${header(3, first)}\r\nabc\r\n${header(0, last)}\r\n\r\n`), signed),
  ).toThrow(expect.objectContaining({ name: 'SignatureDoesNotMatch' }));
});
