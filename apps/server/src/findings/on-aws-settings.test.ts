import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../config.ts';
import { findingsOnAws } from './on-aws-settings.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/777788889999/gatehouse-deletions';
const SOURCE = {
  name: 'one',
  secret: 'sixteen-characters',
  account: '111122223333',
  region: 'eu-central-1',
};

const settings = (changes: Readonly<Record<string, string>>, sources = [SOURCE]) =>
  findingsOnAws(
    readConfig([], { GATEHOUSE_CLOUD: 'aws', AWS_REGION: 'eu-central-1', ...changes }, () => ''),
    () => sources,
  );

test('nothing of findings runs where nothing of it is set', () => {
  expect(settings({})).toBeUndefined();
  expect(
    settings({ GATEHOUSE_RESOLVER_QUEUE_URL: QUEUE, GATEHOUSE_RESOLVER: 'off' }),
  ).toBeUndefined();
});

test('a queue is read in the Region where Security Hub is asked', () => {
  expect(
    settings({
      GATEHOUSE_RESOLVER_QUEUE_URL: QUEUE,
      GATEHOUSE_RESOLVER_REGION: 'eu-west-1',
      GATEHOUSE_RESOLVER: 'dry-run',
    }),
  ).toEqual({
    region: 'eu-central-1',
    resolver: {
      region: 'eu-west-1',
      roleArn: undefined,
      queueUrl: QUEUE,
      places: [],
      dryRun: true,
    },
    falco: undefined,
  });
});

test('event histories are read in each account, where the resolver is and where IAM’s events are', () => {
  const found = settings({
    GATEHOUSE_RESOLVER_ACCOUNTS: '111122223333, 444455556666',
    GATEHOUSE_RESOLVER_HISTORY_ROLE: 'GatehouseHistoryReader',
  });

  expect(found?.resolver?.places).toEqual(
    ['111122223333', '444455556666'].flatMap((account) =>
      ['eu-central-1', 'us-east-1'].map((region) => ({
        account,
        region,
        roleArn: `arn:aws:iam::${account}:role/GatehouseHistoryReader`,
      })),
    ),
  );
});

test.for([
  ['us-gov-east-1', 'aws-us-gov', 'us-gov-west-1'],
  ['cn-northwest-1', 'aws-cn', 'cn-north-1'],
] as const)('roles in %s are of the partition %s', ([region, partition, globalRegion]) => {
  const found = settings(
    {
      AWS_REGION: region,
      GATEHOUSE_RESOLVER_ACCOUNTS: '111122223333',
      GATEHOUSE_RESOLVER_HISTORY_ROLE: 'Reader',
      GATEHOUSE_FALCO_SOURCES_FILE: 'sources.json',
      GATEHOUSE_FALCO_IMPORTER_ROLE: 'Importer',
    },
    [SOURCE, { ...SOURCE, account: '444455556666' }],
  );

  expect(found?.resolver?.places).toEqual(
    [region, globalRegion].map((one) => ({
      account: '111122223333',
      region: one,
      roleArn: `arn:${partition}:iam::111122223333:role/Reader`,
    })),
  );
  expect(found?.falco?.roleArnOf('444455556666')).toBe(
    `arn:${partition}:iam::444455556666:role/Importer`,
  );
});

test('sources of one account need no role', () => {
  const found = settings({ GATEHOUSE_FALCO_SOURCES_FILE: 'sources.json' });

  expect(found?.falco?.roleArnOf('111122223333')).toBeUndefined();
});

test.for<readonly [string, Readonly<Record<string, string>>]>([
  ['aws needs region too', { AWS_REGION: '', GATEHOUSE_RESOLVER_QUEUE_URL: QUEUE }],
  ['region: expected a Region', { AWS_REGION: 'nowhere', GATEHOUSE_RESOLVER_QUEUE_URL: QUEUE }],
  ['resolverQueueUrl: expected the URL', { GATEHOUSE_RESOLVER_QUEUE_URL: 'gatehouse-deletions' }],
  [
    'resolverRoleArn: needs resolverQueueUrl or resolverAccounts',
    { GATEHOUSE_RESOLVER_ROLE_ARN: 'arn:aws:iam::777788889999:role/GatehouseResolver' },
  ],
  ['resolverAccounts', { GATEHOUSE_RESOLVER_ACCOUNTS: '1' }],
  ['resolverHistoryRole: needed', { GATEHOUSE_RESOLVER_ACCOUNTS: '111122223333' }],
  [
    'resolverAccounts: needed',
    { GATEHOUSE_RESOLVER_QUEUE_URL: QUEUE, GATEHOUSE_RESOLVER_HISTORY_ROLE: 'Reader' },
  ],
  ['falcoSourcesFile: needed', { GATEHOUSE_FALCO_IMPORTER_ROLE: 'Importer' }],
])('what is wrong is named: %s', ([message, changes]) => {
  expect(() => settings(changes)).toThrow(ConfigError);
  expect(() => settings(changes)).toThrow(message);
});

test('sources of several accounts need a role in each', () => {
  expect(() =>
    settings({ GATEHOUSE_FALCO_SOURCES_FILE: 'sources.json' }, [
      SOURCE,
      { ...SOURCE, account: '444455556666' },
    ]),
  ).toThrow('falcoImporterRole: needed');
});
