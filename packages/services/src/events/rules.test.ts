import type {
  DescribeRuleResponse,
  ListRulesResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { busArn, eventsFixture, queueArn, roleArn, ruleArn } from './events.fixture.ts';
import { rules } from './repositories/rules.ts';

const EventPattern = JSON.stringify({ source: ['app'], 'detail-type': ['made', 'unmade'] });

test('a rule is described as it was put, on the bus that it is on', async () => {
  const events = await eventsFixture();
  await events.run('CreateEventBus', { Name: 'orders' });

  const onDefault = await events.run('PutRule', { Name: 'a', ScheduleExpression: 'rate(1 hour)' });
  const onOrders = await events.run('PutRule', {
    Name: 'a',
    EventBusName: 'orders',
    EventPattern,
    State: 'DISABLED',
    Description: 'all of them',
    Tags: [{ Key: 'team', Value: 'red' }],
  });

  expect(onDefault).toEqual({ RuleArn: ruleArn('a') });
  expect(onOrders).toEqual({ RuleArn: ruleArn('orders/a') });
  await expect(events.run('DescribeRule', { Name: 'a' })).resolves.toEqual({
    Name: 'a',
    Arn: ruleArn('a'),
    ScheduleExpression: 'rate(1 hour)',
    State: 'ENABLED',
    EventBusName: 'default',
    CreatedBy: '111122223333',
  });
  await expect(
    events.run('DescribeRule', { Name: 'a', EventBusName: busArn('orders') }),
  ).resolves.toMatchObject({ EventPattern, State: 'DISABLED', Description: 'all of them' });
  await expect(
    events.run('ListTagsForResource', { ResourceARN: ruleArn('orders/a') }),
  ).resolves.toEqual({ Tags: [{ Key: 'team', Value: 'red' }] });
});

test('a rule that is put again is another one under the old name, with the old tags', async () => {
  const events = await eventsFixture();
  await events.run('PutRule', {
    Name: 'a',
    EventPattern,
    Description: 'old',
    State: 'DISABLED',
    Tags: [{ Key: 'team', Value: 'red' }],
  });

  await events.run('PutRule', {
    Name: 'a',
    ScheduleExpression: 'cron(0 10 * * ? *)',
    Tags: [{ Key: 'team', Value: 'blue' }],
  });

  const rule = await events.run<DescribeRuleResponse>('DescribeRule', { Name: 'a' });
  expect(rule).toMatchObject({ ScheduleExpression: 'cron(0 10 * * ? *)', State: 'ENABLED' });
  expect([rule.EventPattern, rule.Description]).toEqual([undefined, undefined]);
  const tags = await events.run<ListTagsForResourceResponse>('ListTagsForResource', {
    ResourceARN: ruleArn('a'),
  });
  expect(tags.Tags).toEqual([{ Key: 'team', Value: 'red' }]);
});

test.for([
  [{}, 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
  [
    { EventPattern: '' },
    'ValidationException',
    'Parameter(s) EventPattern or ScheduleExpression must be specified.',
  ],
  [
    { EventPattern: '{"source":[]}' },
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: Empty arrays are not allowed',
  ],
  [
    { EventPattern: '["app"]' },
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: Filter is not an object',
  ],
  [
    { EventPattern: JSON.stringify({ source: ['a'.repeat(2100)] }) },
    'ValidationException',
    'Parameter EventPattern for rule a exceeds limit of 2048.',
  ],
  [
    { EventPattern: JSON.stringify({ source: ['a'.repeat(5000)] }) },
    'ValidationException',
    'Member must have length less than or equal to 4096',
  ],
  [
    { ScheduleExpression: 'rate(1 minutes)' },
    'ValidationException',
    'Parameter ScheduleExpression is not valid.',
  ],
  [
    { ScheduleExpression: 'rate(1 minute)', EventBusName: 'orders' },
    'ValidationException',
    'ScheduleExpression is supported only on the default event bus.',
  ],
  [
    { EventPattern, EventBusName: 'gone' },
    'ResourceNotFoundException',
    'Event bus gone does not exist.',
  ],
  [
    { EventPattern, EventBusName: busArn('gone') },
    'ResourceNotFoundException',
    'Event bus gone does not exist.',
  ],
  [
    { EventPattern, Name: 'no spaces' },
    'ValidationException',
    'Member must satisfy regular expression pattern',
  ],
  [
    { EventPattern, State: 'SOMETIMES' },
    'ValidationException',
    'Member must satisfy enum value set',
  ],
  [{ EventPattern, RoleArn: roleArn('r', '444455556666') }, 'ValidationException', 'RoleArn'],
  [{ EventPattern, Tags: [{ Key: 'aws:x', Value: '' }] }, 'ValidationException', 'reserved'],
  [
    {
      EventPattern,
      Tags: [
        { Key: 'x', Value: '' },
        { Key: 'x', Value: '' },
      ],
    },
    'ValidationException',
    'Duplicated keys',
  ],
] as const)('PutRule with %j is refused', async ([input, name, message]) => {
  const events = await eventsFixture();
  await events.run('CreateEventBus', { Name: 'orders' });

  await expect(events.run('PutRule', { Name: 'a', ...input })).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('a bus has at most three hundred rules, and its list goes on from page to page', async () => {
  const events = await eventsFixture();
  for (let at = 0; at < 300; at += 1)
    await events.run('PutRule', { Name: `r-${String(at).padStart(3, '0')}`, EventPattern });

  await expect(events.run('PutRule', { Name: 'more', EventPattern })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await events.run('PutRule', { Name: 'r-000', EventPattern });
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListRulesResponse = await events.run('ListRules', { NamePrefix: 'r-', NextToken });
    names.push(...(page.Rules ?? []).map(({ Name = '' }) => Name));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(names).toHaveLength(300);
  expect(names).toEqual(names.toSorted());

  const first = await events.run<ListRulesResponse>('ListRules', { NamePrefix: 'r-29', Limit: 4 });
  expect(first.Rules?.map(({ Name }) => Name)).toEqual(['r-290', 'r-291', 'r-292', 'r-293']);
  // A token fits only the question that it was given for.
  await expect(
    events.run('ListRules', { NamePrefix: 'r-2', NextToken: first.NextToken }),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a rule is disabled and enabled again, and goes once it has no targets', async () => {
  const events = await eventsFixture();
  await events.run('PutRule', { Name: 'a', EventPattern });
  const state = async () =>
    (await events.run<DescribeRuleResponse>('DescribeRule', { Name: 'a' })).State;

  await events.run('DisableRule', { Name: 'a' });
  expect(await state()).toBe('DISABLED');
  await events.run('EnableRule', { Name: 'a' });
  expect(await state()).toBe('ENABLED');
  await events.run('PutTargets', {
    Rule: 'a',
    Targets: [{ Id: '1', Arn: 'arn:aws:sqs:us-east-1:111122223333:q' }],
  });
  await expect(events.run('DeleteRule', { Name: 'a' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: "Rule can't be deleted since it has targets.",
  });
  await events.run('RemoveTargets', { Rule: 'a', Ids: ['1'] });
  await events.run('DeleteRule', { Name: 'a' });
  // AWS answers the same for one that is gone.
  await events.run('DeleteRule', { Name: 'a' });

  await expect(events.run('DescribeRule', { Name: 'a' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Rule a does not exist on EventBus default.',
  });
});

test('policies decide by the pattern, the tags and the rule', async () => {
  const events = await eventsFixture();
  const maker = events.userWith('maker', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'events:PutRule',
      Resource: ruleArn('mine-*'),
      Condition: {
        Null: { 'events:source': 'false' },
        'ForAllValues:StringEquals': { 'events:source': ['app', 'shop'] },
        StringEquals: { 'aws:RequestTag/team': 'red' },
      },
    },
  });
  const put = (Name: string, source: unknown, Value = 'red') =>
    events.run(
      'PutRule',
      { Name, EventPattern: JSON.stringify({ source }), Tags: [{ Key: 'team', Value }] },
      { as: maker },
    );

  await put('mine-1', ['app', 'shop']);
  await expect(put('other', ['app'])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(put('mine-2', ['app', 'aws.ec2'])).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(put('mine-3', [{ prefix: '' }])).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(put('mine-4', ['app'], 'blue')).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(put('other', 'no list')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  // Nobody learns by an error what he may not see.
  await expect(events.run('DescribeRule', { Name: 'x' }, { as: maker })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

const passing = (Resource: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'events:*', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource,
      Condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
    },
  ],
});

test('a role is given to a rule only by who may pass it to EventBridge', async () => {
  const events = await eventsFixture();
  const passer = events.userWith('passer', passing(roleArn('sender')));
  const input = { Name: 'a', EventPattern, RoleArn: roleArn('sender') };
  const other = { ...input, RoleArn: roleArn('admin') };

  await events.run('PutRule', input, { as: passer });
  await expect(events.run('PutRule', other, { as: passer })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('iam:PassRole'),
  });
  events.world.distrustful.add(roleArn('sender'));
  await expect(events.run('PutRule', input, { as: passer })).rejects.toMatchObject({
    name: 'ValidationException',
    message: `Provided role '${roleArn('sender')}' cannot be assumed by principal 'events.amazonaws.com'.`,
  });
});

test('a rule of a service is changed by that service alone', async () => {
  const events = await eventsFixture();
  await events.run('PutRule', { Name: 'a', EventPattern });
  await events.run('PutTargets', { Rule: 'a', Targets: [{ Id: '1', Arn: queueArn('q') }] });
  await events.store.write(async (tx) => {
    const rule = await rules.find(tx, ruleArn('a'));
    if (rule !== undefined) await rules.put(tx, { ...rule, managedBy: 'states.amazonaws.com' });
  });
  const tags = { ResourceARN: ruleArn('a'), Tags: [{ Key: 'k', Value: 'v' }] };
  const Targets = [{ Id: '2', Arn: queueArn('q') }];

  for (const [operation, input] of [
    ['PutRule', { Name: 'a', EventPattern }],
    ['DisableRule', { Name: 'a' }],
    ['PutTargets', { Rule: 'a', Targets }],
    ['RemoveTargets', { Rule: 'a', Ids: ['1'] }],
    ['DeleteRule', { Name: 'a' }],
    ['TagResource', tags],
  ] as const)
    await expect(events.run(operation, input)).rejects.toMatchObject({
      name: 'ManagedRuleException',
    });
  await expect(events.run('DescribeRule', { Name: 'a' })).resolves.toMatchObject({
    ManagedBy: 'states.amazonaws.com',
  });
  await events.run('RemoveTargets', { Rule: 'a', Ids: ['1'], Force: true });
  await events.run('DeleteRule', { Name: 'a', Force: true });
});
