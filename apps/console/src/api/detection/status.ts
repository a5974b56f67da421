import type { Severity } from './model.ts';

/** A way on which events come, and how far it has got. Times are RFC 3339. */
export interface SourceState {
  readonly kind: 'queue' | 'log-group';
  /** The queue's URL, the log group's name. */
  readonly name: string;
  /** When it answered last, with events or without. */
  readonly readAt: string | undefined;
  /** Why it could not be read the last time; undefined: it could. */
  readonly problem: string | undefined;
}

/** Answer of `POST /api/detection/status {}`. */
export interface StatusAnswer {
  /** `starting`: rules are compiled and what was learned is read. `standby`: another node does it. */
  readonly state: 'starting' | 'running' | 'standby' | 'failed';
  readonly account: string;
  readonly region: string;
  readonly sources: readonly SourceState[];
  readonly events: {
    /** Since detection was first started here. */
    readonly seen: number;
    /** Came again by the same or another way. */
    readonly repeated: number;
    /** Were no events of CloudTrail. */
    readonly unreadable: number;
    readonly firstAt: string | undefined;
    /** `eventTime` of the newest one. */
    readonly lastAt: string | undefined;
  };
  readonly rules: { readonly total: number; readonly enabled: number };
  /** Alerts that are NEW or NOTIFIED. */
  readonly open: Readonly<Record<Severity, number>>;
  /** Alerts whose finding could not be imported into Security Hub yet, and why. */
  readonly findings: { readonly waiting: number; readonly problem: string | undefined };
  /** What whoever asks may do. */
  readonly may: {
    readonly changeAlerts: boolean;
    readonly changeSettings: boolean;
    readonly seeTraps: boolean;
  };
}
