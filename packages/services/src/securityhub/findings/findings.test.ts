import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  ADMINISTRATOR,
  findingsFixture,
  type FindingsFixture,
  PRODUCT,
  sample,
} from './findings.fixture.ts';

const later = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1, 11, 0, seconds)).toISOString();
const identifier = (Id: string) => ({ Id, ProductArn: PRODUCT });
const update = (hub: FindingsFixture, Id: string, change: object) =>
  hub.hub<{ UnprocessedFindings: object[]; ProcessedFindings: object[] }>('BatchUpdateFindings', {
    FindingIdentifiers: [identifier(Id)],
    ...change,
  });
const one = async (hub: FindingsFixture, Id: string): Promise<AwsSecurityFinding> => {
  const [found] = await hub.get({ Filters: { Id: [{ Value: Id, Comparison: 'EQUALS' }] } });
  if (found === undefined) throw new Error(`there is no finding ${Id}`);
  return found;
};

test('a new finding has what Security Hub adds', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));

  expect(await one(hub, 'a')).toMatchObject({
    CompanyName: 'Personal',
    ProductName: 'Default',
    Region: 'us-east-1',
    RecordState: 'ACTIVE',
    Workflow: { Status: 'NEW' },
    WorkflowState: 'NEW',
    Severity: { Label: 'HIGH', Normalized: 70 },
    FindingProviderFields: { Severity: { Label: 'HIGH' }, Types: sample('a').Types },
    ProductFields: { 'aws/securityhub/FindingId': `${PRODUCT}/a` },
    Resources: [{ Partition: 'aws', Region: 'us-east-1' }],
    ProcessedAt: '2026-03-02T10:00:00.000Z',
  });
});

test('what a finding is given stays as it is, whatever is stored of it', async () => {
  const hub = await findingsFixture();
  const given = {
    ProductFields: { 'aws/securityhub/annotation': 'by the provider', own: 'x' },
    Severity: { Normalized: 75, Original: '7.5' },
    Confidence: 3,
    RelatedFindings: [{ Id: 'other', ProductArn: PRODUCT }],
  };
  await hub.import(sample('a', given));
  const [event] = await hub.heard();
  const stored = await one(hub, 'a');
  await update(hub, 'a', { Confidence: 9 });

  expect(event?.detail).toEqual({ findings: [stored] });
  expect(stored).toMatchObject(given);
  expect(await one(hub, 'a')).toEqual({ ...stored, Confidence: 9 });
});

test('sound findings of a batch are imported, the others named with their error', async () => {
  const hub = await findingsFixture();
  const large = sample('large', {
    Resources: Array.from({ length: 30 }, (_, n) => ({ Type: 'Other', Id: `${n}`.repeat(9000) })),
  });
  const answer = await hub.import(
    sample('a'),
    sample('b', { Title: '' }),
    sample('c', { AwsAccountId: '444455556666' }),
    sample('d', { ProductArn: 'arn:aws:securityhub:us-east-1::product/aquasecurity/kube-bench' }),
    large,
  );

  expect(answer).toMatchObject({
    SuccessCount: 1,
    FailedCount: 4,
    FailedFindings: [
      { Id: 'b', ErrorCode: 'InvalidInput' },
      { Id: 'c', ErrorCode: 'InvalidAccess' },
      { Id: 'd', ErrorCode: 'InvalidAccess' },
      { Id: 'large', ErrorCode: 'InvalidInput', ErrorMessage: 'Finding size exceeded 240 KB' },
    ],
  });
  expect((await hub.get()).map(({ Id }) => Id)).toEqual(['a']);
});

test.for<[string, object, string]>([
  ['no findings', { Findings: [] }, 'InvalidInputException'],
  [
    '101 findings',
    { Findings: Array.from({ length: 101 }, (_, n) => sample(`${n}`)) },
    'InvalidInputException',
  ],
  [
    "another Region's product",
    { Findings: [sample('a', { ProductArn: PRODUCT.replace('us-east-1', 'eu-west-1') })] },
    'InvalidInputException',
  ],
  [
    "another account's default product",
    { Findings: [sample('a', { ProductArn: PRODUCT.replaceAll(ACCOUNT, '444455556666') })] },
    'AccessDeniedException',
  ],
])('BatchImportFindings of %s is refused as a whole', async ([, input, name]) => {
  const hub = await findingsFixture();

  await expect(hub.hub('BatchImportFindings', input)).rejects.toMatchObject({ name });
});

test('without Security Hub there is no access', async () => {
  const hub = await findingsFixture({ hubs: { isEnabled: async () => false } });
  const message = `Account ${ACCOUNT} is not subscribed to AWS Security Hub`;

  for (const call of [() => hub.import(sample('a')), () => hub.get(), () => update(hub, 'a', {})])
    await expect(call()).rejects.toMatchObject({ name: 'InvalidAccessException', message });
});

test('a provider updates what is its own and leaves what customers have set', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a', { Confidence: 10 }));
  await update(hub, 'a', {
    Severity: { Label: 'LOW' },
    Note: { Text: 'seen', UpdatedBy: 'ana' },
    UserDefinedFields: { Ticket: '7' },
    VerificationState: 'TRUE_POSITIVE',
    Workflow: { Status: 'NOTIFIED' },
  });
  await hub.import(
    sample('a', {
      UpdatedAt: later(1),
      Title: 'Other title',
      Confidence: 60,
      Note: { Text: 'no', UpdatedBy: 'no', UpdatedAt: later(1) },
      UserDefinedFields: { Ticket: '8' },
      VerificationState: 'FALSE_POSITIVE',
      Workflow: { Status: 'NEW' },
      FindingProviderFields: { Severity: { Label: 'CRITICAL' } },
    }),
  );

  expect(await one(hub, 'a')).toMatchObject({
    Title: 'Other title',
    Confidence: 60,
    Severity: { Label: 'LOW', Normalized: 1 },
    FindingProviderFields: { Severity: { Label: 'CRITICAL' }, Confidence: 60 },
    Note: { Text: 'seen' },
    UserDefinedFields: { Ticket: '7' },
    VerificationState: 'TRUE_POSITIVE',
    Workflow: { Status: 'NOTIFIED' },
  });
});

test('an update that is not newer changes nothing, and succeeds', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));

  expect(await hub.import(sample('a', { Title: 'Later, but as old' }))).toMatchObject({
    SuccessCount: 1,
  });
  expect((await one(hub, 'a')).Title).toBe('Title of a');
});

test.for<[string, Partial<AwsSecurityFinding>, string, Partial<AwsSecurityFinding>, string]>([
  ['active again', { RecordState: 'ARCHIVED' }, 'RESOLVED', { RecordState: 'ACTIVE' }, 'NEW'],
  [
    'failed after it passed',
    { Compliance: { Status: 'PASSED' } },
    'NOTIFIED',
    { Compliance: { Status: 'FAILED' } },
    'NEW',
  ],
  [
    'suppressed and active again',
    { RecordState: 'ARCHIVED' },
    'SUPPRESSED',
    { RecordState: 'ACTIVE' },
    'SUPPRESSED',
  ],
  ['only archived', {}, 'NOTIFIED', { RecordState: 'ARCHIVED' }, 'NOTIFIED'],
  [
    'failed as before',
    { Compliance: { Status: 'FAILED' } },
    'RESOLVED',
    { Compliance: { Status: 'FAILED' } },
    'RESOLVED',
  ],
])(
  'a finding that is %s has the workflow status that follows',
  async ([, first, Status, second, after]) => {
    const hub = await findingsFixture();
    await hub.import(sample('a', first));
    await update(hub, 'a', { Workflow: { Status } });
    await hub.import(sample('a', { ...second, UpdatedAt: later(1) }));

    expect((await one(hub, 'a')).Workflow).toEqual({ Status: after });
  },
);

test('BatchUpdateFindings leaves UpdatedAt and says what it could not do', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));
  const answer = await hub.hub('BatchUpdateFindings', {
    FindingIdentifiers: [identifier('a'), identifier('b'), identifier('a')],
    Severity: { Normalized: 95 },
  });

  expect(answer).toEqual({
    ProcessedFindings: [identifier('a')],
    UnprocessedFindings: [
      {
        FindingIdentifier: identifier('b'),
        ErrorCode: 'FindingNotFound',
        ErrorMessage: 'Finding Not Found',
      },
      {
        FindingIdentifier: identifier('a'),
        ErrorCode: 'DuplicatedFindingIdentifier',
        ErrorMessage: 'Finding Identifier is duplicated',
      },
    ],
  });
  expect(await one(hub, 'a')).toMatchObject({
    UpdatedAt: sample('a').UpdatedAt,
    Severity: { Label: 'CRITICAL', Normalized: 95 },
  });
  await expect(
    update(hub, 'a', { Note: { Text: 'n'.repeat(513), UpdatedBy: 'me' } }),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});

test('UpdateFindings archives and notes what its filters find, without a record in the history', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'), sample('b', { Severity: { Label: 'LOW' } }));
  await hub.hub('UpdateFindings', {
    Filters: { SeverityLabel: [{ Value: 'LOW', Comparison: 'EQUALS' }] },
    RecordState: 'ARCHIVED',
    Note: { Text: 'done', UpdatedBy: 'ana' },
  });
  const Filters = { RecordState: [{ Value: 'ARCHIVED', Comparison: 'EQUALS' }] };

  expect(await hub.get({ Filters })).toMatchObject([{ Id: 'b', Note: { Text: 'done' } }]);
  expect(await hub.hub('GetFindingHistory', { FindingIdentifier: identifier('b') })).toMatchObject({
    Records: [{ FindingCreated: true }],
  });
});

test('policies may forbid single fields and values of an update', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));
  const as = hub.userWith('bo', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'securityhub:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'securityhub:BatchUpdateFindings',
        Resource: '*',
        Condition: { StringEquals: { 'securityhub:ASFFSyntaxPath/Workflow.Status': 'SUPPRESSED' } },
      },
      {
        Effect: 'Deny',
        Action: 'securityhub:BatchUpdateFindings',
        Resource: '*',
        Condition: { Null: { 'securityhub:ASFFSyntaxPath/Severity.Label': 'false' } },
      },
    ],
  });
  const call = (change: object) =>
    hub.hub('BatchUpdateFindings', { FindingIdentifiers: [identifier('a')], ...change }, { as });

  await expect(call({ Workflow: { Status: 'RESOLVED' } })).resolves.toBeDefined();
  for (const change of [{ Workflow: { Status: 'SUPPRESSED' } }, { Severity: { Label: 'LOW' } }])
    await expect(call(change)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('the history tells what changed, by whom, newest first, page by page', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));
  hub.clock.advance({ minutes: 1 });
  await update(hub, 'a', { Workflow: { Status: 'RESOLVED' } });
  hub.clock.advance({ minutes: 1 });
  await hub.import(sample('a', { UpdatedAt: later(1), LastObservedAt: later(1) }));
  await hub.import(sample('a', { UpdatedAt: later(2), Title: 'Renamed' }));
  const page = (more: object = {}) =>
    hub.hub<{ Records: object[]; NextToken?: string }>('GetFindingHistory', {
      FindingIdentifier: identifier('a'),
      MaxResults: 2,
      ...more,
    });
  const first = await page();
  const second = await page({ NextToken: first.NextToken });

  expect(first.Records).toMatchObject([
    {
      FindingCreated: false,
      UpdateSource: { Type: 'BATCH_IMPORT_FINDINGS' },
      Updates: [{ UpdatedField: 'Title', OldValue: 'Title of a', NewValue: 'Renamed' }],
    },
    {
      UpdateSource: { Type: 'BATCH_UPDATE_FINDINGS', Identity: hub.admin.arn },
      Updates: [{ UpdatedField: 'Workflow.Status', OldValue: 'NEW', NewValue: 'RESOLVED' }],
    },
  ]);
  expect(second).toEqual({
    Records: [
      {
        FindingIdentifier: identifier('a'),
        UpdateTime: new Date('2026-03-02T10:00:00Z'),
        FindingCreated: true,
        UpdateSource: { Type: 'BATCH_IMPORT_FINDINGS', Identity: hub.admin.arn },
        Updates: [],
      },
    ],
  });
  await expect(page({ NextToken: 'forged' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('imports and updates are events of the owner and of those who see the finding', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'), sample('b', { Title: '' }));
  await update(hub, 'a', { Workflow: { Status: 'RESOLVED' } });
  const events = await hub.heard();

  expect(events.map(({ account }) => account)).toEqual([
    ACCOUNT,
    ADMINISTRATOR,
    ACCOUNT,
    ADMINISTRATOR,
  ]);
  expect(events[3]).toMatchObject({
    source: 'aws.securityhub',
    detailType: 'Security Hub Findings - Imported',
    resources: [`${PRODUCT}/a`],
    detail: { findings: [{ Id: 'a', Workflow: { Status: 'RESOLVED' } }] },
  });
});

test('automation rules act on a finding before it is stored, and are in its history', async () => {
  const ruleArn = `arn:aws:securityhub:us-east-1:${ACCOUNT}:automation-rule/r1`;
  const hub = await findingsFixture({
    hubs: {
      automation: async () => () => [{ ruleArn, change: { Workflow: { Status: 'SUPPRESSED' } } }],
    },
  });
  await hub.import(sample('a'));
  const { Records } = await hub.hub<{ Records: object[] }>('GetFindingHistory', {
    FindingIdentifier: identifier('a'),
  });

  expect((await one(hub, 'a')).Workflow).toEqual({ Status: 'SUPPRESSED' });
  expect(Records).toMatchObject([
    { UpdateSource: { Identity: ruleArn } },
    { FindingCreated: true },
  ]);
});

test('the audit shows that findings came, not what they say', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));
  const [event] = await hub.events();

  expect(event?.record).toMatchObject({
    eventName: 'BatchImportFindings',
    requestParameters: { findings: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  });
});
