import { encodePathAgain, normalizeEscapes } from './percent.ts';

/**
 * Removes empty and dot segments (RFC 3986 §5.2.4; IAM User Guide, "Create a canonical request"): what is signed for
 * every service but S3. The router must see this path too, or a signature for one resource would open another.
 */
export const normalizePath = (path: string): string => {
  if (!path.includes('//') && !path.includes('/.')) return path === '' ? '/' : path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
};

/** `path` is normalized already, unless S3 is addressed: there a key may hold any path. */
export const canonicalPath = (path: string, isS3: boolean): string => {
  if (path === '/' || path === '') return '/';
  return isS3 ? normalizeEscapes(path, 'path') : encodePathAgain(path);
};

/** One `name=value` of a query, as it came. */
export interface QueryPart {
  readonly name: string;
  readonly value: string;
}

export const splitQuery = (query: string): QueryPart[] => {
  if (query === '') return [];
  const parts: QueryPart[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    parts.push(
      equals < 0
        ? { name: part, value: '' }
        : { name: part.slice(0, equals), value: part.slice(equals + 1) },
    );
  }
  return parts;
};

/** Sorted by encoded name, then value; the signature itself is not signed. */
export const canonicalQuery = (parts: readonly QueryPart[]): string => {
  if (parts.length === 0) return '';
  const encoded = parts
    .filter((part) => part.name !== 'X-Amz-Signature')
    .map(({ name, value }) => ({
      name: normalizeEscapes(name, 'query'),
      value: normalizeEscapes(value, 'query'),
    }))
    .toSorted((a, b) => order(a.name, b.name) || order(a.value, b.value));
  return encoded.map(({ name, value }) => `${name}=${value}`).join('&');
};

/** Each signed header as `name:value` and a line end; undefined as soon as one is not in the request. */
export const canonicalHeaders = (
  names: readonly string[],
  headers: Readonly<Record<string, string>>,
): string | { readonly missing: string } => {
  let lines = '';
  for (const name of names) {
    const value = headers[name];
    if (value === undefined) return { missing: name };
    lines += `${name}:${collapseSpaces(value)}\n`;
  }
  return lines;
};

const collapseSpaces = (value: string): string => {
  if (!value.includes('  ') && !value.includes('\t') && value.trim() === value) return value;
  let collapsed = '';
  let gap = false;
  for (const letter of value) {
    if (letter === ' ' || letter === '\t') gap = collapsed !== '';
    else {
      collapsed += gap ? ` ${letter}` : letter;
      gap = false;
    }
  }
  return collapsed;
};

const order = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
