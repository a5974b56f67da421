import type { Mailer, Outbound } from '@gatehouse/core';
import type { Principal, ServiceDeps } from '@gatehouse/service-kit';

/** A message attribute as a queue takes it. */
export interface QueueMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** How messages reach queues. */
export interface QueuePort {
  /**
   * Sends if the queue's policy lets this service do it for the topic (`aws:SourceArn`). `refused` and `missing` are
   * final; a failure that may pass rejects. Never called inside a transaction.
   */
  send(message: {
    readonly queueArn: string;
    readonly body: string;
    readonly messageAttributes?: Readonly<Record<string, QueueMessageAttribute>> | undefined;
    readonly groupId?: string | undefined;
    readonly deduplicationId?: string | undefined;
    readonly source: {
      readonly service: string;
      readonly sourceArn: string;
      readonly sourceAccount: string;
    };
  }): Promise<'sent' | 'refused' | 'missing'>;
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
