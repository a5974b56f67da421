import type {
  GetResourcesOutput,
  GetTagKeysOutput,
  GetTagValuesOutput,
  TagResourcesOutput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { silentLog, systemClock, systemTimers } from '@gatehouse/core';
import { noOrganization, tagMigrations, tagStore } from '@gatehouse/service-kit';
import { coreMigrations, migrate, openPostgres } from '@gatehouse/store';
import {
  type CallOptions,
  serviceFixture,
  type ServiceFixture,
  testPostgres,
} from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createCloudTrail, createEcs, createTagging } from '../index.ts';
import { taggedResources } from './repositories/tagged-resources.ts';

const ACCOUNT = '111122223333';
const cluster = (name: string, region = 'us-east-1'): string =>
  `arn:aws:ecs:${region}:${ACCOUNT}:cluster/${name}`;
const trail = (name: string): string => `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${name}`;

interface TaggingFixture extends ServiceFixture {
  readonly tagging: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  readonly cluster: (name: string, tags?: Readonly<Record<string, string>>) => Promise<void>;
}

/** No trail delivers anything here. */
const unreached = () => Promise.reject(new Error('a trail delivers'));

const taggingFixture = async (): Promise<TaggingFixture> => {
  const fixture = await serviceFixture((deps) => ({
    services: [
      createTagging(deps),
      createEcs(deps),
      createCloudTrail({
        ...deps,
        organizations: noOrganization,
        acceptsLooseInput: true,
        timers: systemTimers,
        objects: { check: unreached, write: unreached },
        logs: { write: unreached },
        topics: { publish: unreached, mayPublish: unreached },
        roles: { assume: unreached },
        call: unreached,
        publish: unreached,
      }).service,
    ],
  }));
  return {
    ...fixture,
    tagging: (operation, input = {}, options) => fixture.call('tag', operation, input, options),
    cluster: async (clusterName, tags = {}) => {
      const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
      await fixture.call('ecs', 'CreateCluster', { clusterName, tags: list });
    },
  };
};

const arns = ({ ResourceTagMappingList = [] }: GetResourcesOutput) =>
  ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);

const filled = async (): Promise<TaggingFixture> => {
  const fixture = await taggingFixture();
  await fixture.cluster('a', { team: 'red', stage: 'prod' });
  await fixture.cluster('b', { team: 'blue', stage: 'prod' });
  await fixture.cluster('c', { team: 'red' });
  await fixture.cluster('untagged');
  await fixture.call('cloudtrail', 'CreateTrail', {
    Name: 'audit',
    S3BucketName: 'bucket',
    TagsList: [{ Key: 'team', Value: 'red' }],
  });
  return fixture;
};

test.for([
  [{}, [trail('audit'), cluster('a'), cluster('b'), cluster('c')]],
  [{ ResourceTypeFilters: ['ecs'] }, [cluster('a'), cluster('b'), cluster('c')]],
  [
    { ResourceTypeFilters: ['ecs:cluster', 'cloudtrail'] },
    [trail('audit'), cluster('a'), cluster('b'), cluster('c')],
  ],
  [{ ResourceTypeFilters: ['ecs:task'] }, []],
  [{ ResourceTypeFilters: ['ec'] }, []],
  [{ TagFilters: [{ Key: 'stage' }] }, [cluster('a'), cluster('b')]],
  [
    { TagFilters: [{ Key: 'team', Values: ['red'] }] },
    [trail('audit'), cluster('a'), cluster('c')],
  ],
  [
    {
      TagFilters: [
        { Key: 'team', Values: ['red', 'blue'] },
        { Key: 'stage', Values: ['prod'] },
      ],
    },
    [cluster('a'), cluster('b')],
  ],
  [{ TagFilters: [{ Key: 'team', Values: ['RED'] }] }, []],
  [{ TagFilters: [{ Key: 'a\uD800' }] }, []],
  [
    { ResourceARNList: [cluster('c'), cluster('none'), cluster('untagged'), trail('audit')] },
    [trail('audit'), cluster('c')],
  ],
] as const)('GetResources with %j', async ([input, found]) => {
  const fixture = await filled();

  const answer = await fixture.tagging<GetResourcesOutput>('GetResources', input);

  expect(arns(answer)).toEqual(found);
  expect(answer.PaginationToken).toBe('');
});

test('a resource is shown with its tags', async () => {
  const fixture = await filled();
  const input = { ResourceARNList: [cluster('a')] };

  const { ResourceTagMappingList } = await fixture.tagging<GetResourcesOutput>(
    'GetResources',
    input,
  );

  expect(ResourceTagMappingList).toEqual([
    {
      ResourceARN: cluster('a'),
      Tags: [
        { Key: 'stage', Value: 'prod' },
        { Key: 'team', Value: 'red' },
      ],
    },
  ]);
});

test('other Regions and other accounts are not shown', async () => {
  const fixture = await filled();

  const elsewhere = await fixture.tagging<GetResourcesOutput>(
    'GetResources',
    {},
    { region: 'eu-west-1' },
  );
  const other = await fixture.tagging<GetResourcesOutput>(
    'GetResources',
    { ResourceARNList: [cluster('a')] },
    { as: { kind: 'root', account: '444455556666' } },
  );

  expect([...arns(elsewhere), ...arns(other)]).toEqual([]);
});

test('pages follow one another until the token is empty', async () => {
  const fixture = await filled();
  const found: (string | undefined)[] = [];
  let PaginationToken = '';
  do {
    const page = await fixture.tagging<GetResourcesOutput>('GetResources', {
      ResourcesPerPage: 2,
      PaginationToken,
    });
    expect(arns(page).length).toBeLessThanOrEqual(2);
    found.push(...arns(page));
    PaginationToken = page.PaginationToken ?? '';
  } while (PaginationToken !== '');

  expect(found).toEqual([trail('audit'), cluster('a'), cluster('b'), cluster('c')]);
});

test('a page holds no more tags than asked for, and never part of a resource', async () => {
  const fixture = await taggingFixture();
  const tags = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`key-${at}`, 'x']));
  for (const name of ['a', 'b', 'c']) await fixture.cluster(name, tags);

  const first = await fixture.tagging<GetResourcesOutput>('GetResources', { TagsPerPage: 100 });
  const second = await fixture.tagging<GetResourcesOutput>('GetResources', {
    TagsPerPage: 100,
    PaginationToken: first.PaginationToken,
  });

  expect(arns(first)).toEqual([cluster('a'), cluster('b')]);
  expect(arns(second)).toEqual([cluster('c')]);
});

test('a token is for its own question and for fifteen minutes', async () => {
  const fixture = await filled();
  const ask = (input: object): Promise<GetResourcesOutput> =>
    fixture.tagging('GetResources', { ResourcesPerPage: 1, ...input });
  const { PaginationToken } = await ask({});

  for (const input of [
    { PaginationToken: 'forged' },
    { PaginationToken, ResourceTypeFilters: ['ecs'] },
  ])
    await expect(ask(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  fixture.clock.advance({ minutes: 16 });
  await expect(ask({ PaginationToken })).rejects.toMatchObject({
    name: 'PaginationTokenExpiredException',
  });
});

test.for([
  [{ ResourceARNList: [cluster('a')], TagFilters: [{ Key: 'team' }] }],
  [{ ResourceARNList: [cluster('a')], ResourceTypeFilters: ['ecs'] }],
  [{ ResourceARNList: [cluster('a')], ResourcesPerPage: 5 }],
  [{ ResourcesPerPage: 0 }],
  [{ ResourcesPerPage: 101 }],
  [{ TagsPerPage: 50 }],
  [{ TagsPerPage: 150 }],
  [{ TagFilters: [{ Values: ['x'] }] }],
  [{ TagFilters: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}` })) }],
  [{ ResourceTypeFilters: Array.from({ length: 101 }, (_, at) => `t${at}`) }],
  [{ ExcludeCompliantResources: true }],
  [{ IncludeComplianceDetails: true }],
] as const)('GetResources with %j is refused', async ([input]) => {
  const fixture = await taggingFixture();

  await expect(fixture.tagging('GetResources', input)).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('keys and values of a Region are listed once each', async () => {
  const fixture = await filled();
  await fixture.cluster('empty', { team: '' });

  expect(await fixture.tagging<GetTagKeysOutput>('GetTagKeys')).toEqual({
    PaginationToken: '',
    TagKeys: ['stage', 'team'],
  });
  expect(await fixture.tagging<GetTagValuesOutput>('GetTagValues', { Key: 'team' })).toEqual({
    PaginationToken: '',
    TagValues: ['', 'blue', 'red'],
  });
});

test('more values than a page holds come on the next', async () => {
  const fixture = await taggingFixture();
  await fixture.store.write(async (tx) => {
    for (let at = 0; at < 501; at += 1) {
      const owner = { account: ACCOUNT, region: 'us-east-1', type: 'ecs:cluster' };
      const value = new Map([['n', String(at).padStart(4, '0')]]);
      await tagStore.put(tx, { ...owner, arn: cluster(`c${at}`) }, value);
    }
  });

  const first = await fixture.tagging<GetTagValuesOutput>('GetTagValues', { Key: 'n' });
  const { PaginationToken } = first;
  const second = await fixture.tagging<GetTagValuesOutput>('GetTagValues', {
    Key: 'n',
    PaginationToken,
  });

  expect(first.TagValues).toHaveLength(500);
  expect(second).toEqual({ PaginationToken: '', TagValues: ['0500'] });
});

test('each resource is tagged by its own service, and a failure is its own', async () => {
  const fixture = await filled();
  const missing = cluster('missing');
  const stream = 'arn:aws:kinesis:us-east-1:111122223333:stream/t';
  const elsewhere = cluster('a', 'eu-west-1');
  const foreign = 'arn:aws:iam::444455556666:role/admin';

  const { FailedResourcesMap } = await fixture.tagging<TagResourcesOutput>('TagResources', {
    ResourceARNList: [cluster('untagged'), trail('audit'), missing, stream, elsewhere, foreign],
    Tags: { owner: 'alice' },
  });

  expect(Object.keys(FailedResourcesMap ?? {}).toSorted()).toEqual(
    [missing, stream, elsewhere, foreign].toSorted(),
  );
  expect(FailedResourcesMap?.[missing]).toMatchObject({ StatusCode: 400 });
  expect(FailedResourcesMap?.[stream]).toMatchObject({ ErrorCode: 'InvalidParameterException' });
  const owned = await fixture.tagging<GetResourcesOutput>('GetResources', {
    TagFilters: [{ Key: 'owner', Values: ['alice'] }],
  });
  expect(arns(owned)).toEqual([trail('audit'), cluster('untagged')]);
});

test('tags are taken away from several resources at once', async () => {
  const fixture = await filled();

  const { FailedResourcesMap } = await fixture.tagging<TagResourcesOutput>('UntagResources', {
    ResourceARNList: [cluster('a'), trail('audit')],
    TagKeys: ['team', 'none'],
  });

  expect(FailedResourcesMap).toEqual({});
  const left = await fixture.tagging<GetResourcesOutput>('GetResources', {
    TagFilters: [{ Key: 'team' }],
  });
  expect(arns(left)).toEqual([cluster('b'), cluster('c')]);
});

test('who may call the tagging API but not the service changes nothing', async () => {
  const fixture = await filled();
  const tagger = fixture.userWith('tagger', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'tag:*', Resource: '*' },
  });
  await fixture.events();

  const { FailedResourcesMap } = await fixture.tagging<TagResourcesOutput>(
    'TagResources',
    { ResourceARNList: [cluster('a')], Tags: { owner: 'tagger' } },
    { as: tagger },
  );

  expect(FailedResourcesMap?.[cluster('a')]).toMatchObject({
    ErrorCode: 'AccessDeniedException',
    StatusCode: 403,
  });
  const records = (await fixture.events()).map(({ record }) => record);
  expect(records).toContainEqual(
    expect.objectContaining({
      eventSource: 'ecs.amazonaws.com',
      eventName: 'TagResource',
      errorCode: 'AccessDenied',
      sourceIPAddress: 'tagging.amazonaws.com',
    }),
  );
  expect(records).toContainEqual(
    expect.objectContaining({ eventName: 'TagResources', readOnly: false }),
  );
});

test('a text that is no ARN fails the whole request', async () => {
  const fixture = await filled();
  for (const text of ['cluster/a', 'arn:aws-cn:ecs:us-east-1:111122223333:cluster/a']) {
    const refused = fixture.tagging('TagResources', {
      ResourceARNList: [cluster('a'), text],
      Tags: { owner: 'alice' },
    });

    await expect(refused).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${text} is not a valid AmazonResourceName (ARN)`,
    });
  }
});

test.for(['GetResources', 'GetTagKeys', 'GetTagValues', 'TagResources', 'UntagResources'])(
  '%s is refused to who may not',
  async (operation) => {
    const fixture = await taggingFixture();
    const input = { Key: 'k', ResourceARNList: [cluster('a')], Tags: { k: 'v' }, TagKeys: ['k'] };

    const refused = fixture.tagging(operation, input, { as: fixture.userWith('nobody') });

    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  },
);

const server = await testPostgres();

test.runIf(server !== undefined)('PostgreSQL finds the same resources', async () => {
  if (server === undefined) throw new Error('this machine has no PostgreSQL');
  const url = await server.database();
  const store = await openPostgres({ url, clock: systemClock, log: silentLog });
  onTestFinished(() => store.close());
  await migrate(store, [...coreMigrations, ...tagMigrations]);
  const scope = { account: ACCOUNT, region: 'us-east-1' };
  await store.write(async (tx) => {
    for (const name of ['a', 'B', 'é'])
      await tagStore.put(
        tx,
        { ...scope, arn: cluster(name), type: 'ecs:cluster' },
        new Map([['name', name]]),
      );
  });
  const find = (types: readonly string[], values: readonly string[], after = '') =>
    store.read((tx) =>
      taggedResources.arns(
        tx,
        scope,
        { types, tags: [{ key: 'name', values }] },
        { after, limit: 10 },
      ),
    );

  expect(await find([], [])).toEqual([cluster('B'), cluster('a'), cluster('é')]);
  expect(await find(['ecs'], ['a', 'B'], cluster('B'))).toEqual([cluster('a')]);
  expect(await find(['ecs:cluster'], ['\uD800'])).toEqual([]);
  const values = await store.read((tx) =>
    taggedResources.values(tx, scope, 'name', { after: undefined, limit: 10 }),
  );
  expect(values).toEqual(['B', 'a', 'é']);
});
