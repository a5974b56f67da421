import { expect, test } from 'vitest';
import { ACCOUNT, groupArn, logsFixture, type LogsFixture } from './logs.fixture.ts';

const fixture = await logsFixture();

interface Results {
  readonly status: string;
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[];
  readonly statistics: Readonly<Record<string, number>>;
  readonly nextToken?: string;
}

const seconds = ({ clock }: LogsFixture): number => Math.floor(clock.now().getTime() / 1000);

const start = async (queryString: string, more: object, at = fixture): Promise<string> => {
  const endTime = seconds(at) + 60;
  const times = { startTime: endTime - 7200, endTime };
  const { queryId } = await at.logs<{ queryId: string }>('StartQuery', {
    ...times,
    queryString,
    ...more,
  });
  return queryId;
};

const resultsOf = (queryId: string, more: object = {}): Promise<Results> =>
  fixture.logs<Results>('GetQueryResults', { queryId, ...more });

const rowsOf = ({ results }: Results) =>
  results.map((row) =>
    Object.fromEntries(
      row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]),
    ),
  );

const query = async (queryString: string, more: object): Promise<Results> => {
  const queryId = await start(queryString, more);
  await fixture.runner.runDue();
  return resultsOf(queryId);
};

const call = (eventName: string, type: string, more: object = {}): string =>
  JSON.stringify({
    eventName,
    userIdentity: { type, arn: `arn:aws:iam::1:user/${type}` },
    ...more,
  });

test('a query goes over the events of several groups, the newest first, and is found afterwards', async () => {
  await fixture.stream('q/one', 's');
  await fixture.stream('q/two', 't');
  await fixture.put('q/one', 's', call('ListBuckets', 'Root'), call('GetObject', 'IAMUser'));
  fixture.clock.advance({ seconds: 1 });
  await fixture.put('q/two', 't', call('ListBuckets', 'IAMUser', { errorCode: 'AccessDenied' }));

  const text = 'fields eventName, @logStream, @log | filter userIdentity.type = "IAMUser"';
  const found = await query(text, { logGroupIdentifiers: [groupArn('q/one'), 'q/two'] });
  const counted = await query('stats count(*) as calls by eventName | sort calls desc, eventName', {
    logGroupNames: ['q/one', 'q/two'],
  });

  expect(found).toMatchObject({
    status: 'Complete',
    statistics: { recordsMatched: 2, recordsScanned: 3, logGroupsScanned: 2, resultCount: 2 },
  });
  expect(rowsOf(found)).toEqual([
    { eventName: 'ListBuckets', '@logStream': 't', '@log': `${ACCOUNT}:q/two` },
    { eventName: 'GetObject', '@logStream': 's', '@log': `${ACCOUNT}:q/one` },
  ]);
  expect(rowsOf(counted)).toEqual([
    { eventName: 'ListBuckets', calls: '2' },
    { eventName: 'GetObject', calls: '1' },
  ]);
  const listed = await fixture.logs('DescribeQueries', { logGroupName: 'q/two' });
  expect(listed).toMatchObject({
    queries: [
      { status: 'Complete', queryLanguage: 'CWLI', logGroupName: 'q/one' },
      { queryString: expect.stringMatching(/^SOURCE "q\/one" \| SOURCE "q\/two" START=.*fields/) },
    ],
  });
  expect(await fixture.logs('DescribeQueries', { status: 'Running' })).toEqual({ queries: [] });
});

test('a row points to its event, whose fields are told to whoever may read the group', async () => {
  await fixture.stream('ptr', 's');
  await fixture.put('ptr', 's', '{"a":{"b":[1,"x"]},"__proto__":{"c":1}}', 'plain');

  const { results } = await query('fields a.b.1 | filter ispresent(a.b.0)', {
    logGroupName: 'ptr',
  });
  const pointer = results[0]?.find(({ field }) => field === '@ptr')?.value;
  const { logRecord } = await fixture.logs<{ logRecord: object }>('GetLogRecord', {
    logRecordPointer: pointer,
  });
  const fields = await fixture.logs('GetLogGroupFields', { logGroupName: 'ptr' });

  expect(logRecord).toMatchObject({
    'a.b.0': '1',
    'a.b.1': 'x',
    '@logStream': 's',
    '@ptr': pointer,
  });
  expect(fields).toMatchObject({
    logGroupFields: expect.arrayContaining([
      { name: '@message', percent: 100 },
      { name: 'a.b.1', percent: 50 },
    ]),
  });
  const stranger = fixture.userWith('stranger', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'logs:GetLogRecord', Resource: `${groupArn('other')}:*` },
  });
  const refused = fixture.logs('GetLogRecord', { logRecordPointer: pointer }, { as: stranger });
  await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  for (const logRecordPointer of ['nonsense', '%%%'])
    await expect(fixture.logs('GetLogRecord', { logRecordPointer })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
});

test('results come in pages, and limit holds for the query and its text', async () => {
  await fixture.stream('paged', 's');
  await fixture.put('paged', 's', ...Array.from({ length: 1200 }, (_, n) => `n=${n}`));

  const queryId = await start('parse @message "n=*" as n | display n | sort n desc', {
    logGroupName: 'paged',
    limit: 1100,
  });
  await fixture.runner.runDue();
  const first = await resultsOf(queryId, { maxItems: 700 });
  const second = await resultsOf(queryId, { maxItems: 700, nextToken: first.nextToken });
  const few = await query('limit 3', { logGroupName: 'paged', limit: 10 });

  const all = [...rowsOf(first), ...rowsOf(second)].map(({ n }) => Number(n));
  expect(all).toEqual(Array.from({ length: 1100 }, (_, n) => 1199 - n));
  expect(second.nextToken).toBeUndefined();
  expect(few).toMatchObject({ statistics: { recordsScanned: 1200, resultCount: 3 } });
  await expect(resultsOf(queryId, { nextToken: 'forged' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('one that is stopped has no result, and thirty are what an account may have at once', async () => {
  await fixture.stream('busy', 's');

  const [first = '', ...others] = await Promise.all(
    Array.from({ length: 30 }, () => start('limit 1', { logGroupName: 'busy' })),
  );
  await expect(start('limit 1', { logGroupName: 'busy' })).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Account maximum query concurrency limit of [30] reached.',
  });
  expect(await resultsOf(first)).toMatchObject({ status: 'Scheduled', results: [] });
  expect(await fixture.logs('StopQuery', { queryId: first })).toEqual({ success: true });
  await fixture.runner.runDue();

  expect(await resultsOf(first)).toMatchObject({ status: 'Cancelled', results: [] });
  expect(await resultsOf(others[0] ?? '')).toMatchObject({ status: 'Complete' });
  await expect(fixture.logs('StopQuery', { queryId: first })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('one that a node left behind begins anew; results go after a week', async () => {
  await fixture.stream('again', 's');
  await fixture.put('again', 's', 'one');
  const queryId = await start('fields @message', { logGroupName: 'again' });
  await fixture.store.write((tx) =>
    tx.run("UPDATE logs_query SET status = 'Running', started_at = 1 WHERE id = ?", [queryId]),
  );
  const fresh = await start('fields @message', { logGroupName: 'again' });
  await fixture.store.write((tx) =>
    tx.run("UPDATE logs_query SET status = 'Running' WHERE id = ?", [fresh]),
  );
  await fixture.runner.runDue();

  expect(await resultsOf(queryId)).toMatchObject({ status: 'Timeout' });
  expect(await resultsOf(fresh)).toMatchObject({
    status: 'Complete',
    results: [[{ value: 'one' }, {}]],
  });

  await fixture.prepare();
  fixture.clock.advance({ days: 8 });
  await fixture.runner.runDue();
  await expect(resultsOf(fresh)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.for([
  [
    { queryString: 'sort bin(5m)' },
    'MalformedQueryException',
    /^unexpected symbol found \( at line 1 and position 8$/,
  ],
  [{ queryString: '' }, 'MalformedQueryException', /<EOF> at line 1 and position 0/],
  [
    { startTime: 1, endTime: 2 },
    'MalformedQueryException',
    /before the log groups creation time .*\(\[1000,2999\]\)/,
  ],
  [{ startTime: 2_000_000_001, endTime: 2_000_000_000 }, 'InvalidParameterException', /start time/],
  [
    { logGroupName: 'none' },
    'ResourceNotFoundException',
    /^Log group 'none' does not exist for account ID '111122223333'$/,
  ],
  [{ logGroupName: undefined }, 'InvalidParameterException', /Exactly one/],
  [{ logGroupNames: ['refused'] }, 'InvalidParameterException', /Exactly one/],
  [
    {
      logGroupName: undefined,
      logGroupIdentifiers: ['arn:aws:logs:us-east-1:444455556666:log-group:refused'],
    },
    'AccessDeniedException',
    /not authorized/,
  ],
  [{ queryLanguage: 'SQL' }, 'InvalidParameterException', /SQL/],
] as const)('a query that %o is refused', async ([more, name, message]) => {
  await fixture.stream('refused', 's').catch(() => undefined);

  const started = start('fields @message', { logGroupName: 'refused', ...more });

  await expect(started).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('a malformed query is told where, and every group must be permitted', async () => {
  await fixture.stream('may', 's');
  await fixture.stream('may-not', 's');
  const reader = fixture.userWith('reader', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['logs:StartQuery', 'logs:GetQueryResults'],
      Resource: `${groupArn('may')}:*`,
    },
  });
  const times = { startTime: seconds(fixture) - 60, endTime: seconds(fixture) };
  const ask = (logGroupNames: readonly string[]) =>
    fixture.logs<{ queryId: string }>(
      'StartQuery',
      { ...times, logGroupNames, queryString: 'limit 1' },
      { as: reader },
    );

  await expect(start('filter a = = 1', { logGroupName: 'may' })).rejects.toMatchObject({
    members: { queryCompileError: { location: { startCharOffset: 11, endCharOffset: 11 } } },
  });
  await expect(ask(['may', 'may-not'])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const { queryId } = await ask(['may']);
  expect(await fixture.logs('GetQueryResults', { queryId }, { as: reader })).toBeDefined();
  const foreign = await start('limit 1', { logGroupName: 'may-not' });
  await expect(
    fixture.logs('GetQueryResults', { queryId: foreign }, { as: reader }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a group whose key does not let CloudWatch Logs read is not queried', async () => {
  const kmsKeyId = await fixture.groupKey('sealed');
  await fixture.logs('CreateLogGroup', { logGroupName: 'sealed', kmsKeyId });
  await fixture.logs('CreateLogStream', { logGroupName: 'sealed', logStreamName: 's' });
  await fixture.put('sealed', 's', 'secret');
  const queryId = await start('fields @message', { logGroupName: 'sealed' });

  await fixture.call('kms', 'DisableKey', { KeyId: kmsKeyId });
  fixture.clock.advance({ minutes: 6 });
  await fixture.runner.runDue();

  expect(await resultsOf(queryId)).toMatchObject({ status: 'Failed', results: [] });
  await expect(start('fields @message', { logGroupName: 'sealed' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('saved queries are listed by name, changed by id and removed', async () => {
  const clientToken = 'b6a1c2d4-0000-4000-8000-000000000001';
  const put = (input: object) =>
    fixture.logs<{ queryDefinitionId: string }>('PutQueryDefinition', input);
  const roots = {
    name: 'trail/roots',
    queryString: 'filter userIdentity.type = "Root"',
    clientToken,
  };
  const { queryDefinitionId } = await put(roots);
  expect(await put(roots)).toEqual({ queryDefinitionId });
  await put({ name: 'all', queryString: 'limit 5', logGroupNames: ['may'] });

  await put({ name: 'trail/root', queryString: 'limit 1', queryDefinitionId });

  expect(await fixture.logs('DescribeQueryDefinitions', {})).toMatchObject({
    queryDefinitions: [
      { name: 'all', logGroupNames: ['may'], queryLanguage: 'CWLI' },
      { name: 'trail/root', queryString: 'limit 1', queryDefinitionId },
    ],
  });
  const under = await fixture.logs('DescribeQueryDefinitions', {
    queryDefinitionNamePrefix: 'trail/',
  });
  expect(under).toMatchObject({ queryDefinitions: [{ queryDefinitionId }] });
  expect(await fixture.logs('DeleteQueryDefinition', { queryDefinitionId })).toEqual({
    success: true,
  });
  for (const [operation, input] of [
    ['DeleteQueryDefinition', { queryDefinitionId }],
    ['PutQueryDefinition', { name: 'x', queryString: 'y', queryDefinitionId }],
  ] as const)
    await expect(fixture.logs(operation, input)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
});
