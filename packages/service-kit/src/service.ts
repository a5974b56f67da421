import type { Clock, Ids, Log } from '@gatehouse/core';
import type { Migration, Store, Tx, WorkHandler } from '@gatehouse/store';
import type { AuditLog } from './audit.ts';
import type { AuthorizationMessages } from './authorization-message.ts';
import type { Call, Transport } from './call.ts';
import { type Limits, type Validator, validator } from './limits.ts';
import type { PageTokens } from './paging.ts';
import type { Vault } from './vault.ts';

/** One API operation: find, authorize, check state, act, answer. */
export type Operation<Input, Output> = (input: Input, call: Call) => Promise<Output>;

export interface OperationFacts {
  /** Lengths, ranges and patterns of the API reference. */
  readonly limits?: Limits;
  /** Member paths of the input that CloudTrail must not show: `Password`, `Tags[].Value`. */
  readonly redact?: readonly string[];
  /** Member paths of the output that CloudTrail must not show. */
  readonly redactOutput?: readonly string[];
  /** Where the CloudTrail event differs from what the kind of operation suggests. */
  readonly event?: {
    /** AssumeRole writes its audit record with the credential, yet CloudTrail calls it read-only. */
    readonly readOnly?: boolean;
    /** Default: `responseElements` for writes, null for reads. */
    readonly response?: 'record' | 'omit';
    /**
     * A data event (S3's objects, messages of queues): the event history has none, neither of its success nor of its refusal. A
     * record is made only where a trail wants it, and the operation names its resources before it authorizes.
     */
    readonly data?: true;
    /** Where it is not the operation's: `DeleteFunction20150331` of Lambda. */
    readonly name?: string;
  };
  /** Other than the service's: ECS answers ClientException here and InvalidParameterException there. */
  readonly validationCode?: string;
  /** What it lacks compared with AWS, for the coverage tables in `docs/services`. */
  readonly partial?: string;
}

/** An operation with what the kit must know of it before it runs. */
export interface OperationDefinition {
  readonly readOnly: boolean;
  /** Each operation that it invokes is a transaction of its own. */
  readonly coordinates: boolean;
  readonly facts: OperationFacts;
  readonly validate: Validator;
  /** What comes before its transaction, where it takes a content that is still arriving. */
  readonly receive?: {
    /** Authorizes, and finds what `keep` must know. */
    admit(input: unknown, call: Call): Promise<unknown>;
    keep(input: unknown, admitted: unknown): Promise<unknown>;
  };
  /** `kept` is what `receive` has answered. */
  run(input: unknown, call: Call, kept?: unknown): Promise<unknown>;
}

const define =
  (readOnly: boolean, coordinating = false) =>
  <Input, Output>(facts: OperationFacts, run: Operation<Input, Output>): OperationDefinition => ({
    readOnly,
    coordinates: coordinating,
    facts,
    validate: validator(facts.limits ?? {}),
    // The wire has decoded the input by the very schema that Input is generated from.
    run: (input, call) => run(input as Input, call),
  });

/** An operation that changes nothing: no transaction, its CloudTrail record is written in a batch. */
export const reads = define(true);
/** An operation that may change something: one transaction, its CloudTrail record in it. */
export const writes = define(false);

/** The three steps of an operation that takes a content. */
export interface Receiving<Input, Admitted, Kept, Output> {
  /** Reads only; nobody's content is taken who may not bring it. */
  admit(input: Input, call: Call): Promise<Admitted>;
  /** Takes the content, outside of any transaction: it may arrive for an hour. What it throws ends the call. */
  keep(input: Input, admitted: Admitted): Promise<Kept>;
  /** The transaction. Who may what may have changed meanwhile: it authorizes too. */
  run(input: Input, call: Call, kept: Kept): Promise<Output>;
}

/** An operation that may change something once a content is here that is too large to wait for in a transaction. */
export const receives = <Input, Admitted, Kept, Output>(
  facts: OperationFacts,
  steps: Receiving<Input, Admitted, Kept, Output>,
): OperationDefinition => ({
  readOnly: false,
  coordinates: false,
  facts,
  validate: validator(facts.limits ?? {}),
  // As for `define`; and what one step answers is what the next is given.
  receive: {
    admit: (input, call) => steps.admit(input as Input, call),
    keep: (input, admitted) => steps.keep(input as Input, admitted as Admitted),
  },
  run: (input, call, kept) => steps.run(input as Input, call, kept as Kept),
});

/**
 * An operation without a transaction of its own: each operation that it invokes is a call and a transaction of its own, so that
 * one can fail and the others stand; and what takes long (a password's hash) holds up nobody's writes. CloudTrail shows it as a
 * change, and its record is durable before it answers.
 */
export const coordinates = <Input, Output>(
  facts: OperationFacts,
  run: Operation<Input, Output>,
): OperationDefinition =>
  define(true, true)({ event: { readOnly: false, response: 'record' }, ...facts }, run);

/**
 * EC2's events have the form of its XML of old. Each function is given what the caller sent or got, secrets included, and
 * hides them itself; names keep the case that it gives them.
 */
export interface EventShape {
  request(operation: string, input: unknown): unknown;
  response(operation: string, output: unknown, requestId: string): unknown;
  /** `additionalEventData` of a data event, beside what the operation remarks. */
  additional?(facts: {
    readonly operation: string;
    readonly input: unknown;
    readonly output: unknown;
    readonly requestId: string;
    readonly authType: Transport['authType'];
  }): Readonly<Record<string, unknown>>;
  /** Where a message may tell what records must not show. */
  errorMessage?(message: string): string;
  /** `Client.UnauthorizedOperation` for `UnauthorizedOperation`. */
  errorCode(code: string): string;
}

export interface Service {
  /** Folder name and IAM prefix in one: `ecs`. */
  readonly id: string;
  /** `ecs.amazonaws.com` */
  readonly eventSource: string;
  /** Error code of a refusal: `AccessDenied`, `AccessDeniedException`, `UnauthorizedOperation`. */
  readonly accessDenied: string;
  /** Error code of a violated limit: `ValidationError`, `ValidationException`, `InvalidParameterException`. */
  readonly validationCode: string;
  /** EC2 sends the decision's details only encrypted, for `sts:DecodeAuthorizationMessage`. */
  readonly encodesRefusals?: boolean;
  /** IAM, Organizations: one endpoint for the partition; events and rows are in us-east-1. */
  readonly global?: boolean;
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  /** Where CloudTrail shows the service's requests and answers in another form than the API's. */
  readonly eventShape?: EventShape;
  readonly migrations: readonly Migration[];
  /** Handlers of due work by kind, each kind prefixed with the service id: `ecs.task-state`. */
  readonly work?: Readonly<Record<string, WorkHandler>>;
  /** The same for work that waits for code of customers, which may take minutes: it holds up nobody else's. */
  readonly longWork?: Readonly<Record<string, WorkHandler>>;
  /** Which of these contents its rows name: the others are removed once they are old. */
  blobsInUse?(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Once at each start, in a transaction: schedules standing work that is not scheduled yet. */
  prepare?(tx: Tx, now: Date): Promise<void>;
}

/** What every service is given; each adds the ports it needs. */
export interface ServiceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  readonly pages: PageTokens;
  readonly audit: AuditLog;
  readonly messages: AuthorizationMessages;
  /** How long states that AWS changes later take here, in seconds (task state moves and the like). */
  readonly delaySeconds: number;
}
