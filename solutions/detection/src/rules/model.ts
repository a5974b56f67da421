import type { RecordCondition } from '@gatehouse/patterns';
import type { RuleOrigin, Severity, TrailEvent } from '../model.ts';

/** What a rule makes of events that a kind of caller caused: nothing, less than of others, or the same. */
export type Treatment = 'skip' | 'same' | Severity;

/**
 * `aws`: an AWS service for itself or by a role of its own. `pipeline`: CloudFormation, Terraform and their like, or who
 * the parameters name. `console`: a person in the AWS console.
 */
export type CallerKind = 'aws' | 'pipeline' | 'console' | 'other';

/** `actor`, `session`, `account`, `region`, `ip`, `agent`, `action` (`ec2:RunInstances`), or a selector `$.a.b`. */
export type FieldName = string;

/** A rule as it is written down, here and in a user's own files (docs/detection-rules.md). */
export interface RuleSpec {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly question?: string | undefined;
  readonly severity: Severity;
  /** Ids of MITRE ATT&CK for Enterprise. */
  readonly techniques: readonly string[];
  readonly nextSteps: readonly string[];
  readonly references: readonly string[];
  /** Filter patterns of CloudWatch Logs; one must hold. */
  readonly when: readonly string[];
  /** Filter patterns; none may hold. */
  readonly except?: readonly string[] | undefined;
  /** What no filter pattern can say: see checks. */
  readonly check?: CheckName | undefined;
  readonly callers?: Partial<Readonly<Record<CallerKind, Treatment>>> | undefined;
  /** A sentence; `{actor}` and `{$.requestParameters.name}` are replaced by what the event has. */
  readonly because: string;
  readonly group?: readonly FieldName[] | undefined;
  readonly distinct?: FieldName | undefined;
  readonly threshold?: number | undefined;
  readonly windowSeconds?: number | undefined;
  /** Speaks only once so many different things came together; then of every new one. */
  readonly burst?: Burst | undefined;
  readonly resources?: readonly RuleResource[] | undefined;
  /** What the same actor did from the same network on three other days is LOW; told apart by these fields too. */
  readonly habit?: readonly FieldName[] | undefined;
}

/** `count` different values of `distinct` by the same `of` within `seconds`. */
export interface Burst {
  readonly of: readonly FieldName[];
  readonly distinct: readonly FieldName[];
  readonly count: number;
  readonly seconds: number;
}

export interface RuleResource {
  readonly type: string;
  readonly id: FieldName;
}

/** A rule whose condition is not written as filter patterns, and what it belongs to. */
export interface LoadedRule {
  readonly spec: RuleSpec;
  readonly origin: RuleOrigin;
  /** Instead of `spec.when`. */
  readonly condition?: RecordCondition | undefined;
}

/** What a check adds to a rule's sentence. */
export interface Finding {
  readonly because: readonly string[];
  /** Instead of the rule's. */
  readonly severity?: Severity | undefined;
}

export type CheckName =
  | 'admin-granted'
  | 'admin-port-opened'
  | 'bucket-is-sensitive'
  | 'credentials-for-another'
  | 'encrypted-for-strangers'
  | 'instance-credentials-elsewhere'
  | 'launched-outside-pipeline'
  | 'lifecycle-deletes-soon'
  | 'network-is-foreign'
  | 'not-usual'
  | 'policy-lets-strangers-in'
  | 'service-is-sensitive'
  | 'session-from-instance'
  | 'shared-with-strangers'
  | 'unusual-instance';

/** What of an environment rules must know to tell the expected from the rest. Names may hold `*`. */
export interface RuleParameters {
  /** Names or ARNs of users and roles that launch instances and change things by design. */
  readonly expectedPrincipals: readonly string[];
  /** Names or ARNs of the identities of pipelines, or what their user agents hold. */
  readonly pipelines: readonly string[];
  /** Who reads everything by design: auditors, scanners, inventories. */
  readonly scanners: readonly string[];
  readonly sensitiveBuckets: readonly string[];
  /** Who reads sensitive buckets by design. */
  readonly bucketReaders: readonly string[];
  /** CIDRs of your own networks. None: every network may be. */
  readonly networks: readonly string[];
  /** Accounts of yours that no record is of, and partners. */
  readonly partnerAccounts: readonly string[];
  /** Event sources without `.amazonaws.com`. */
  readonly sensitiveServices: readonly string[];
}

export interface RuleExclusion {
  /** A rule's id; may hold `*`. */
  readonly rule: string;
  /** A filter pattern for what the rule is not to speak of. */
  readonly when: string;
}

export interface RuleSettings {
  /** All, if absent. */
  readonly packs?: readonly RuleOrigin[] | undefined;
  readonly parameters?: Partial<RuleParameters> | undefined;
  /** Ids, may hold `*`. */
  readonly disabled?: readonly string[] | undefined;
  readonly severities?: Readonly<Record<string, Severity>> | undefined;
  readonly exclusions?: readonly RuleExclusion[] | undefined;
  /** Besides the shipped ones: own rules and imported ones. */
  readonly rules?: readonly LoadedRule[] | undefined;
  /** Whether the actor does this normally, where somebody keeps account of it. */
  readonly isUsual?: ((event: TrailEvent) => boolean) | undefined;
}
