import { contextLookup } from '../context/context-lookup.ts';
import { lowerCase } from '../context/lower-case.ts';
import type { AuthorizationRequest } from '../model.ts';
import { looksLikeWildcard, wildcards } from './glob.ts';

type Part =
  | { readonly kind: 'text'; readonly pattern: string }
  | {
      readonly kind: 'variable';
      /** Empty when the variable cannot be read as one. */
      readonly key: string;
      readonly fallback: string | undefined;
      readonly read: (request: AuthorizationRequest) => string | undefined;
    };

/** A value of a policy whose variables are not yet known. */
export interface Template {
  /** As it stands in the policy. */
  readonly source: string;
  /** The pattern, if there is no variable in it. */
  readonly fixed: string | undefined;
  /** The condition keys that its variables name, as written. */
  readonly keys: readonly string[];
  /** The condition key, in lower case, if the value is one variable without default and nothing else. */
  readonly variable?: string | undefined;
  /** The pattern for one request; `undefined` when a variable has no single value. */
  readonly resolve: (request: AuthorizationRequest) => string | undefined;
}

export interface TemplateOptions {
  /** Policies before 2012-10-17 know no variables: `${…}` is text. */
  readonly variables: boolean;
  /** Whether `*` and `?` stand for other characters. */
  readonly wildcards: boolean;
}

export const parseTemplate = (source: string, options: TemplateOptions): Template => {
  const parts = options.variables ? split(source, options) : [textPart(source, options)];
  const variables = parts.filter((part) => part.kind === 'variable');
  const keys = variables.map(({ key }) => key).filter((key) => key !== '');
  const [first] = variables;
  if (first === undefined) {
    const fixed = parts.map((part) => (part.kind === 'text' ? part.pattern : '')).join('');
    return { source, fixed, keys, resolve: () => fixed };
  }
  if (parts.length > 1) return { source, fixed: undefined, keys, resolve: concatenation(parts) };
  const variable =
    first.fallback === undefined && first.key !== '' ? lowerCase(first.key) : undefined;
  return { source, fixed: undefined, keys, variable, resolve: first.read };
};

const concatenation =
  (parts: readonly Part[]): Template['resolve'] =>
  (request) => {
    let pattern = '';
    for (const part of parts) {
      const piece = part.kind === 'text' ? part.pattern : part.read(request);
      if (piece === undefined) return undefined;
      pattern += piece;
    }
    return pattern;
  };

const textPart = (text: string, options: TemplateOptions): Part => ({
  kind: 'text',
  pattern: options.wildcards ? wildcards(text) : text,
});

const split = (source: string, options: TemplateOptions): readonly Part[] => {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const start = source.indexOf('${', from);
    if (start < 0) break;
    const end = closingBrace(source, start + 2);
    if (start > from) parts.push(textPart(source.slice(from, start), options));
    parts.push(variable(source.slice(start + 2, end < 0 ? undefined : end), end >= 0, options));
    from = end < 0 ? source.length : end + 1;
  }
  if (from < source.length || parts.length === 0) parts.push(textPart(source.slice(from), options));
  return parts;
};

// A default value is quoted, and may itself hold a brace.
const closingBrace = (source: string, from: number): number => {
  const brace = source.indexOf('}', from);
  const quote = source.indexOf("'", from);
  if (quote < 0 || brace < quote) return brace;
  const unquote = source.indexOf("'", quote + 1);
  return unquote < 0 ? brace : source.indexOf('}', unquote);
};

const LITERALS = new Set(['*', '?', '$']);

const variable = (inside: string, closed: boolean, options: TemplateOptions): Part => {
  if (closed && LITERALS.has(inside)) return { kind: 'text', pattern: inside };
  const comma = inside.indexOf(',');
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim();
  const fallback = comma < 0 ? undefined : unquoted(inside.slice(comma + 1).trim());
  // What cannot be read as a variable never has a value, so that the statement is in doubt and does not allow.
  if (!closed || key === '' || (comma >= 0 && fallback === undefined)) {
    return { kind: 'variable', key: '', fallback: undefined, read: () => undefined };
  }
  const lookup = contextLookup(key);
  return {
    kind: 'variable',
    key,
    fallback,
    read: (request) => {
      const value = lookup(request) ?? fallback;
      // A key with several values is none to put into a text (IAM User Guide, "policy variables").
      if (typeof value !== 'string') return undefined;
      return options.wildcards && looksLikeWildcard(value) ? undefined : value;
    },
  };
};

const unquoted = (text: string): string | undefined =>
  text.length >= 2 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : undefined;
