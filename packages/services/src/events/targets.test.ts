import type {
  ListRuleNamesByTargetResponse,
  ListTargetsByRuleResponse,
  Target,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { busArn, eventsFixture, OTHER_ACCOUNT, queueArn, roleArn } from './events.fixture.ts';

const EventPattern = JSON.stringify({ source: ['app'] });
const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:f';
const cluster = 'arn:aws:ecs:us-east-1:111122223333:cluster/c';
const RoleArn = roleArn('sender');

const withRule = async () => {
  const events = await eventsFixture();
  await events.run('PutRule', { Name: 'a', EventPattern });
  const put = (...Targets: readonly Target[]) => events.run('PutTargets', { Rule: 'a', Targets });
  return { ...events, put };
};

test('targets of every kind are kept as they were put', async () => {
  const events = await withRule();
  const targets: Target[] = [
    { Id: '1', Arn: queueArn('q'), RetryPolicy: { MaximumRetryAttempts: 0 } },
    { Id: '2', Arn: queueArn('q.fifo'), SqsParameters: { MessageGroupId: 'g' } },
    {
      Id: '3',
      Arn: cluster,
      RoleArn,
      EcsParameters: { TaskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/t' },
    },
    {
      Id: '4',
      Arn: lambda,
      InputTransformer: {
        InputPathsMap: { 'a_b-1': '$.detail.a[0]', whole: '$' },
        InputTemplate: '{"a": <a_b-1>, "r": <aws.events.rule-arn>, "e": <aws.events.event.json>}',
      },
      DeadLetterConfig: { Arn: queueArn('dead') },
    },
    { Id: '5', Arn: busArn('default', OTHER_ACCOUNT), RoleArn },
  ];

  expect(await events.put(...targets)).toEqual({ FailedEntryCount: 0, FailedEntries: [] });

  const list = await events.run<ListTargetsByRuleResponse>('ListTargetsByRule', { Rule: 'a' });
  expect(list.Targets).toEqual(targets);
  await expect(events.put({ Id: '6', Arn: lambda })).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await events.put({ Id: '5', Arn: lambda, Input: '"x"' });
  const page = await events.run<ListTargetsByRuleResponse>('ListTargetsByRule', {
    Rule: 'a',
    Limit: 4,
  });
  expect(page.Targets).toHaveLength(4);
  await expect(
    events.run('ListTargetsByRule', { Rule: 'a', NextToken: page.NextToken }),
  ).resolves.toMatchObject({ Targets: [{ Id: '5', Arn: lambda, Input: '"x"' }] });
});

test('rules are found by their target, and targets that are not there fail one by one', async () => {
  const events = await withRule();
  await events.put({ Id: '1', Arn: lambda }, { Id: '2', Arn: queueArn('q') });
  await events.run('PutRule', { Name: 'b', EventPattern });
  await events.run('PutTargets', { Rule: 'b', Targets: [{ Id: '1', Arn: lambda }] });
  const names = () =>
    events.run<ListRuleNamesByTargetResponse>('ListRuleNamesByTarget', { TargetArn: lambda });

  expect((await names()).RuleNames).toEqual(['a', 'b']);
  await expect(events.run('RemoveTargets', { Rule: 'a', Ids: ['1', 'x'] })).resolves.toMatchObject({
    FailedEntryCount: 1,
    FailedEntries: [{ TargetId: 'x', ErrorCode: 'ResourceNotFoundException' }],
  });
  expect((await names()).RuleNames).toEqual(['b']);
  await expect(
    events.run('PutTargets', { Rule: 'c', Targets: [{ Id: '1', Arn: lambda }] }),
  ).rejects.toMatchObject({ message: 'Rule c does not exist on EventBus default.' });
});

const base = { Id: 't', Arn: lambda };
const paths = (InputPathsMap: Record<string, string>, InputTemplate: string) => ({
  InputTransformer: { InputPathsMap, InputTemplate },
});

test.for<readonly [Partial<Target>, string, string?]>([
  [
    { Arn: 'nonsense' },
    'Parameter nonsense is not valid. Reason: Provided Arn is not in correct format.',
  ],
  [
    { Arn: 'arn:aws:glue:us-east-1:111122223333:job/j', RoleArn },
    'Provided Arn is not in correct format.',
  ],
  [{ Arn: lambda.replace('us-east-1', 'eu-west-1') }, 'Provided Arn is not in correct format.'],
  [{ Arn: busArn('other') }, `RoleArn is required for target ${busArn('other')}.`],
  [{ Arn: busArn('default'), RoleArn }, 'Source and target event bus must be different.'],
  [{ Arn: queueArn('q').replace('111122223333', OTHER_ACCOUNT) }, 'RoleArn is required for target'],
  [
    {
      Arn: cluster.replace('111122223333', OTHER_ACCOUNT),
      RoleArn,
      EcsParameters: { TaskDefinitionArn: 't' },
    },
    'Adding cross-account target is not permitted.',
    'AccessDeniedException',
  ],
  [{ Arn: cluster, RoleArn }, 'Parameter(s) EcsParameters must be specified for target: t.'],
  [{ Arn: queueArn('q.fifo') }, 'Parameter(s) SqsParameters must be specified for target: t.'],
  [
    { KinesisParameters: { PartitionKeyPath: '$.id' } },
    'Parameter(s) KinesisParameters not supported for target: t.',
  ],
  [
    { Arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/x', RoleArn },
    'RoleArn is not supported for target',
  ],
  [
    { Arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/x', Input: '{}' },
    'The only valid form of input is InputTransformer.',
  ],
  [
    { Input: '{}', InputPath: '$' },
    'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
  ],
  [{ Input: 'hello' }, 'JSON syntax error in input for target t.'],
  [{ Input: 'x'.repeat(8193) }, 'Member must have length less than or equal to 8192'],
  [{ InputPath: 'detail' }, 'InputPath for target t is invalid.'],
  [{ InputPath: "$.detail['a']" }, 'InputPath for target t is invalid.'],
  [paths({ a: 'b' }, '<a>'), 'InputPath for target t is invalid.'],
  [paths({ a: '$.a' }, '{"x": <b>}'), 'InputTemplate for target t contains invalid placeholder b.'],
  [
    paths({}, '"all: <aws.events.event.json>"'),
    'contains placeholder aws.events.event.json valid only for JSON template.',
  ],
  [paths({ 'aws.x': '$.a' }, '<aws.x>'), 'InputTransformer for target t'],
  [paths({ 'a b': '$.a' }, '"x"'), 'InputTransformer for target t'],
  [
    paths(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, '$.a'])), '"x"'),
    'Member must have length less than or equal to 100',
  ],
  [
    { RetryPolicy: { MaximumRetryAttempts: 186 } },
    'Member must have value less than or equal to 185',
  ],
  [
    { RetryPolicy: { MaximumEventAgeInSeconds: 59 } },
    'Member must have value greater than or equal to 60',
  ],
  [
    { DeadLetterConfig: { Arn: 'arn:aws:sns:us-east-1:111122223333:t' } },
    'sns is not supported as a dead letter resource',
  ],
  [
    { DeadLetterConfig: { Arn: queueArn('d.fifo') } },
    'SQS FIFO is not supported by Dead Letter Queues',
  ],
  [
    { DeadLetterConfig: { Arn: queueArn('d').replace('us-east-1', 'eu-west-1') } },
    'the same Region',
  ],
  [{ RoleArn: 'nobody' }, 'RoleArn'],
  [{ Id: 'a b' }, 'Member must satisfy regular expression pattern'],
])('a target with %j is refused', async ([input, message, name = 'ValidationException']) => {
  const events = await withRule();

  await expect(events.put({ ...base, ...input })).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('one target that is refused keeps the others out', async () => {
  const events = await withRule();

  await expect(events.put(base, { ...base, Id: 'u', Input: 'hello' })).rejects.toThrow('JSON');

  await expect(events.run('ListTargetsByRule', { Rule: 'a' })).resolves.toMatchObject({
    Targets: [],
  });
});

test('policies decide by the targets and the roles that are put', async () => {
  const events = await withRule();
  const putter = events.userWith('putter', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'events:PutTargets',
      Resource: '*',
      Condition: { 'ForAllValues:ArnLike': { 'events:TargetArn': queueArn('own-*') } },
    },
  });
  const put = (...Targets: readonly Target[]) =>
    events.run('PutTargets', { Rule: 'a', Targets }, { as: putter });

  await put({ Id: '1', Arn: queueArn('own-q') });
  await expect(
    put({ Id: '1', Arn: queueArn('own-q') }, { Id: '2', Arn: lambda }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(put({ Id: '1', Arn: queueArn('own-q'), RoleArn })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('iam:PassRole'),
  });
});

test('who puts a rule on the bus of another account can send it to buses only', async () => {
  const events = await eventsFixture();
  await events.run('PutPermission', {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: OTHER_ACCOUNT },
        Action: ['events:PutRule', 'events:PutTargets', 'events:ListRules'],
        Resource: 'arn:aws:events:us-east-1:111122223333:rule/*',
        Condition: { StringEquals: { 'events:creatorAccount': '${aws:PrincipalAccount}' } },
      },
    }),
  });
  await events.run('PutRule', { Name: 'own', EventPattern });
  const as = events.stranger;
  const EventBusName = busArn('default');
  const strangerRole = roleArn('sender', OTHER_ACCOUNT);
  const put = (Rule: string, target: Target) =>
    events.run('PutTargets', { Rule, EventBusName, Targets: [target] }, { as });

  await events.run('PutRule', { Name: 'theirs', EventBusName, EventPattern }, { as });
  await put('theirs', { Id: '1', Arn: busArn('default', OTHER_ACCOUNT), RoleArn: strangerRole });

  await expect(put('theirs', { Id: '2', Arn: lambda })).rejects.toThrow(
    'Only EventBus targets are allowed on cross-account PutTargets calls.',
  );
  await expect(
    put('own', { Id: '1', Arn: busArn('default', OTHER_ACCOUNT), RoleArn: strangerRole }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(events.run('DescribeRule', { Name: 'theirs' })).resolves.toMatchObject({
    CreatedBy: OTHER_ACCOUNT,
  });
  await expect(events.run('ListRules', { EventBusName }, { as })).resolves.toMatchObject({
    Rules: [{ Name: 'own' }, { Name: 'theirs' }],
  });
});

test('suites of emulators put targets of accounts and roles that are not there', async () => {
  const events = await eventsFixture({ loose: true });
  events.world.distrustful.add(roleArn('nobody', OTHER_ACCOUNT));
  await events.run('PutRule', {
    Name: 'a',
    EventPattern,
    RoleArn: roleArn('nobody', OTHER_ACCOUNT),
  });
  const put = (target: Target) => events.run('PutTargets', { Rule: 'a', Targets: [target] });

  await put({ Id: '1', Arn: queueArn('q').replace('111122223333', OTHER_ACCOUNT) });
  await put({ Id: '2', Arn: busArn('other') });

  await expect(put({ Id: '3', Arn: 'nonsense' })).rejects.toThrow('not in correct format');
  await expect(put({ Id: '3', Arn: queueArn('q.fifo') })).rejects.toThrow('SqsParameters');
});
