import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Configuration } from './configuration.ts';

export interface Asked {
  readonly path: string;
  readonly form: URLSearchParams;
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number;
}

export interface Answer {
  readonly status?: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Issuer {
  readonly url: string;
  readonly configuration: Configuration;
  readonly asked: readonly Asked[];
  /** An unsigned ID token: this client takes it from the token endpoint only, and reads its claims. */
  idToken(claims: Readonly<Record<string, unknown>>): string;
}

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
};

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An identity provider that answers as the test says; `silent` answers break the connection. */
export const issuerFixture = async (
  answer: (asked: Asked, count: number) => Answer | 'silent',
): Promise<Issuer> => {
  const asked: Asked[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = {
      path: request.url ?? '',
      form: await formOf(request),
      at: performance.now(),
    };
    asked.push(one);
    const found = answer(one, asked.filter(({ path }) => path === one.path).length);
    if (found === 'silent') {
      response.destroy();
      return;
    }
    response
      .writeHead(found.status ?? 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(found.body));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    configuration: {
      issuer: url,
      clientId: 'client',
      scopes: ['openid'],
      authorizationEndpoint: `${url}/authorize`,
      tokenEndpoint: `${url}/token`,
      deviceAuthorizationEndpoint: `${url}/device`,
      loopbackPorts: [],
      loopbackHost: '127.0.0.1',
    },
    idToken: (claims) =>
      `${base64({ alg: 'none' })}.${base64({ iss: url, aud: 'client', ...claims })}.`,
  };
};

export const refusing = (error: string): Answer => ({ status: 400, body: { error } });
