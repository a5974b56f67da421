/** A JSON object from outside: only own members count. */
export type JsonObject = Readonly<Record<string, unknown>>;

export type ActorKind =
  | 'user'
  | 'role'
  | 'root'
  | 'federated'
  | 'identity-center'
  | 'service'
  | 'account'
  | 'anonymous'
  | 'unknown';

/** Who acts: a principal, whatever session it acts by (CloudTrail User Guide, "userIdentity element"). */
export interface Actor {
  readonly kind: ActorKind;
  /** The same over all sessions: the ARN of a user or role, `arn:aws:iam::111122223333:root`, `ec2.amazonaws.com`. */
  readonly key: string;
  readonly account: string | undefined;
  /** User or role name, service name. */
  readonly name: string | undefined;
  /** One sign-in or credential: the session's ARN with its issue time, or the access key. */
  readonly session: string;
  readonly sessionName: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly mfa: boolean | undefined;
}

export type EventCategory = 'Management' | 'Data' | 'NetworkActivity' | 'Insight';

/** A CloudTrail record as detection sees it: what nearly every detector asks, read once. */
export interface TrailEvent {
  readonly id: string;
  /** Milliseconds since 1970, of `eventTime`. */
  readonly at: number;
  /** `DeleteFunction`: without the API date that some names carry; `record.eventName` has it. */
  readonly name: string;
  /** `ec2.amazonaws.com` */
  readonly source: string;
  /** `ec2` */
  readonly service: string;
  readonly region: string;
  /** The account whose trail has it. */
  readonly account: string;
  readonly category: EventCategory;
  /** False where the record does not say. */
  readonly readOnly: boolean;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  /** An address, or the name of the service that called. */
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly actor: Actor;
  readonly record: JsonObject;
}

/** Security Hub's labels (ASFF, Severity.Label). */
export type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

/** A technique of MITRE ATT&CK for Enterprise: `T1098.001`, with the tactics it serves here: `TA0003`. */
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

/** What is known of a rule whatever finds its events. */
export interface RuleFacts {
  /** `workload.ec2-outside-pipeline`: stable, part of finding ids. */
  readonly id: string;
  readonly origin: RuleOrigin;
  readonly title: string;
  /** What it means when it fires, in one or two sentences. */
  readonly description: string;
  /** The question about the workload that its alert answers. */
  readonly question: string | undefined;
  readonly severity: Severity;
  readonly techniques: readonly Technique[];
  readonly nextSteps: readonly string[];
  readonly references: readonly string[];
  /** One alert needs this many signals of its group within the window; later ones within the window join it. */
  readonly threshold: number;
  readonly windowSeconds: number;
  /** The threshold counts distinct values of `Signal.distinct` instead of signals. */
  readonly countsDistinct: boolean;
}

/** A resource that an event is about. */
export interface TouchedResource {
  /** CloudFormation's name where there is one, else ASFF's: `AWS::S3::Bucket`. */
  readonly type: string;
  readonly id: string;
}

/** One event that a rule speaks about. */
export interface Signal {
  readonly rule: RuleFacts;
  readonly event: TrailEvent;
  /** Signals of one rule with the same group become one alert; by default the actor. */
  readonly group: string;
  readonly distinct: string | undefined;
  /** Why, in sentences that name the values that decided. */
  readonly because: readonly string[];
  /** 0 to 100: how sure, how unusual. Rules without a score of their own say undefined. */
  readonly score: number | undefined;
  readonly resources: readonly TouchedResource[];
}

/** Whatever sees events one after another, in no certain order, and speaks up. Its work for an event is bounded. */
export interface Detector {
  observe(event: TrailEvent): readonly Signal[];
}

/** An event as evidence and timelines show it. */
export interface EventSummary {
  readonly id: string;
  readonly at: number;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly actor: string;
  readonly session: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly errorCode: string | undefined;
  readonly resources: readonly TouchedResource[];
}

/** What a person reads: one rule, one group, its events, and what else its actor did. */
export interface Alert {
  /** From rule, group and the window's first event: the same however often the same events are read. */
  readonly id: string;
  readonly rule: RuleFacts;
  readonly group: string;
  readonly severity: Severity;
  readonly score: number | undefined;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Signals in it; `evidence` holds the first and the last of them. */
  readonly count: number;
  readonly actors: readonly string[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly sourceIps: readonly string[];
  readonly userAgents: readonly string[];
  readonly resources: readonly TouchedResource[];
  readonly because: readonly string[];
  readonly evidence: readonly EventSummary[];
  /** The same session within 30 minutes of the alert, without the evidence. */
  readonly context: readonly EventSummary[];
}
