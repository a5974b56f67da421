import type { Tx } from '@gatehouse/store';
import type { Principal, RolePrincipal } from './principal.ts';
import type { ServiceSource } from './service-access.ts';

/**
 * What came of a delivery to a resource of another service. `refused` (by the resource's policy, or it takes no such
 * message) and `missing` are final; what may pass rejects instead. Each port call is a transaction of its own: never
 * call one inside a transaction.
 */
export type DeliveryOutcome = 'sent' | 'refused' | 'missing';

/** A message attribute as a queue takes it. */
export interface QueueMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** A message that another service sends, SNS for a subscription or EventBridge for a rule. */
export interface QueueSend {
  readonly queueArn: string;
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, QueueMessageAttribute>> | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly source: ServiceSource;
}

/** How other services reach queues; the queue's policy decides. */
export interface QueuePort {
  send(message: QueueSend): Promise<DeliveryOutcome>;
}

/** A message that another service publishes: an alarm, a rule, a delivery of a log file. */
export interface ServicePublication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly source: ServiceSource;
}

/** How other services reach topics; the topic's policy decides. */
export interface TopicPort {
  publish(publication: ServicePublication): Promise<DeliveryOutcome>;
}

/** Whether a topic is there and takes what a service would publish to it; outside of any transaction. */
export interface TopicCheck {
  mayPublish(publication: Pick<ServicePublication, 'topicArn' | 'source'>): Promise<boolean>;
}

/** How other services reach functions; the function's policy (AddPermission) decides. */
export interface FunctionPort {
  /**
   * Keeps the event durably for an asynchronous invocation (retried twice, then its dead-letter queue), as `Invoke` with
   * InvocationType Event. `functionArn` may be qualified; `payload` is JSON of at most 1 MiB. Answers when it is kept.
   */
  invokeAsync(invocation: {
    readonly functionArn: string;
    readonly payload: string;
    readonly source: ServiceSource;
  }): Promise<DeliveryOutcome>;
}

/** How services call functions and wait for the answer: triggers of user pools, rotation of secrets. */
export interface InvokePort {
  invoke(invocation: {
    readonly functionArn: string;
    readonly payload: string;
    readonly source: ServiceSource;
  }): Promise<
    | { readonly outcome: 'refused' | 'missing' }
    | { readonly outcome: 'sent'; readonly payload: string; readonly failed: boolean }
  >;
  /** Whether there is such a function and its policy lets the service, without invoking it; within a transaction. */
  mayInvoke(
    tx: Tx,
    invocation: { readonly functionArn: string; readonly source: ServiceSource },
  ): Promise<boolean>;
}

/**
 * How Secrets Manager has the service that manages a secret rotate it, where no function of the account does: RDS the
 * password of a master user. One step at a time, as a function is asked for it; each is transactions of its own.
 */
export interface ManagedRotationPort {
  rotate(asked: {
    readonly step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
    readonly secretArn: string;
    /** The version that has AWSPENDING. */
    readonly versionId: string;
    readonly rotationToken: string;
  }): Promise<'ended' | 'failed'>;
}

/** How other services write to log groups. */
export interface LogPort {
  /**
   * Appends lines, in order, to a stream that is made when it is not there. The group's account lets the service by a
   * resource policy (PutResourcePolicy); a `principal` (a function's role) is decided by its own policies instead.
   */
  write(lines: {
    /** With or without the `:*` at its end. */
    readonly logGroupArn: string;
    readonly stream: string;
    readonly events: readonly { readonly at: Date; readonly message: string }[];
    /** Makes the group too when it is not there, as Lambda does for its own. Default: false. */
    readonly createsGroup?: boolean | undefined;
    readonly by:
      | ServiceSource
      | {
          readonly principal: RolePrincipal;
          /** The service that uses the role; default: `lambda.amazonaws.com`. */
          readonly service?: string | undefined;
        };
  }): Promise<DeliveryOutcome>;
}

/** How other services call operations: `ecs:RunTask` by the session of a role, `s3:GetObject` as the caller of CreateFunction. */
export type OperationCall = (request: {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly principal: Principal;
  readonly region: string;
  /** The service that calls: `events.amazonaws.com`, for CloudTrail. */
  readonly by: string;
  /** The resource for which `by` calls, for `aws:SourceArn` and `aws:SourceAccount`. */
  readonly source?: { readonly arn: string; readonly account: string } | undefined;
  /** True when `by` forwards the call of somebody or of its own infrastructure, for `aws:CalledVia`. Default: false. */
  readonly forwards?: boolean | undefined;
}) => Promise<unknown>;

/** A role's session that a service got for itself. */
export interface ServiceSession {
  readonly principal: RolePrincipal;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/** How a service assumes a role that trusts it: a function's execution role, a target's role. */
export interface ServiceRoles {
  /**
   * As `sts:AssumeRole` by the service principal, recorded in CloudTrail as such; sessions are kept until shortly before
   * their end, so a call costs nothing most times. Undefined: there is no such role or it does not trust the service.
   */
  assume(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly source: ServiceSource;
    readonly region: string;
  }): Promise<ServiceSession | undefined>;
  /** Whether the role may be assumed by the service, without doing it: CreateFunction and PutTargets ask. */
  trusts(request: {
    readonly roleArn: string;
    readonly source: ServiceSource;
    readonly region: string;
  }): Promise<boolean>;
}
