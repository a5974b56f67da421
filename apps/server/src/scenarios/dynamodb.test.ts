import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: DynamoDBClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new DynamoDBClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const makeTable = async (TableName: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'order', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'customer', AttributeType: 'S' },
        { AttributeName: 'order', AttributeType: 'N' },
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-state',
          KeySchema: [
            { AttributeName: 'state', KeyType: 'HASH' },
            { AttributeName: 'order', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      Tags: [{ Key: 'stage', Value: 'test' }],
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 0.2 },
    { TableName },
  );
};

test('documents of the SDK are stored, found by key and by index, and changed under a condition', async () => {
  const TableName = 'orders';
  await makeTable(TableName);
  const items = Array.from({ length: 12 }, (_, order) => ({
    customer: 'anna',
    order,
    state: order % 3 === 0 ? 'open' : 'done',
    articles: [{ article: 'a-1', price: 9.5, tags: new Set(['x', 'y']) }],
    note: null,
    photo: new Uint8Array([1, 2, 3]),
    paid: order > 5,
  }));

  await client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: items.map((item) => ({ PutRequest: { Item: marshall(item) } })),
      },
    }),
  );
  const { Item = {} } = await client.send(
    new GetItemCommand({ TableName, Key: marshall({ customer: 'anna', order: 3 }) }),
  );
  const open: unknown[] = [];
  const pages = paginateQuery(
    { client, pageSize: 2 },
    {
      TableName,
      IndexName: 'by-state',
      KeyConditionExpression: '#s = :s AND #o > :from',
      ExpressionAttributeNames: { '#s': 'state', '#o': 'order' },
      ExpressionAttributeValues: marshall({ ':s': 'open', ':from': 0 }),
    },
  );
  for await (const page of pages) open.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  const { Attributes = {} } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: marshall({ customer: 'anna', order: 3 }),
      UpdateExpression: 'SET #s = :done, articles[0].price = articles[0].price - :less',
      ConditionExpression: '#s = :open',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: marshall({ ':done': 'done', ':open': 'open', ':less': 0.1 }),
      ReturnValues: 'UPDATED_NEW',
    }),
  );

  expect(unmarshall(Item)).toEqual(items[3]);
  expect(open).toEqual([3, 6, 9].map((order) => ({ customer: 'anna', order, state: 'open' })));
  expect(unmarshall(Attributes)).toEqual({ state: 'done', articles: [{ price: 9.4 }] });
});

test('the SDK reads errors with their members: the item that a condition met, the reasons of a cancelled transaction', async () => {
  const TableName = 'errors';
  await makeTable(TableName);
  const Item = marshall({ customer: 'eve', order: 1 });
  await client.send(new PutItemCommand({ TableName, Item }));

  await expect(
    client.send(
      new PutItemCommand({
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(customer)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item });
  await expect(
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: marshall({ customer: 'eve', order: 2 }) } },
          {
            ConditionCheck: {
              TableName,
              Key: marshall({ customer: 'eve', order: 3 }),
              ConditionExpression: 'attribute_exists(customer)',
            },
          },
        ],
      }),
    ),
  ).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  });
  const { Count } = await client.send(new ScanCommand({ TableName, Select: 'COUNT' }));
  await expect(
    client.send(new PutItemCommand({ TableName, Item: { ...Item, x: {} as never } })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(
    client.send(new DescribeTableCommand({ TableName: 'missing' })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: missing not found',
  });

  expect(Count).toBe(1);
});

test('a table is found by its tags', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  await makeTable('tagged');

  const { ResourceTagMappingList = [] } = await tagging.send(
    new GetResourcesCommand({
      ResourceTypeFilters: ['dynamodb:table'],
      TagFilters: [{ Key: 'stage', Values: ['test'] }],
    }),
  );

  expect(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN)).toContain(
    'arn:aws:dynamodb:us-east-1:111122223333:table/tagged',
  );
  tagging.destroy();
});

const cli = async (...args: string[]): Promise<unknown> => {
  const { output, stderr } = await awsCli.run(cloud.client('workloads'), ['dynamodb', ...args]);
  return output ?? stderr;
};

test.skipIf(awsCli.missing() !== undefined)(
  'the AWS CLI makes a table, puts and queries',
  async () => {
    const name = ['--table-name', 'cli-table'];

    await cli(
      'create-table',
      ...name,
      '--key-schema',
      'AttributeName=pk,KeyType=HASH',
      '--attribute-definitions',
      'AttributeName=pk,AttributeType=S',
      '--provisioned-throughput',
      'ReadCapacityUnits=1,WriteCapacityUnits=1',
    );
    await waitUntilTableExists(
      { client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 0.2 },
      { TableName: 'cli-table' },
    );
    await cli('put-item', ...name, '--item', '{"pk":{"S":"a"},"n":{"N":"1.50"}}');
    const [found, refused] = await Promise.all([
      cli(
        'query',
        ...name,
        '--key-condition-expression',
        'pk = :pk',
        '--expression-attribute-values',
        '{":pk":{"S":"a"}}',
      ),
      cli('put-item', ...name, '--item', '{"n":{"N":"1"}}'),
    ]);

    expect(found).toMatchObject({ Count: 1, Items: [{ pk: { S: 'a' }, n: { N: '1.5' } }] });
    expect(refused).toContain('Missing the key pk in the item');
  },
);
