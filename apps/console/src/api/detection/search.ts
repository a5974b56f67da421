import type { ReportedEvent } from './model.ts';

/** Question of `POST /api/detection/search`: all that is given has to be so. */
export interface SearchQuestion {
  /** RFC 3339; default: the last 24 hours. CloudTrail keeps 90 days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** `CreateUser`; may hold `*`. */
  readonly name?: string | undefined;
  /** `iam.amazonaws.com` or `iam`. */
  readonly source?: string | undefined;
  /** ARN, name or session of who acted; may hold `*`. */
  readonly actor?: string | undefined;
  readonly accessKeyId?: string | undefined;
  /** An address or a CIDR range. */
  readonly sourceIp?: string | undefined;
  /** `AccessDenied`; may hold `*`: `*` alone is any error. */
  readonly errorCode?: string | undefined;
  readonly readOnly?: boolean | undefined;
  /** ARN or name of a resource; may hold `*`. */
  readonly resource?: string | undefined;
  /** A filter pattern of CloudWatch Logs. */
  readonly pattern?: string | undefined;
  /** At most 200; default 50. */
  readonly limit?: number | undefined;
  /** `next` of the answer before, with the same question. */
  readonly token?: string | undefined;
}

export interface FoundEvent extends ReportedEvent {
  readonly actorKind: string;
  readonly readOnly: boolean;
  /** The CloudTrail record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** The newest first. */
export interface SearchAnswer {
  readonly events: readonly FoundEvent[];
  /** There may be more: an answer can be without events and with this. */
  readonly next: string | undefined;
  /** Events that were looked at. */
  readonly searched: number;
  /** All events since then were looked at. */
  readonly reachedAt: string;
  /** Accounts and Regions that could not be read, and why. */
  readonly unread: readonly { readonly place: string; readonly because: string }[];
}
