import type { DescribeEventBusResponse, ListEventBusesResponse } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { ACCOUNT, busArn, eventsFixture, OTHER_ACCOUNT } from './events.fixture.ts';

test('every account has a default bus without making it, and it can be changed but not deleted', async () => {
  const events = await eventsFixture();

  await expect(events.run('DescribeEventBus', {})).resolves.toEqual({
    Name: 'default',
    Arn: busArn('default'),
  });
  await events.run('UpdateEventBus', { Description: 'ours' });

  await expect(events.run('DescribeEventBus', { Name: busArn('default') })).resolves.toMatchObject({
    Description: 'ours',
    CreationTime: events.clock.now(),
  });
  await expect(events.run('DeleteEventBus', { Name: 'default' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Cannot delete event bus default.',
  });
});

test('a bus is made, listed, described, changed and deleted', async () => {
  const events = await eventsFixture();
  const DeadLetterConfig = { Arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:dead` };

  const made = await events.run('CreateEventBus', {
    Name: 'orders',
    Description: 'theirs',
    DeadLetterConfig,
    Tags: [{ Key: 'team', Value: 'red' }],
  });
  await events.run('UpdateEventBus', { Name: 'orders', LogConfig: { Level: 'INFO' } });

  expect(made).toEqual({ EventBusArn: busArn('orders'), Description: 'theirs', DeadLetterConfig });
  const at = events.clock.now();
  await expect(events.run('DescribeEventBus', { Name: 'orders' })).resolves.toEqual({
    Name: 'orders',
    Arn: busArn('orders'),
    Description: 'theirs',
    DeadLetterConfig,
    LogConfig: { Level: 'INFO' },
    CreationTime: at,
    LastModifiedTime: at,
  });
  await expect(
    events.run('ListTagsForResource', { ResourceARN: busArn('orders') }),
  ).resolves.toEqual({ Tags: [{ Key: 'team', Value: 'red' }] });
  await events.run('DeleteEventBus', { Name: 'orders' });
  await events.run('DeleteEventBus', { Name: 'orders' });
  await expect(events.run('DescribeEventBus', { Name: 'orders' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Event bus orders does not exist.',
  });
});

test.for([
  [{ Name: 'orders' }, 'ResourceAlreadyExistsException', 'Event bus orders already exists.'],
  [{ Name: 'default' }, 'ResourceAlreadyExistsException', 'Event bus default already exists.'],
  [{ Name: 'a/b' }, 'ValidationException', "Event bus name must not contain '/'."],
  [{ Name: 'a b' }, 'ValidationException', 'Member must satisfy regular expression pattern'],
  [
    { Name: 'aws.partner/x/y', EventSourceName: 'aws.partner/x/y' },
    'ResourceNotFoundException',
    'Event source aws.partner/x/y does not exist.',
  ],
  [
    { Name: 'b', DeadLetterConfig: { Arn: `arn:aws:sns:us-east-1:${ACCOUNT}:t` } },
    'ValidationException',
    'sns is not supported',
  ],
] as const)('CreateEventBus with %j is refused', async ([input, name, message]) => {
  const events = await eventsFixture();
  await events.run('CreateEventBus', { Name: 'orders' });

  await expect(events.run('CreateEventBus', input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('buses are listed by name with the default bus among them, from page to page', async () => {
  const events = await eventsFixture();
  for (const Name of ['a', 'c', 'e', 'f']) await events.run('CreateEventBus', { Name });
  const names = async (input: object) => {
    const page = await events.run<ListEventBusesResponse>('ListEventBuses', input);
    return [page.EventBuses?.map(({ Name }) => Name), page.NextToken] as const;
  };

  const [first, NextToken] = await names({ Limit: 3 });
  expect(first).toEqual(['a', 'c', 'default']);
  expect(await names({ Limit: 3, NextToken })).toEqual([['e', 'f'], undefined]);
  expect((await names({ NamePrefix: 'de' }))[0]).toEqual(['default']);
  expect((await names({ NamePrefix: 'x' }))[0]).toEqual([]);
  await events.run('UpdateEventBus', { Description: 'ours' });
  expect((await names({}))[0]).toEqual(['a', 'c', 'default', 'e', 'f']);
});

test('a bus goes only once nothing listens to it', async () => {
  const events = await eventsFixture();
  await events.run('CreateEventBus', { Name: 'orders' });
  await events.run('CreateArchive', { ArchiveName: 'all', EventSourceArn: busArn('orders') });
  const deletion = () => events.run('DeleteEventBus', { Name: 'orders' });

  await expect(deletion()).rejects.toThrow("Event bus orders can't be deleted since it has rules.");
  await events.run('DeleteArchive', { ArchiveName: 'all' });
  await events.run('PutRule', {
    Name: 'r',
    EventBusName: 'orders',
    EventPattern: '{"source":["a"]}',
  });
  await expect(deletion()).rejects.toThrow("can't be deleted since it has rules");
  await events.run('DeleteRule', { Name: 'r', EventBusName: 'orders' });
  await deletion();
});

const policyOf = async (events: Awaited<ReturnType<typeof eventsFixture>>): Promise<unknown> => {
  const { Policy } = await events.run<DescribeEventBusResponse>('DescribeEventBus', {});
  return Policy === undefined ? undefined : JSON.parse(Policy);
};

test('permissions are given and taken one by one, by organization, or all at once', async () => {
  const events = await eventsFixture();
  const Action = 'events:PutEvents';
  const organization = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-a1b2c3d4e5' };

  await events.run('PutPermission', { Action, Principal: OTHER_ACCOUNT, StatementId: 'one' });
  await events.run('PutPermission', {
    Action,
    Principal: '*',
    StatementId: 'all',
    Condition: organization,
  });
  expect(await policyOf(events)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'one',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action,
        Resource: busArn('default'),
      },
      {
        Sid: 'all',
        Effect: 'Allow',
        Principal: '*',
        Action,
        Resource: busArn('default'),
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      },
    ],
  });
  await events.run('RemovePermission', { StatementId: 'one' });
  await expect(events.run('RemovePermission', { StatementId: 'one' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Statement with the provided id does not exist.',
  });
  await events.run('RemovePermission', { RemoveAllPermissions: true });
  expect(await policyOf(events)).toBeUndefined();
});

test.for([
  [
    { Action: 'events:PutRule', Principal: '*', StatementId: 's' },
    'ValidationException',
    "Provided value in parameter 'action' is not supported.",
  ],
  [{ Action: 'events:PutEvents', Principal: '*' }, 'ValidationException', 'must be specified'],
  [
    { Action: 'events:PutEvents', Principal: 'me', StatementId: 's' },
    'ValidationException',
    'Member must satisfy regular expression pattern',
  ],
  [
    {
      Action: 'events:PutEvents',
      Principal: '*',
      StatementId: 's',
      Condition: { Type: 'StringLike', Key: 'aws:PrincipalOrgID', Value: '*' },
    },
    'ValidationException',
    'Condition.Type',
  ],
  [{ Policy: 'nonsense' }, 'ValidationException', 'Parameter Policy is not valid.'],
  [{ Policy: '{}', StatementId: 's' }, 'ValidationException', 'Parameter Policy is not valid.'],
  [{ Policy: ' '.repeat(10_241) }, 'PolicyLengthExceededException', '10240'],
  [
    { EventBusName: 'gone', Policy: '{}' },
    'ResourceNotFoundException',
    'Event bus gone does not exist.',
  ],
] as const)('PutPermission with %j is refused', async ([input, name, message]) => {
  const events = await eventsFixture();

  await expect(events.run('PutPermission', input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('tags of buses and rules change with permission, by the tags themselves', async () => {
  const events = await eventsFixture();
  await events.run('CreateEventBus', { Name: 'orders', Tags: [{ Key: 'team', Value: 'red' }] });
  const own = events.userWith('own', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'events:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
    },
  });
  const ResourceARN = busArn('orders');
  const tag = (Key: string, Value: string) =>
    events.run('TagResource', { ResourceARN, Tags: [{ Key, Value }] }, { as: own });

  await tag('stage', 'live');
  await tag('team', 'blue');
  await expect(tag('team', 'red')).rejects.toMatchObject({ name: 'AccessDeniedException' });

  await events.run('UntagResource', { ResourceARN, TagKeys: ['stage'] });
  await expect(events.run('ListTagsForResource', { ResourceARN })).resolves.toEqual({
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  await expect(
    events.run('TagResource', { ResourceARN: 'arn:aws:events:us-east-1:1:x', Tags: [] }),
  ).rejects.toThrow('Provided Arn is not in correct format.');
  await expect(
    events.run('ListTagsForResource', {
      ResourceARN: `arn:aws:events:us-east-1:${ACCOUNT}:rule/orders/gone`,
    }),
  ).rejects.toThrow('Rule gone does not exist on EventBus orders.');
});
