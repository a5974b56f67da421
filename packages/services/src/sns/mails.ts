import type { DocumentParts } from './documents.ts';
import type { Subscription, Topic } from './model.ts';

interface MailText {
  readonly subject: string;
  readonly text: string;
}

const page = (
  { baseUrl }: Pick<DocumentParts, 'baseUrl'>,
  name: 'confirmation' | 'unsubscribe',
  parameters: Readonly<Record<string, string>>,
): string => `${baseUrl()}/${name}.html?${new URLSearchParams(parameters).toString()}`;

/** The page that asks before it confirms: programs that look at the links in a mail must not do it by that. */
export const confirmationPage = (
  parts: Pick<DocumentParts, 'baseUrl'>,
  topicArn: string,
  endpoint: string,
  token: string,
): string => page(parts, 'confirmation', { TopicArn: topicArn, Token: token, Endpoint: endpoint });

export const unsubscribePage = (
  parts: Pick<DocumentParts, 'baseUrl' | 'proofs'>,
  { arn, endpoint }: Pick<Subscription, 'arn' | 'endpoint'>,
): string =>
  page(parts, 'unsubscribe', {
    SubscriptionArn: arn,
    Endpoint: endpoint,
    Proof: parts.proofs.of(arn),
  });

const nameOf = ({ attributes, name }: Topic): string => attributes.get('DisplayName') || name;

export const confirmationMail = (topic: Topic, link: string): MailText => ({
  subject: 'AWS Notification - Subscription Confirmation',
  text: `You have chosen to subscribe to the topic:
${topic.arn}

To confirm this subscription, open this page and press its button (if this was in error, do nothing):
${link}

The link is good for three days. This mail was sent for the topic "${nameOf(topic)}"; answers to it are not read.
`,
});

export const endMail = (topic: Topic, link: string): MailText => ({
  subject: 'AWS Notification - Unsubscribe Confirmation',
  text: `Your subscription to this topic has been ended:
${topic.arn}

If that was in error, open this page within three days and press its button:
${link}
`,
});

export const notificationMail = (
  subject: string | undefined,
  message: string,
  unsubscribe: string,
): MailText => ({
  subject: subject ?? 'AWS Notification Message',
  text: `${message}

--
If you wish to stop receiving notifications from this topic, open this page and press its button:
${unsubscribe}

Answers to this mail are not read.
`,
});
