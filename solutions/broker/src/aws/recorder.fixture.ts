import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What reached AWS. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Parameters of an awsQuery call. */
  readonly form: URLSearchParams;
}

/** What happens to a request: it goes on, is refused for its rate, is lost, or its answer is. */
export type Fate = 'forward' | 'throttle' | 'lose' | 'lose-answer';

export interface Recorder {
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** Calls of one operation of an awsQuery service. */
  calls(action: string): readonly Recorded[];
  /** Decides each request from now on. */
  decide(fate: (request: Recorded) => Fate): void;
  forget(): void;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

const THROTTLED = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>00000000-0000-4000-8000-000000000001</RequestId></ErrorResponse>`;

const forwardTo =
  (target: string) =>
  (
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    answers: boolean,
  ): void => {
    const { hostname, port } = new URL(target);
    const sent = httpRequest({ hostname, port, method, path: url, headers }, (answer) => {
      if (!answers) {
        answer.resume();
        answer.on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    sent.end(body);
  };

const recordOf = ({ method = '', url = '' }: IncomingMessage, body: string): Recorded => ({
  method,
  path: url,
  body,
  form: new URLSearchParams(body),
});

const alwaysForward = (): Fate => 'forward';

/** An HTTP proxy in front of an endpoint that writes down what passes, and can lose it. */
export const recorder = async (target: string): Promise<Recorder> => {
  const requests: Recorded[] = [];
  const forward = forwardTo(target);
  let fateOf: (request: Recorded) => Fate = alwaysForward;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const recorded = recordOf(request, body.toString('utf8'));
    requests.push(recorded);
    const fate = fateOf(recorded);
    if (fate === 'lose') {
      response.destroy();
      return;
    }
    if (fate === 'throttle') {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(THROTTLED);
      return;
    }
    forward(request, body, response, fate === 'forward');
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    calls: (action) => requests.filter(({ form }) => form.get('Action') === action),
    decide: (fate) => {
      fateOf = fate;
    },
    forget: () => {
      requests.length = 0;
      fateOf = alwaysForward;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
