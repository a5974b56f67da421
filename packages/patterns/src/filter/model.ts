import type { FilterRegex } from './regex.ts';

/** `$.a.b[0].*`: one step from a value to the values below it. */
export type SelectorStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'every-member' }
  | { readonly kind: 'every-element' };

export interface Selector {
  /** As it is written. */
  readonly text: string;
  readonly steps: readonly SelectorStep[];
}

/** What a value is compared with. */
export type Wanted =
  | {
      readonly kind: 'text';
      readonly quoted: boolean;
      /** What stands between the stars; a single piece has none. */
      readonly pieces: readonly string[];
      /** What a bare value without stars means as a number. */
      readonly number: number | undefined;
    }
  | { readonly kind: 'regex'; readonly regex: FilterRegex };

export type Test =
  | { readonly kind: 'equals'; readonly negated: boolean; readonly wanted: Wanted }
  | { readonly kind: 'order'; readonly operator: Order; readonly bound: number }
  | { readonly kind: 'is'; readonly value: boolean | null }
  | { readonly kind: 'absent' };

export type Order = '<' | '<=' | '>' | '>=';

/** `Subject` is a selector, or the number of a field. */
export type Condition<Subject> =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition<Subject>[] }
  | {
      readonly kind: 'test';
      readonly subject: Subject;
      readonly test: Test;
      /** As it is written. */
      readonly text: string;
    };

export interface DelimitedField {
  readonly name: string | undefined;
  readonly condition: Condition<string> | undefined;
}

export interface Term {
  readonly mode: 'required' | 'optional' | 'excluded';
  readonly text: string;
  /** Undefined: the text is one. */
  readonly regex: FilterRegex | undefined;
}

/** A filter pattern of CloudWatch Logs, read. */
export type FilterPattern =
  | { readonly kind: 'everything'; readonly regexes: 0 }
  | {
      readonly kind: 'json';
      readonly condition: Condition<Selector>;
      readonly regexes: number;
    }
  | {
      readonly kind: 'delimited';
      /** Before `...`, or all of them. */
      readonly before: readonly DelimitedField[];
      /** Behind `...`; undefined without it. */
      readonly after: readonly DelimitedField[] | undefined;
      readonly regexes: number;
    }
  | { readonly kind: 'terms'; readonly terms: readonly Term[]; readonly regexes: number };

/** A text that is no filter pattern. */
export interface FilterProblem {
  /** What AWS says. */
  readonly message: string;
  /** What is wrong, in one sentence. */
  readonly reason: string;
  /** Where in the text, counted from 0. */
  readonly at: number;
}
