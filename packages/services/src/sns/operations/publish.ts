import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
  PublishBatchResultEntry,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns';
import { AwsError } from '@gatehouse/core';
import { writes } from '@gatehouse/service-kit';
import { permittedTopic } from '../access.ts';
import { topicOf } from '../arns.ts';
import {
  batchTooLong,
  emptyBatch,
  entryIdInvalid,
  entryIdsNotDistinct,
  invalidParameter,
  phoneNumberInvalid,
  targetMissing,
  targetNotFound,
  tooManyEntries,
} from '../errors.ts';
import {
  checkPublication,
  MOST_BYTES,
  publish as publishMessage,
  requirePublishable,
} from '../publishing.ts';
import type { OperationParts } from './parts.ts';

const MOST_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

/** The topic that a message is for; phones and mobile endpoints are none. */
const topicArnOf = (input: PublishInput): string | undefined => {
  if (input.TopicArn !== undefined) return input.TopicArn;
  if (input.TargetArn === undefined) throw targetMissing();
  if (input.TargetArn.includes(':endpoint/')) throw targetNotFound();
  return input.TargetArn;
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish = (parts: OperationParts) =>
  writes<PublishInput, PublishResponse>(
    {
      event: { data: true },
      redact: ['Message', 'Subject', 'MessageAttributes', 'PhoneNumber'],
      partial:
        'A message to a PhoneNumber is taken and goes nowhere, as in the SMS sandbox; there are no mobile endpoints.',
    },
    async (input, call) => {
      if (input.PhoneNumber !== undefined && input.TopicArn === undefined) {
        await call.authorize('sns:Publish', '*');
        if (!/^\+?[1-9]\d{6,14}$/.test(input.PhoneNumber))
          throw phoneNumberInvalid(input.PhoneNumber);
        requirePublishable(input);
        return { MessageId: parts.ids.uuid() };
      }
      const topic = await permittedTopic(call, topicOf(call, topicArnOf(input)), {
        action: 'sns:Publish',
        loose: parts.loose,
      });
      requirePublishable(input);
      const checked = checkPublication(topic, input);
      if (checked.bytes > MOST_BYTES) throw invalidParameter('Message too long');
      await parts.topicKeys.requireUsable(call, topic);
      const { messageId, sequenceNumber } = await publishMessage(
        parts,
        call.tx,
        topic,
        checked,
        call.now,
      );
      return { MessageId: messageId, SequenceNumber: sequenceNumber };
    },
  );

const requireEntries = (entries: readonly PublishBatchRequestEntry[]): void => {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MOST_ENTRIES) throw tooManyEntries();
  const ids = entries.map(({ Id = '' }) => Id);
  if (new Set(ids).size < ids.length) throw entryIdsNotDistinct();
  if (!ids.every((id) => ENTRY_ID.test(id))) throw entryIdInvalid();
};

/** Why this entry alone cannot be published. */
const problemOf = (entry: PublishBatchRequestEntry): AwsError | undefined => {
  try {
    requirePublishable(entry);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
};

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch = (parts: OperationParts) =>
  writes<PublishBatchInput, PublishBatchResponse>(
    {
      event: { data: true },
      redact: ['Message', 'Subject', 'MessageAttributes'].map(
        (name) => `PublishBatchRequestEntries[].${name}`,
      ),
    },
    async (input, call) => {
      const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
        action: 'sns:Publish',
        loose: parts.loose,
      });
      const entries = input.PublishBatchRequestEntries ?? [];
      requireEntries(entries);
      // Nothing is published before all entries are known to be sound.
      const checked = entries.map((entry) => ({ entry, checked: checkPublication(topic, entry) }));
      if (checked.reduce((sum, { checked: { bytes } }) => sum + bytes, 0) > MOST_BYTES)
        throw batchTooLong();
      await parts.topicKeys.requireUsable(call, topic);

      const Successful: PublishBatchResultEntry[] = [];
      const Failed: BatchResultErrorEntry[] = [];
      for (const { entry, checked: publication } of checked) {
        const { Id } = entry;
        const problem = problemOf(entry);
        if (problem !== undefined) {
          Failed.push({ Id, Code: problem.name, Message: problem.message, SenderFault: true });
          continue;
        }
        const done = await publishMessage(parts, call.tx, topic, publication, call.now);
        Successful.push({ Id, MessageId: done.messageId, SequenceNumber: done.sequenceNumber });
      }
      return { Successful, Failed };
    },
  );
