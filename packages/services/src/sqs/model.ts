/** Whose queues: every row is keyed by account and Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface QueueRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

/** Settable attributes as the API spells them; a queue has a value for each that it shows. */
export type QueueAttributes = ReadonlyMap<string, string>;

export interface Queue extends QueueRef {
  /** Names its messages; another queue of the same name later has another id. */
  readonly id: string;
  readonly fifo: boolean;
  readonly attributes: QueueAttributes;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** A message attribute as it is stored: `value` is base64 for binary types. */
export interface MessageAttribute {
  readonly type: string;
  readonly value: string;
}

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** What a sender gives. */
export interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  readonly delaySeconds: number | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

export interface Message {
  readonly id: string;
  /** Order in the queue; for a FIFO queue what its sequence number is made of. */
  readonly position: number;
  /** Names the content, which keeps its name when the message gets another id. */
  readonly contentId: string;
  /** Sealed body and attributes. */
  readonly content: Uint8Array;
  readonly senderId: string;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sentAt: number;
  readonly visibleAt: number;
  /** Of the latest receive. */
  readonly receipt: string | undefined;
  readonly receivedAt: number | undefined;
  readonly firstReceivedAt: number | undefined;
  readonly receiveCount: number;
  readonly deadLetterSource: string | undefined;
}

export const numberOf = ({ attributes }: Pick<Queue, 'attributes'>, name: string): number =>
  Number(attributes.get(name) ?? 0);

/** Messages that were sent at this time or before are gone, removed or not yet. */
export const expiryOf = (queue: Pick<Queue, 'attributes'>, now: Date): number =>
  now.getTime() - numberOf(queue, 'MessageRetentionPeriod') * 1000;

// Twenty digits that only grow, as those of AWS do.
const FIRST_SEQUENCE = 18_850_000_000_000_000_000n;

export const sequenceNumber = (position: number): string =>
  String(FIRST_SEQUENCE + BigInt(position) * 256n);
