import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface ReceivedMail {
  readonly recipients: readonly string[];
  /** The message as it came: headers, an empty line, body. */
  readonly source: string;
}

export interface TestSmtpServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  close(): Promise<void>;
}

/** A real mail server on a free port of this machine. It refuses the recipient nobody@example.com. */
export const testSmtpServer = async (password?: string): Promise<TestSmtpServer> => {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: 'gatehouse' }) : done(new Error('wrong')),
    onRcptTo: ({ address }, _session, done) =>
      done(address === 'nobody@example.com' ? new Error('no such mailbox') : undefined),
    onData: (stream, session, done) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  const listening = Promise.withResolvers<number>();
  server.on('error', () => undefined);
  const inner = server.listen(0, '127.0.0.1', () => {
    const address = inner.address();
    listening.resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  const port = await listening.promise;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  onTestFinished(close);
  return { url: `smtp://127.0.0.1:${port}`, received, close };
};
