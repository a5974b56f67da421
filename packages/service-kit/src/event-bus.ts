import { appendOutbox, type Tx } from '@gatehouse/store';

/** The outbox topic that the events service consumes: JSON lines, each a ServiceEvent. */
export const EVENTS_TOPIC = 'events';

/** An event that an AWS service itself puts on the default bus of an account and Region. */
export interface ServiceEvent {
  /** UUID; it is the `id` of the event. */
  readonly id: string;
  /** `aws.ec2` */
  readonly source: string;
  /** `EC2 Instance State-change Notification` */
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly at: Date;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Whether a default bus has anybody who listens: making events that nobody takes is work for nothing. */
export interface EventListeners {
  /**
   * True when a rule of the account's default bus, or an archive, may take an event of `source` (and of `detailType`, where
   * the asker knows it). Answered from memory.
   */
  any(
    account: string,
    region: string,
    source: string,
    detailType?: string,
  ): boolean | Promise<boolean>;
}

/**
 * Puts events on the default buses, exactly when this transaction commits. Each goes to the rules that are there when it
 * is taken up, some milliseconds later.
 */
export const emitEvents = async (
  tx: Tx,
  events: readonly ServiceEvent[],
  now: Date,
): Promise<void> => {
  if (events.length === 0) return;
  await appendOutbox(
    tx,
    EVENTS_TOPIC,
    events.map((event) => JSON.stringify(event)).join('\n'),
    now,
  );
  tx.notify(EVENTS_TOPIC, '');
};
