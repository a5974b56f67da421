import { ApiError, type ErrorBody } from '../api/api-error.ts';
import type { Operations } from './broker-types.ts';
import { type PersonSession, SignInError } from './person-session.ts';

type Name = keyof Operations;
type Answer<N extends Name> = Operations[N]['answer'];

type Values = Readonly<Record<string, string | number | undefined>>;

/** The parts of a request beside its name; those that are empty objects may be left out. */
export type Input<N extends Name> = Partial<Pick<Operations[N], 'path' | 'query'>> &
  (Operations[N] extends { body: infer Body } ? { readonly body: Body } : object) & {
    readonly signal?: AbortSignal;
    /** Repeats with the same key are one request. */
    readonly idempotencyKey?: string;
  };

/** The broker's API as the signed-in person. @throws ApiError */
export interface Broker {
  call<N extends Name>(name: N, input: Input<N>): Promise<Answer<N>>;
  /** The raw answer, for what is saved as a file. */
  download(name: Name, query: Values, signal?: AbortSignal): Promise<Response>;
}

/** The person is signed in no more; the pages ask for a new sign-in. */
export const PERSON_ENDED = 'gatehouse:person-ended';

const addressOf = (name: Name, path: Values, query: Values): { method: string; url: string } => {
  const [method = 'GET', template = ''] = name.split(' ');
  const filled = template.replaceAll(/\{(\w+)\}/g, (_all, key: string) =>
    encodeURIComponent(String(path[key] ?? '')),
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  );
  return { method, url: `/broker${filled}${search.size > 0 ? `?${search}` : ''}` };
};

const failureOf = (status: number, parsed: unknown): ApiError => {
  if (parsed !== null && typeof parsed === 'object' && 'error' in parsed)
    // The broker's own form of errors.
    return new ApiError(status, parsed.error as ErrorBody);
  return new ApiError(status, { code: `HTTP ${status}`, message: 'The broker did not answer.' });
};

const tokenOf = async (session: PersonSession): Promise<string> => {
  try {
    return await session.accessToken();
  } catch (error) {
    if (error instanceof SignInError) ended(session);
    throw error;
  }
};

const ended = (session: PersonSession): void => {
  session.forget();
  window.dispatchEvent(new Event(PERSON_ENDED));
};

export const createBroker = (session: PersonSession): Broker => {
  const send = async (
    url: string,
    init: RequestInit,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const authorization = `Bearer ${await tokenOf(session)}`;
    const response = await fetch(url, { ...init, headers: { ...more, authorization } });
    if (response.status === 401) ended(session);
    return response;
  };
  return {
    call: async <N extends Name>(name: N, input: Input<N>): Promise<Answer<N>> => {
      const { path = {}, query = {}, signal = null, idempotencyKey } = input;
      const { method, url } = addressOf(name, path, query);
      const body = 'body' in input ? { body: JSON.stringify(input.body) } : {};
      const response = await send(
        url,
        { method, signal, ...body },
        {
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
      );
      const parsed: unknown = await response.json();
      if (!response.ok) throw failureOf(response.status, parsed);
      // The broker answers by the document that the type is made from.
      return parsed as Answer<N>;
    },
    download: async (name, query, signal) => {
      const { method, url } = addressOf(name, {}, query);
      const response = await send(url, { method, signal: signal ?? null });
      if (!response.ok) throw failureOf(response.status, await response.json());
      return response;
    },
  };
};
