import type { Mailer, Outbound } from '@gatehouse/core';
import { asHtml, asSlack, asTeams, asText, type Message } from './message.ts';
import type { ChannelName, Delivery } from './repository.ts';
import type { NotifySettings } from './settings.ts';

/** Publishes to an SNS topic; rejects when it was not accepted. */
export interface Topic {
  publish(
    topicArn: string,
    message: { readonly subject: string; readonly text: string },
  ): Promise<void>;
}

export interface ChannelParts {
  readonly mailer: Mailer;
  readonly outbound: Outbound;
  readonly topic: Topic;
  readonly settings: NotifySettings;
}

const TIMEOUT_MILLISECONDS = 10_000;

const post = async (outbound: Outbound, url: string, body: string): Promise<void> => {
  const { status } = await outbound
    .send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    })
    .catch(() => {
      // What failed may quote the URL, and the URL is the secret.
      throw new Error('the webhook does not answer');
    });
  if (status < 200 || status > 299) throw new Error(`the webhook answered ${status}`);
};

/** The channels that everything goes to, beside the mailboxes of the people concerned. */
export const sharedChannels = ({
  topicArn,
  slackWebhookUrl,
  teamsWebhookUrl,
}: NotifySettings): readonly ChannelName[] => [
  ...(topicArn === undefined ? [] : (['sns'] as const)),
  ...(slackWebhookUrl === undefined ? [] : (['slack'] as const)),
  ...(teamsWebhookUrl === undefined ? [] : (['teams'] as const)),
];

// SNS: a subject is ASCII, begins with a letter, digit or punctuation, and has fewer than 100 characters.
const snsSubject = (subject: string): string =>
  subject.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 99);

/** Hands one message over; rejects when the other side did not take it. A channel that is configured no more takes all. */
export const deliver = async (
  { mailer, outbound, topic, settings }: ChannelParts,
  delivery: Delivery,
  message: Message,
  thread: string | undefined,
): Promise<void> => {
  const { slackWebhookUrl, teamsWebhookUrl, topicArn } = settings;
  switch (delivery.channel) {
    case 'mail':
      return mailer.send({
        to: [delivery.address],
        subject: message.subject,
        text: asText(message),
        html: asHtml(message),
        thread,
        key: delivery.key,
      });
    case 'sns':
      if (topicArn === undefined) return undefined;
      return topic.publish(topicArn, {
        subject: snsSubject(message.subject),
        text: asText(message),
      });
    case 'slack':
      if (slackWebhookUrl === undefined) return undefined;
      return post(outbound, slackWebhookUrl, asSlack(message));
    case 'teams':
      if (teamsWebhookUrl === undefined) return undefined;
      return post(outbound, teamsWebhookUrl, asTeams(message));
    default:
      return delivery.channel satisfies never;
  }
};
