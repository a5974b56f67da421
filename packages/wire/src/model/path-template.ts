/** Smithy's `http` trait. `uri` may hold a query part, as in `/?list-type=2`. */
export interface HttpTrait {
  readonly method: string;
  readonly uri: string;
  readonly code: number;
}

/** The path and fixed query of an `http` trait (Smithy 2.0, "http trait"). */
export interface PathTemplate {
  readonly method: string;
  readonly literalSegments: number;
  /** Query parameters that must be there; a value of undefined allows any value. */
  readonly literalQuery: readonly (readonly [name: string, value: string | undefined])[];
  /** Which operation the SDK says this is. Other callers leave it out, so it is a hint and no condition. */
  readonly operationHint: string | undefined;
  /** The decoded labels of a raw path's parts (`pathParts`), or undefined when the path is another one. */
  labels(parts: readonly string[]): ReadonlyMap<string, string> | undefined;
}

interface Segment {
  readonly kind: 'literal' | 'label' | 'greedy';
  readonly text: string;
}

/**
 * `unplaced` names the labels of the input that the uri does not mention. The SDK's S3 model leaves the bucket to its
 * endpoint rules; in path style, which is what we speak, it is the first segment.
 */
export const pathTemplate = (http: HttpTrait, inputLabels: Iterable<string>): PathTemplate => {
  const [path = '', query = ''] = http.uri.split('?', 2);
  const placed = path
    .split('/')
    .slice(1)
    .filter((part) => part !== '')
    .map(segmentOf);
  const unplaced = [...inputLabels].filter(
    (name) => !placed.some((segment) => segment.kind !== 'literal' && segment.text === name),
  );
  const segments = [...unplaced.map((text): Segment => ({ kind: 'label', text })), ...placed];
  const literals = query === '' ? [] : query.split('&').map(literalOf);
  return {
    method: http.method,
    literalSegments: segments.filter((segment) => segment.kind === 'literal').length,
    literalQuery: literals.filter(([name]) => name !== OPERATION_HINT),
    operationHint: literals.find(([name]) => name === OPERATION_HINT)?.[1],
    labels: (raw) => labelsOf(segments, raw),
  };
};

/** What stands between the slashes of a raw path. Split once, because a hostile path is long. */
export const pathParts = (path: string): readonly string[] => path.split('/').slice(1);

export const OPERATION_HINT = 'x-id';

const segmentOf = (part: string): Segment => {
  if (!part.startsWith('{')) return { kind: 'literal', text: part };
  return part.endsWith('+}')
    ? { kind: 'greedy', text: part.slice(1, -2) }
    : { kind: 'label', text: part.slice(1, -1) };
};

const literalOf = (part: string): readonly [string, string | undefined] => {
  const equals = part.indexOf('=');
  return equals < 0 ? [part, undefined] : [part.slice(0, equals), part.slice(equals + 1)];
};

const labelsOf = (
  segments: readonly Segment[],
  parts: readonly string[],
): ReadonlyMap<string, string> | undefined => {
  const isGreedy = segments.some((segment) => segment.kind === 'greedy');
  // "/bucket/" is "/bucket"; below a greedy label a trailing slash is part of the value.
  const length = !isGreedy && parts.at(-1) === '' ? parts.length - 1 : parts.length;
  const spare = length - segments.length;
  if (isGreedy ? spare < 0 : spare !== 0) return undefined;
  const labels = new Map<string, string>();
  let at = 0;
  for (const segment of segments) {
    const taken = segment.kind === 'greedy' ? spare + 1 : 1;
    const raw = parts.slice(at, at + taken).join('/');
    at += taken;
    if (segment.kind === 'literal') {
      if (raw !== segment.text) return undefined;
      continue;
    }
    const value = decoded(raw);
    if (value === undefined || value === '') return undefined;
    labels.set(segment.text, value);
  }
  return labels;
};

const decoded = (raw: string): string | undefined => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined; // Not percent-encoded UTF-8: no operation has such a path.
  }
};
