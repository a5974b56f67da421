import { isUtf8 } from 'node:buffer';
import type { WireHttpRequest } from './protocol.ts';
import { Unreadable } from './unreadable.ts';

/** Parameters with dotted names, as a tree: `Tags.member.1.Key=a` is the value `a` four levels down. */
export interface FormNode {
  value: string | undefined;
  children: Map<string, FormNode> | undefined;
}

/** The parameters of a request of the query protocols: those of its URL and those of its body. */
export const readForm = (request: WireHttpRequest): FormNode => {
  const root: FormNode = { value: undefined, children: undefined };
  if (request.query !== '') addPairs(root, request.query);
  if (request.body.length > 0 && isForm(request)) addPairs(root, bodyText(request.body));
  return root;
};

/** A raw query string; every parameter with its values in order. */
export const parseQuery = (query: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  eachPair(query, (name, value) => {
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  });
  return found;
};

/** The first value of one parameter, found without reading the others. */
export const formParameter = (request: WireHttpRequest, name: string): string | undefined =>
  parameterIn(request.query, name) ??
  (isForm(request) ? parameterIn(asciiText(request.body), name) : undefined);

const FORM = 'application/x-www-form-urlencoded';

const isForm = ({ headers }: WireHttpRequest): boolean =>
  headers['content-type']?.startsWith(FORM) ?? false;

// The longest dotted name in any AWS model has about 20 parts.
const MAX_PARTS = 64;

const addPairs = (root: FormNode, text: string): void =>
  eachPair(text, (name, value) => {
    const parts = name.split('.', MAX_PARTS + 1);
    if (parts.length > MAX_PARTS)
      throw new Unreadable('The parameter name nests too deep', 'syntax');
    let node = root;
    for (const part of parts) {
      node.children ??= new Map();
      let child = node.children.get(part);
      if (child === undefined) {
        child = { value: undefined, children: undefined };
        node.children.set(part, child);
      }
      node = child;
    }
    // Two readers that each take another one of two values would disagree about what was asked.
    if (node.value !== undefined) throw new Unreadable(SYNTAX, 'syntax');
    node.value = value;
  });

const eachPair = (text: string, take: (name: string, value: string) => void): void => {
  for (let from = 0; from < text.length;) {
    const ampersand = text.indexOf('&', from);
    const end = ampersand < 0 ? text.length : ampersand;
    if (end > from) {
      const pair = text.slice(from, end);
      const equals = pair.indexOf('=');
      if (equals < 0) take(decode(pair), '');
      else take(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
    }
    from = end + 1;
  }
};

const SYNTAX = 'The query string contains a syntax error.';

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    if (cause instanceof URIError) throw new Unreadable(SYNTAX, 'syntax');
    throw cause;
  }
};

const bodyText = (body: Uint8Array): string => {
  if (!isUtf8(body)) throw new Unreadable(SYNTAX, 'syntax');
  return asciiText(body);
};

const asciiText = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');

const parameterIn = (text: string, name: string): string | undefined => {
  const prefix = `${name}=`;
  let at = text.startsWith(prefix) ? 0 : text.indexOf(`&${prefix}`) + 1;
  if (at === 0 && !text.startsWith(prefix)) return undefined;
  at += prefix.length;
  const end = text.indexOf('&', at);
  return decode(end < 0 ? text.slice(at) : text.slice(at, end));
};
