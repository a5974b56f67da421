import type { Losses } from '../alerts/groups.ts';
import type { SuppressedCount } from '../alerts/suppressions.ts';
import type { Alert, EventSummary, Severity } from '../model.ts';
import type { Scanned } from '../scan/scan.ts';
import { isAtLeast, rankOf, SEVERITIES } from '../severity.ts';

/** What a scan found, as it is told: times in RFC 3339, everything in a certain order. docs/detect.md says what each member means. */
export interface Report {
  readonly schema: 'gatehouse.detect/1';
  readonly inputs: readonly string[];
  readonly minSeverity: Severity;
  readonly alerts: readonly ReportedAlert[];
  readonly summary: {
    readonly alerts: number;
    /** Below the least severity, and therefore not listed. */
    readonly below: number;
    readonly bySeverity: Readonly<Record<Severity, number>>;
    readonly byRule: Readonly<Record<string, number>>;
    readonly byAccount: Readonly<Record<string, number>>;
    readonly byActor: Readonly<Record<string, number>>;
  };
  readonly events: {
    readonly files: number;
    readonly filesWithEvents: number;
    readonly bytes: number;
    readonly records: number;
    readonly events: number;
    readonly duplicates: number;
    readonly outside: number;
    readonly insights: number;
    readonly digests: number;
    readonly strangeTimes: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
  };
  /** Whether every file was read to its end. */
  readonly complete: boolean;
  readonly problems: readonly ReportedProblem[];
  readonly problemsNotListed: Readonly<Record<string, number>>;
  readonly suppressed: readonly ReportedSuppression[];
  /** What bounded memory gave up. */
  readonly notKept: {
    readonly alerts: Readonly<Record<string, number>>;
    readonly waitingGroups: number;
    readonly duplicatesFarApart: boolean;
  };
  readonly resumed: boolean;
}

export interface ReportedProblem {
  readonly file: string;
  readonly kind: string;
  readonly detail: string;
  readonly count: number;
  readonly offset: number;
}

export interface ReportedSuppression {
  readonly suppression: string;
  readonly reason: string;
  readonly rule: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export type ReportedEvent = Omit<EventSummary, 'at' | 'errorCode'> & {
  readonly at: string;
  readonly errorCode: string | null;
};

export type ReportedAlert = Omit<
  Alert,
  'rule' | 'firstAt' | 'lastAt' | 'score' | 'evidence' | 'context'
> & {
  readonly rule: {
    readonly id: string;
    readonly origin: string;
    readonly title: string;
    readonly description: string;
    readonly question: string | null;
    readonly techniques: Alert['rule']['techniques'];
    readonly nextSteps: readonly string[];
    readonly references: readonly string[];
  };
  readonly score: number | null;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly evidence: readonly ReportedEvent[];
  readonly context: readonly ReportedEvent[];
};

const LATEST = 8.64e15;

export const isoOf = (at: number): string =>
  new Date(Math.min(LATEST, Math.max(-LATEST, at))).toISOString();

const eventOf = (event: EventSummary): ReportedEvent => ({
  id: event.id,
  at: isoOf(event.at),
  account: event.account,
  region: event.region,
  source: event.source,
  name: event.name,
  actor: event.actor,
  session: event.session,
  sourceIp: event.sourceIp,
  userAgent: event.userAgent,
  errorCode: event.errorCode ?? null,
  resources: event.resources,
});

export const reportedAlert = ({ rule, ...alert }: Alert): ReportedAlert => ({
  id: alert.id,
  severity: alert.severity,
  score: alert.score ?? null,
  rule: {
    id: rule.id,
    origin: rule.origin,
    title: rule.title,
    description: rule.description,
    question: rule.question ?? null,
    techniques: rule.techniques,
    nextSteps: rule.nextSteps,
    references: rule.references,
  },
  group: alert.group,
  firstAt: isoOf(alert.firstAt),
  lastAt: isoOf(alert.lastAt),
  count: alert.count,
  actors: alert.actors,
  accounts: alert.accounts,
  regions: alert.regions,
  sourceIps: alert.sourceIps,
  userAgents: alert.userAgents,
  resources: alert.resources,
  because: alert.because,
  evidence: alert.evidence.map(eventOf),
  context: alert.context.map(eventOf),
});

const countBy = (
  alerts: readonly Alert[],
  of: (alert: Alert) => readonly string[],
): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const alert of alerts)
    for (const name of of(alert)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].toSorted(
    ([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1),
  );
  return Object.fromEntries(sorted);
};

/** Files that are no logs at all do not make a scan incomplete; those that broke off do. */
const BREAKS: ReadonlySet<string> = new Set([
  'unreadable',
  'truncated',
  'broken',
  'malformed',
  'oversize',
  'given-up',
]);

const suppressedOf = (counts: readonly SuppressedCount[]): readonly ReportedSuppression[] =>
  counts
    .map((one) => ({ ...one, firstAt: isoOf(one.firstAt), lastAt: isoOf(one.lastAt) }))
    .toSorted((left, right) => right.count - left.count || (left.rule < right.rule ? -1 : 1));

export interface ReportParts {
  readonly inputs: readonly string[];
  readonly scanned: Scanned;
  readonly alerts: readonly Alert[];
  readonly suppressed: readonly SuppressedCount[];
  readonly losses: Losses;
  readonly minSeverity: Severity;
}

const summaryOf = (all: readonly Alert[], alerts: readonly Alert[]): Report['summary'] => ({
  alerts: alerts.length,
  below: all.length - alerts.length,
  bySeverity: Object.fromEntries(
    SEVERITIES.map((name) => [name, all.filter(({ severity }) => severity === name).length]),
  ) as Record<Severity, number>,
  byRule: countBy(alerts, ({ rule }) => [rule.id]),
  byAccount: countBy(alerts, ({ accounts }) => accounts),
  byActor: countBy(alerts, ({ actors }) => actors),
});

/** The worst first, then in order of time. */
export const createReport = (parts: ReportParts): Report => {
  const { scanned, losses, minSeverity } = parts;
  const alerts = parts.alerts
    .filter(({ severity }) => isAtLeast(severity, minSeverity))
    .toSorted((left, right) => rankOf(right.severity) - rankOf(left.severity));
  const { firstAt, lastAt, ...totals } = scanned.totals;
  return {
    schema: 'gatehouse.detect/1',
    inputs: parts.inputs,
    minSeverity,
    summary: summaryOf(parts.alerts, alerts),
    alerts: alerts.map(reportedAlert),
    events: {
      ...totals,
      firstAt: firstAt === undefined ? null : isoOf(firstAt),
      lastAt: lastAt === undefined ? null : isoOf(lastAt),
    },
    complete: !scanned.problems.some(({ kind }) => BREAKS.has(kind)),
    problems: scanned.problems,
    problemsNotListed: Object.fromEntries(scanned.unlisted),
    suppressed: suppressedOf(parts.suppressed),
    notKept: {
      alerts: Object.fromEntries(losses.alerts),
      waitingGroups: losses.waitingGroups,
      duplicatesFarApart: scanned.forgotIds,
    },
    resumed: scanned.resumed,
  };
};
