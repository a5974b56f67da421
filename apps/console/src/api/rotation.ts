import { request } from './request.ts';

/** The schedule expression builder of AWS's console; 1 is Sunday, hours are of the UTC day. */
export type RotationForm =
  | { readonly unit: 'hours'; readonly every: number }
  | { readonly unit: 'days'; readonly every: number; readonly hour?: number }
  | {
      readonly unit: 'weeks';
      readonly every: number;
      readonly weekday: number;
      readonly hour: number;
    }
  | {
      readonly unit: 'months';
      readonly every: number;
      readonly day: number | 'last';
      readonly hour: number;
    };

export interface RotationQuestion {
  readonly schedule: { readonly form: RotationForm } | { readonly expression: string };
  /** As `3h`. */
  readonly duration?: string;
  /** `NextRotationDate` of a secret that rotates so already. */
  readonly next?: string;
  readonly windows?: number;
}

/** Times are ISO 8601; `closesAt` is not in the window any more. */
export interface RotationWindow {
  readonly opensAt: string;
  readonly closesAt: string;
}

export interface ExplainedRotation {
  readonly expression?: string;
  readonly words?: string;
  /** Undefined where the builder cannot show the expression. */
  readonly form?: RotationForm;
  readonly windows?: readonly RotationWindow[];
  /** Why Secrets Manager would not take the schedule. */
  readonly refusal?: string;
  /** Why it would not take the duration. */
  readonly durationRefusal?: string;
}

export const explainRotation = (
  question: RotationQuestion,
  signal?: AbortSignal,
): Promise<ExplainedRotation> =>
  request('/api/explain/rotation', { method: 'POST', body: question, signal });
