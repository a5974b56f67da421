import type { GetQueueUrlResult } from '@aws-sdk/client-sqs';
import type { Aws } from '../../api/aws.ts';

export type QueueAttributes = Readonly<Record<string, string>>;

export const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

export const queuePath = (name: string): string => `/sqs/queues/${encodeURIComponent(name)}`;

export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export interface FoundQueue {
  readonly url: string;
  readonly attributes: QueueAttributes;
}

export const findQueue = async (
  aws: Aws,
  name: string,
  signal: AbortSignal,
): Promise<FoundQueue> => {
  const { QueueUrl: url = '' } = await aws.call<GetQueueUrlResult>(
    'sqs',
    'GetQueueUrl',
    { QueueName: name },
    signal,
  );
  const { Attributes: attributes = {} } = await aws.call<{
    Attributes?: Record<string, string>;
  }>('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] }, signal);
  return { url, attributes };
};

export interface Redrive {
  readonly target: string;
  readonly maximum: string;
}

/** Where messages go that nobody could work off. */
export const redriveOf = ({ RedrivePolicy = '' }: QueueAttributes): Redrive | undefined => {
  if (RedrivePolicy === '') return undefined;
  const parsed: unknown = JSON.parse(RedrivePolicy);
  if (parsed === null || typeof parsed !== 'object') return undefined;
  const memberOf = (name: string): string => String(Reflect.get(parsed, name) ?? '');
  return { target: memberOf('deadLetterTargetArn'), maximum: memberOf('maxReceiveCount') };
};
