import { request } from '../../../api/request.ts';

export type OutcomeKind = 'resolved' | 'would-resolve' | 'failed' | 'later-resource';

export interface Entry {
  readonly deletion: {
    readonly id: string;
    readonly type: string;
    readonly label: string;
    readonly names: readonly { readonly kind: string; readonly id?: string }[];
    readonly account: string;
    readonly region?: string;
    readonly at: string;
    readonly cause: { readonly eventId: string; readonly action: string; readonly by?: string };
  };
  readonly heardAt: string;
  readonly state: 'waiting' | 'done' | 'failing';
  readonly problem?: string;
  readonly resolved: number;
  readonly failed: number;
  readonly finishedAt?: string;
}

export interface Outcome {
  readonly outcome: OutcomeKind;
  readonly error?: string;
  readonly at: string;
  readonly finding: {
    readonly id: string;
    readonly productArn: string;
    readonly product: string;
    readonly title: string;
    readonly account: string;
    readonly region: string;
  };
}

export interface Position {
  readonly heardAt: number;
  readonly id: string;
}

export interface Report {
  /** Absent: it does not run on this server. */
  readonly resolver?: {
    readonly dryRun: boolean;
    readonly deletions: readonly Entry[];
    readonly next?: Position;
    readonly totals: {
      readonly products: readonly {
        readonly product: string;
        readonly outcome: OutcomeKind;
        readonly number: number;
      }[];
      readonly types: readonly {
        readonly type: string;
        readonly deletions: number;
        readonly resolved: number;
      }[];
      readonly ignored: readonly {
        readonly what: string;
        readonly reason: string;
        readonly number: number;
        readonly lastAt: string;
      }[];
    };
  };
  readonly falco?: {
    readonly waiting: number;
    readonly places: readonly string[];
    readonly refused: readonly {
      readonly findingId: string;
      readonly at: string;
      readonly rule: string;
      readonly code: string;
      readonly message: string;
    }[];
  };
}

const ask = <Answer>(body: object, signal?: AbortSignal): Promise<Answer> =>
  request('/api/resolver', { method: 'POST', body, signal });

export const loadReport = (days: number, after?: Position, signal?: AbortSignal): Promise<Report> =>
  ask({ days, ...(after === undefined ? {} : { after }) }, signal);

export const loadOutcomes = (
  deletion: string,
  signal?: AbortSignal,
): Promise<{ readonly entry: Entry; readonly outcomes: readonly Outcome[] }> =>
  ask({ deletion }, signal);
