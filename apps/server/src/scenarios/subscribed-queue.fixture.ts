import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import type { StartedCloud } from '@gatehouse/testcloud';

type ClientConfig = ReturnType<StartedCloud['client']>;

/** A queue of the topic's account that hears of everything published there; answers its URL. */
export const subscribedQueue = async (
  config: ClientConfig,
  topicArn: string,
  name: string,
): Promise<string> => {
  const [, , , , account = ''] = topicArn.split(':');
  const arn = `arn:aws:sqs:us-east-1:${account}:${name}`;
  const { QueueUrl = '' } = await new SQS(config).createQueue({
    QueueName: name,
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn,
        },
      }),
    },
  });
  await new SNS(config).subscribe({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arn });
  return QueueUrl;
};
