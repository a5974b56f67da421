import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors.ts';
import { Refusal } from '../refusal.ts';
import type { Configuration } from './configuration.ts';
import { answerPage, answerRedirect } from './pages.ts';
import { isSame, randomText } from './pkce.ts';

const HOST = '127.0.0.1';
const CALLBACK = '/callback';
const SIGNED_IN = '/signed-in';
const FAILED = '/failed';
// The browser is on its way to the last page already.
const LAST_PAGE_MILLISECONDS = 2000;

/** Waits on 127.0.0.1 for the browser to come back with a code (RFC 8252 §7.3). */
export interface Loopback {
  readonly redirectUri: string;
  /** Leads once to `target`: a browser is started with this address, and others see what programs are started with. */
  startAt(target: string): string;
  /**
   * Waits for the code, and while `use` runs keeps the browser waiting too: it is shown how that ended.
   * @throws Refusal when the provider refused, Failure when nobody came
   */
  receive<Result>(use: (code: string) => Promise<Result>): Promise<Result>;
  close(): void;
}

const listenOn = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ port, host: HOST, exclusive: true });
  });

const AGAIN_MILLISECONDS = 250;
const PATIENCE_MILLISECONDS = 4000;

/** Another sign-in holds a port for moments only: where all are in use, they are tried for four seconds. */
const listenOnOne = async (server: Server, ports: readonly number[]): Promise<number> => {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    for (const port of ports.length === 0 ? [0] : ports)
      if (await listenOn(server, port)) return (server.address() as AddressInfo).port;
    if (performance.now() > until) break;
    await sleep(AGAIN_MILLISECONDS);
  }
  throw new Failure(
    `no port that the identity provider knows is free: ${ports.join(', ')}; use --device`,
  );
};

interface Arrival {
  readonly parameters: URLSearchParams;
  readonly response: ServerResponse;
}

/** Only what the browser itself asks of this very address: names that resolve to it belong to others. */
const targetOf = ({ method, url, headers }: IncomingMessage, host: string): URL | undefined =>
  method === 'GET' && headers.host === host
    ? (URL.parse(url ?? '', `http://${host}`) ?? undefined)
    : undefined;

const codeIn = (parameters: URLSearchParams, issuer: string): string => {
  const from = parameters.get('iss');
  // RFC 9207: the answer of another issuer, mixed up with ours.
  if (from !== null && from !== issuer)
    throw new Refusal('sign-in-refused', 'another identity provider answered: try again');
  const code = parameters.get('code');
  if (code !== null && code !== '') return code;
  const because = parameters.get('error_description') ?? parameters.get('error') ?? 'no code';
  throw new Refusal('sign-in-refused', `the identity provider refused the sign-in: ${because}`);
};

class Listener implements Loopback {
  readonly #server: Server;
  readonly #state: string;
  readonly #issuer: string;
  readonly #timeoutSeconds: number;
  readonly #startPath = `/${randomText()}`;
  #host = '';
  #start: string | undefined;
  #arrived: ((arrival: Arrival) => void) | undefined;
  #lastPage: (() => void) | undefined;

  constructor(issuer: string, state: string, timeoutSeconds: number) {
    this.#issuer = issuer;
    this.#state = state;
    this.#timeoutSeconds = timeoutSeconds;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen(ports: readonly number[], name: string): Promise<void> {
    this.#host = `${name}:${await listenOnOne(this.#server, ports)}`;
  }

  get redirectUri(): string {
    return `http://${this.#host}${CALLBACK}`;
  }

  startAt(target: string): string {
    this.#start = target;
    return `http://${this.#host}${this.#startPath}`;
  }

  async receive<Result>(use: (code: string) => Promise<Result>): Promise<Result> {
    const { parameters, response } = await this.#arrival();
    try {
      const result = await use(codeIn(parameters, this.#issuer));
      await this.#dismiss(response, SIGNED_IN);
      return result;
    } catch (error) {
      await this.#dismiss(response, FAILED);
      throw error;
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const target = targetOf(request, this.#host);
    switch (target?.pathname ?? '') {
      case CALLBACK:
        return this.#callback({
          parameters: target?.searchParams ?? new URLSearchParams(),
          response,
        });
      case SIGNED_IN:
        answerPage(
          response,
          200,
          'Signed in',
          'You can close this page and go back to the command.',
        );
        return this.#lastPage?.();
      case FAILED:
        answerPage(
          response,
          200,
          'Not signed in',
          'The command says why. You can close this page.',
        );
        return this.#lastPage?.();
      case this.#startPath:
        if (this.#start !== undefined) {
          answerRedirect(response, this.#start);
          this.#start = undefined;
          return undefined;
        }
    }
    return answerPage(response, 404, 'Nothing here', 'This address leads nowhere.');
  }

  /** The first answer to this very sign-in counts; whatever else comes here is somebody else's. */
  #callback(arrival: Arrival): void {
    const { parameters, response } = arrival;
    const taken = this.#arrived;
    if (taken === undefined || !isSame(parameters.get('state') ?? '', this.#state)) {
      answerPage(response, 400, 'Not this sign-in', 'It was begun elsewhere, or is over already.');
      return;
    }
    this.#arrived = undefined;
    taken(arrival);
  }

  #arrival(): Promise<Arrival> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Failure(`nobody signed in within ${this.#timeoutSeconds} s: try again`)),
        this.#timeoutSeconds * 1000,
      );
      this.#arrived = (arrival) => {
        clearTimeout(timer);
        resolve(arrival);
      };
    });
  }

  /** Sends the browser to a page without a code in its address, and gives it time to fetch that. */
  #dismiss(response: ServerResponse, path: string): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_PAGE_MILLISECONDS);
      this.#lastPage = () => {
        clearTimeout(timer);
        resolve();
      };
      response.once('close', () => {
        if (!response.writableFinished) this.#lastPage?.();
      });
      answerRedirect(response, path);
    });
  }
}

/** @throws Failure when no port can be had */
export const openLoopback = async (
  {
    issuer,
    loopbackPorts,
    loopbackHost,
  }: Pick<Configuration, 'issuer' | 'loopbackPorts' | 'loopbackHost'>,
  state: string,
  timeoutSeconds: number,
): Promise<Loopback> => {
  const listener = new Listener(issuer, state, timeoutSeconds);
  await listener.listen(loopbackPorts, loopbackHost);
  return listener;
};
