import type { DescribeTableOutput, GetItemOutput, ScanOutput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  allow,
  definitions,
  dynamoDbFixture,
  type DynamoDbFixture,
  keySchema,
} from './dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const Key = { pk: S('a'), sk: S('b') };

/** What KMS was asked since the last time: operation, context, service. */
const asked = async (fixture: DynamoDbFixture) =>
  (await fixture.events()).flatMap(({ record }) =>
    record['eventSource'] === 'kms.amazonaws.com'
      ? [
          [
            record['eventName'],
            Object(record['requestParameters']).encryptionContext as unknown,
          ] as const,
        ]
      : [],
  );

const contents = ({ store }: DynamoDbFixture): Promise<readonly string[]> =>
  store
    .read((tx) => tx.all<{ content: Uint8Array }>('SELECT content FROM dynamodb_item'))
    .then((rows) => rows.map(({ content }) => Buffer.from(content).toString('latin1')));

test('items lie under a data key that only KMS opens, asked of each caller once in five minutes', async () => {
  const fixture = await dynamoDbFixture();
  const { clock, db, kmsKey, put, refusal, table } = fixture;
  const KMSMasterKeyId = await kmsKey();
  await asked(fixture);
  await table('sealed', { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId } });
  const made = await asked(fixture);
  await put('sealed', { ...Key, secret: S('plain words') });
  await db('GetItem', { TableName: 'sealed', Key });
  const used = await asked(fixture);
  clock.advance({ seconds: 301 });
  await db('GetItem', { TableName: 'sealed', Key });
  const later = await asked(fixture);
  const without = fixture.userWith('without', allow('dynamodb:*'));
  const refused = await refusal('GetItem', { TableName: 'sealed', Key }, { as: without });
  await fixture.call('kms', 'DisableKey', { KeyId: KMSMasterKeyId });
  const disabled = await refusal('GetItem', { TableName: 'sealed', Key });

  const context = { 'aws:dynamodb:tableName': 'sealed', 'aws:dynamodb:subscriberId': ACCOUNT };
  expect(made).toHaveLength(2);
  expect(new Map(made)).toEqual(
    new Map<unknown, unknown>([
      ['GenerateDataKey', context],
      ['CreateGrant', undefined],
    ]),
  );
  expect(used).toEqual([['Decrypt', context]]);
  expect(later).toEqual([['Decrypt', context]]);
  expect((await contents(fixture)).join()).not.toContain('plain words');
  expect(refused).toEqual([
    'AccessDeniedException',
    expect.stringContaining('KMS key access denied error: User:') as string,
  ]);
  expect(disabled).toEqual([
    'ValidationException',
    `KMS validation error: ${KMSMasterKeyId} is disabled.`,
  ]);
  const { Table } = await db<DescribeTableOutput>('DescribeTable', { TableName: 'sealed' });
  expect(Table?.SSEDescription).toEqual({
    Status: 'ENABLED',
    SSEType: 'KMS',
    KMSMasterKeyArn: KMSMasterKeyId,
  });
});

test('a table changes its key without its items, and DynamoDB itself can fill an index under it', async () => {
  const fixture = await dynamoDbFixture();
  const { db, kmsKey, pass, put, table } = fixture;
  const TableName = 'changing';
  await table(TableName);
  await put(TableName, { ...Key, secret: S('plain words'), k: S('k') });
  const before = await contents(fixture);
  const [first, second] = [await kmsKey(), await kmsKey()];
  const grants = async (KeyId: string) =>
    (
      await fixture.call<{ Grants: { GranteePrincipal: string }[] }>('kms', 'ListGrants', { KeyId })
    ).Grants.map(({ GranteePrincipal }) => GranteePrincipal);

  for (const KMSMasterKeyId of [first, second]) {
    await db('UpdateTable', { TableName, SSESpecification: { Enabled: true, KMSMasterKeyId } });
    await pass(5);
  }
  const [ofFirst, ofSecond] = [await grants(first), await grants(second)];
  await db('UpdateTable', {
    TableName,
    AttributeDefinitions: definitions({ k: 'S' }),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-k',
          KeySchema: keySchema('k'),
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  await pass(5);
  const found = await db<ScanOutput>('Scan', { TableName, IndexName: 'by-k' });
  await db('UpdateTable', { TableName, SSESpecification: { Enabled: false } });
  await pass(5);
  await fixture.call('kms', 'DisableKey', { KeyId: second });
  const { Item } = await db<GetItemOutput>('GetItem', { TableName, Key });

  expect(await contents(fixture)).toEqual(before);
  expect(before.join()).not.toContain('plain words');
  expect(ofFirst).toEqual([]);
  expect(ofSecond).toEqual(['dynamodb.us-east-1.amazonaws.com']);
  expect(found.Items).toMatchObject([{ secret: S('plain words') }]);
  expect(Item).toMatchObject({ secret: S('plain words') });
  expect(await grants(second)).toEqual([]);
});

test('while the key cannot be used, an index waits to be filled, and is filled then', async () => {
  const fixture = await dynamoDbFixture();
  const { db, kmsKey, pass, put, table } = fixture;
  const TableName = 'waiting';
  const KMSMasterKeyId = await kmsKey();
  await table(TableName, { SSESpecification: { Enabled: true, KMSMasterKeyId } });
  await put(TableName, { ...Key, k: S('k') });
  await db('UpdateTable', {
    TableName,
    AttributeDefinitions: definitions({ k: 'S' }),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-k',
          KeySchema: keySchema('k'),
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  const indexes = async () =>
    (await db<DescribeTableOutput>('DescribeTable', { TableName })).Table?.GlobalSecondaryIndexes;

  await fixture.call('kms', 'DisableKey', { KeyId: KMSMasterKeyId });
  await pass(5);
  const waiting = await indexes();
  await fixture.call('kms', 'EnableKey', { KeyId: KMSMasterKeyId });
  await pass(60);

  expect(waiting).toMatchObject([{ IndexStatus: 'CREATING' }]);
  expect(await indexes()).toMatchObject([{ IndexStatus: 'ACTIVE', ItemCount: 1 }]);
});

test('aws/dynamodb is made when it is asked for first; an item is no good in the place of another', async () => {
  const fixture = await dynamoDbFixture();
  const { db, put, store, table } = fixture;
  await table('managed', { SSESpecification: { Enabled: true } });
  await put('managed', { ...Key }, { pk: S('a'), sk: S('c') });
  const { KeyMetadata } = await fixture.call<{ KeyMetadata: object }>('kms', 'DescribeKey', {
    KeyId: 'alias/aws/dynamodb',
  });

  await store.write((tx) =>
    tx.run(`UPDATE dynamodb_item SET content = (SELECT MIN(content) FROM dynamodb_item)`),
  );

  expect(KeyMetadata).toMatchObject({ KeyManager: 'AWS' });
  await expect(db('Scan', { TableName: 'managed' })).rejects.toThrow('unable to authenticate');
});
