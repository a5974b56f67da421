import type { AwsError, Clock, Ids, Log, Timers } from '@gatehouse/core';
import type { ServiceModel } from '../model/service-model.ts';

/** Who signed: what the credential source knows of an access key. `principal` is opaque to wire. */
export interface Credential<P> {
  readonly secretAccessKey: string;
  readonly principal: P;
}

/** Knows access keys. It answers at once when it can: an answer without a promise saves the request a turn. */
export interface CredentialSource<P> {
  /**
   * undefined: no such key, which the caller hears in its service's own words (`InvalidClientTokenId`,
   * `UnrecognizedClientException`, `InvalidAccessKeyId`, `AuthFailure`). An `AwsError` thrown here, such as `ExpiredToken`
   * for an old session token, reaches the caller with the code spelled as its protocol spells it.
   */
  find(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): Credential<P> | undefined | Promise<Credential<P> | undefined>;
}

export type AuthType = 'REST-HEADER' | 'REST-QUERY-STRING' | 'none';

/** What is known of a call when it is refused or handled, in CloudTrail's terms. */
export interface WireCaller {
  readonly accessKeyId: string | undefined;
  /** From the credential scope or the host name; `us-east-1` when neither tells. */
  readonly region: string;
  /** The UUID in `x-amzn-RequestId` and in the body. */
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly host: string;
  readonly secureTransport: boolean;
  /** `1.3`, where the connection is encrypted. */
  readonly tlsVersion: string | undefined;
  readonly authType: AuthType;
}

/** A call whose signature holds and whose input fits the service's model. */
export interface WireRequest<P> extends WireCaller {
  /** `ServiceEntry.id`. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  /** undefined: an operation that needs no signature, called without one. */
  readonly principal: P | undefined;
}

/** A call that never reached `handle`. `service` and `operation` are what could be told of it. */
export interface WireRefusal extends WireCaller {
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly error: AwsError;
}

/** A service that can be addressed; its model loads with its first request. */
export interface ServiceEntry {
  readonly id: string;
  /** Signing names, endpoint prefixes and host labels, the signing name first. */
  readonly names: readonly string[];
  /** The part of `X-Amz-Target` before the dot, and the service part of an rpcv2 path. */
  readonly targetPrefix?: string;
  /** Operations that AWS serves without a signature, such as `AssumeRoleWithSAML`. */
  readonly unsignedOperations?: readonly string[];
  /** The Region of a service that has one only, as IAM has `us-east-1`: callers may sign for any other. */
  readonly region?: string;
  /** The code this service answers when a required member is missing; default: its protocol's. */
  readonly validationCode?: string;
  /** Unions may have no member or several, which the service itself refuses in its own words. */
  readonly looseUnions?: boolean;
  /** The input member that a caller of the query protocol may leave to the path: SQS's `QueueUrl`. */
  readonly pathMember?: string;
  /** Operations whose payload is handed on as a `StreamedBody` of core, of any length and while it arrives. */
  readonly streamingOperations?: ReadonlySet<string>;
  /** What precedes its name in the host name is the first segment of the path: `bucket.s3.localhost`. */
  readonly virtualHosts?: boolean;
  /**
   * Every operation may come without a signature, and a request that nothing else explains is for this service: S3,
   * where the policy of a bucket may let strangers in.
   */
  readonly servesStrangers?: boolean;
  /** The operations that are there; default: all that the model has. */
  readonly operations?: ReadonlySet<string>;
  load(): Promise<ServiceModel>;
}

/** A request that a browser makes for a page of another origin. */
export interface CorsQuestion {
  /** `ServiceEntry.id` of a service with `servesStrangers`. */
  readonly service: string;
  /** As it came, what a virtual host says put before it. */
  readonly path: string;
  readonly origin: string;
  readonly method: string;
  /** Names that a preflight announces, in lower case. */
  readonly headers: readonly string[];
}

export interface WireLimits {
  /** Largest request body in bytes, as sent and again after decompression. Default 10 MiB. */
  readonly bodyBytes?: number;
  /** Another limit for a few requests: the code of a Lambda function comes with the call. `path` is without its query. */
  readonly bodyBytesOf?: (method: string, path: string) => number | undefined;
  /** What all bodies that are held at one time may come to; more are told to slow down. Default 256 MiB. */
  readonly heldBytes?: number;
}

export interface WireSettings<P> {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly services: readonly ServiceEntry[];
  readonly credentials: CredentialSource<P>;
  /** Answers the operation's output or throws `AwsError`. Anything else that it throws is a 500. */
  handle(request: WireRequest<P>): Promise<unknown>;
  /**
   * Whether a page may ask that: the CORS headers of the answer, or undefined. Default: no page may ask anything.
   */
  cors?(question: CorsQuestion): Promise<Readonly<Record<string, string>> | undefined>;
  /** Hears of every call that was refused before `handle`. Must not throw. */
  refused?(refusal: WireRefusal): void;
  /** `ignored`: any access key with any signature is let in; `credentials` still names the principal. */
  readonly signature: 'required' | 'ignored';
  readonly limits?: WireLimits;
  /** End requests that do not arrive in time. Default: the system's. */
  readonly timers?: Timers;
  /** How far a signature's time may lie from ours. Default 300. */
  readonly maxClockSkewSeconds?: number;
}
