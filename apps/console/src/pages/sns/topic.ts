import type { Aws } from '../../api/aws.ts';

export const topicName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export const topicPath = (arn: string): string =>
  `/sns/topics/${encodeURIComponent(topicName(arn))}`;

export const topicArn = (region: string, account: string, name: string): string =>
  `arn:aws:sns:${region}:${account}:${name}`;

export interface FoundTopic {
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const findTopic = async (
  aws: Aws,
  arn: string,
  signal: AbortSignal,
): Promise<FoundTopic> => {
  const { Attributes: attributes = {} } = await aws.call<{ Attributes?: Record<string, string> }>(
    'sns',
    'GetTopicAttributes',
    { TopicArn: arn },
    signal,
  );
  return { arn, attributes };
};
