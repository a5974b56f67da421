import type { DescribeParametersResult, GetParametersByPathResult } from '@aws-sdk/client-ssm';
import { beforeAll, expect, test } from 'vitest';
import { ssmFixture, type SsmFixture } from './ssm.fixture.ts';

let shared: SsmFixture;

beforeAll(async () => {
  shared = await ssmFixture();
  const { put, ssm } = shared;
  await put('/bar/name3', 'c', { Tags: [{ Key: 'stage', Value: 'test' }] });
  await put('/bar/name3/name4', 'd', {
    Type: 'StringList',
    Tags: [{ Key: 'stage', Value: 'prod' }],
  });
  await put('/foo/name1', 'a', { Type: 'SecureString' });
  await put('/foo/name2', 'b', { Tier: 'Advanced' });
  await put('/foo/name2', 'b2', { Overwrite: true });
  await put('foo', 'e');
  await put('/foobar', 'f');
  await ssm('LabelParameterVersion', { Name: '/foo/name2', ParameterVersion: 1, Labels: ['live'] });
});

const described = async (filters: readonly object[]): Promise<readonly (string | undefined)[]> => {
  const asked = { ParameterFilters: filters, MaxResults: 50 };
  const found = await shared.ssm<DescribeParametersResult>('DescribeParameters', asked);
  return (found.Parameters ?? []).map(({ Name }) => Name);
};

const FOO = ['/foo/name1', '/foo/name2'];
const BAR = ['/bar/name3', '/bar/name3/name4'];

test.for([
  [[], [...BAR, 'foo', ...FOO, '/foobar']],
  [[{ Key: 'Name', Values: ['/foo', 'bar/name3'] }], ['/bar/name3', 'foo']],
  [[{ Key: 'Name', Option: 'BeginsWith', Values: ['foo'] }], ['foo', ...FOO, '/foobar']],
  [[{ Key: 'Name', Option: 'Contains', Values: ['/na'] }], [...BAR, ...FOO]],
  [[{ Key: 'Path', Values: ['/'] }], ['foo', '/foobar']],
  [[{ Key: 'Path', Values: ['/fo'] }], []],
  [[{ Key: 'Path', Values: ['/foo/', '/'] }], ['foo', ...FOO, '/foobar']],
  [[{ Key: 'Path', Option: 'Recursive', Values: ['/bar'] }], BAR],
  [[{ Key: 'Path', Option: 'OneLevel', Values: ['/bar'] }], ['/bar/name3']],
  [[{ Key: 'Type', Values: ['SecureString', 'StringList'] }], ['/bar/name3/name4', '/foo/name1']],
  [[{ Key: 'KeyId', Option: 'BeginsWith', Values: ['alias'] }], ['/foo/name1']],
  [[{ Key: 'Tier', Values: ['Advanced'] }], ['/foo/name2']],
  [
    [
      { Key: 'DataType', Values: ['text'] },
      { Key: 'Name', Values: ['foo'] },
    ],
    ['foo'],
  ],
  [[{ Key: 'tag:stage' }], BAR],
  [[{ Key: 'tag:stage', Option: 'BeginsWith', Values: ['pr'] }], ['/bar/name3/name4']],
  [
    [
      { Key: 'tag:stage', Values: ['test'] },
      { Key: 'Type', Values: ['StringList'] },
    ],
    [],
  ],
] as const)('filters %j', async ([filters, names]) => {
  expect(await described(filters)).toEqual(names);
});

test.for([
  [
    [{ Key: 'key', Values: ['x'] }],
    'ValidationException',
    'tag:.+|Name|Type|KeyId|Path|Label|Tier',
  ],
  [
    [{ Key: 'Label', Values: ['x'] }],
    'InvalidFilterKey',
    'not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier]',
  ],
  [[{ Key: 'Name' }], 'InvalidFilterValue', 'missing : null for filter key Name'],
  [
    [
      { Key: 'Name', Values: ['a'] },
      { Key: 'Name', Values: ['b'] },
    ],
    'InvalidFilterKey',
    'duplicated in the request: Name',
  ],
  [
    [{ Key: 'Path', Values: ['/aws', '/ssm'] }],
    'ValidationException',
    'Filters for common parameters',
  ],
  [
    [{ Key: 'Path', Option: 'Equals', Values: ['/x'] }],
    'InvalidFilterOption',
    'Equals. Valid options include: [Recursive, OneLevel]',
  ],
  [
    [{ Key: 'Path', Values: ['//'] }],
    'ValidationException',
    'Valid example: /get/parameters2-/by1./path0_.',
  ],
  [[{ Key: 'Path', Values: ['test'] }], 'ValidationException', 'must begin with a forward slash'],
  [
    [{ Key: 'Tier', Values: ['test'] }],
    'InvalidFilterValue',
    'include: [Standard, Advanced, Intelligent-Tiering]',
  ],
  [
    [{ Key: 'Type', Values: ['test'] }],
    'InvalidFilterValue',
    'include: [String, StringList, SecureString]',
  ],
  [
    [{ Key: 'Name', Option: 'option', Values: ['x'] }],
    'InvalidFilterOption',
    'option. Valid options include: [BeginsWith, Equals].',
  ],
] as const)('%j is no filter', async ([ParameterFilters, code, words]) => {
  const found = await shared.refusal('DescribeParameters', { ParameterFilters });

  expect(found?.[0]).toBe(code);
  expect(found?.[1]).toContain(words);
});

const byPath = async (input: object): Promise<GetParametersByPathResult> =>
  shared.ssm<GetParametersByPathResult>('GetParametersByPath', input);
const names = ({ Parameters = [] }: GetParametersByPathResult) =>
  Parameters.map(({ Name, Value }) => `${Name ?? ''}=${Value ?? ''}`);

test('a path has what lies one level below it, or all of it; a label chooses the version', async () => {
  const label = { ParameterFilters: [{ Key: 'Label', Values: ['live'] }] };

  expect(names(await byPath({ Path: '/' }))).toEqual(['foo=e', '/foobar=f']);
  expect(names(await byPath({ Path: '/bar' }))).toEqual(['/bar/name3=c']);
  expect(names(await byPath({ Path: '/bar/', Recursive: true }))).toEqual([
    '/bar/name3=c',
    '/bar/name3/name4=d',
  ]);
  expect(names(await byPath({ Path: '/foo', ...label }))).toEqual(['/foo/name2=b']);
  expect(
    names(
      await byPath({
        Path: '/',
        Recursive: true,
        ParameterFilters: [{ Key: 'Type', Values: ['StringList'] }],
      }),
    ),
  ).toEqual(['/bar/name3/name4=d']);
  for (const [input, code, words] of [
    [{ Path: 'foo' }, 'ValidationException', 'must begin with a forward slash'],
    [{ Path: '/a//b' }, 'ValidationException', 'must begin with a forward slash'],
    [{ Path: '/', MaxResults: 11 }, 'ValidationException', 'less than or equal to 10'],
    [
      { Path: '/', ParameterFilters: [{ Key: 'Name', Values: ['x'] }] },
      'InvalidFilterKey',
      'include: [Type, KeyId].',
    ],
    [{ Path: '/', NextToken: 'forged' }, 'InvalidNextToken', 'token'],
  ] as const) {
    const found = await shared.refusal('GetParametersByPath', input);
    expect(found?.[0]).toBe(code);
    expect(found?.[1]).toContain(words);
  }
});

test('pages follow one another, with filters and without, and fit only their own question', async () => {
  const all = async (operation: string, input: object): Promise<readonly number[]> => {
    const sizes: number[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeParametersResult = await shared.ssm(operation, { ...input, NextToken });
      sizes.push(page.Parameters?.length ?? 0);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return sizes;
  };
  const everything = { ParameterFilters: [{ Key: 'DataType', Values: ['text'] }] };
  const { NextToken } = await shared.ssm<DescribeParametersResult>('DescribeParameters', {
    MaxResults: 1,
  });

  expect(await all('DescribeParameters', { MaxResults: 4 })).toEqual([4, 2]);
  expect(await all('DescribeParameters', { MaxResults: 4, ...everything })).toEqual([4, 2]);
  expect(await all('GetParametersByPath', { Path: '/', Recursive: true, MaxResults: 3 })).toEqual([
    3, 3,
  ]);
  expect((await shared.refusal('DescribeParameters', { NextToken, ...everything }))?.[0]).toBe(
    'InvalidNextToken',
  );
  expect(
    await shared.refusal('DescribeParameters', {
      Filters: [{ Key: 'Name', Values: ['x'] }],
      ...everything,
    }),
  ).toEqual([
    'ValidationException',
    'You can use either Filters or ParameterFilters in a single request.',
  ]);
  expect(
    (
      await shared.ssm<DescribeParametersResult>('DescribeParameters', {
        Filters: [{ Key: 'Type', Values: ['SecureString'] }],
      })
    ).Parameters?.length,
  ).toBe(1);
});
