import type { ReportedEvent } from './model.ts';

export type SubjectKind = 'principal' | 'session' | 'access-key' | 'address' | 'resource' | 'alert';

/** Question of `POST /api/detection/investigate`. */
export interface InvestigateQuestion {
  /** Absent: what the value looks like. */
  readonly kind?: SubjectKind | undefined;
  /** ARN or name, access key id, address, ARN or name of a resource, id of an alert. */
  readonly value: string;
  /** RFC 3339; default: 24 hours, of an alert the 30 minutes before and after it. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` of the answer before, with the same question. */
  readonly token?: string | undefined;
}

export interface TimelineEvent extends ReportedEvent {
  readonly readOnly: boolean;
  readonly accessKeyId: string | undefined;
  /** ATT&CK techniques, where a rule knows one. */
  readonly techniques: readonly { readonly id: string; readonly name: string }[];
  /** Rules that speak of it. */
  readonly rules: readonly string[];
  /** Alerts that have it as evidence. */
  readonly alerts: readonly string[];
}

/** Values with how often, the most frequent first, at most 50. */
export type Counted = readonly {
  readonly value: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}[];

/** An assumption of a role: who, which role, and the credentials that came of it. */
export interface ChainLink {
  readonly at: string;
  readonly eventId: string;
  /** Credentials that asked, where they are known. */
  readonly from: string;
  readonly fromAccessKeyId: string | undefined;
  readonly role: string;
  readonly sessionName: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly errorCode: string | undefined;
  /** Towards where the subject came from, or to what it became. */
  readonly direction: 'to-subject' | 'from-subject';
  /** Calls made with the credentials in the time that was asked for. */
  readonly calls: number;
}

export interface InvestigateAnswer {
  readonly subject: { readonly kind: SubjectKind; readonly value: string };
  readonly from: string;
  readonly to: string;
  readonly summary: {
    readonly events: number;
    readonly errors: number;
    readonly writes: number;
    readonly firstAt: string | undefined;
    readonly lastAt: string | undefined;
    readonly actors: Counted;
    readonly sessions: Counted;
    readonly accessKeys: Counted;
    readonly services: Counted;
    readonly actions: Counted;
    readonly regions: Counted;
    readonly accounts: Counted;
    readonly addresses: Counted;
    readonly userAgents: Counted;
    readonly errorCodes: Counted;
    readonly resources: Counted;
    readonly techniques: readonly {
      readonly id: string;
      readonly name: string;
      readonly count: number;
    }[];
  };
  readonly chain: readonly ChainLink[];
  /** In order of time; at most 1000 of them. */
  readonly timeline: readonly TimelineEvent[];
  /** The time was not searched to its end: ask again with this for what is older. */
  readonly next: string | undefined;
  readonly searched: number;
  readonly unread: readonly { readonly place: string; readonly because: string }[];
}
