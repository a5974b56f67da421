import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const SECURITY = '777788889999';
const MEMBER = '111122223333';
const region = 'us-east-1';
const BUCKET = 'console-resolver-report';
const ProductArn = `arn:aws:securityhub:${region}:${MEMBER}:product/${MEMBER}/default`;

let here: ConsoleFixture;
let security: Person;
let member: Person;

beforeAll(async () => {
  here = await consoleFixture({ findings: true });
  [security, member] = await Promise.all([
    here.administrator(SECURITY),
    here.administrator(MEMBER),
  ]);
  await member.aws('s3', 'CreateBucket', { Bucket: BUCKET });
  const now = new Date().toISOString();
  await member.aws('securityhub', 'BatchImportFindings', {
    Findings: ['one', 'two'].map((Id) => ({
      SchemaVersion: '2018-10-08',
      Id,
      ProductArn,
      GeneratorId: 'test',
      AwsAccountId: MEMBER,
      CreatedAt: now,
      UpdatedAt: now,
      Severity: { Label: 'LOW' },
      Title: 'One',
      Description: 'One',
      Types: ['TTPs'],
      Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${BUCKET}` }],
    })),
  });
});
afterAll(() => here.cloud.stop());

const report = (who: Person, body: object = {}) =>
  who.ask('/api/resolver', { method: 'POST', body });
const counts = (who: Person, body: object = {}) =>
  who.ask('/api/finding-counts', { method: 'POST', body: { region, ...body } });
const OPEN = { WorkflowStatus: [{ Value: 'NEW', Comparison: 'EQUALS' }] };

test('findings are counted by account, Region and severity, for whoever sees them', async () => {
  const Places = [
    { AwsAccountId: MEMBER, Region: region, Severities: [{ Label: 'LOW', Count: 2 }] },
  ];

  await expect(counts(security, { Filters: OPEN, ByPlace: true })).resolves.toMatchObject({
    status: 200,
    body: { Count: 2, Places, MoreAccounts: false },
  });
  await expect(counts(member)).resolves.toMatchObject({ body: { Count: 2 } });
  await expect(
    counts(member, { Filters: { NoSuch: [{ Value: 'x', Comparison: 'EQUALS' }] } }),
  ).resolves.toMatchObject({ status: 400, body: { error: { code: 'InvalidInputException' } } });
  await expect(counts(member, { Filters: 7 })).resolves.toMatchObject({ status: 400 });
  await expect(counts(here.person())).resolves.toMatchObject({ status: 401 });
});

test('the administrator reads what was resolved, why, and in which finding', async () => {
  await member.aws('s3', 'DeleteBucket', { Bucket: BUCKET });

  const found = (): Promise<unknown> =>
    report(security).then(({ body }) => (body['resolver'] as { deletions?: unknown })?.deletions);
  await expect
    .poll(found, { timeout: 15_000 })
    .toMatchObject([{ deletion: { label: BUCKET }, state: 'done', resolved: 2, failed: 0 }]);
  const { body } = await report(security);
  expect(body).toMatchObject({
    resolver: {
      dryRun: false,
      totals: {
        products: [{ outcome: 'resolved', number: 2 }],
        types: [{ type: 'AwsS3Bucket', deletions: 1, resolved: 2 }],
      },
    },
    falco: { waiting: 0, refused: [] },
  });
  const [{ deletion }] = (body['resolver'] as { deletions: [{ deletion: { id: string } }] })
    .deletions;
  await expect(report(security, { deletion: deletion.id })).resolves.toMatchObject({
    body: { outcomes: [{ finding: { id: 'one' } }, { finding: { id: 'two' } }] },
  });
  await expect(report(security, { deletion: 'none' })).resolves.toMatchObject({ status: 404 });
  await expect(report(security, { days: 900 })).resolves.toMatchObject({ status: 400 });
});

test('another account is told why it may not, as is a person who may not read findings', async () => {
  await security.aws('iam', 'CreateUser', { UserName: 'reader' });
  const password = 'Correct-horse-reader-1';
  await security.aws('iam', 'CreateLoginProfile', { UserName: 'reader', Password: password });
  const reader = here.person();
  await reader.signIn({ account: SECURITY, userName: 'reader', password });

  await expect(report(member)).resolves.toMatchObject({
    status: 403,
    body: { error: { message: expect.stringContaining(SECURITY) } },
  });
  await expect(report(reader)).resolves.toMatchObject({
    status: 403,
    body: { error: { message: expect.stringContaining('securityhub:GetFindings') } },
  });
  await expect(report(here.person())).resolves.toMatchObject({ status: 401 });
});
