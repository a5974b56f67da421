import type { Log } from '@gatehouse/core';
import type { z } from '@hono/zod-openapi';
import type {
  AccessRequest,
  Actor,
  BrokerError,
  CatalogSource,
  PolicySource,
  RequestFilter,
  RequestId,
  Requests,
} from '../model/index.ts';
import type {
  Activity,
  Finding,
  Health,
  InclusionProof,
  Insight,
  TimelineEntry,
} from './schemas/insight.ts';
import type { PolicyDocument, PolicyPlan, PolicyVersion, Proposal } from './schemas/policy.ts';
import type { SignInConfiguration } from './schemas/session.ts';

export interface Visitor {
  readonly sourceIp: string;
}

/** Who a request comes from; throws BrokerError `unauthenticated` for everything that is not one good access token. */
export interface Authenticator {
  authenticate(headers: Headers, visitor: Visitor): Promise<Actor>;
}

/** The access policy as the API shows and changes it. Each throws BrokerError. */
export interface PolicyDesk {
  readonly schema: unknown;
  current(): Promise<z.input<typeof PolicyDocument>>;
  versions(): Promise<readonly z.input<typeof PolicyVersion>[]>;
  version(version: number): Promise<z.input<typeof PolicyDocument>>;
  plan(actor: Actor, document: string): Promise<z.input<typeof PolicyPlan>>;
  propose(
    actor: Actor,
    input: { readonly document: string; readonly comment: string },
  ): Promise<z.input<typeof Proposal>>;
  proposals(actor: Actor): Promise<readonly z.input<typeof Proposal>[]>;
  decide(
    actor: Actor,
    id: string,
    decision: 'approve' | 'reject' | 'withdraw',
    comment: string,
  ): Promise<z.input<typeof Proposal>>;
}

export type ExportFormat = 'csv' | 'json' | 'ocsf';

/** What auditors read. Rights have been checked by the route. */
export interface AuditDesk {
  timeline(id: RequestId): Promise<readonly z.input<typeof TimelineEntry>[]>;
  /** Leaves as lines of canonical JSON, for `gatehouse audit verify`. */
  leaves(from: number): AsyncIterable<string>;
  /** Signed checkpoints, oldest first, and the key that verifies them. */
  checkpoints(): Promise<{ readonly checkpoints: readonly string[]; readonly publicKey: string }>;
  exportRequests(filter: RequestFilter, format: ExportFormat): AsyncIterable<string>;
  /** Hashes of the leaves as this node's anchor keeps them, a line each. */
  hashLines(): AsyncIterable<string>;
  /** That a leaf is in the log. Throws BrokerError. */
  inclusion(sequence: number, size?: number): Promise<z.input<typeof InclusionProof>>;
  /** Whether everything that is stored keeps what the broker promises. */
  health(): Promise<z.input<typeof Health>>;
}

/** What the AWS side tells about a request. */
export interface AwsDesk {
  insight(request: AccessRequest): Promise<z.input<typeof Insight>>;
  activity(request: AccessRequest): Promise<z.input<typeof Activity>>;
  findings(): Promise<readonly z.input<typeof Finding>[]>;
}

export interface ApiParts {
  readonly authenticator: Authenticator;
  readonly signIn: () => Promise<z.input<typeof SignInConfiguration>>;
  readonly requests: Requests;
  readonly policies: PolicySource;
  readonly catalog: CatalogSource;
  readonly policyDesk: PolicyDesk;
  readonly auditDesk: AuditDesk;
  readonly awsDesk: AwsDesk;
  /** Puts a refusal into the audit log, unless the operation that refused has done so. Never rejects. */
  readonly refused: (
    actor: Actor,
    what: { readonly operation: string; readonly requestId?: RequestId | undefined },
    error: BrokerError,
  ) => Promise<void>;
  readonly log: Log;
}
