import type { SnsDeps } from './deps.ts';
import { isFifo, type Message, type Subscription, textFor, type Topic } from './model.ts';
import type { Signing } from './signing.ts';
import type { LinkProofs } from './tokens.ts';

export interface DocumentParts extends Pick<SnsDeps, 'baseUrl' | 'acceptsLooseInput'> {
  readonly signing: Signing;
  readonly proofs: LinkProofs;
}

/** Names and values in the order of the Developer Guide, each on a line of its own; absent ones are left out. */
const textToSign = (
  names: readonly string[],
  document: Readonly<Record<string, string | undefined>>,
): string =>
  names
    .flatMap((name) => (document[name] === undefined ? [] : [`${name}\n${document[name]}\n`]))
    .join('');

const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

const signatureVersion = ({ attributes }: Topic): '1' | '2' =>
  attributes.get('SignatureVersion') === '2' ? '2' : '1';

const query = (parameters: Readonly<Record<string, string>>): string =>
  new URLSearchParams(parameters).toString().replaceAll('%3A', ':');

export const confirmUrl = (
  { baseUrl }: Pick<DocumentParts, 'baseUrl'>,
  topicArn: string,
  token: string,
): string =>
  `${baseUrl()}/?${query({ Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token })}`;

export const unsubscribeUrl = (
  { baseUrl, proofs, acceptsLooseInput = false }: Omit<DocumentParts, 'signing'>,
  arn: string,
): string =>
  `${baseUrl()}/?${query({
    Action: 'Unsubscribe',
    SubscriptionArn: arn,
    // Suites written for emulators take what follows for the ARN.
    ...(acceptsLooseInput ? {} : { Proof: proofs.of(arn) }),
  })}`;

/** What a subscriber of a message gets, as JSON (Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format"). */
export const notification = async (
  parts: DocumentParts,
  topic: Topic,
  subscription: Subscription,
  message: Message,
): Promise<string> => {
  const version = signatureVersion(topic);
  const document = {
    Type: 'Notification',
    MessageId: message.id,
    SequenceNumber: message.sequenceNumber,
    TopicArn: topic.arn,
    Subject: message.subject,
    Message: textFor(message, subscription.protocol),
    Timestamp: message.publishedAt.toISOString(),
  };
  const attributes = [...message.attributes].map(
    ([name, { type, value }]) => [name, { Type: type, Value: value }] as const,
  );
  return JSON.stringify({
    ...document,
    // What FIFO topics send is not signed.
    ...(isFifo(topic)
      ? {}
      : {
          SignatureVersion: version,
          ...(await parts.signing.sign(textToSign(NOTIFICATION, document), version)),
        }),
    UnsubscribeURL: unsubscribeUrl(parts, subscription.arn),
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  });
};

/**
 * The notification as a function gets it (Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS
 * notifications"): the names of links are spelled otherwise, and what is absent is null or empty.
 */
export const functionEvent = (text: string, subscriptionArn: string): string => {
  const { SigningCertURL, UnsubscribeURL, ...document }: Readonly<Record<string, unknown>> =
    JSON.parse(text);
  const Sns = {
    Subject: null,
    MessageAttributes: {},
    ...document,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
  return JSON.stringify({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns,
      },
    ],
  });
};

/** What asks an endpoint whether it wants to subscribe, or tells it that it does so no longer. */
export const confirmation = async (
  parts: DocumentParts,
  topic: Topic,
  subscription: Subscription,
  about: { readonly messageId: string; readonly token: string; readonly at: Date },
): Promise<string> => {
  const version = signatureVersion(topic);
  const isEnd = subscription.state === 'deleted';
  const document = {
    Type: isEnd ? 'UnsubscribeConfirmation' : 'SubscriptionConfirmation',
    MessageId: about.messageId,
    Token: about.token,
    TopicArn: topic.arn,
    Message: isEnd
      ? `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: confirmUrl(parts, topic.arn, about.token),
    Timestamp: about.at.toISOString(),
  };
  return JSON.stringify({
    ...document,
    SignatureVersion: version,
    ...(await parts.signing.sign(textToSign(CONFIRMATION, document), version)),
  });
};
