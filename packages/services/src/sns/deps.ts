import type { Mailer, Outbound } from '@gatehouse/core';
import type { Principal, ServiceDeps } from '@gatehouse/service-kit';

/** A message attribute as a queue takes it: `String`, `Number` or `Binary`, with a custom type after a dot. */
export interface QueueMessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string | undefined;
  readonly binaryValue?: Uint8Array | undefined;
}

/** How messages reach queues. */
export interface QueuePort {
  /**
   * Sends as `sns.amazonaws.com`, if the queue's policy lets that service do it for `sourceArn` (`aws:SourceArn`).
   * `refused` and `missing` are final; a failure that may pass rejects.
   */
  send(
    queueArn: string,
    body: string,
    attributes: ReadonlyMap<string, QueueMessageAttribute>,
    about: {
      /** ARN of the topic. */
      readonly sourceArn: string;
      readonly groupId?: string | undefined;
      readonly deduplicationId?: string | undefined;
    },
  ): Promise<'sent' | 'refused' | 'missing'>;
}

/** Runs an operation of this service for somebody who holds a link that we made. */
export type LinkCalls = (
  operation: 'ConfirmSubscription' | 'Unsubscribe',
  input: unknown,
  as: { readonly principal: Principal; readonly region: string },
) => Promise<unknown>;

export interface SnsDeps extends ServiceDeps {
  readonly mailer: Mailer;
  readonly outbound: Outbound;
  readonly queues: QueuePort;
  /** URL of the AWS endpoint, without a slash at its end; links in messages begin with it. */
  readonly baseUrl: () => string;
  readonly links: LinkCalls;
  /** True for test suites of emulators, which expect some errors in older wording. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
