import { Failure } from '../errors.ts';
import type { Operations } from './broker-types.ts';
import { jsonOf, reach } from './http.ts';
import { type Refusal, refusalIn } from './refusal.ts';
import type { Session } from './sign-in/session.ts';

type Name = keyof Operations;
type Answer<N extends Name> = Operations[N]['answer'];
type Values = Readonly<Record<string, string | number | undefined | null>>;

/** The parts of a request beside its name; those that are empty objects may be left out. */
export type Input<N extends Name> = Partial<Pick<Operations[N], 'path' | 'query'>> &
  (Operations[N] extends { body: infer Body } ? { readonly body: Body } : object) & {
    /** Repeats with the same key are one request: one that got no answer is repeated once. */
    readonly idempotencyKey?: string;
  };

/** The broker's API as the person who is signed in. Each throws Refusal, and Failure when nobody answers. */
export interface BrokerClient {
  readonly address: string;
  call<N extends Name>(name: N, input: Input<N>): Promise<Answer<N>>;
  /** An answer that is not JSON, as it comes in. */
  stream<N extends Name>(
    name: N,
    query: Operations[N]['query'],
  ): Promise<ReadableStream<Uint8Array>>;
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly repeat: boolean;
}

const urlOf = (address: string, template: string, path: Values, query: Values): string => {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_all, key: string) =>
    encodeURIComponent(String(path[key] ?? '')),
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]): [string, string][] =>
      value === undefined || value === null || value === '' ? [] : [[key, String(value)]],
    ),
  );
  return `${address}/broker${filled}${search.size > 0 ? `?${search.toString()}` : ''}`;
};

const UNAVAILABLE = 503;
const UNAUTHENTICATED = 401;
const FIRST_SERVER_ERROR = 500;

/** The broker's no; a Failure where it cannot do its work, or somebody else answers. */
const refused = async (address: string, response: Response): Promise<Refusal | Failure> => {
  const refusal = refusalIn(await jsonOf(response));
  if (refusal === undefined)
    return new Failure(`there is no broker at ${address}: it answered ${response.status}`);
  return response.status >= FIRST_SERVER_ERROR && response.status !== UNAVAILABLE
    ? new Failure(`${address}: ${refusal.message}`)
    : refusal;
};

// A plan over an organization of thousands of accounts takes a while.
const TIMEOUT_SECONDS = 120;

const attempt = async ({ url, method, headers, body, repeat }: Call, token: string) => {
  const init: RequestInit = {
    method,
    // The audit says what a person used.
    headers: { ...headers, 'user-agent': 'gatehouse-cli', authorization: `Bearer ${token}` },
  };
  if (body !== undefined) init.body = body;
  try {
    return await reach(url, init, TIMEOUT_SECONDS);
  } catch (error) {
    if (!repeat || !(error instanceof Failure)) throw error;
    return reach(url, init, TIMEOUT_SECONDS);
  }
};

export const createClient = (address: string, session: Session): BrokerClient => {
  const send = async (call: Call): Promise<Response> => {
    const token = await session.accessToken();
    const response = await attempt(call, token);
    if (response.status !== UNAUTHENTICATED) return response;
    // Nothing was done. The provider may have ended this token early: with a new one it is asked once more.
    const another = await session.instead(token);
    if (another === undefined) return response;
    await response.body?.cancel();
    return attempt(call, another);
  };

  return {
    address,
    call: async <N extends Name>(name: N, input: Input<N>): Promise<Answer<N>> => {
      const { path = {}, query = {}, idempotencyKey } = input;
      const [method = 'GET', template = ''] = name.split(' ');
      const key: Record<string, string> =
        idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const response = await send({
        url: urlOf(address, template, path, query),
        method,
        headers: { 'content-type': 'application/json', ...key },
        body: 'body' in input ? JSON.stringify(input.body) : undefined,
        repeat: method === 'GET' || idempotencyKey !== undefined,
      });
      if (!response.ok) throw await refused(address, response);
      const answer = await jsonOf(response);
      if (answer === undefined) throw new Failure(`there is no broker at ${address}`);
      // The broker answers by the document that the type is made from.
      return answer as Answer<N>;
    },
    stream: async (name, query) => {
      const [method = 'GET', template = ''] = name.split(' ');
      const url = urlOf(address, template, {}, query);
      const response = await send({ url, method, headers: {}, repeat: true });
      if (!response.ok) throw await refused(address, response);
      if (response.body === null) throw new Failure(`there is no broker at ${address}`);
      return response.body;
    },
  };
};
