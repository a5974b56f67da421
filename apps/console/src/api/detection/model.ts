/** Security Hub's labels (ASFF, Severity.Label). */
export type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

/** The worst first. */
export const SEVERITIES: readonly Severity[] = [
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
  'INFORMATIONAL',
];

/** A technique of MITRE ATT&CK for Enterprise, with the tactics it serves: `TA0003`. */
export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly string[];
}

export type RuleOrigin =
  | 'workload'
  | 'cis'
  | 'attack'
  | 'sigma'
  | 'trap'
  | 'behaviour'
  | 'insight'
  | 'custom';

export interface TouchedResource {
  readonly type: string;
  readonly id: string;
}

/** An event of CloudTrail as evidence and timelines show it. */
export interface ReportedEvent {
  readonly id: string;
  readonly at: string;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly actor: string;
  readonly session: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly errorCode: string | null;
  readonly resources: readonly TouchedResource[];
}

/** One rule, one group, its events, and what else its actor did. */
export interface ReportedAlert {
  readonly id: string;
  readonly rule: {
    readonly id: string;
    readonly origin: string;
    readonly title: string;
    readonly description: string;
    readonly question: string | null;
    readonly techniques: readonly Technique[];
    readonly nextSteps: readonly string[];
    readonly references: readonly string[];
  };
  readonly group: string;
  readonly severity: Severity;
  readonly score: number | null;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly actors: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly sourceIps: readonly string[];
  readonly userAgents: readonly string[];
  readonly resources: readonly TouchedResource[];
  readonly because: readonly string[];
  readonly evidence: readonly ReportedEvent[];
  /** The same session within 30 minutes of the alert, without the evidence. */
  readonly context: readonly ReportedEvent[];
}

/** What of an environment rules must know to tell the expected from the rest. Names may hold `*`. */
export interface RuleParameters {
  readonly expectedPrincipals: readonly string[];
  readonly pipelines: readonly string[];
  readonly scanners: readonly string[];
  readonly sensitiveBuckets: readonly string[];
  readonly bucketReaders: readonly string[];
  readonly networks: readonly string[];
  readonly partnerAccounts: readonly string[];
  readonly sensitiveServices: readonly string[];
}

export interface BehaviourSettings {
  readonly learningDays: number;
  readonly learningEvents: number;
  readonly knownNetworks: readonly string[];
  readonly ignoredPrincipals: readonly string[];
  readonly leastScore: number;
  readonly twoNetworksMinutes: number;
  readonly maximumPrincipals: number;
  readonly maximumSessions: number;
}

/** What is wrong with a file of rules, and where. */
export interface RuleProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}
