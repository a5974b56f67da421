import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DescribeSecretResponse, SecretsManager } from '@aws-sdk/client-secrets-manager';

/** What the function is told of the secret, in place of what is so. */
export interface Pretence {
  readonly enabled: boolean;
  /** Labels of versions; those of others stay as they are. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
}

/**
 * Secrets Manager as the function under test sees it: the real one, but for what `pretend` says. Only Secrets Manager itself can make a version
 * without a value, and only for a secret that has a function; here every secret can have one.
 */
export interface Gate {
  readonly url: string;
  pretend(pretence: Pretence): void;
  /** Done when this operation has been: the function is gone before it hears of it. */
  crashAfter(operation: string | undefined, crash?: () => void): void;
  /** Operations that changed the secret since this was asked last. */
  changes(): readonly string[];
  close(): void;
}

const MOST_BYTES = 1024 * 1024;
const CHANGING = new Set([
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'UpdateSecret',
  'DeleteSecret',
]);

type Input = Readonly<Record<string, unknown>>;

const isInput = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readInput = async (request: IncomingMessage): Promise<Input> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > MOST_BYTES) throw new Error('the request is too long');
    chunks.push(bytes);
  }
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  if (!isInput(value)) throw new Error('the request is no object');
  return value;
};

/** The JSON of the protocol: times in seconds, bytes in base64. */
const inProtocol = (output: object): string =>
  JSON.stringify(output, (name, value: unknown) => {
    if (name === '$metadata') return undefined;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    // `toJSON` of a Date came before us.
    return typeof value === 'string' && name.endsWith('Date') ? Date.parse(value) / 1000 : value;
  });

const pretended = (real: DescribeSecretResponse, { enabled, stages }: Pretence): object => ({
  ...real,
  RotationEnabled: enabled,
  VersionIdsToStages: {
    ...real.VersionIdsToStages,
    ...Object.fromEntries(
      // What the function has stored meanwhile counts.
      Object.entries(stages).filter(([id]) => real.VersionIdsToStages?.[id] === undefined),
    ),
  },
});

/** The operations of a rotation function, by the SDK's own client. */
const operationsOf = (secrets: SecretsManager, shown: (real: DescribeSecretResponse) => object) =>
  new Map<string, (input: Input & { SecretId: string }) => Promise<object>>([
    ['DescribeSecret', async (input) => shown(await secrets.describeSecret(input))],
    ['GetSecretValue', (input) => secrets.getSecretValue(input)],
    [
      'PutSecretValue',
      // The service knows of no rotation that such a token could be of.
      (input) => secrets.putSecretValue({ ...bytesOf(input), RotationToken: undefined }),
    ],
    [
      'UpdateSecretVersionStage',
      (input) => secrets.updateSecretVersionStage({ VersionStage: '', ...input }),
    ],
    ['GetRandomPassword', (input) => secrets.getRandomPassword({ IncludeSpace: false, ...input })],
    ['ListSecretVersionIds', (input) => secrets.listSecretVersionIds(input)],
  ]);

const bytesOf = (input: Input & { SecretId: string }) =>
  typeof input['SecretBinary'] === 'string'
    ? { ...input, SecretBinary: Buffer.from(input['SecretBinary'], 'base64') }
    : input;

const refusal = (response: ServerResponse, status: number, name: string, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: name, message }));
};

const statusOf = (error: unknown): number => {
  if (!(error instanceof Error) || !('$metadata' in error)) return 400;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : 400;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server on the loopback address; what the API refuses is answered as it does. */
const listen = async (answer: Answer) => {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) =>
      refusal(
        response,
        statusOf(error),
        error instanceof Error ? error.name : 'InternalServiceError',
        error instanceof Error ? error.message : '',
      ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
};

/** Opens the gate to one secret, on the loopback address at a path that only the function under test is told. */
export const openGate = async (secrets: SecretsManager, arn: string): Promise<Gate> => {
  const path = `/${randomBytes(16).toString('hex')}/`;
  let pretence: Pretence = { enabled: true, stages: {} };
  let crashing: { readonly operation: string; readonly crash: () => void } | undefined;
  let changes: string[] = [];

  const operations = operationsOf(secrets, (answer) =>
    answer.ARN === arn ? pretended(answer, pretence) : answer,
  );
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url !== path) return refusal(response, 403, 'AccessDeniedException', 'Not here.');
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const action = operations.get(operation);
    if (action === undefined)
      return refusal(
        response,
        400,
        'InvalidRequestException',
        `A rotation function does not call ${operation}.`,
      );
    const input = await readInput(request);
    const output = await action({ SecretId: arn, ...input });
    if (CHANGING.has(operation)) changes.push(operation);
    if (crashing?.operation === operation) return crashing.crash();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(inProtocol(output));
    return undefined;
  };

  const { server, port } = await listen(answer);
  return {
    url: `http://127.0.0.1:${port}${path.slice(0, -1)}`,
    pretend: (next) => {
      pretence = next;
    },
    crashAfter: (operation, crash = () => {}) => {
      crashing = operation === undefined ? undefined : { operation, crash };
    },
    changes: () => {
      const seen = changes;
      changes = [];
      return seen;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
