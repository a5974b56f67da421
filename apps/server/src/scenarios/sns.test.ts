import { createVerify, X509Certificate } from 'node:crypto';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ACCOUNT = '111122223333';

let cloud: StartedCloud;
let client: sns.SNSClient;
let queues: sqs.SQSClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new sns.SNSClient(cloud.client('workloads'));
  queues = new sqs.SQSClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  queues.destroy();
  await cloud.stop();
});

const makeTopic = async (Name: string): Promise<string> => {
  const { TopicArn = '' } = await client.send(new sns.CreateTopicCommand({ Name }));
  return TopicArn;
};

/** URL and ARN of a queue; with a topic, one that takes its messages. */
const makeQueue = async (QueueName: string, topicArn?: string) => {
  const arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueName}`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  });
  const { QueueUrl = '' } = await queues.send(
    new sqs.CreateQueueCommand({
      QueueName,
      Attributes: topicArn === undefined ? {} : { Policy },
    }),
  );
  return { url: QueueUrl, arn };
};

const receive = async (QueueUrl: string): Promise<readonly sqs.Message[]> =>
  (
    await queues.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 10,
        MessageAttributeNames: ['All'],
      }),
    )
  ).Messages ?? [];

const entry = (Id: string, price: string): sns.PublishBatchRequestEntry => ({
  Id,
  Message: price,
  MessageAttributes: { price: { DataType: 'Number', StringValue: price } },
});

describe('the SDK of today', () => {
  test('a published message is in the queue, signed so that its certificate proves it', async () => {
    const TopicArn = await makeTopic('sdk-signed');
    const queue = await makeQueue('sdk-signed', TopicArn);
    await client.send(new sns.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));

    const { MessageId } = await client.send(
      new sns.PublishCommand({
        TopicArn,
        Message: 'häl<l>o\n😀',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'a & b' } },
      }),
    );
    const [message] = await receive(queue.url);

    const body = JSON.parse(message?.Body ?? '');
    expect(body).toMatchObject({
      MessageId,
      Message: 'häl<l>o\n😀',
      MessageAttributes: { kind: { Type: 'String', Value: 'a & b' } },
    });
    const answer = await fetch(body.SigningCertURL);
    const { publicKey } = new X509Certificate(await answer.text());
    const signed = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type']
      .map((name) => `${name}\n${body[name]}\n`)
      .join('');
    expect(
      createVerify('RSA-SHA1').update(signed).verify(publicKey, body.Signature, 'base64'),
    ).toBe(true);
  });

  test('raw delivery keeps the attributes; a filter policy keeps messages away', async () => {
    const TopicArn = await makeTopic('sdk-raw');
    const queue = await makeQueue('sdk-raw', TopicArn);
    await client.send(
      new sns.SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queue.arn,
        Attributes: {
          RawMessageDelivery: 'true',
          FilterPolicy: '{"price":[{"numeric":[">",10]}]}',
        },
      }),
    );
    const { Successful } = await client.send(
      new sns.PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [entry('low', '5'), entry('high', '15')],
      }),
    );

    expect(Successful).toHaveLength(2);
    expect(await receive(queue.url)).toMatchObject([
      { Body: '15', MessageAttributes: { price: { DataType: 'Number', StringValue: '15' } } },
    ]);
  });

  test("what a queue's policy does not let in goes to the dead-letter queue that does", async () => {
    const TopicArn = await makeTopic('sdk-dead');
    const closed = await makeQueue('sdk-closed');
    const dead = await makeQueue('sdk-dead', TopicArn);
    await client.send(
      new sns.SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: closed.arn,
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) },
      }),
    );

    await client.send(new sns.PublishCommand({ TopicArn, Message: 'lost' }));

    const [message] = await receive(dead.url);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ Message: 'lost' });
  });

  test('a mail is kept for the console, and its page confirms the subscription', async () => {
    const TopicArn = await makeTopic('sdk-mail');
    await client.send(
      new sns.SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ada@example.com' }),
    );
    await cloud.cloud.runner.runDue();
    await expect
      .poll(async () => (await cloud.outbox.list({ limit: 1 })).messages.length)
      .toBeGreaterThan(0);
    const [mail] = (await cloud.outbox.list({ limit: 1 })).messages;
    const link = /http:\S+/.exec(mail?.text ?? '')?.[0] ?? '';

    const page = await fetch(link);
    const { searchParams } = new URL(link);
    const done = await fetch(`${cloud.aws}/confirmation.html`, {
      method: 'POST',
      body: new URLSearchParams([...searchParams]),
    });

    expect(await page.text()).toContain('<button>Confirm subscription</button>');
    expect(done.status).toBe(200);
    const { Subscriptions } = await client.send(
      new sns.ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: expect.stringContaining(TopicArn) }]);
  });

  test('errors are those that the SDK knows by name', async () => {
    const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:none`;

    await expect(
      client.send(new sns.PublishCommand({ TopicArn, Message: 'x' })),
    ).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
    await expect(
      client.send(new sns.ListTagsForResourceCommand({ ResourceArn: TopicArn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      client.send(
        new sns.PublishBatchCommand({
          TopicArn: await makeTopic('sdk-errors'),
          PublishBatchRequestEntries: [
            { Id: 'a', Message: 'x' },
            { Id: 'a', Message: 'y' },
          ],
        }),
      ),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' });
  });

  test('topics are found by their tags', async () => {
    const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
    await client.send(
      new sns.CreateTopicCommand({ Name: 'sdk-tags', Tags: [{ Key: 'tone', Value: 'high' }] }),
    );

    const { ResourceTagMappingList } = await tagging.send(
      new GetResourcesCommand({ ResourceTypeFilters: ['sns'], TagFilters: [{ Key: 'tone' }] }),
    );
    tagging.destroy();

    expect(ResourceTagMappingList).toMatchObject([
      { ResourceARN: `arn:aws:sns:us-east-1:${ACCOUNT}:sdk-tags` },
    ]);
  });
});

/** What stands in the line is parted by blanks; values with blanks follow as they are. */
const run = (line: string, ...more: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['sns', ...line.split(' '), ...more]);

describe.skipIf(awsCli.missing() !== undefined)('Debian’s CLI', () => {
  test('a topic is made, set, subscribed to, published to and deleted', async () => {
    const made = await run(
      'create-topic --name cli.fifo --attributes FifoTopic=true,ContentBasedDeduplication=true --tags Key=a,Value=b',
    );
    const { TopicArn } = made.output as { readonly TopicArn: string };
    await run(
      `set-topic-attributes --topic-arn ${TopicArn} --attribute-name DisplayName --attribute-value`,
      'A name with blanks',
    );
    const queue = `arn:aws:sqs:us-east-1:${ACCOUNT}:cli.fifo`;
    const subscribed = await run(
      `subscribe --topic-arn ${TopicArn} --protocol sqs --notification-endpoint ${queue}`,
    );
    const published = await run(
      `publish --topic-arn ${TopicArn} --message-group-id g --message`,
      'two words',
    );
    const attributes = await run(`get-topic-attributes --topic-arn ${TopicArn}`);
    const deleted = await run(`delete-topic --topic-arn ${TopicArn}`);

    expect(TopicArn).toBe(`arn:aws:sns:us-east-1:${ACCOUNT}:cli.fifo`);
    expect(subscribed.output).toMatchObject({
      SubscriptionArn: expect.stringContaining(`${TopicArn}:`),
    });
    expect(published.output).toMatchObject({ SequenceNumber: expect.stringMatching(/^\d{20}$/) });
    expect(attributes.output).toMatchObject({
      Attributes: { DisplayName: 'A name with blanks', SubscriptionsConfirmed: '1' },
    });
    expect(deleted.exitCode).toBe(0);
  });
});
