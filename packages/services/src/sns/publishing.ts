import { createHash } from 'node:crypto';
import type { PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import type { Tx } from '@gatehouse/store';
import type { SnsDeps } from './deps.ts';
import {
  deduplicationIdMissing,
  deduplicationIdOnStandardTopic,
  groupIdMissing,
  invalidParameter,
  messageNotJson,
  noDefaultEntry,
} from './errors.ts';
import { fanOut } from './fan-out.ts';
import { attributeBytes, messageAttributes } from './message-attributes.ts';
import { isFifo, type Message, type MessageAttributes, PROTOCOLS, type Topic } from './model.ts';
import { deduplication } from './repositories/deduplication.ts';
import { topics } from './repositories/topics.ts';

/** 256 KiB, attributes included. */
export const MOST_BYTES = 256 * 1024;
const DEDUPLICATION_MILLISECONDS = 5 * 60 * 1000;
const LONGEST_SUBJECT = 100;
const LONGEST_ID = 128;

export type Publication = Omit<PublishBatchRequestEntry, 'Id'>;

interface Texts {
  readonly text: string;
  readonly texts: ReadonlyMap<string, string>;
}

const readTexts = ({ Message: message = '', MessageStructure: structure }: Publication): Texts => {
  if (structure === undefined || structure === '') return { text: message, texts: new Map() };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw messageNotJson();
  }
  const entries = new Map(
    parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      ? Object.entries(parsed).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        )
      : [],
  );
  const text = entries.get('default');
  if (text === undefined) throw noDefaultEntry();
  const known: readonly string[] = PROTOCOLS;
  return { text, texts: new Map([...entries].filter(([name]) => known.includes(name))) };
};

/** Amazon SNS API Reference, Publish: no line break or control character, at most 100 characters. */
export const requireSubject = (subject: string | undefined): void => {
  if (subject === undefined) return;
  if (subject === '' || subject.length > LONGEST_SUBJECT || /^\s|\p{Cc}/u.test(subject))
    throw invalidParameter('Subject');
};

const ID = /^[\x21-\x7e]*$/;

const requireId = (member: string, id: string | undefined): void => {
  if (id !== undefined && (id === '' || id.length > LONGEST_ID || !ID.test(id)))
    throw invalidParameter(`${member} Reason: it has 1 to ${LONGEST_ID} printable characters`);
};

/** A publication whose every part has been checked. */
export interface CheckedPublication extends Texts {
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly bytes: number;
}

const contentId = (message: string): string => createHash('sha256').update(message).digest('hex');

const checkFifo = (topic: Topic, publication: Publication): string | undefined => {
  const { MessageGroupId: group, MessageDeduplicationId: id, Message: message = '' } = publication;
  requireId('MessageGroupId', group);
  requireId('MessageDeduplicationId', id);
  if (!isFifo(topic)) {
    if (id !== undefined) throw deduplicationIdOnStandardTopic();
    return undefined;
  }
  if (group === undefined) throw groupIdMissing();
  if (id !== undefined) return id;
  if (topic.attributes.get('ContentBasedDeduplication') !== 'true') throw deduplicationIdMissing();
  return contentId(message);
};

/** What makes a publication wrong as a whole batch too. */
export const checkPublication = (topic: Topic, publication: Publication): CheckedPublication => {
  const deduplicationId = checkFifo(topic, publication);
  const attributes = messageAttributes(publication.MessageAttributes);
  return {
    ...readTexts(publication),
    subject: publication.Subject,
    attributes,
    groupId: publication.MessageGroupId,
    deduplicationId,
    bytes: Buffer.byteLength(publication.Message ?? '') + attributeBytes(attributes),
  };
};

/** What makes only this publication wrong. */
export const requirePublishable = ({ Message: message, Subject: subject }: Publication): void => {
  if (message === undefined || message === '') throw invalidParameter('Empty message');
  requireSubject(subject);
};

export interface Published {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** AWS's sequence numbers have 20 digits and grow within a topic. */
const sequenceText = (sequence: number): string => `1${String(sequence).padStart(19, '0')}`;

/** Publishes to those who want it, unless it is the message of the last five minutes again. */
export const publish = async (
  { ids, vault }: Pick<SnsDeps, 'ids' | 'vault'>,
  tx: Tx,
  topic: Topic,
  checked: CheckedPublication,
  now: Date,
): Promise<Published> => {
  const { bytes: _, ...content } = checked;
  const fresh = { ...content, id: ids.uuid(), topicArn: topic.arn, publishedAt: now };
  if (!isFifo(topic)) {
    await fanOut(tx, vault, { ...fresh, sequenceNumber: undefined });
    return { messageId: fresh.id, sequenceNumber: undefined };
  }
  const perGroup = topic.attributes.get('FifoThroughputScope') === 'MessageGroup';
  const scope = perGroup ? (content.groupId ?? '') : '';
  const id = content.deduplicationId ?? '';
  const since = new Date(now.getTime() - DEDUPLICATION_MILLISECONDS);
  const same = await deduplication.find(tx, topic.arn, scope, id, since);
  if (same !== undefined) return same;

  const message: Message = {
    ...fresh,
    sequenceNumber: sequenceText(await topics.nextSequence(tx, topic.arn)),
  };
  await deduplication.forgetBefore(tx, topic.arn, since);
  await deduplication.put(tx, scope, id, message);
  await fanOut(tx, vault, message);
  return { messageId: message.id, sequenceNumber: message.sequenceNumber };
};
