/** The content of a request while it still arrives: it can be read once, and fails where it is not what was signed. */
export interface StreamedBody extends AsyncIterable<Uint8Array> {
  /** How many bytes it has, as the head of the request says. */
  readonly bytes: number | undefined;
  /** Names of the headers that are to come after it, in lower case. */
  readonly announced: readonly string[];
  /** Headers that came after it, names in lower case: all there once it has been read to its end. */
  trailers(): Readonly<Record<string, string>>;
}

export const isStreamedBody = (value: unknown): value is StreamedBody =>
  value !== null &&
  typeof value === 'object' &&
  'trailers' in value &&
  typeof value.trailers === 'function' &&
  Symbol.asyncIterator in value;
