import type { ReportedAlert, RuleOrigin, Severity } from './model.ts';

/** Security Hub's (ASFF, Workflow.Status). */
export type AlertStatus = 'NEW' | 'NOTIFIED' | 'RESOLVED' | 'SUPPRESSED';

/** Question of `POST /api/detection/alerts`: what is absent does not matter. */
export interface AlertsQuestion {
  readonly statuses?: readonly AlertStatus[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly origins?: readonly RuleOrigin[] | undefined;
  /** Rule id; may hold `*`. */
  readonly rule?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Part of the title, of an actor, a resource or an address, in whatever case. */
  readonly text?: string | undefined;
  /** RFC 3339; by the last event of the alert. `to` itself does not count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** At most 100; default 25. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** An alert as a list shows it. */
export interface AlertRow {
  readonly id: string;
  readonly status: AlertStatus;
  readonly severity: Severity;
  readonly rule: string;
  readonly origin: RuleOrigin;
  readonly title: string;
  /** 0 to 100; undefined for rules without a score. */
  readonly score: number | undefined;
  readonly count: number;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly actors: readonly string[];
  readonly sourceIps: readonly string[];
  readonly resources: ReportedAlert['resources'];
  /** The first reason. */
  readonly because: string;
  /** Of events. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly note: string | undefined;
}

/** The latest alerts first, by their last event. */
export interface AlertsAnswer {
  readonly alerts: readonly AlertRow[];
  readonly next: string | undefined;
  /** Of all alerts that there are, whatever was asked. */
  readonly counts: {
    readonly byStatus: Readonly<Record<AlertStatus, number>>;
    /** Of those that are NEW or NOTIFIED. */
    readonly openBySeverity: Readonly<Record<Severity, number>>;
  };
}

/** What happened to an alert, the latest first. */
export interface AlertStep {
  readonly at: string;
  readonly kind: 'opened' | 'reopened' | 'status' | 'note' | 'severity';
  /** ARN, `security-hub` for what was changed there, `gatehouse` for what detection did by itself. */
  readonly by: string;
  readonly status: AlertStatus | undefined;
  readonly text: string | undefined;
}

/** Question `{"id"}` of `POST /api/detection/alert`; 404 NotFound. */
export interface AlertAnswer {
  readonly alert: ReportedAlert;
  readonly status: AlertStatus;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly note: string | undefined;
  readonly steps: readonly AlertStep[];
  /** Where it is in Security Hub. */
  readonly finding: {
    readonly id: string;
    readonly productArn: string;
    /** When it was imported last; undefined: it waits. */
    readonly importedAt: string | undefined;
    readonly problem: string | undefined;
  };
}

/** Question of `POST /api/detection/alerts/change`: needs `securityhub:BatchUpdateFindings`. At most 100 ids. */
export interface ChangeAlerts {
  readonly ids: readonly string[];
  readonly status?: AlertStatus | undefined;
  readonly note?: string | undefined;
}

export interface ChangeAlertsAnswer {
  /** Ids of those that are there. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
}
