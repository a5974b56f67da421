import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  /** The message as it came. */
  readonly source: string;
}

export interface MailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Answers what the server says to each recipient: nothing, or a reply code above 399. */
  answer(code: number | undefined): void;
  close(): Promise<void>;
}

/** A real mail server on a port of this machine. */
export const mailServer = async (port = 0, password?: string): Promise<MailServer> => {
  const received: ReceivedMail[] = [];
  let refusal: number | undefined;
  const server = new SMTPServer({
    authOptional: password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: 'gatehouse' }) : done(new Error('wrong')),
    onRcptTo: (_address, _session, done) =>
      done(
        refusal === undefined
          ? undefined
          : Object.assign(new Error('not now'), { responseCode: refusal }),
      ),
    onData: (stream, session, done) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, source: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const inner = server.listen(port, '127.0.0.1');
  await new Promise<void>((resolve) => {
    inner.once('listening', resolve);
  });
  const address = inner.address() as AddressInfo;
  return {
    port: address.port,
    received,
    answer: (code) => {
      refusal = code;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
};
