import { lookup as resolve, type LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Outbound, OutboundRequest, OutboundResponse } from './outbound.ts';

const MOST_BYTES = 256 * 1024;

const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
// Instance metadata over IPv6 (EC2 User Guide, "Instance metadata"), and IPv4 addresses that a translator reaches (RFC 6052).
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
// `::ffff:169.254.…` as an address of its own, whichever way the list treats mapped addresses.
refused.addSubnet('::ffff:a9fe:0', 112, 'ipv6');
// The same in the older ways to write IPv4 as IPv6: compatible addresses (RFC 4291 §2.5.5.1) and 6to4 (RFC 3056).
refused.addSubnet('::a9fe:0', 112, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');
// Clouds that keep such services elsewhere: Alibaba Cloud's metadata, Azure's platform address, Oracle's older metadata.
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192'])
  refused.addAddress(address, 'ipv4');

/** Whether an address, not a name, is one that nobody outside may make us ask. */
export const isLinkLocal = (address: string): boolean => {
  const bare = address.split('%', 1)[0] ?? '';
  const family = isIP(bare);
  return family === 0 ? false : refused.check(bare, family === 6 ? 'ipv6' : 'ipv4');
};

const refusal = (): Error => new Error('link-local addresses are not asked');

/** Resolves a name for the very connection that is then made, so that no second answer can differ from the checked one. */
const checkedLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return done(error, []);
    if (addresses.some(({ address }) => isLinkLocal(address))) return done(refusal(), []);
    if (options.all === true) return done(null, addresses);
    const [first] = addresses;
    return first === undefined
      ? done(new Error('the name has no address'), [])
      : done(null, first.address, first.family);
  });
};

const start = ({ method, url, headers, body }: OutboundRequest, signal: AbortSignal) => {
  const target = new URL(url);
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new Error('only http and https URLs are asked');
  // Node asks no lookup function about a host that is an address already.
  if (isLinkLocal(target.hostname.replace(/^\[(.*)\]$/, '$1'))) throw refusal();
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const request = send(target, {
    method,
    headers: {
      ...headers,
      ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }),
    },
    lookup: checkedLookup,
    // A kept connection would outlive the check of its address.
    agent: false,
    signal,
  });
  request.end(bytes);
  return request;
};

const answered = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolved, rejected) => {
    request.once('response', resolved);
    // Later errors have no listener of their own: a connection cut after the cut body is none.
    request.on('error', rejected);
  });

const readBody = async (response: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const bytes: AsyncIterable<Uint8Array> = response;
  for await (const chunk of bytes) {
    chunks.push(chunk.subarray(0, MOST_BYTES - length));
    length += chunk.length;
    if (length >= MOST_BYTES) break;
  }
  // `stream`: a letter that the cut divided is left out instead of becoming a replacement character.
  return new TextDecoder().decode(Buffer.concat(chunks), { stream: length >= MOST_BYTES });
};

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

/** Real HTTP. A redirect is an answer like any other. */
export const systemOutbound: Outbound = {
  send: async (request): Promise<OutboundResponse> => {
    const sent = start(request, AbortSignal.timeout(request.timeoutMilliseconds));
    try {
      const response = await answered(sent);
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: await readBody(response),
      };
    } finally {
      sent.destroy();
    }
  },
};
