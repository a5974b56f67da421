import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
  UntagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import * as sqs from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: sqs.SQSClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new sqs.SQSClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const makeQueue = async (
  QueueName: string,
  Attributes: Record<string, string> = {},
): Promise<string> => {
  const { QueueUrl = '' } = await client.send(
    new sqs.CreateQueueCommand({ QueueName, Attributes }),
  );
  return QueueUrl;
};

describe('the SDK of today, which speaks JSON and compares digests', () => {
  test('a message with attributes is sent, received and deleted', async () => {
    const QueueUrl = await makeQueue('sdk-jobs');
    const MessageAttributes = {
      binary: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 1, 255) },
      count: { DataType: 'Number.int', StringValue: '7' },
      'some.text': { DataType: 'String', StringValue: 'grün & <blau>' },
    };

    await client.send(
      new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'häl<l>o\n😀', MessageAttributes }),
    );
    const { Messages = [] } = await client.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    await client.send(
      new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }),
    );

    expect(QueueUrl).toBe(`${cloud.aws}/111122223333/sdk-jobs`);
    expect(Messages).toMatchObject([
      {
        Body: 'häl<l>o\n😀',
        MessageAttributes,
        Attributes: { ApproximateReceiveCount: '1', SenderId: expect.any(String) },
      },
    ]);
  });

  test('a batch is answered entry by entry', async () => {
    const QueueUrl = await makeQueue('sdk-batch');

    const { Successful, Failed } = await client.send(
      new sqs.SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
        ],
      }),
    );

    expect(Successful).toMatchObject([{ Id: 'a', MessageId: expect.any(String) }]);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
  });

  test('a receiver that waits is woken by a message', async () => {
    const QueueUrl = await makeQueue('sdk-wait');

    const waiting = client.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'here' }));

    expect((await waiting).Messages).toMatchObject([{ Body: 'here' }]);
  });

  test('errors are those that the SDK knows by name', async () => {
    const QueueUrl = await makeQueue('sdk-errors');

    await expect(
      client.send(new sqs.GetQueueUrlCommand({ QueueName: 'none' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(
      client.send(
        new sqs.DeleteMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: 'a', ReceiptHandle: 'x' },
            { Id: 'a', ReceiptHandle: 'y' },
          ],
        }),
      ),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(
      client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 })),
    ).rejects.toMatchObject({
      message:
        'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    });
  });
});

/** What stands in the line is parted by blanks; values with blanks follow as they are. */
const run = (line: string, ...more: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['sqs', ...line.split(' '), ...more]);

describe.skipIf(awsCli.missing() !== undefined)(
  'Debian’s CLI, which speaks the query protocol',
  () => {
    test('a message goes through a queue that has all kinds of settings', async () => {
      const created = await run(
        'create-queue --queue-name cli.fifo --tags team=a --attributes FifoQueue=true,ContentBasedDeduplication=true',
      );
      const { QueueUrl: url } = created.output as { readonly QueueUrl: string };
      const sent = await run(
        `send-message --queue-url ${url} --message-group-id g --message-attributes {"kind":{"DataType":"String","StringValue":"x"}} --message-body`,
        'grün & <blau>',
      );
      const received = await run(
        `receive-message --queue-url ${url} --attribute-names All --message-attribute-names All`,
      );
      const { Messages } = received.output as {
        readonly Messages: readonly { readonly ReceiptHandle: string }[];
      };
      const entries = [
        { Id: 'a', ReceiptHandle: Messages[0]?.ReceiptHandle },
        { Id: 'b', ReceiptHandle: 'x' },
      ];
      const deleted = await run(
        `delete-message-batch --queue-url ${url} --entries ${JSON.stringify(entries)}`,
      );
      const attributes = await run(`get-queue-attributes --queue-url ${url} --attribute-names All`);
      const tags = await run(`list-queue-tags --queue-url ${url}`);

      expect(sent.output).toMatchObject({ SequenceNumber: expect.any(String) });
      expect(Messages).toMatchObject([
        {
          Body: 'grün & <blau>',
          Attributes: { MessageGroupId: 'g', ApproximateReceiveCount: '1' },
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
          MD5OfMessageAttributes: expect.any(String),
        },
      ]);
      expect(deleted.output).toMatchObject({
        Successful: [{ Id: 'a' }],
        Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }],
      });
      expect(attributes.output).toMatchObject({
        Attributes: { FifoQueue: 'true', ApproximateNumberOfMessages: '0' },
      });
      expect(tags.output).toEqual({ Tags: { team: 'a' } });
    });

    test('errors have their old codes', async () => {
      const missing = await run('get-queue-url --queue-name none');
      const url = await makeQueue('cli-errors');
      const invalid = await run(
        `send-message --queue-url ${url} --message-body x --delay-seconds 901`,
      );

      expect(missing.stderr).toContain('(AWS.SimpleQueueService.NonExistentQueue)');
      expect(invalid.stderr).toContain('(InvalidParameterValue)');
    });
  },
);

test('a queue is tagged through the tagging API and found by its tags', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  await makeQueue('tagged');
  const ResourceARN = 'arn:aws:sqs:us-east-1:111122223333:tagged';

  await tagging.send(
    new TagResourcesCommand({ ResourceARNList: [ResourceARN], Tags: { shade: 'grey', team: 'b' } }),
  );
  await tagging.send(
    new UntagResourcesCommand({ ResourceARNList: [ResourceARN], TagKeys: ['team'] }),
  );
  const { ResourceTagMappingList } = await tagging.send(
    new GetResourcesCommand({ ResourceTypeFilters: ['sqs'], TagFilters: [{ Key: 'shade' }] }),
  );

  expect(ResourceTagMappingList).toEqual([
    { ResourceARN, Tags: [{ Key: 'shade', Value: 'grey' }] },
  ]);
});

test('a server stops although somebody waits for a message', async () => {
  const other = await startCloud();
  const waiter = new sqs.SQSClient(other.client('workloads'));
  const { QueueUrl } = await waiter.send(new sqs.CreateQueueCommand({ QueueName: 'patience' }));
  const waiting = waiter.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  // Long enough for the request to be there; were it not, the test would fail, not pass.
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });

  await other.stop();

  expect((await waiting).Messages).toBeUndefined();
  waiter.destroy();
}, 10_000);
