import { ApiError, type ErrorBody, type FailedCall } from './api-error.ts';

interface Options {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly call?: FailedCall;
}

const errorBody = (parsed: unknown, status: number): ErrorBody => {
  if (parsed !== null && typeof parsed === 'object' && 'error' in parsed)
    // The server's own form of errors.
    return parsed.error as ErrorBody;
  return { code: `HTTP ${status}`, message: 'The server gave an answer that is not its own.' };
};

/** Called when the server no longer knows the session. */
export const SESSION_ENDED = 'gatehouse:session-ended';

/** A request to the console's own API. @throws ApiError; TypeError when the server cannot be reached */
export const request = async <Answer>(path: string, options: Options = {}): Promise<Answer> => {
  const { method = 'GET', body, signal = null, call } = options;
  const response = await fetch(path, {
    method,
    signal,
    headers: { 'content-type': 'application/json', 'x-gatehouse-console': '1' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  const parsed: unknown = await response.json();
  // The server answers by the schemas that the type of the answer is generated from.
  if (response.ok) return parsed as Answer;
  const error = new ApiError(response.status, errorBody(parsed, response.status), call);
  if (error.code === 'NotSignedIn' || error.code === 'RoleSessionEnded')
    window.dispatchEvent(new Event(SESSION_ENDED));
  throw error;
};
