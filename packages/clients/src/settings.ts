import type { Clock } from '@gatehouse/core';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Asked anew whenever what it gave has expired or is about to. */
export type KeyProvider = () => Promise<Keys>;

/** A role that stands between us and what is asked; it is assumed when it is first needed and again before its session ends. */
export interface RoleHop {
  readonly roleArn: string;
  /** [\w+=,.@-]{2,64} */
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Default 3600, which is the most that role chaining admits. */
  readonly durationSeconds?: number | undefined;
}

export interface ClientSettings {
  /** Of the embedded cloud, `http://127.0.0.1:4566`; undefined lets the SDK find the service's own. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly credentials: KeyProvider;
  readonly clock: Clock;
  /** Appended to the user agent, by which CloudTrail tells calls apart: letters, digits and hyphens. */
  readonly userAgent?: string | undefined;
  /** Default 4. */
  readonly maxAttempts?: number | undefined;
  readonly timeouts?:
    | {
        /** Default 3000. */
        readonly connectMilliseconds?: number | undefined;
        /** Default 20,000. */
        readonly requestMilliseconds?: number | undefined;
      }
    | undefined;
}

/** Where a client calls from, and how stubbornly. */
export interface Via {
  readonly region?: string | undefined;
  readonly hop?: RoleHop | undefined;
  /** One attempt, for calls whose repetition would do something twice. */
  readonly once?: boolean | undefined;
}
