import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { beforeAll, expect, test } from 'vitest';
import {
  ACCOUNT,
  type FindingsFixture,
  findingsFixture,
  sample,
} from '../findings/findings.fixture.ts';

const equals = (Value: string) => [{ Value, Comparison: 'EQUALS' }];
const text = (Comparison: string, ...values: string[]) =>
  values.map((Value) => ({ Value, Comparison }));

const FINDINGS: readonly AwsSecurityFinding[] = [
  sample('a', {
    Title: 'Bucket is public',
    Severity: { Label: 'CRITICAL' },
    UpdatedAt: '2026-03-01T10:00:00Z',
    Confidence: 90,
    Resources: [
      { Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::logs', Tags: { Team: 'blue' } },
      { Type: 'AwsIamRole', Id: 'arn:aws:iam::1:role/r' },
    ],
  }),
  sample('b', {
    Title: 'Port is open',
    Severity: { Label: 'LOW' },
    UpdatedAt: '2026-02-20T10:00:00Z',
    Confidence: 20,
    Network: { SourceIpV4: '10.1.2.3', Direction: 'IN', SourcePort: 22 },
    Compliance: { Status: 'FAILED', SecurityControlId: 'EC2.1' },
    Sample: true,
  }),
  sample('c', {
    Title: 'Port knocking was seen',
    Severity: { Label: 'MEDIUM' },
    UpdatedAt: '2026-01-15T10:00:00Z',
    Types: ['TTPs/Discovery', 'Effects/Resource Consumption'],
    Resources: [{ Type: 'AwsIamUser', Id: 'arn:aws:iam::1:user/u', Tags: { Team: 'red' } }],
    Compliance: { Status: 'PASSED' },
    RecordState: 'ARCHIVED',
  }),
];

let hub: FindingsFixture;
beforeAll(async () => {
  hub = await findingsFixture();
  await hub.import(...FINDINGS);
});

const ids = async (Filters: object): Promise<string> =>
  (await hub.get({ Filters, SortCriteria: [{ Field: 'Title', SortOrder: 'asc' }] }))
    .map(({ Id }) => Id)
    .join('');

test.for<[string, object, string]>([
  ['equal to one of two', { Title: text('EQUALS', 'Port is open', 'Bucket is public') }, 'ab'],
  ['a prefix', { Title: text('PREFIX', 'Port') }, 'bc'],
  [
    'a prefix but not one',
    { Title: [...text('PREFIX', 'Port'), ...text('NOT_EQUALS', 'Port is open')] },
    'c',
  ],
  ['not a prefix', { Title: text('PREFIX_NOT_EQUALS', 'Port') }, 'a'],
  ['neither of two', { Title: text('NOT_EQUALS', 'Port is open', 'Bucket is public') }, 'c'],
  ['contained', { Title: text('CONTAINS', ' is ') }, 'ab'],
  ['not contained', { Title: text('NOT_CONTAINS', 'open', 'public') }, 'c'],
  ['a whole word', { Title: text('CONTAINS_WORD', 'knock', 'OPEN') }, 'b'],
  ['another case', { Title: text('EQUALS', 'port is open') }, ''],
  ['any of several resources', { ResourceType: equals('AwsIamRole') }, 'a'],
  ['none of several resources', { ResourceType: text('PREFIX_NOT_EQUALS', 'AwsIam') }, 'b'],
  ['a resource by its id', { ResourceId: equals('arn:aws:s3:::logs') }, 'a'],
  ['a type', { Type: text('PREFIX', 'Effects') }, 'c'],
  [
    'one of several labels and a state',
    { SeverityLabel: text('EQUALS', 'LOW', 'MEDIUM'), RecordState: equals('ACTIVE') },
    'b',
  ],
  ['the number of a severity', { SeverityNormalized: [{ Gte: 40 }] }, 'ac'],
  ['two bounds of one filter', { Confidence: [{ Gte: 20, Lte: 50 }] }, 'b'],
  ['open bounds', { Confidence: [{ Gt: 20 }, { Lt: 20 }] }, 'a'],
  [
    'a span of time',
    { UpdatedAt: [{ Start: '2026-02-01T00:00:00Z', End: '2026-02-28T00:00:00Z' }] },
    'b',
  ],
  ['an open span', { UpdatedAt: [{ Start: '2026-02-01T00:00:00Z' }] }, 'ab'],
  ['days back', { UpdatedAt: [{ DateRange: { Value: 5, Unit: 'DAYS' } }] }, 'a'],
  [
    'days further back',
    { UpdatedAt: [{ DateRange: { Value: 30, Unit: 'DAYS', Comparison: 'OLDER_THAN' } }] },
    'c',
  ],
  ['an address block', { NetworkSourceIpV4: [{ Cidr: '10.1.0.0/16' }] }, 'b'],
  ['another address block', { NetworkSourceIpV4: [{ Cidr: '10.2.0.0/16' }] }, ''],
  ['a port', { NetworkSourcePort: [{ Eq: 22 }] }, 'b'],
  ['a tag', { ResourceTags: [{ Key: 'Team', Value: 'blue', Comparison: 'EQUALS' }] }, 'a'],
  [
    'another tag than this',
    { ResourceTags: [{ Key: 'Team', Value: 'blue', Comparison: 'NOT_EQUALS' }] },
    'bc',
  ],
  [
    'a tag that contains',
    { ResourceTags: [{ Key: 'Team', Value: 'e', Comparison: 'CONTAINS' }] },
    'ac',
  ],
  ['samples', { Sample: [{ Value: true }] }, 'b'],
  ['no samples', { Sample: [{ Value: false }] }, 'ac'],
  ['a keyword in any case', { Keyword: [{ Value: 'KNOCKING' }] }, 'c'],
  ['a control', { ComplianceSecurityControlId: equals('EC2.1') }, 'b'],
  [
    'a compliance other than this, absent ones too',
    { ComplianceStatus: text('NOT_EQUALS', 'FAILED') },
    'ac',
  ],
  ['whole Ids', { Id: text('EQUALS', 'a', 'c', 'zz') }, 'ac'],
  ['the beginning of Ids', { Id: text('PREFIX', 'a') }, 'a'],
  ['an account', { AwsAccountId: equals(ACCOUNT) }, 'abc'],
])('GetFindings finds %s', async ([, Filters, found]) => {
  expect(await ids(Filters)).toBe(found);
});

test.for<[object[], string]>([
  [[{ Field: 'UpdatedAt', SortOrder: 'desc' }], 'abc'],
  [[{ Field: 'UpdatedAt', SortOrder: 'asc' }], 'cba'],
  [[{ Field: 'SeverityNormalized', SortOrder: 'desc' }], 'acb'],
  [[{ Field: 'SeverityLabel', SortOrder: 'asc' }], 'bca'],
  [[{ Field: 'Confidence', SortOrder: 'asc' }], 'bac'],
  [
    [
      { Field: 'RecordState', SortOrder: 'desc' },
      { Field: 'Title', SortOrder: 'desc' },
    ],
    'cba',
  ],
  [[], 'cba'],
])('%j sorts so, what has no value last', async ([SortCriteria, order]) => {
  const found = await hub.get({ SortCriteria });

  expect(found.map(({ Id }) => Id).join('')).toBe(order);
});

test.for<[string, object]>([
  ['an unknown filter', { Nothing: equals('a') }],
  ['21 values', { Title: text('EQUALS', ...Array.from({ length: 21 }, String)) }],
  [
    '11 attributes',
    Object.fromEntries(
      'Title Id Region ProductName CompanyName GeneratorId SeverityLabel RecordState WorkflowStatus ResourceId Type'
        .split(' ')
        .map((name) => [name, equals('a')]),
    ),
  ],
  ['a comparison that is none', { Title: text('LIKE', 'a') }],
  [
    'contained and not contained',
    { Title: [...text('CONTAINS', 'a'), ...text('NOT_CONTAINS', 'b')] },
  ],
  ['equal and not equal', { Title: [...text('EQUALS', 'a'), ...text('NOT_EQUALS', 'b')] }],
  ['a date that is none', { UpdatedAt: [{ Start: 'yesterday' }] }],
  ['an address block that is none', { NetworkSourceIpV4: [{ Cidr: '10.0.0.0/33' }] }],
  ['a number without a bound', { Confidence: [{}] }],
])('%s is refused', async ([, Filters]) => {
  await expect(hub.get({ Filters })).rejects.toMatchObject({ name: 'InvalidInputException' });
});

test('pages follow one another though findings come and change between them', async () => {
  const own = await findingsFixture();
  const numbers = Array.from({ length: 25 }, (_, index) => index);
  await own.import(
    ...numbers.map((n) => sample(`f${n}`, { Severity: { Normalized: n % 3 === 0 ? 90 : 40 } })),
  );
  const question = { SortCriteria: [{ Field: 'SeverityLabel', SortOrder: 'desc' }], MaxResults: 4 };
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: { Findings: AwsSecurityFinding[]; NextToken?: string } = await own.hub(
      'GetFindings',
      {
        ...question,
        ...(NextToken === undefined ? {} : { NextToken }),
      },
    );
    seen.push(...page.Findings.map(({ Id = '' }) => Id));
    NextToken = page.NextToken;
    await own.import(sample(`late${seen.length}`, { Severity: { Normalized: 100 } }));
  } while (NextToken !== undefined);

  expect(seen.filter((id) => id.startsWith('f')).toSorted()).toEqual(
    numbers.map((n) => `f${n}`).toSorted(),
  );
  expect(new Set(seen).size).toBe(seen.length);
  await expect(own.get({ ...question, MaxResults: 5, NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('only visible accounts and Regions are found, counted and grouped', async () => {
  const visible = [{ account: ACCOUNT, regions: ['us-east-1', 'eu-west-1'] }];
  const own = await findingsFixture({ visible });
  const there = sample('w', {
    ProductArn: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`,
  });
  await own.import(sample('e'), sample('f', { Severity: { Label: 'LOW' } }));
  await own.hub('BatchImportFindings', { Findings: [there] }, { region: 'eu-west-1' });
  const only = [{ account: ACCOUNT, regions: ['eu-west-1'] }];
  const { store, findings, clock } = own;

  expect((await own.get()).map(({ Id }) => Id)).toEqual(['w', 'f', 'e']);
  expect(await store.read((tx) => findings.count(tx, { visible: only }, clock.now()))).toBe(1);
  expect(
    await store.read((tx) => findings.groupBy(tx, { visible }, 'SeverityLabel', clock.now())),
  ).toEqual([
    { value: 'HIGH', count: 2 },
    { value: 'LOW', count: 1 },
  ]);
  expect(
    await store.read((tx) =>
      findings.groupBy(tx, { visible }, 'FindingProviderFieldsSeverityLabel', clock.now()),
    ),
  ).toEqual([
    { value: 'HIGH', count: 2 },
    { value: 'LOW', count: 1 },
  ]);
});
