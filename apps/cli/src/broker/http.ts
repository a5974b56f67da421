import { Failure, messageOf } from '../errors.ts';

const TIMEOUT_SECONDS = 20;
const LARGEST_ANSWER = 32 * 1_048_576;

const originOf = (url: string): string => URL.parse(url)?.origin ?? url;

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // Several addresses were tried: the message is empty, and each has its own error.
  if (cause instanceof AggregateError) return causeOf(cause.errors[0]);
  return messageOf(cause);
};

/**
 * An HTTP request whose answer must begin in time. Redirects are refused: a token must not follow one elsewhere.
 * @throws Failure when nobody answers
 */
export const reach = async (
  url: string,
  init: RequestInit = {},
  timeoutSeconds = TIMEOUT_SECONDS,
): Promise<Response> => {
  const aborted = new AbortController();
  const timer = setTimeout(
    () => aborted.abort(new Error(`no answer in ${timeoutSeconds} s`)),
    timeoutSeconds * 1000,
  );
  try {
    return await fetch(url, { redirect: 'error', ...init, signal: aborted.signal });
  } catch (error) {
    throw new Failure(`${originOf(url)} does not answer: ${causeOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};

/** All of an answer, up to 32 MiB. @throws Failure */
export const textOf = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > LARGEST_ANSWER) throw new Failure('the answer is longer than 32 MiB');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`the answer broke off: ${causeOf(error)}`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The JSON of an answer; undefined where it is none. @throws Failure */
export const jsonOf = async (response: Response): Promise<unknown> => {
  const text = await textOf(response);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Whether secrets may be sent there: by TLS, or within this machine (RFC 8252 §8.3). */
export const isProtected = (url: string): boolean => {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return (
    parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname))
  );
};
