import type { Context } from '@gatehouse/access';

/** Who made a call, as CloudTrail tells it. */
export interface Actor {
  readonly type: string;
  readonly account: string | undefined;
  readonly arn: string | undefined;
  /** AIDA…, AROA…:session, `111122223333:aws:ec2-infrastructure:i-…`. */
  readonly id: string | undefined;
  /** The role of a session. */
  readonly roleArn: string | undefined;
  /** The service that called, for itself or for its caller. */
  readonly service: string | undefined;
}

/** One use of a key in CloudTrail. */
export interface KeyEvent {
  readonly id: string;
  /** `Decrypt` */
  readonly name: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly keyArns: readonly string[];
  /** Undefined: none was given, or CloudTrail does not tell. */
  readonly context: Context | undefined;
  /** The service's code of a call that failed. */
  readonly error: string | undefined;
  readonly dryRun: boolean;
  /** Of CreateGrant, RetireGrant and RevokeGrant. */
  readonly grantId: string | undefined;
  /** The grant that allowed it, where the cloud tells. */
  readonly byGrant: string | undefined;
}

/** What CloudTrail told about a key, and how far back it reaches. */
export interface History {
  readonly events: readonly KeyEvent[];
  readonly from: Date;
  readonly to: Date;
  /** False: there was more than was read, so that only what is after `from` is known. */
  readonly complete: boolean;
}
