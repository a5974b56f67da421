/** Whose topics: every row is keyed by account and region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface TopicRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface Topic extends TopicRef {
  /** Those that were set, as AWS spells them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly createdAt: Date;
  /** Subscriptions that were deleted since the topic was made. */
  readonly deletedSubscriptions: number;
}

export const PROTOCOLS = [
  'application',
  'email',
  'email-json',
  'firehose',
  'http',
  'https',
  'lambda',
  'sms',
  'sqs',
] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** `deleted`: by somebody who was not asked to sign in, so that its endpoint may still take it back. */
export type SubscriptionState = 'pending' | 'confirmed' | 'deleted';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  /** Account that subscribed. */
  readonly owner: string;
  readonly region: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  /** ARN of who subscribed. */
  readonly principal: string;
  readonly state: SubscriptionState;
  readonly attributes: ReadonlyMap<string, string>;
  readonly confirmationWasAuthenticated: boolean;
  readonly authenticateOnUnsubscribe: boolean;
  readonly createdAt: Date;
  /** Until then the token confirms it, or takes it back. */
  readonly tokenExpiresAt: Date;
}

export interface MessageAttribute {
  readonly type: string;
  /** Base64 for binary values. */
  readonly value: string;
}

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** A message as it was published. */
export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** The text for each protocol that has one of its own. */
  readonly texts: ReadonlyMap<string, string>;
  /** The text for the others. */
  readonly text: string;
  readonly attributes: MessageAttributes;
  readonly publishedAt: Date;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Of FIFO topics, 20 digits. */
  readonly sequenceNumber: string | undefined;
}

export const textFor = ({ text, texts }: Message, protocol: Protocol): string =>
  texts.get(protocol) ?? text;

export const isFifo = ({ name }: Pick<TopicRef, 'name'>): boolean => name.endsWith('.fifo');
