import type { GetDashboardOutput, ListDashboardsOutput } from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect, test } from 'vitest';
import { ACCOUNT, type CloudWatchFixture, cloudWatchFixture } from './cloudwatch.fixture.ts';

let fixture: CloudWatchFixture;
beforeAll(async () => {
  fixture = await cloudWatchFixture();
});

const arn = (name: string): string => `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${name}`;
const BODY = JSON.stringify({
  widgets: [
    {
      type: 'metric',
      x: 0,
      y: 0,
      width: 6,
      height: 6,
      properties: { region: 'us-east-1', metrics: [['app', 'up', { stat: 'Sum' }]] },
    },
  ],
});
const put = (DashboardName: string, more: object = {}): Promise<unknown> =>
  fixture.run('PutDashboard', { DashboardName, DashboardBody: BODY, ...more });

test('a dashboard is put, got, listed, tagged and removed, whatever the Region', async () => {
  expect(await put('ops-main', { Tags: [{ Key: 'team', Value: 'a' }] })).toEqual({
    DashboardValidationMessages: [],
  });
  await put('ops-second');
  await put('Ops-third');
  // Tags of one that is there are not touched by PutDashboard.
  await put('ops-main', { Tags: [{ Key: 'team', Value: 'b' }] });

  const region = 'eu-west-1';
  expect(
    await fixture.run<GetDashboardOutput>(
      'GetDashboard',
      { DashboardName: 'ops-main' },
      { region },
    ),
  ).toEqual({ DashboardArn: arn('ops-main'), DashboardBody: BODY, DashboardName: 'ops-main' });
  expect(
    await fixture.run<ListDashboardsOutput>('ListDashboards', { DashboardNamePrefix: 'ops-' }),
  ).toEqual({
    DashboardEntries: ['ops-main', 'ops-second'].map((name) => ({
      DashboardName: name,
      DashboardArn: arn(name),
      LastModified: fixture.at(0),
      Size: BODY.length,
    })),
    NextToken: undefined,
  });
  await fixture.run('TagResource', {
    ResourceARN: arn('ops-main'),
    Tags: [{ Key: 'env', Value: 'prod' }],
  });
  await fixture.run('UntagResource', { ResourceARN: arn('ops-main'), TagKeys: ['team'] });
  expect(await fixture.run('ListTagsForResource', { ResourceARN: arn('ops-main') })).toEqual({
    Tags: [{ Key: 'env', Value: 'prod' }],
  });

  await expect(
    fixture.run('DeleteDashboards', { DashboardNames: ['ops-main', 'gone'] }),
  ).rejects.toMatchObject({
    name: 'DashboardNotFoundError',
    message: 'The specified dashboard does not exist. [gone]',
  });
  await fixture.run('DeleteDashboards', { DashboardNames: ['ops-main'] });
  await expect(fixture.run('GetDashboard', { DashboardName: 'ops-main' })).rejects.toMatchObject({
    name: 'DashboardNotFoundError',
    message: 'Dashboard ops-main does not exist',
  });
  await expect(
    fixture.run('ListTagsForResource', { ResourceARN: arn('ops-main') }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.for([
  ['', 'The field DashboardBody must be a valid JSON object', undefined],
  ['[]', 'The field DashboardBody must be a valid JSON object', undefined],
  ['{}', "Should have required property 'widgets'", ''],
  ['{"widgets":[1]}', 'Should be object', '/widgets/0'],
  ['{"widgets":[{"properties":{}}]}', "Should have required property 'type'", '/widgets/0'],
  ['{"widgets":[{"type":"text"}]}', "Should have required property 'properties'", '/widgets/0'],
  [
    '{"widgets":[{"type":"text","properties":{"markdown":1}}]}',
    'Should be string',
    '/widgets/0/properties/markdown',
  ],
  [
    '{"widgets":[{"type":"text","x":24,"properties":{"markdown":""}}]}',
    'Should be <= 23',
    '/widgets/0/x',
  ],
  [
    '{"widgets":[{"type":"pie","properties":{}}]}',
    'Should be equal to one of the allowed values',
    '/widgets/0/type',
  ],
  [
    '{"widgets":[{"type":"metric","properties":{"region":"r","metrics":[["a",2]]}}]}',
    'Invalid metric field type, only "String" type is allowed',
    '/widgets/0/properties/metrics/0',
  ],
] as const)('the body %s is refused', async ([DashboardBody, text, path]) => {
  await expect(put('bad', { DashboardBody })).rejects.toMatchObject({
    name: 'DashboardInvalidInputError',
    message: expect.stringContaining(path === undefined ? text : JSON.stringify(text)),
    members: {
      dashboardValidationMessages: [{ DataPath: path ?? '', Message: text }],
    },
  });
});

test('names, tags and ARNs that AWS refuses are refused, and strangers with their tags', async () => {
  await expect(put('no spaces')).rejects.toThrow('It can only contain alphanumerics');
  await expect(put('t', { Tags: [{ Key: 'aws:x', Value: '' }] })).rejects.toThrow('reserved');
  await expect(
    put('t', { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' })) }),
  ).rejects.toThrow('50 tags');
  for (const ResourceARN of ['x', arn('a').replace(ACCOUNT, '999999999999'), 'arn:aws:s3:::b'])
    await expect(fixture.run('ListTagsForResource', { ResourceARN })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  await expect(fixture.run('ListDashboards', { NextToken: 'forged' })).rejects.toThrow('NextToken');

  await put('secret', { Tags: [{ Key: 'team', Value: 'red' }] });
  const as = fixture.userWith('blue', {
    Statement: {
      Effect: 'Allow',
      Action: 'cloudwatch:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:ResourceTag/team': 'red' } },
    },
  });
  await expect(
    fixture.run('GetDashboard', { DashboardName: 'secret' }, { as }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});
