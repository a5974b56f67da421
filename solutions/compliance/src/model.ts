import type { Unread } from '@gatehouse/access';

/** A version of a secret's value. */
export interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdAt: Date;
}

/** How a secret rotates, as its own API tells. */
export interface Rotation {
  readonly enabled: boolean;
  /** `rate(30 days)`, `cron(…)`; undefined: none, or days alone. */
  readonly schedule: string | undefined;
  readonly days: number | undefined;
  readonly duration: string | undefined;
  readonly lambdaArn: string | undefined;
  readonly rotatedAt: Date | undefined;
  readonly nextAt: Date | undefined;
}

export interface Replica {
  readonly region: string;
  /** `InSync`, `InProgress`, `Failed` */
  readonly status: string;
  readonly message: string | undefined;
}

/** A rotation that failed, as CloudTrail tells. */
export interface Failure {
  readonly at: Date;
  readonly message: string;
  readonly eventId: string;
}

/** A secret without its value. `undefined` where something could not be read. */
export interface SecretFacts {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** As the secret names it; undefined: the key that AWS manages. */
  readonly keyId: string | undefined;
  readonly rotation: Rotation;
  readonly createdAt: Date | undefined;
  /** Of anything about it, tags and descriptions too. */
  readonly changedAt: Date | undefined;
  /** Of the last day on which it was read. */
  readonly accessedAt: Date | undefined;
  readonly deletionAt: Date | undefined;
  readonly owningService: string | undefined;
  readonly primaryRegion: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** All that are kept, newest first. */
  readonly versions: readonly Version[] | undefined;
  readonly replicas: readonly Replica[] | undefined;
  /** An empty text: it has none. */
  readonly policy: string | undefined;
  /** Newest first, of the last 90 days. */
  readonly failures: readonly Failure[] | undefined;
}

export const RULES = [
  'old-value',
  'no-rotation',
  'late-rotation',
  'unused',
  'too-many-readers',
  'managed-key-shared',
  'no-replica',
  'pci-dss-90-days',
] as const;

export type Rule = (typeof RULES)[number];

export type Status = 'failed' | 'unknown' | 'passed' | 'not-applicable';
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';

/** Something that a verdict rests on: `Value since`, `2026-01-31T10:00:00.000Z`. */
export interface Evidence {
  readonly name: string;
  readonly value: string;
}

/** What a rule says of a secret. */
export interface Verdict {
  readonly status: Status;
  /** Why, in one or two sentences. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
  /** Where it is another than the rule's own. */
  readonly severity?: Severity;
  /** Until when it holds if nobody does anything. */
  readonly until?: Date | undefined;
}

export interface Judgement extends Verdict {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** What rules are asked with. */
export interface Parameters {
  readonly rules: readonly Rule[];
  readonly maxAgeDays: number;
  readonly unusedDays: number;
  /** Users, roles, services and other accounts that may read a secret; its account's root user is not counted. */
  readonly mostReaders: number;
  /** Other accounts that may read secrets. */
  readonly trustedAccounts: readonly string[];
  /** Where secrets are wanted too; none: wherever they are is enough. */
  readonly replicaRegions: readonly string[];
  /** Of secrets that PCI DSS is about: `key` or `key=value`; undefined: of all. */
  readonly pciTag: string | undefined;
}

export const DEFAULT_PARAMETERS: Parameters = {
  rules: RULES,
  maxAgeDays: 90,
  unusedDays: 90,
  mostReaders: 20,
  trustedAccounts: [],
  replicaRegions: [],
  pciTag: undefined,
};

export interface SecretReport {
  readonly secret: SecretFacts;
  readonly judgements: readonly Judgement[];
}

/** A Region of an account whose secrets were all read. */
export interface ReadPlace {
  readonly account: string;
  readonly region: string;
}

export interface Report {
  readonly at: Date;
  readonly parameters: Parameters;
  readonly places: readonly ReadPlace[];
  readonly secrets: readonly SecretReport[];
  /** Those that are scheduled for deletion: no rule is about them. */
  readonly excluded: readonly SecretFacts[];
  readonly unread: readonly Unread[];
}
