import { request } from './request.ts';

export interface FieldExplanation {
  readonly path: string;
  readonly matched: boolean;
  /** The values of the event, as JSON. */
  readonly found: readonly string[];
  readonly wanted: readonly string[];
  readonly passed: readonly string[];
  readonly reason: string;
}

export interface PatternExplanation {
  readonly matched: boolean;
  readonly alternatives: readonly {
    readonly matched: boolean;
    readonly onlyAcrossElements: boolean;
    readonly fields: readonly FieldExplanation[];
  }[];
}

export interface PatternProblem {
  readonly message: string;
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
}

/** Either the explanation, or what keeps the text from being a pattern. */
export interface ExplainedPattern {
  readonly explanation?: PatternExplanation;
  readonly problems?: readonly PatternProblem[];
}

export interface FilterExplanation {
  readonly matched: boolean;
  readonly reason: string;
  readonly steps: readonly {
    readonly condition: string;
    readonly matched: boolean;
    readonly found: readonly string[];
    readonly reason: string;
  }[];
}

export interface ExplainedFilter {
  /** One for each message. */
  readonly explanations?: readonly FilterExplanation[];
  readonly problem?: { readonly message: string; readonly reason: string; readonly at: number };
}

export interface Firings {
  /** ISO 8601. */
  readonly firings?: readonly string[];
  readonly refusal?: string;
}

const ask = <Answer>(what: string, body: object, signal?: AbortSignal): Promise<Answer> =>
  request(`/api/explain/${what}`, { method: 'POST', body, signal });

export const explainEventPattern = (
  question: { readonly pattern: string; readonly event: string },
  signal?: AbortSignal,
): Promise<ExplainedPattern> => ask('event-pattern', question, signal);

export const explainFilterPattern = (
  question: { readonly pattern: string; readonly messages: readonly string[] },
  signal?: AbortSignal,
): Promise<ExplainedFilter> => ask('filter-pattern', question, signal);

export const nextFirings = (expression: string, signal?: AbortSignal): Promise<Firings> =>
  ask('schedule', { expression }, signal);
