import type { TouchedResource } from './call.ts';

/** A data event before its record is made. */
export interface DataEvent {
  /** Whose trails would have it. */
  readonly accounts: readonly string[];
  readonly region: string;
  /** `s3.amazonaws.com` */
  readonly eventSource: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  /** Undefined where it is not known yet. */
  readonly userIdentityArn: string | undefined;
  readonly fromConsole: boolean;
  readonly resources: readonly Pick<TouchedResource, 'type' | 'arn' | 'arnPrefix'>[];
}

/** Whether anybody wants a data event: making records that nobody takes is work for nothing. */
export interface DataEventInterest {
  /** Answered from memory, and at once unless something has just changed. */
  wants(event: DataEvent): boolean | Promise<boolean>;
}
