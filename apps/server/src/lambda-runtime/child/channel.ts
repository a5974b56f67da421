import { Socket } from 'node:net';
import type { Order } from './context.ts';

const HEAD_BYTES = 8;

const leave = (): void => process.exit(0);

export interface Channel {
  send(header: object, body: Uint8Array): void;
  /** Calls back once all that was sent is written. */
  end(done: () => void): void;
  onOrder(take: (order: Order, body: Buffer) => Promise<void>): void;
}

/**
 * The pipe to the server: frames of two lengths, a header in JSON and a body as it is. When it closes, nobody is there any
 * more for whom this process could work.
 */
export const openChannel = (fd: number): Channel => {
  const socket = new Socket({ fd, readable: true, writable: true });
  let gathered: Buffer[] = [];
  let size = 0;
  let take: ((order: Order, body: Buffer) => Promise<void>) | undefined;

  const drain = (): void => {
    const taker = take;
    if (taker === undefined) return;
    while (size >= HEAD_BYTES) {
      const bytes = gathered.length === 1 ? gathered[0] : Buffer.concat(gathered);
      if (bytes === undefined) return;
      gathered = [bytes];
      const headerBytes = bytes.readUInt32BE(0);
      const end = HEAD_BYTES + headerBytes + bytes.readUInt32BE(4);
      if (bytes.length < end) return;
      const header = bytes.subarray(HEAD_BYTES, HEAD_BYTES + headerBytes).toString('utf8');
      // The server wrote it.
      const order = JSON.parse(header) as Order;
      const body = Buffer.from(bytes.subarray(HEAD_BYTES + headerBytes, end));
      gathered = bytes.length === end ? [] : [bytes.subarray(end)];
      size = bytes.length - end;
      void taker(order, body);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    gathered.push(chunk);
    size += chunk.length;
    drain();
  });
  socket.on('close', leave);
  socket.on('end', leave);
  socket.on('error', leave);

  return {
    send: (header, body) => {
      const head = Buffer.from(JSON.stringify(header));
      const lengths = Buffer.alloc(HEAD_BYTES);
      lengths.writeUInt32BE(head.length, 0);
      lengths.writeUInt32BE(body.length, 4);
      socket.write(Buffer.concat([lengths, head, body]));
    },
    end: (done) => {
      socket.write(Buffer.alloc(0), () => done());
    },
    onOrder: (taker) => {
      take = taker;
      drain();
    },
  };
};
