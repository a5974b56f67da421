import type { Selector, Test } from '../filter/model.ts';
import type { FilterRegex } from '../filter/regex.ts';

/** Any text, or any one character. */
export type GlobToken = string | { readonly any: 'text' | 'character' };

/** What a value is asked. Texts without `cased` are compared in lower case. */
export type RecordTest =
  | Test
  | { readonly kind: 'text'; readonly tokens: readonly GlobToken[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly regex: FilterRegex }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'network'; readonly network: Network }
  /** Null, or not there. */
  | { readonly kind: 'null' }
  | {
      readonly kind: 'field';
      readonly other: Selector;
      readonly how: 'equals' | 'contains' | 'startswith' | 'endswith';
      readonly cased: boolean;
    };

/** An address's bits begin with these; see `network`. */
export interface Network {
  readonly bits: string;
}

/** Where values are looked for. */
export interface RecordSelector extends Pick<Selector, 'steps'> {
  /** Goes into the elements of every array on its way, and of one at its end. */
  readonly flattens: boolean;
}

/** What a record must be like. */
export type RecordCondition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly RecordCondition[] }
  | { readonly kind: 'not'; readonly of: RecordCondition }
  | { readonly kind: 'test'; readonly subject: RecordSelector; readonly test: RecordTest }
  /** Some text anywhere in the record passes. */
  | { readonly kind: 'anywhere'; readonly test: RecordTest };
