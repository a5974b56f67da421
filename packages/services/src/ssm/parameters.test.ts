import type {
  DescribeParametersResult,
  GetParameterHistoryResult,
  GetParametersResult,
} from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from 'vitest';
import { arn, ssmFixture, type SsmFixture } from './ssm.fixture.ts';

let shared: SsmFixture;

beforeAll(async () => {
  shared = await ssmFixture();
});

test('a parameter is read by name, by ARN, by version and by label, as it was then', async () => {
  const { ssm, put, get, clock } = shared;
  const made = await put('/app/db/user', 'anna', { Description: 'who' });
  clock.advance({ hours: 1 });
  const changed = await put('/app/db/user', 'berta', { Overwrite: true, Type: undefined });
  await ssm('LabelParameterVersion', {
    Name: '/app/db/user',
    ParameterVersion: 1,
    Labels: ['old'],
  });

  const newest = await get('/app/db/user');
  const others = await Promise.all(
    ['/app/db/user:1', '/app/db/user:old', arn('app/db/user'), `${arn('app/db/user')}:old`].map(
      (name) => get(name),
    ),
  );

  expect([made, changed]).toEqual([
    { Version: 1, Tier: 'Standard' },
    { Version: 2, Tier: 'Standard' },
  ]);
  expect(newest).toEqual({
    Name: '/app/db/user',
    Type: 'String',
    Value: 'berta',
    Version: 2,
    LastModifiedDate: clock.now(),
    ARN: arn('app/db/user'),
    DataType: 'text',
  });
  expect(others.map(({ Name, Value, Selector }) => [Name, Value, Selector])).toEqual([
    ['/app/db/user', 'anna', ':1'],
    ['/app/db/user', 'anna', ':old'],
    ['/app/db/user', 'berta', undefined],
    ['/app/db/user', 'anna', ':old'],
  ]);
});

test('a name without a hierarchy is the same with a slash and without', async () => {
  const { put, get, refusal } = shared;
  await put(' plain ', 'x');

  expect([(await get('/plain')).Name, (await get('plain')).Name]).toEqual(['/plain', 'plain']);
  expect(await refusal('PutParameter', { Name: '/plain', Value: 'y', Type: 'String' })).toEqual([
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  ]);
});

const sixteen = `/${Array.from({ length: 16 }, (_, n) => `l${n}`).join('/')}`;

test.for([
  ['ssm_test', 'ValidationException', 'can\'t be prefixed with "aws" or "ssm"'],
  ['AWS_test', 'ValidationException', 'can\'t be prefixed with "aws" or "ssm"'],
  ['/ssm/path/var', 'ValidationException', 'can\'t be prefixed with "ssm" (case-insensitive). If'],
  [
    '/aws/path/var',
    'AccessDeniedException',
    'No access to reserved parameter name: /aws/path/var.',
  ],
  ['a/b', 'ValidationException', 'Parameter name must be a fully qualified name.'],
  ['/a//b', 'ValidationException', 'sub-paths divided by slash symbol'],
  ['a b', 'ValidationException', 'sub-paths divided by slash symbol'],
  ['a:1', 'ValidationException', 'sub-paths divided by slash symbol'],
  [arn('x'), 'ValidationException', ''],
  [sixteen, 'HierarchyLevelLimitExceededException', 'maximum of 15 levels'],
  ['n'.repeat(970), 'ValidationException', 'at most 966 characters'],
] as const)('no parameter is named %s', async ([Name, code, words]) => {
  const found = await shared.refusal('PutParameter', { Name, Value: 'x', Type: 'String' });

  expect(found?.[0]).toBe(code);
  expect(found?.[1]).toContain(words);
});

test('fifteen levels and the longest name are names', async () => {
  const names = [sixteen.slice(0, sixteen.lastIndexOf('/')), 'n'.repeat(966)];

  for (const name of names) expect((await shared.put(name, 'x')).Version).toBe(1);
});

test.for([
  [{ Value: '' }, 'ValidationException', "Value '' at 'value' failed to satisfy constraint"],
  [{ Value: 'a{{ssm:x}}' }, 'ValidationException', "can't nest another parameter"],
  [{ Type: undefined }, 'ValidationException', 'A parameter type is required when you create'],
  [{ Type: 'str' }, 'ValidationException', 'enum value set: [SecureString, StringList, String]'],
  [
    { DataType: 'Text' },
    'ValidationException',
    'not supported: Text (Data type names are all lower',
  ],
  [{ DataType: 'aws:ec2:image', Value: 'ubuntu' }, 'ValidationException', 'Amazon Machine Image'],
  [{ DataType: 'aws:ec2:image', Type: 'StringList' }, 'ValidationException', 'of type String only'],
  [{ KeyId: 'alias/aws/ssm' }, 'ValidationException', 'KeyId is required for SecureString type'],
  [{ AllowedPattern: '(' }, 'InvalidAllowedPatternException', 'regular expression'],
  [{ AllowedPattern: 'a)|(b' }, 'InvalidAllowedPatternException', 'regular expression'],
  [{ AllowedPattern: '[0-9]*' }, 'ParameterPatternMismatchException', 'allowedPattern: [0-9]*'],
  [{ AllowedPattern: '(v+)+1' }, 'ParameterPatternMismatchException', 'allowedPattern: (v+)+1'],
  [
    { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] },
    'ValidationException',
    "tags and overwrite can't be used together",
  ],
  [
    { Value: 'ü'.repeat(2049) },
    'ValidationException',
    'maximum parameter value of 4096 characters',
  ],
  [{ Tier: 'Advanced', Value: 'x'.repeat(8193) }, 'ValidationException', '8192'],
  [{ Policies: '[{"Type":"x"}]', Tier: 'Advanced' }, 'InvalidPolicyTypeException', 'x'],
] as const)('%j makes no parameter', async ([input, code, words]) => {
  const asked = { Name: '/never/made', Type: 'String', Value: 'value', ...input };

  const found = await shared.refusal('PutParameter', asked);

  expect(found?.[0]).toBe(code);
  expect(found?.[1]).toContain(words);
  expect(await shared.refusal('GetParameter', { Name: '/never/made' })).toEqual([
    'ParameterNotFound',
    'Parameter /never/made not found.',
  ]);
});

test('what an update leaves out stays, and an empty text takes it away', async () => {
  const { ssm, put } = shared;
  const shown = async () => {
    const { Parameters = [] } = await ssm<DescribeParametersResult>('DescribeParameters', {
      ParameterFilters: [{ Key: 'Name', Values: ['/kept'] }],
    });
    return Parameters[0];
  };
  await put('/kept', '12', {
    Description: 'a',
    AllowedPattern: '^\\d+$',
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  await put('/kept', '13', { Overwrite: true });

  const before = await shown();
  const refused = await shared.refusal('PutParameter', {
    Name: 'kept',
    Value: 'x',
    Overwrite: true,
  });
  await put('/kept', 'x', { Overwrite: true, AllowedPattern: '', Description: 'b' });

  expect(before).toMatchObject({
    Name: '/kept',
    Version: 2,
    Description: 'a',
    AllowedPattern: '^\\d+$',
    Policies: [],
    Tier: 'Standard',
    LastModifiedUser: `arn:aws:iam::111122223333:user/admin`,
  });
  expect(refused?.[0]).toBe('ParameterPatternMismatchException');
  expect(await shown()).toMatchObject({ Version: 3, Description: 'b' });
  expect(await shown()).not.toHaveProperty('AllowedPattern', expect.anything());
  expect(
    await ssm('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: 'kept' }),
  ).toEqual({
    TagList: [{ Key: 'k', Value: 'v' }],
  });
});

test('names that are not there, and versions and labels, are among the invalid ones', async () => {
  const { ssm, put, refusal } = shared;
  await put('/many/b', 'b');
  await put('/many/a', 'a');

  const found = await ssm<GetParametersResult>('GetParameters', {
    Names: ['/many/b', '/many/a', '/many/a', '/many/a:9', '/many/b:none', '/many/c', '/many/a:1:2'],
  });

  expect(found.Parameters?.map(({ Name }) => Name)).toEqual(['/many/a', '/many/b']);
  expect(found.InvalidParameters?.toSorted()).toEqual([
    '/many/a:1:2',
    '/many/a:9',
    '/many/b:none',
    '/many/c',
  ]);
  expect(await refusal('GetParameters', { Names: ['//'] })).toMatchObject([
    'ValidationException',
    {},
  ]);
  expect(await refusal('GetParameter', { Name: '/many/a:9' })).toEqual([
    'ParameterVersionNotFound',
    'Systems Manager could not find version 9 of /many/a. Verify the version and try again.',
  ]);
  expect(await refusal('GetParameter', { Name: 'a:1:2' })).toEqual([
    'ParameterNotFound',
    'Parameter a:1:2 not found.',
  ]);
});

describe('versions and labels', () => {
  test('of a hundred versions the oldest goes, unless it is labelled', async () => {
    const { ssm, put, refusal } = shared;
    for (let n = 1; n <= 101; n += 1) await put('/long', `v${n}`, { Overwrite: true });
    const first = await ssm<GetParameterHistoryResult>('GetParameterHistory', { Name: '/long' });
    const second = await ssm<GetParameterHistoryResult>('GetParameterHistory', {
      Name: '/long',
      NextToken: first.NextToken,
    });
    await ssm('LabelParameterVersion', { Name: '/long', ParameterVersion: 2, Labels: ['gold'] });

    const refused = await refusal('PutParameter', { Name: '/long', Value: 'x', Overwrite: true });

    expect(first.Parameters?.[0]).toMatchObject({ Version: 2, Value: 'v2', Labels: [] });
    expect(second.Parameters?.at(-1)).toMatchObject({ Version: 101, Value: 'v101' });
    expect(second.NextToken).toBeUndefined();
    expect(refused).toEqual([
      'ParameterMaxVersionLimitExceeded',
      "You attempted to create a new version of /long by calling the PutParameter API with the overwrite flag. Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.",
    ]);
    expect(
      await refusal('GetParameterHistory', { Name: '/long', NextToken: 'forged' }),
    ).toMatchObject(['InvalidNextToken', {}]);
  });

  test('a label is on one version, moves, and must look like one', async () => {
    const { ssm, put, refusal } = shared;
    const Name = '/labelled';
    await put(Name, 'a');
    await put(Name, 'b', { Overwrite: true });
    const label = (Labels: readonly string[], ParameterVersion?: number) =>
      ssm('LabelParameterVersion', { Name, Labels, ParameterVersion });

    const made = await label(['x', '9x', 'awsx', 'SSM.x', 'a/b'], 1);
    const moved = await label(['x', 'y']);
    const { Parameters = [] } = await ssm<GetParameterHistoryResult>('GetParameterHistory', {
      Name,
    });
    const removed = await ssm('UnlabelParameterVersion', {
      Name,
      ParameterVersion: 2,
      Labels: ['x', 'none'],
    });
    const nine = Array.from({ length: 9 }, (_, n) => `l${n}`);
    await label(nine);

    expect(made).toEqual({ InvalidLabels: ['9x', 'awsx', 'SSM.x', 'a/b'], ParameterVersion: 1 });
    expect(moved).toEqual({ InvalidLabels: [], ParameterVersion: 2 });
    expect(Parameters.map(({ Labels }) => Labels)).toEqual([[], ['x', 'y']]);
    expect(removed).toEqual({ RemovedLabels: ['x'], InvalidLabels: ['none'] });
    expect(await refusal('LabelParameterVersion', { Name, Labels: ['more'] })).toEqual([
      'ParameterVersionLabelLimitExceeded',
      'A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.',
    ]);
    for (const [more, code] of [
      [{ Labels: ['l'.repeat(101)] }, 'ValidationException'],
      [{ Labels: ['l'], ParameterVersion: 7 }, 'ParameterVersionNotFound'],
      [{ Labels: ['l'], Name: 'missing' }, 'ParameterNotFound'],
    ] as const)
      expect((await refusal('LabelParameterVersion', { Name, ...more }))?.[0]).toBe(code);
  });
});

test('tiers have their quotas; what needs more is advanced under intelligent tiering and stays so', async () => {
  const { ssm, put, refusal } = await ssmFixture({ quotas: { standard: 2, advanced: 3 } });
  const setting = 'ssm/parameter-store/default-parameter-tier';
  await ssm('UpdateServiceSetting', {
    SettingId: `/${setting}`,
    SettingValue: 'Intelligent-Tiering',
  });
  const long = 'x'.repeat(5000);

  const made = [
    await put('one', 'x'),
    await put('one', long, { Overwrite: true }),
    await put('one', 'x', { Overwrite: true }),
    await put('two', 'x'),
    await put('three', 'x'),
    await put('four', 'x'),
  ];
  const { ServiceSetting } = await ssm<{ ServiceSetting: object }>('GetServiceSetting', {
    SettingId: `arn:aws:ssm:us-east-1:111122223333:servicesetting/${setting}`,
  });
  const reset = await ssm('ResetServiceSetting', { SettingId: `/${setting}` });

  expect(made.map(({ Tier }) => Tier)).toEqual([
    'Standard',
    'Advanced',
    'Advanced',
    'Standard',
    'Standard',
    'Advanced',
  ]);
  expect(await refusal('PutParameter', { Name: 'five', Value: 'x', Type: 'String' })).toMatchObject(
    ['ParameterLimitExceeded', expect.stringContaining('maximum number of standard parameters')],
  );
  expect(
    await refusal('PutParameter', { Name: 'one', Value: 'x', Overwrite: true, Tier: 'Standard' }),
  ).toMatchObject(['ValidationException', expect.stringContaining("You can't downgrade")]);
  await put('six', 'x', { Tier: 'Advanced' });
  expect(
    (
      await refusal('PutParameter', { Name: 'seven', Value: 'x', Type: 'String', Tier: 'Advanced' })
    )?.[0],
  ).toBe('ParameterLimitExceeded');
  expect(ServiceSetting).toMatchObject({
    SettingId: `/${setting}`,
    SettingValue: 'Intelligent-Tiering',
    LastModifiedUser: 'arn:aws:iam::111122223333:user/admin',
    Status: 'Customized',
  });
  expect(reset).toMatchObject({ ServiceSetting: { SettingValue: 'Standard', Status: 'Default' } });
  for (const [input, code] of [
    [{ SettingId: '/ssm/opsinsights/opscenter', SettingValue: 'x' }, 'ServiceSettingNotFound'],
    [{ SettingId: `/${setting}`, SettingValue: 'x' }, 'ValidationException'],
  ] as const)
    expect((await refusal('UpdateServiceSetting', input))?.[0]).toBe(code);
});

test('deleting takes everything of a parameter, and one of the same name begins anew', async () => {
  const { ssm, put, get, refusal } = shared;
  await put('/gone/a', 'x', { Tags: [{ Key: 'k', Value: 'v' }] });
  await put('/gone/b', 'x');
  await ssm('LabelParameterVersion', { Name: '/gone/a', Labels: ['l'] });

  await ssm('DeleteParameter', { Name: '/gone/a' });
  const rest = await ssm('DeleteParameters', { Names: ['/gone/a', '/gone/b', '/gone/b'] });
  const again = await put('/gone/a', 'y');

  expect(rest).toEqual({ DeletedParameters: ['/gone/b'], InvalidParameters: ['/gone/a'] });
  expect(again.Version).toBe(1);
  expect((await refusal('GetParameter', { Name: '/gone/a:l' }))?.[0]).toBe(
    'ParameterVersionNotFound',
  );
  expect((await get('/gone/a')).Value).toBe('y');
  expect(
    await ssm('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: '/gone/a' }),
  ).toEqual({ TagList: [] });
  expect(await refusal('DeleteParameter', { Name: '/gone/b' })).toEqual([
    'ParameterNotFound',
    'Parameter /gone/b not found.',
  ]);
});
