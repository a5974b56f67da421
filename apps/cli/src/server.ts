import { messageOf } from './errors.ts';
import { isRecord } from './json.ts';

/** What came of one HTTP request to the server's own endpoints. */
export type ServerAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** A JSON object, or undefined. */
      readonly body: Readonly<Record<string, unknown>> | undefined;
      /** The server's `Date`. */
      readonly date: Date | undefined;
      readonly manualClock: boolean;
    }
  | { readonly kind: 'silence'; readonly because: string };

const TIMEOUT_MILLISECONDS = 3000;

export const askServer = async (
  url: string,
  method: 'GET' | 'POST' = 'GET',
  timeout = TIMEOUT_MILLISECONDS,
): Promise<ServerAnswer> => {
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(timeout),
      redirect: 'error',
    });
    const text = await response.text();
    const date = Date.parse(response.headers.get('date') ?? '');
    return {
      kind: 'answer',
      status: response.status,
      body: recordIn(text),
      date: Number.isNaN(date) ? undefined : new Date(date),
      manualClock: response.headers.get('x-gatehouse-clock') === 'manual',
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: 'silence', because: messageOf(cause) };
  }
};

const recordIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
