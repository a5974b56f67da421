import { expect, test } from 'vitest';
import { ACCOUNT, groupArn, logsFixture, OTHER_ACCOUNT } from './logs.fixture.ts';

interface Groups {
  readonly logGroups: readonly {
    readonly logGroupName: string;
    readonly retentionInDays?: number;
    readonly storedBytes: number;
  }[];
  readonly nextToken?: string;
}

test('a group shows what it was made with, and its name is taken', async () => {
  const { logs, clock, groupKey } = await logsFixture();
  const kmsKeyId = await groupKey('/aws/lambda/');
  await logs('CreateLogGroup', {
    logGroupName: '/aws/lambda/reader',
    kmsKeyId,
    tags: { team: 'blue' },
  });

  const { logGroups } = await logs<Groups>('DescribeLogGroups', {});
  const tags = await logs('ListTagsLogGroup', { logGroupName: '/aws/lambda/reader' });

  expect(logGroups).toEqual([
    {
      logGroupName: '/aws/lambda/reader',
      creationTime: clock.now().getTime(),
      retentionInDays: undefined,
      metricFilterCount: 0,
      arn: `${groupArn('/aws/lambda/reader')}:*`,
      logGroupArn: groupArn('/aws/lambda/reader'),
      storedBytes: 0,
      kmsKeyId,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
    },
  ]);
  expect(tags).toEqual({ tags: { team: 'blue' } });
  await expect(
    logs('CreateLogGroup', { logGroupName: '/aws/lambda/reader' }),
  ).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  });
});

test('groups are listed by name, page by page, by prefix, part and class', async () => {
  const { logs } = await logsFixture();
  for (const logGroupName of ['a/1', 'a/2', 'b_1', 'B/PROD'])
    await logs('CreateLogGroup', { logGroupName });
  await logs('CreateLogGroup', { logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' });
  const names = async (operation: string, input: object): Promise<readonly string[]> => {
    const { logGroups } = await logs<Groups>(operation, input);
    return logGroups.map(({ logGroupName }) => logGroupName);
  };

  const first = await logs<Groups>('DescribeLogGroups', { limit: 3 });
  const rest = await names('DescribeLogGroups', { limit: 3, nextToken: first.nextToken });

  expect(first.logGroups.map(({ logGroupName }) => logGroupName)).toEqual(['B/PROD', 'a/1', 'a/2']);
  expect(rest).toEqual(['b_1', 'rare']);
  expect(await names('DescribeLogGroups', { logGroupNamePrefix: 'a/' })).toEqual(['a/1', 'a/2']);
  expect(await names('DescribeLogGroups', { logGroupNamePattern: 'prod' })).toEqual(['B/PROD']);
  expect(await names('DescribeLogGroups', { logGroupNamePattern: '_' })).toEqual(['b_1']);
  expect(await names('DescribeLogGroups', { logGroupClass: 'INFREQUENT_ACCESS' })).toEqual([
    'rare',
  ]);
  expect(
    await names('DescribeLogGroups', {
      logGroupIdentifiers: ['a/2', groupArn('a/1'), 'none'],
    }),
  ).toEqual(['a/2', 'a/1']);
  expect(await names('ListLogGroups', { logGroupNamePattern: '^a/1|PROD' })).toEqual([
    'B/PROD',
    'a/1',
  ]);
  expect(await names('ListLogGroups', {})).toHaveLength(5);
  const page = await logs<Groups>('ListLogGroups', { limit: 2 });
  expect(await names('ListLogGroups', { limit: 2, nextToken: page.nextToken })).toEqual([
    'a/2',
    'b_1',
  ]);
});

test.for([
  [
    'DescribeLogGroups',
    { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' },
    'InvalidParameterException',
    'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
  ],
  [
    'DescribeLogGroups',
    { nextToken: 'forged' },
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [
    'PutRetentionPolicy',
    { logGroupName: 'g', retentionInDays: 8 },
    'InvalidParameterException',
    "1 validation error detected: Value '8' at 'retentionInDays' failed",
  ],
  [
    'PutRetentionPolicy',
    { logGroupName: 'none', retentionInDays: 7 },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'DeleteLogGroup',
    { logGroupName: 'none' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'CreateLogStream',
    { logGroupName: 'none', logStreamName: 's' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'CreateLogStream',
    { logGroupName: 'g', logStreamName: 's' },
    'ResourceAlreadyExistsException',
    'The specified log stream already exists',
  ],
  [
    'DeleteLogStream',
    { logGroupName: 'g', logStreamName: 'none' },
    'ResourceNotFoundException',
    'The specified log stream does not exist.',
  ],
  [
    'DescribeLogStreams',
    { logGroupName: 'g', orderBy: 'LastEventTime', logStreamNamePrefix: 's' },
    'InvalidParameterException',
    'Cannot order by LastEventTime with a logStreamNamePrefix.',
  ],
  [
    'DescribeLogStreams',
    { logGroupName: 'g', logGroupIdentifier: 'g' },
    'InvalidParameterException',
    'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  ],
  [
    'DescribeLogStreams',
    {},
    'InvalidParameterException',
    'Either LogGroup name or LogGroup ARN must be specified.',
  ],
  [
    'GetLogEvents',
    { logGroupName: 'g', logStreamName: 's', nextToken: 'f/x/s' },
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [
    'FilterLogEvents',
    { logGroupName: 'g', filterPattern: '{' },
    'InvalidParameterException',
    'Invalid filter pattern',
  ],
  [
    'FilterLogEvents',
    { logGroupName: 'g', filterPattern: 'a:b' },
    'InvalidParameterException',
    "Invalid character(s) in term 'a:b'",
  ],
  [
    'FilterLogEvents',
    { logGroupName: 'g', logStreamNames: ['none'] },
    'ResourceNotFoundException',
    'The specified log stream does not exist.',
  ],
  [
    'DeleteSubscriptionFilter',
    { logGroupName: 'g', filterName: 'none' },
    'ResourceNotFoundException',
    'The specified subscription filter does not exist.',
  ],
  [
    'DeleteMetricFilter',
    { logGroupName: 'g', filterName: 'none' },
    'ResourceNotFoundException',
    'The specified metric filter does not exist.',
  ],
  [
    'DeleteDestination',
    { destinationName: 'none' },
    'ResourceNotFoundException',
    'The specified destination does not exist.',
  ],
  [
    'DeleteResourcePolicy',
    { policyName: 'none' },
    'ResourceNotFoundException',
    'Policy with name [none] does not exist.',
  ],
  [
    'PutResourcePolicy',
    { policyName: 'p', policyDocument: '{' },
    'InvalidParameterException',
    'Invalid policy document.',
  ],
  [
    'TagResource',
    { resourceArn: 'arn:aws:logs:us-east-1:111122223333:nothing', tags: { a: 'b' } },
    'InvalidParameterException',
    'The specified ARN is not a valid log group ARN.',
  ],
  [
    'TagLogGroup',
    { logGroupName: 'g', tags: { 'aws:a': 'b' } },
    'InvalidParameterException',
    'Tag keys cannot begin with aws:.',
  ],
] as const)('%s of %o answers %s', async ([operation, input, name, message]) => {
  const { logs, stream } = await logsFixture();
  await stream('g', 's');

  await expect(logs(operation, input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('streams are listed by name or by their last event, in both directions, page by page', async () => {
  const { logs, stream, put, clock } = await logsFixture();
  await stream('g', 'b');
  await logs('CreateLogStream', { logGroupName: 'g', logStreamName: 'a' });
  await logs('CreateLogStream', { logGroupName: 'g', logStreamName: 'empty' });
  await put('g', 'b', 'one');
  clock.advance({ minutes: 1 });
  await put('g', 'a', 'two');
  const names = async (more: object): Promise<readonly string[]> => {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: { logStreams: { logStreamName: string }[]; nextToken?: string } = await logs(
        'DescribeLogStreams',
        { logGroupName: 'g', limit: 1, nextToken, ...more },
      );
      found.push(...page.logStreams.map(({ logStreamName }) => logStreamName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  };

  expect(await names({})).toEqual(['a', 'b', 'empty']);
  expect(await names({ descending: true })).toEqual(['empty', 'b', 'a']);
  expect(await names({ logStreamNamePrefix: 'e' })).toEqual(['empty']);
  expect(await names({ orderBy: 'LastEventTime' })).toEqual(['empty', 'b', 'a']);
  expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b', 'empty']);
});

test('whoever may not, hears nothing of what is there', async () => {
  const fixture = await logsFixture();
  const { logs, stream } = fixture;
  await stream('g', 's');
  const reader = fixture.userWith('reader', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'logs:GetLogEvents', Resource: `${groupArn('g')}:*` },
  });

  await logs('GetLogEvents', { logGroupName: 'g', logStreamName: 's' }, { as: reader });

  for (const logGroupName of ['g', 'none'])
    await expect(logs('FilterLogEvents', { logGroupName }, { as: reader })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`${groupArn(logGroupName)}:log-stream:`),
    });
});

test('tags of a group decide who may delete it, and new ones are part of the request', async () => {
  const fixture = await logsFixture();
  const { logs } = fixture;
  await logs('CreateLogGroup', { logGroupName: 'red', tags: { team: 'red' } });
  await logs('CreateLogGroup', { logGroupName: 'blue' });
  await logs('TagResource', { resourceArn: groupArn('blue'), tags: { team: 'blue', old: '1' } });
  await logs('UntagResource', { resourceArn: groupArn('blue'), tagKeys: ['old'] });
  const blue = fixture.userWith('blue', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'logs:DeleteLogGroup',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:TagResource'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } },
      },
    ],
  });

  await logs('DeleteLogGroup', { logGroupName: 'blue' }, { as: blue });
  await logs('CreateLogGroup', { logGroupName: 'blue', tags: { team: 'blue' } }, { as: blue });

  await expect(logs('DeleteLogGroup', { logGroupName: 'red' }, { as: blue })).rejects.toMatchObject(
    { name: 'AccessDeniedException' },
  );
  await expect(
    logs('CreateLogGroup', { logGroupName: 'x', tags: { team: 'red' } }, { as: blue }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('events are expired at once for readers and removed later; a deleted group leaves nothing', async () => {
  const { logs, stream, put, messages, clock, runner, store, prepare } = await logsFixture();
  await prepare();
  await stream('g', 's');
  await put('g', 's', 'old');
  clock.advance({ days: 2 });
  await put('g', 's', 'new');
  const stored = async (): Promise<number> => {
    const row = await store.read((tx) =>
      tx.get<{ n: number }>('SELECT COUNT(*) AS n FROM logs_event'),
    );
    return row?.n ?? -1;
  };

  await logs('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
  expect(await messages('g')).toEqual(['new']);
  expect(await stored()).toBe(2);
  await runner.runDue();
  expect(await stored()).toBe(1);
  await logs('DeleteRetentionPolicy', { logGroupName: 'g' });
  expect(await messages('g')).toEqual(['new']);

  await logs('DeleteLogGroup', { logGroupName: 'g' });
  await runner.runDue();
  await stream('g', 's');

  expect(await stored()).toBe(0);
  expect(await messages('g')).toEqual([]);
});

test('a protected group is not deleted', async () => {
  const { logs } = await logsFixture();
  await logs('CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: true });
  await expect(logs('DeleteLogGroup', { logGroupName: 'g' })).rejects.toMatchObject({
    name: 'ValidationException',
  });

  await logs('PutLogGroupDeletionProtection', {
    logGroupIdentifier: 'g',
    deletionProtectionEnabled: false,
  });

  await logs('DeleteLogGroup', { logGroupName: 'g' });
});

test('another account reaches no group by its ARN', async () => {
  const { logs, stream } = await logsFixture();
  await stream('g', 's');
  const foreign = groupArn('g').replace(ACCOUNT, OTHER_ACCOUNT);

  await expect(logs('FilterLogEvents', { logGroupIdentifier: foreign })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});
