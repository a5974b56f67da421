import type {
  ApiDestinationHttpMethod,
  ArchiveState,
  ConnectionAuthorizationType,
  CreateConnectionAuthRequestParameters,
  LogConfig,
  ReplayState,
  RuleState,
  Target as WireTarget,
} from '@aws-sdk/client-eventbridge';

/** Whose: every row is keyed by account and region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export const DEFAULT_BUS = 'default';

export interface BusRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface EventBus extends BusRef {
  readonly description?: string | undefined;
  readonly kmsKeyIdentifier?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  readonly logConfig?: LogConfig | undefined;
  /** Text of its resource policy. */
  readonly policy?: string | undefined;
  /** Absent for a default bus that nobody has changed: every account has one without making it. */
  readonly createdAt?: Date | undefined;
  readonly modifiedAt?: Date | undefined;
}

/** `account` and `region` are those of the bus. */
export interface RuleRef extends Scope {
  readonly busName: string;
  readonly busArn: string;
  readonly name: string;
  readonly arn: string;
}

export interface Rule extends RuleRef {
  /** As it was given: the text keeps numbers apart that are one double. */
  readonly eventPattern?: string | undefined;
  readonly scheduleExpression?: string | undefined;
  readonly state: RuleState;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  /** Service principal of the service whose rule it is. */
  readonly managedBy?: string | undefined;
  /** Account that made it: another one than the bus's where the bus's policy lets it. */
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** A target as PutTargets takes it; kept as JSON. `Id` and `Arn` are always there. */
export type Target = WireTarget & { readonly Id: string; readonly Arn: string };

export interface ArchiveRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface Archive extends ArchiveRef {
  readonly busArn: string;
  readonly description?: string | undefined;
  readonly eventPattern?: string | undefined;
  readonly kmsKeyIdentifier?: string | undefined;
  /** 0: for ever. */
  readonly retentionDays: number;
  readonly state: ArchiveState;
  readonly stateReason?: string | undefined;
  readonly createdAt: Date;
  /** Kept by the data plane. */
  readonly eventCount: number;
  readonly sizeBytes: number;
}

export interface ReplayRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface Replay extends ReplayRef {
  readonly archiveArn: string;
  readonly description?: string | undefined;
  readonly state: ReplayState;
  readonly stateReason?: string | undefined;
  /** Events with `eventsFrom <= time < eventsTo`. */
  readonly eventsFrom: Date;
  readonly eventsTo: Date;
  /** Time of the last event that was replayed. */
  readonly lastReplayedAt?: Date | undefined;
  readonly startedAt: Date;
  readonly endedAt?: Date | undefined;
  readonly destinationArn: string;
  /** ARNs of the rules that get the events; all rules of the bus when it is empty. */
  readonly ruleArns: readonly string[];
}

export type ConnectionStateName = 'AUTHORIZED' | 'DEAUTHORIZED' | 'AUTHORIZING' | 'DELETING';

/** What a connection authorizes with, secrets in clear: only in memory, see connection-secrets.ts. */
export type ConnectionAuth = CreateConnectionAuthRequestParameters;

export interface ConnectionRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface Connection extends ConnectionRef {
  readonly description?: string | undefined;
  readonly authorizationType: ConnectionAuthorizationType;
  readonly kmsKeyIdentifier?: string | undefined;
  readonly state: ConnectionStateName;
  readonly stateReason?: string | undefined;
  readonly secretArn: string;
  /** A ConnectionAuth, sealed; absent when it was deauthorized. */
  readonly sealedAuth?: Uint8Array | undefined;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly authorizedAt?: Date | undefined;
}

export interface ApiDestination extends Scope {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly connectionArn: string;
  /** May hold `*` for the path parameters of a target. */
  readonly endpoint: string;
  readonly method: ApiDestinationHttpMethod;
  readonly ratePerSecond: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}
