import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it reached AWS. */
export interface Recorded {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Parameters of a call of the Query protocol. */
  readonly form: URLSearchParams;
}

/**
 * What becomes of a call: it goes on; it is refused for its rate; it never arrives; it is done, and then its answer is lost
 * at once, or withheld until the caller gives up.
 */
export type Fate = 'forward' | 'throttle' | 'lose' | 'lose-answer' | 'hold-answer';

/** What AssumeRole was asked, with every parameter there was. */
export interface AssumeRoleCall {
  readonly names: readonly string[];
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly sourceIdentity: string | null;
  readonly durationSeconds: string | null;
  readonly policy: unknown;
  readonly tags: readonly (readonly [key: string, value: string])[];
}

export interface Recorder {
  readonly url: string;
  readonly calls: readonly Recorded[];
  /** Answers that were lost. */
  readonly lost: readonly string[];
  /** Calls of AssumeRole, oldest first. */
  assumed(): readonly AssumeRoleCall[];
  decide(fateOf: (call: Recorded) => Fate): void;
  forget(): void;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

const THROTTLED =
  '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
  '<Code>Throttling</Code><Message>Rate exceeded</Message></Error>' +
  '<RequestId>00000000-0000-4000-8000-000000000001</RequestId></ErrorResponse>';

const forward = (
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  answered: (answer: IncomingMessage) => void,
  failed: () => void,
): void => {
  const { hostname, port } = new URL(target);
  const sent = httpRequest({ hostname, port, method, path: url, headers }, answered);
  sent.on('error', failed);
  sent.end(body);
};

const assumeRoleOf = ({ form }: Recorded): AssumeRoleCall => {
  const policy = form.get('Policy');
  const tags: (readonly [string, string])[] = [];
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at += 1)
    tags.push([form.get(`Tags.member.${at}.Key`) ?? '', form.get(`Tags.member.${at}.Value`) ?? '']);
  return {
    names: [...form.keys()].filter((name) => !name.startsWith('Tags.')).toSorted(),
    roleArn: form.get('RoleArn') ?? '',
    roleSessionName: form.get('RoleSessionName') ?? '',
    sourceIdentity: form.get('SourceIdentity'),
    durationSeconds: form.get('DurationSeconds'),
    policy: policy === null ? undefined : JSON.parse(policy),
    tags,
  };
};

const always = (): Fate => 'forward';

/** Stands in front of an AWS endpoint and writes down what passes; it can throttle, and lose answers. */
export const recorderBefore = async (target: string): Promise<Recorder> => {
  const calls: Recorded[] = [];
  const lost: string[] = [];
  let fateOf: (call: Recorded) => Fate = always;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bytes = await bodyOf(request);
    const body = bytes.toString('utf8');
    const call = { headers: request.headers, body, form: new URLSearchParams(body) };
    calls.push(call);
    const fate = fateOf(call);
    if (fate === 'throttle') {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(THROTTLED);
      return;
    }
    if (fate === 'lose') {
      response.destroy();
      return;
    }
    const passOn = (answer: IncomingMessage): void => {
      if (fate !== 'forward') {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          lost.push(Buffer.concat(chunks).toString('utf8'));
          if (fate === 'lose-answer') response.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    };
    forward(target, request, bytes, passOn, () => response.destroy());
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    lost,
    assumed: () =>
      calls.filter(({ form }) => form.get('Action') === 'AssumeRole').map(assumeRoleOf),
    decide: (fate) => {
      fateOf = fate;
    },
    forget: () => {
      calls.length = 0;
      lost.length = 0;
      fateOf = always;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
