import { isIP } from 'node:net';

export interface Incoming {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const plain = (address: string): string => address.replace(/^::ffff:/, '');

/**
 * Who asks. Behind `proxies` of ours each has added to `X-Forwarded-For` whom it heard, so that the one to believe is that many from the
 * end: what stands before is whatever the visitor sent.
 */
export const visitorAddress =
  (proxies: number) =>
  ({ socket, headers }: Incoming): string => {
    const heard = plain(socket.remoteAddress ?? '127.0.0.1');
    if (proxies === 0) return heard;
    const told = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',');
    const address = plain((told.at(-proxies) ?? '').trim());
    return isIP(address) === 0 ? heard : address;
  };
