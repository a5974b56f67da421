import type { GetResourcePolicyOutput, PutResourcePolicyOutput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { ACCOUNT, allow, arn, dynamoDbFixture, OTHER_ACCOUNT } from './dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const Key = (pk: string) => ({ pk: S(pk), sk: S('s') });

const fixture = await dynamoDbFixture();
const { db, put, refusal, table } = fixture;
await table('shared', { Tags: [{ Key: 'team', Value: 'red' }] });
await put('shared', { ...Key('ann'), open: S('x'), secret: S('y') }, { ...Key('bob') });

const shownKey = (pk: string) => ({ pk, sk: 's' });

const denied = async (operation: string, input: object, as: ReturnType<typeof fixture.userWith>) =>
  (await refusal(operation, { TableName: 'shared', ...input }, { as }))?.[0] ===
  'AccessDeniedException';

const query = (pk: string) => ({
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': S(pk) },
});

const write = (pk: string) => ({
  TransactItems: [{ Put: { TableName: 'shared', Item: Key(pk) } }],
});

const names = (name: string) => ({ ExpressionAttributeNames: { '#o': name } });

test('leading keys let a caller at his own partition only, whatever operation he takes', async () => {
  const ann = fixture.userWith(
    'ann',
    allow('dynamodb:*', {
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ann'] } },
    }),
  );

  for (const [pk, expected] of [
    ['ann', false],
    ['bob', true],
  ] as const) {
    expect(await denied('GetItem', { Key: Key(pk) }, ann)).toBe(expected);
    expect(await denied('PutItem', { Item: Key(pk) }, ann)).toBe(expected);
    expect(await denied('Query', query(pk), ann)).toBe(expected);
    expect(await denied('TransactWriteItems', write(pk), ann)).toBe(expected);
    expect(
      await denied(
        'BatchGetItem',
        { RequestItems: { shared: { Keys: [Key('ann'), Key(pk)].slice(pk === 'ann' ? 1 : 0) } } },
        ann,
      ),
    ).toBe(expected);
    expect(
      await denied(
        'BatchWriteItem',
        { RequestItems: { shared: [{ DeleteRequest: { Key: Key(pk) } }] } },
        ann,
      ),
    ).toBe(expected);
  }
});

test('attributes, Select and ReturnValues are told to policies', async () => {
  const reader = fixture.userWith(
    'reader',
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], {
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'open'] },
        StringEqualsIfExists: {
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
          'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'],
        },
      },
    }),
  );
  const update = {
    Key: Key('ann'),
    UpdateExpression: 'SET #o = :v',
    ExpressionAttributeValues: { ':v': S('z') },
  };

  expect(await denied('GetItem', { Key: Key('ann') }, reader)).toBe(true);
  expect(
    await denied(
      'GetItem',
      { Key: Key('ann'), ProjectionExpression: '#o', ...names('open') },
      reader,
    ),
  ).toBe(false);
  expect(
    await denied(
      'GetItem',
      { Key: Key('ann'), ProjectionExpression: '#o', ...names('secret') },
      reader,
    ),
  ).toBe(true);
  expect(await denied('UpdateItem', { ...update, ...names('open') }, reader)).toBe(false);
  expect(await denied('UpdateItem', { ...update, ...names('secret') }, reader)).toBe(true);
  expect(
    await denied('UpdateItem', { ...update, ...names('open'), ReturnValues: 'ALL_NEW' }, reader),
  ).toBe(true);
  expect(
    await denied(
      'UpdateItem',
      { ...update, ...names('open'), ConditionExpression: 'secret = :v' },
      reader,
    ),
  ).toBe(true);
});

test('a policy tells indexes, transactions and tags apart', async () => {
  const indexer = fixture.userWith(
    'indexer',
    allow('dynamodb:Scan', { Resource: `${arn('shared')}/index/*` }),
  );
  const transactor = fixture.userWith(
    'transactor',
    allow('dynamodb:PutItem', {
      Condition: { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } },
    }),
  );
  const blue = fixture.userWith(
    'blue',
    allow('dynamodb:*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } } }),
  );
  const transaction = { TransactItems: [{ Put: { TableName: 'shared', Item: Key('t') } }] };

  expect(await denied('Scan', {}, indexer)).toBe(true);
  expect(await denied('Scan', { IndexName: 'nope' }, indexer)).toBe(false);
  expect(await denied('PutItem', { Item: Key('t') }, transactor)).toBe(true);
  expect(await denied('TransactWriteItems', transaction, transactor)).toBe(false);
  expect(await denied('DescribeTable', {}, blue)).toBe(true);
});

test('who may not is not told whether there is a table', async () => {
  const nobody = fixture.userWith('nobody');

  for (const operation of ['DescribeTable', 'DeleteTable', 'DescribeTimeToLive', 'Scan'])
    expect(await refusal(operation, { TableName: 'missing-table' }, { as: nobody })).toMatchObject([
      'AccessDeniedException',
      expect.stringContaining(`dynamodb:${operation} on resource: ${arn('missing-table')}`),
    ]);
});

test('a resource policy lets another account in, at the revision that was expected', async () => {
  const stranger = { kind: 'root' as const, account: OTHER_ACCOUNT };
  const Policy = JSON.stringify(
    allow(['dynamodb:GetItem', 'dynamodb:DescribeTimeToLive'], {
      Principal: { AWS: OTHER_ACCOUNT },
      Resource: arn('shared'),
    }),
  );
  const ResourceArn = arn('shared');
  const get = { TableName: arn('shared'), Key: Key('bob') };

  const before = await refusal('GetItem', get, { as: stranger });
  const { RevisionId } = await db<PutResourcePolicyOutput>('PutResourcePolicy', {
    ResourceArn,
    Policy,
    ExpectedRevisionId: 'NO_POLICY',
  });
  const during = await db('GetItem', get, { as: stranger });
  const ownersOnly = await refusal(
    'DescribeTimeToLive',
    { TableName: arn('shared') },
    { as: stranger },
  );
  const shown = await db<GetResourcePolicyOutput>('GetResourcePolicy', { ResourceArn });
  const stale = await refusal('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: 'other' });
  await db('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: RevisionId });

  expect(before?.[0]).toBe('AccessDeniedException');
  expect(during).toMatchObject({ Item: Key('bob') });
  expect(ownersOnly?.[0]).toBe('AccessDeniedException');
  expect(shown).toEqual({ Policy, RevisionId });
  expect(stale?.[0]).toBe('PolicyNotFoundException');
  expect((await refusal('GetItem', get, { as: stranger }))?.[0]).toBe('AccessDeniedException');
  expect((await refusal('GetResourcePolicy', { ResourceArn }))?.[0]).toBe(
    'PolicyNotFoundException',
  );
  const everybody = allow('dynamodb:*', { Principal: '*' });
  expect(
    (await refusal('PutResourcePolicy', { ResourceArn, Policy: JSON.stringify(everybody) }))?.[1],
  ).toContain('it grants public access');
  expect((await refusal('PutResourcePolicy', { ResourceArn, Policy: '{}' }))?.[0]).toBe(
    'ValidationException',
  );
  expect(
    (
      await refusal('PutResourcePolicy', {
        ResourceArn,
        Policy: JSON.stringify(
          allow('dynamodb:*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/gone` } }),
        ),
      })
    )?.[1],
  ).toContain('a principal does not exist');
});

test('data events show the key and the names of attributes, no other value, also of who was refused', async () => {
  const wanted = await dynamoDbFixture({ recordsData: true });
  await wanted.table('trap');
  const nobody = wanted.userWith('nobody');
  await wanted.put('trap', { ...Key('ann'), secret: S('plain words') });
  await wanted.refusal('GetItem', { TableName: 'trap', Key: Key('bob') }, { as: nobody });
  await wanted.db('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: 'trap', Item: { ...Key('cid'), secret: S('plain words') } } },
      {
        Update: {
          TableName: 'trap',
          Key: Key('dan'),
          UpdateExpression: 'SET secret = :s',
          ExpressionAttributeValues: { ':s': S('plain words') },
        },
      },
    ],
  });
  await wanted.db('Query', {
    TableName: 'trap',
    KeyConditionExpression: 'pk = :p',
    FilterExpression: 'secret = :s',
    ExpressionAttributeValues: { ':p': S('ann'), ':s': S('plain words') },
  });

  const records = (await wanted.events())
    .map(({ record }) => record)
    .filter((record) => record['eventCategory'] === 'Data');
  const resources = [{ accountId: ACCOUNT, type: 'AWS::DynamoDB::Table', ARN: arn('trap') }];
  expect(JSON.stringify(records)).not.toContain('plain words');
  expect(records).toMatchObject([
    {
      eventName: 'PutItem',
      requestParameters: { tableName: 'trap', key: shownKey('ann'), item: ['pk', 'sk', 'secret'] },
      responseElements: null,
      resources,
    },
    {
      eventName: 'TransactWriteItems',
      requestParameters: {
        requestItems: [
          {
            operation: 'Put',
            tableName: 'trap',
            key: shownKey('cid'),
            items: ['pk', 'sk', 'secret'],
          },
          { operation: 'Update', key: shownKey('dan'), updateExpression: 'SET secret = :s' },
        ],
      },
      readOnly: false,
    },
    {
      eventName: 'GetItem',
      errorCode: 'AccessDenied',
      requestParameters: { tableName: 'trap', key: shownKey('bob') },
      resources,
    },
    {
      eventName: 'Query',
      requestParameters: { key: { pk: 'ann' }, filterExpression: 'secret = :s' },
      readOnly: true,
    },
  ]);
});

test('management events name the table; operations on items are data events, which the history has not', async () => {
  await fixture.events();

  await db('DescribeTable', { TableName: 'shared' });
  await db('ListTables', {});
  await put('shared', Key('zoe'));
  await db('Scan', { TableName: 'shared' });

  const events = await fixture.events();
  expect(
    events.flatMap(({ record, resources }) =>
      record['eventCategory'] === 'Data' ? [] : [[record['eventName'], resources]],
    ),
  ).toEqual([
    ['DescribeTable', [{ type: 'AWS::DynamoDB::Table', name: 'shared' }]],
    ['ListTables', []],
  ]);
});
