/** A number whose decimal value no double holds: it compares as the text it was written as. */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Scalar = string | number | boolean | null | InexactNumber;

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** What one value must be. None of them says anything about a value that is absent. */
export type ValueTest =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'number-text'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: boolean | null }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'equals-ignore-case'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly text: string; readonly tokens: WildcardTokens }
  | { readonly kind: 'numeric'; readonly from?: Bound; readonly to?: Bound }
  | { readonly kind: 'ip'; readonly text: string; readonly bits: string };

/** Code units, and STAR for any run of characters. */
export type WildcardTokens = readonly number[];

export type FieldTest =
  | ValueTest
  | { readonly kind: 'anything-but'; readonly excluded: readonly ValueTest[] }
  | { readonly kind: 'exists'; readonly expected: boolean };

/** One name, its parts joined by dots, and the alternatives for its value. */
export interface FieldRule {
  readonly path: string;
  readonly tests: readonly FieldTest[];
}

/** A pattern without `$or`: all of its fields must match. They are in the order of their paths. */
export type Alternative = readonly FieldRule[];

export interface Pattern {
  /** One of them must match. */
  readonly alternatives: readonly Alternative[];
}

/** Why a pattern is none. `message` is what Amazon EventBridge says, without the name of the error. */
export interface PatternProblem {
  readonly code: 'invalid' | 'too-long';
  readonly message: string;
  /** The inner sentence alone. */
  readonly reason: string;
  /** Where the reader stood, from 1; absent where AWS names no place. */
  readonly line?: number;
  readonly column?: number;
}
