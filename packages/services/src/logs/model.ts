/** Whose log groups: every row is keyed by account and Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface GroupRef extends Scope {
  readonly name: string;
  /** Without the `:*` at its end. */
  readonly arn: string;
}

export interface Group extends GroupRef {
  /** Names its streams; another group of the same name later has another id. */
  readonly id: string;
  readonly class: string;
  readonly kmsKeyId: string | undefined;
  /** Undefined: its events never expire. */
  readonly retentionDays: number | undefined;
  readonly deletionProtected: boolean;
  readonly createdAt: number;
}

export interface Stream {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt: number | undefined;
  readonly lastEventAt: number | undefined;
  readonly lastIngestedAt: number | undefined;
}

/** Where an event stands: by time, then by arrival. */
export interface Place {
  readonly at: number;
  /** Sorts by arrival. */
  readonly id: string;
}

export interface LogEvent extends Place {
  readonly streamId: string;
  readonly ingestedAt: number;
  readonly message: string;
}

/** What a writer gives. */
export interface Entry {
  readonly at: number;
  readonly message: string;
}

export interface SubscriptionFilter {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly roleArn: string | undefined;
  readonly distribution: string;
  readonly createdAt: number;
}

export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly metricValue: string;
  readonly defaultValue?: number | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly unit?: string | undefined;
}

export interface MetricFilter {
  readonly groupId: string;
  readonly groupName: string;
  readonly name: string;
  readonly pattern: string;
  readonly transformations: readonly MetricTransformation[];
  readonly createdAt: number;
}

export interface Destination extends Scope {
  readonly name: string;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly accessPolicy: string | undefined;
  readonly createdAt: number;
}

export interface ResourcePolicy extends Scope {
  readonly name: string;
  readonly document: string;
  readonly updatedAt: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** The time of the oldest event that is not expired. */
export const oldestKept = ({ retentionDays }: Pick<Group, 'retentionDays'>, now: Date): number =>
  retentionDays === undefined ? 0 : Math.max(0, now.getTime() - retentionDays * DAY);

// The place of an event is in its id, above what tells it from others of the same millisecond: 56 digits, as AWS's have.
const ID_BITS = 112n;
const TIME_SHIFT = 145n;

/** The id as the API shows it. */
export const eventId = ({ at, id }: Place): string =>
  String((BigInt(at) << TIME_SHIFT) | (BigInt(`0x${id}`) & ((1n << ID_BITS) - 1n))).padStart(
    56,
    '0',
  );
