import type { Regex } from './regex/regex.ts';

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A length of time as `bin` takes it: a fixed one, or months of the calendar. */
export type Period =
  | { readonly milliseconds: number; readonly text: string }
  | { readonly months: number; readonly text: string };

/** A field as it is written; the parts of `a.b[0]` are `a`, `b` and `0`. */
export interface Field {
  readonly kind: 'field';
  readonly name: string;
  readonly parts: readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface FunctionCall {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | Field
  | FunctionCall
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'period'; readonly value: Period; readonly start: number }
  /** The star of `count(*)`. */
  | { readonly kind: 'all'; readonly start: number }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'like';
      readonly of: Expression;
      readonly pattern: Regex | string;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'in';
      readonly of: Expression;
      readonly list: readonly Expression[];
      readonly negated: boolean;
    };

export interface Column {
  readonly expression: Expression;
  /** Its alias, or the text of the expression. */
  readonly name: string;
}

export interface SortKey {
  readonly field: Field;
  readonly descending: boolean;
}

/** What `parse` reads with: texts around stars, or the groups of a regular expression. */
export type Extraction =
  | { readonly kind: 'glob'; readonly texts: readonly string[] }
  | { readonly kind: 'regex'; readonly regex: Regex };

/** What a command says. */
export type CommandContent =
  | { readonly kind: 'fields' | 'display'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'stats'; readonly columns: readonly Column[]; readonly by: readonly Column[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number; readonly any: boolean }
  | { readonly kind: 'dedup'; readonly fields: readonly Field[] }
  | {
      readonly kind: 'parse';
      readonly of: Expression;
      readonly extraction: Extraction;
      readonly names: readonly string[];
    }
  | { readonly kind: 'pattern'; readonly of: Field };

export type Command = CommandContent & { readonly start: number; readonly end: number };

export interface Query {
  readonly commands: readonly Command[];
}
