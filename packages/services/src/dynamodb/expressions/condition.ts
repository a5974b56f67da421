import type { ValueType } from '../values/value.ts';
import type { Path } from './path.ts';
import type { Literal, Place } from './reader.ts';

export interface Size {
  readonly kind: 'size';
  readonly path: Path;
}

export type Operand = Literal | Place | Size;
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What a condition, filter or key condition says. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'between';
      readonly operand: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly expected: boolean }
  | { readonly kind: 'type'; readonly path: Path; readonly type: ValueType }
  | {
      readonly kind: 'begins-with' | 'contains';
      readonly operand: Operand;
      readonly argument: Operand;
      /** Only of the legacy parameters: `NOT_CONTAINS` also needs a value of a fitting type. */
      readonly negated?: true;
    };
